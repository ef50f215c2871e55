"""Real posts of other sites, where they lie beside the repository: every post its own site would publish is listed, as
its front matter and its file name have it, and no front matter reaches a body.

The oracle reads front matter with PyYAML and knows each generator's rules for itself; it shares nothing with feedd.
Passes with a word where there are no corpora or no PyYAML.
"""

import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon

try:
    import yaml
except ImportError:
    yaml = None

CORPORA = pathlib.Path(os.environ.get("FEEDD_SHARED") or daemon.SOURCE_DIR.parent / "shared") / "corpora"
DATED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)")
WRITTEN = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?: \1)?)?\s*(Z|[+-]\d\d:?\d\d)?$")


def instant(text):
    year, month, day, hour, minute, second, offset = WRITTEN.match(text).groups()
    time = datetime.datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    if offset and offset != "Z":
        digits = offset.replace(":", "")
        shift = datetime.timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
        time -= shift if digits[0] == "+" else -shift
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def split(path):
    text = path.read_text(encoding="utf-8")
    found = re.match(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", text, re.S | re.M)
    front = (yaml.load(found[1], Loader=yaml.BaseLoader) or {}) if found else {}
    return front, text[found.end():] if found else text


def names(value):
    values = value if isinstance(value, list) else [value] if value else []
    return [" ".join((one["name"] if isinstance(one, dict) else one).split()) for one in values]


def labels(value, words):
    if isinstance(value, list):
        return value
    return (value.split() if words else [value]) if value else []


def unique(tags):
    return list({tag.lower(): tag for tag in reversed(tags)}.values())[::-1]


class Corpus:
    """One folder of posts. What feedd lists of it, and what is expected of each file that is a post."""

    def __init__(self, folder, jekyll):
        self.folder = folder
        self.jekyll = jekyll

    def listed(self, home):
        answer = subprocess.run([daemon.BINARY, "list", self.folder, "--json", "--state", home], check=True,
                                stdout=subprocess.PIPE, env=daemon.environment(home))
        return {record["source"]: record for record in map(json.loads, answer.stdout.splitlines())}

    def is_post(self, path):
        return path.suffix not in {".yml"} and (not self.jekyll or DATED.match(path.name) or "_drafts" in path.parts)

    def posts(self):
        return [path for path in sorted(self.folder.rglob("*"))
                if path.is_file() and not path.name.startswith("_") and self.is_post(path)]

    def expected(self, path):
        front, body = split(path)
        dated = DATED.match(path.stem)
        slug = front.get("slug") or (dated[4] if dated else path.stem)
        expected = {"authors": names(front.get("authors") or front.get("author"))}
        if "title" in front:
            expected["title"] = " ".join(front["title"].split())
        elif self.jekyll and dated and not body.lstrip().startswith("#"):
            expected["title"] = " ".join(word.capitalize() for word in dated[4].rstrip(".").split("-"))
        if front.get("date"):
            expected["published"] = instant(front["date"])
        elif dated:
            expected["published"] = instant(f"{dated[1]}-{int(dated[2]):02}-{int(dated[3]):02}")
        tags = []
        for plural, single in (("tags", "tag"), ("categories", "category")):
            tags += labels(front.get(plural), self.jekyll) + labels(front.get(single), False)
        expected["tags"] = unique(tags)
        draft = front.get("draft") == "true" or front.get("published") == "false" or "_drafts" in path.parts
        expected["status"] = "draft" if draft else "published"
        expected["slug"] = re.sub(r"[^\w.~!$&'()+,;=@]+", "-", slug).strip("-").rstrip(".").lower()
        return expected


class Corpora(unittest.TestCase):
    corpora = {
        "jekyll-docs/docs/_posts": True,
        "jekyll-docs/test/source": True,
        "jekyll-docs/test/source/_posts": True,
        "letsencrypt/content/en/post": False,
        "grpc-blog/content/en/blog": False,
    }

    def each(self):
        for name, jekyll in self.corpora.items():
            folder = CORPORA / name
            if yaml is None or not folder.is_dir():
                print(f"not here, so not read: {name}", file=sys.stderr)
                continue
            with tempfile.TemporaryDirectory() as home:
                yield Corpus(folder, jekyll), pathlib.Path(home)

    def test_every_post_is_listed_as_its_own_site_has_it(self):
        for corpus, home in self.each():
            listed = corpus.listed(home)
            sources = {path.relative_to(corpus.folder).as_posix(): corpus.expected(path) for path in corpus.posts()}
            self.assertEqual(sorted(listed), sorted(sources))
            for source, expected in sources.items():
                record = listed[source]
                got = {key: record[key] for key in expected}
                got["slug"] = re.sub(re.escape(expected["slug"]) + r"-\d$", expected["slug"], got["slug"])
                self.assertEqual(got, expected, source)

    def test_check_complains_of_nothing_but_what_is_wrong(self):
        for corpus, home in self.each():
            answer = subprocess.run([daemon.BINARY, "check", corpus.folder, "--json", "--state", home],
                                    stdout=subprocess.PIPE, env=daemon.environment(home))
            self.assertEqual(answer.returncode, 0)
            for finding in map(json.loads, answer.stdout.splitlines()):
                # What only its own site could fill in; three reports of one slug, which their own site tells apart by
                # date; one date with its year twice.
                self.assertRegex(finding["rule"] + ": " + finding["reason"],
                                 r"^read: shortcode |^duplicate-slug: slug legal-|^read: `2023` is no part")
                self.assertTrue(finding["line"] > 0 or finding["rule"] == "duplicate-slug", finding)

    def test_no_front_matter_reaches_a_body(self):
        for corpus, home in self.each():
            config = home / "feedd.toml"
            config.write_text("[feeds]\nlimit = 1000\n")
            out = home / "out"
            subprocess.run([daemon.BINARY, "render", corpus.folder, "--out", out, "--config", config, "--base-url",
                            "https://example.org", "--state", home / "state"], check=True,
                           stdout=subprocess.DEVNULL, env=daemon.environment(home))
            for item in json.loads((out / "feed.json").read_text())["items"]:
                for text in (item.get("content_html", ""), item.get("summary", "")):
                    start = re.sub(r"<[^>]*>", "", text)[:60].strip()
                    self.assertNotRegex(start, r"^(---|\+\+\+|title:|layout:|date:|author:)", item["url"])


if __name__ == "__main__":
    daemon.main()
