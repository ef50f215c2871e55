#!/usr/bin/env python3
"""What must not be seen is in no output: everything that links lead to from `/` and a list of fixed paths, and
everything that `render` writes, is searched for the words of a draft, a future, an expired, a withdrawn and a
quarantined article. A new output is found by its links, without a change here."""

import html
import pathlib
import re
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import daemon

EXTENSIONS = ("rss", "atom", "json", "rdf", "html")
FIXED = ["/", "/opml.xml", "/sitemap.xml", "/sitemap-1.xml", "/news-sitemap.xml", "/robots.txt", "/feedd.css"] + [
    f"/feed.{extension}" for extension in EXTENSIONS]
KINDS = ("draft", "future", "expired", "withdrawn", "quarantined")
TERMS = ("tags/{0}label", "authors/{0}person")
LINK = re.compile(r'https?://[^\s"\'<>\\)]+|(?:href|src)="(/[^"]*)"')
IMAGE = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00" \
        b"\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"


def secret(kind):
    """The word that each part of a hidden article carries."""
    return f"zq{kind}qz"


def hidden(kind, **fields):
    word = secret(kind)
    fields = {"date": "2026-03-01", "tags": f"[{word}label]", "authors": f"[{word}person]", "image": f"{word}.gif",
              "summary": f"Summary {word}", **fields}
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\ntitle: Title {word}\n{lines}---\n\nBody {word}, with ![alt {word}]({word}.gif).\n"


FILES = {
    "plain.md": "---\ntitle: Plain\ndate: 2026-03-01\ntags: [sea]\nauthors: [Ida Berg]\nimage: plain.gif\n---\n\nSeen by all.\n",
    "plain.gif": IMAGE,
    f"{secret('draft')}.md": hidden("draft", draft="true"),
    f"{secret('future')}.md": hidden("future", date="2999-01-01"),
    f"{secret('expired')}.md": hidden("expired", expires="2026-03-02"),
    f"{secret('withdrawn')}.md": hidden("withdrawn"),
    f"{secret('quarantined')}.md": hidden("quarantined", tags="[never closed"),
    **{f"{secret(kind)}.gif": IMAGE for kind in KINDS},
}


def targets(served, text):
    """Paths of this daemon that a document names."""
    for found in LINK.finditer(text):
        url = html.unescape(found.group(1) or found.group(0))
        parts = urllib.parse.urlsplit(urllib.parse.urljoin(served.url, url))
        if (parts.hostname, parts.port) == (served.host, served.port):
            yield parts.path or "/"


def crawl(served):
    """{path: Response} of everything that links lead to."""
    seen, waiting = {}, list(FIXED)
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen[path] = answer = served.get(path)
        stem, dot, extension = path.rpartition(".")
        if dot and extension in EXTENSIONS:
            waiting += [f"{stem}.{other}" for other in EXTENSIONS]
        kind = answer.headers.get("Content-Type", "")
        if answer.status == 200 and not kind.startswith(("image/", "audio/", "video/")):
            waiting += targets(served, answer.text)
        if answer.headers.get("Location"):
            waiting += targets(served, answer.headers["Location"])
    return seen


class Leaks(daemon.WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.write(FILES)

    def assert_hidden(self, name, data, kinds=KINDS):
        for kind in kinds:
            self.assertNotIn(secret(kind).encode(), data.lower(), name)

    def assert_clean(self, served, kinds=KINDS):
        seen = crawl(served)
        for path, answer in seen.items():
            self.assert_hidden(path, path.encode() + str(answer.headers).encode() + answer.body, kinds)
        return seen

    def test_no_output_of_the_daemon_has_what_is_hidden(self):
        with self.space.serve() as served:
            shown = [kind for kind in KINDS if kind != "withdrawn"]
            before = self.assert_clean(served, shown)
            self.assertIn(secret("withdrawn"), before["/sitemap.xml"].text, "it is looked at where it would be seen")
            self.space.run("withdraw", secret("withdrawn"))
            self.eventually(lambda: secret("withdrawn") not in served.get("/feed.atom").text)
            self.eventually(lambda: secret("withdrawn") not in served.get("/sitemap.xml").text)
            self.eventually(lambda: all(secret("withdrawn") not in served.get(path).text for path in FIXED))
            seen = self.assert_clean(served)
            for path in ("/articles/plain", "/tags/sea.rss", "/authors/ida-berg.json", "/media/plain.gif"):
                self.assertEqual(seen[path].status, 200, "the crawl goes everywhere")

    def test_guessed_addresses_of_what_is_hidden_say_nothing(self):
        with self.space.serve() as served:
            self.space.run("withdraw", secret("withdrawn"))
            for kind in KINDS:
                word = secret(kind)
                for path in (f"/articles/{word}", f"/articles/title-{word}", f"/media/{word}.gif", f"/{word}.md"):
                    self.eventually(lambda: served.get(path).status in (404, 410), path)
                for term in TERMS:
                    for extension in EXTENSIONS:
                        answer = served.get("/" + term.format(word) + "." + extension)
                        self.assertNotIn(f"Body {word}", answer.text)
                        self.assertNotIn(f"Title {word}", answer.text)

    def test_no_rendered_file_has_what_is_hidden(self):
        out = self.space.home / "public"
        render = lambda: self.space.run("render", self.space.articles, "--out", out, "--pages", "--base-url",
                                        "https://example.org", check=False)
        render()
        self.space.run("withdraw", secret("withdrawn"))
        render()
        files = [path for path in out.rglob("*") if path.is_file()]
        self.assertGreater(len(files), len(FIXED))
        for path in files:
            name = path.relative_to(out).as_posix()
            stem, _, extension = name.rpartition(".")
            terms = {term.format(secret("withdrawn")) for term in TERMS}
            if stem in terms and extension in EXTENSIONS:  # a feed that people subscribed to stays, empty
                for part in ("Title", "Body", "Summary"):
                    self.assertNotIn(f"{part} {secret('withdrawn')}", path.read_text(), name)
                continue
            self.assert_hidden(name, name.encode() + path.read_bytes())


if __name__ == "__main__":
    daemon.main()
