"""feedd import against what a well-known reader expects of two thousand feeds: each file of the corpus says in a comment
what should be found in it. Compared is what an article keeps: texts as plain text, names, dates, addresses.

Runs where the shared corpora are; elsewhere it passes with a word.
"""

import ast
import calendar
import collections
import concurrent.futures
import html
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon

SHARED = pathlib.Path(os.environ.get("FEEDD_SHARED") or daemon.SOURCE_DIR.parent / "shared")
FEEDS = SHARED / "corpora" / "feedparser-tests" / "tests"
EXPORTS = SHARED / "corpora" / "wxr-importer"

LONGEST_SECONDS = 60  # for one small file, under sanitizers on a busy machine
FLOOR = 0.96  # of the comparisons that an article can be asked for


def plain(text):
    """Markup as the words in it."""
    text = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", text)
    text = re.sub(r"<[^>]*>", " ", text)
    return " ".join(html.unescape(html.unescape(text)).split())


def squeezed(text):
    return re.sub(r"\s+", "", plain(text))


class Feed(http.server.BaseHTTPRequestHandler):
    """One file of the corpus with the headers its comment asks for."""

    def do_GET(self):
        path = FEEDS / self.path.lstrip("/")
        self.send_response(200)
        for name, value in headers_of(path):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(path.read_bytes())

    def log_message(self, *_):
        pass


def comment_of(path):
    """The beginning of a file as text, whatever its charset."""
    start = path.read_bytes()[:4000]
    return start.replace(b"\0", b"").decode("utf-8", "replace")


def headers_of(path):
    return re.findall(r"Header:\s*([\w-]+):\s*(.*?)\s*$", comment_of(path), re.M)


def expected_of(path):
    """Pairs (keys, value) that the comment's expression compares for equality, all joined by `and`."""
    found = re.search(r"Expect:\s*(.*?)\s*$", comment_of(path), re.M)
    if not found:
        return []
    try:
        tree = ast.parse(found.group(1).strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return []
    pairs = []
    for part in tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]:
        if isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq):
            try:
                pairs.append((keys_of(part.left), ast.literal_eval(part.comparators[0])))
            except ValueError:
                pass
    return pairs


def keys_of(node):
    if isinstance(node, ast.Subscript):
        return keys_of(node.value) + (ast.literal_eval(node.slice),)
    if isinstance(node, ast.Attribute):
        return keys_of(node.value) + (node.attr,)
    if isinstance(node, ast.Name):
        return (node.id,)
    raise ValueError(node)


def date(text):
    return None if not text else calendar.timegm(tuple(map(int, re.findall(r"\d+", text))) + (0, 0, 0))


def texts(article):
    return [article["summary"], article["content_html"]]


ENTRY = {
    ("title",): lambda a: [a["title"]],
    ("title_detail", "value"): lambda a: [a["title"]],
    ("summary",): texts,
    ("description",): texts,
    ("summary_detail", "value"): texts,
    ("content", 0, "value"): texts,
    ("id",): lambda a: [a["id"]],
    ("guid",): lambda a: [a["id"]],
    ("link",): lambda a: [a["url"]],
    ("rights",): lambda a: [a["rights"]],
    ("copyright",): lambda a: [a["rights"]],
    ("author_detail", "name"): lambda a: a["authors"][:1],
    ("authors", 0, "name"): lambda a: a["authors"][:1],
    ("tags", 0, "term"): lambda a: a["tags"][:1],
    ("tags", 1, "term"): lambda a: a["tags"][1:2],
    ("category",): lambda a: a["tags"][:1],
    ("enclosures", 0, "href"): lambda a: [m["url"] for m in a["media"]],
    ("enclosures", 0, "url"): lambda a: [m["url"] for m in a["media"]],
    ("enclosures", 0, "type"): lambda a: [m["type"] for m in a["media"]],
    ("enclosures", 0, "length"): lambda a: [str(m["length"]) for m in a["media"]],
    ("published_parsed",): lambda a: [date(a["published"])],
    ("updated_parsed",): lambda a: [date(a["updated"]) or date(a["published"])],
}
HEAD = {("title",): "title", ("title_detail", "value"): "title", ("tagline",): "description",
        ("subtitle",): "description", ("description",): "description", ("info",): "description",
        ("tagline_detail", "value"): "description", ("link",): "link", ("language",): "language",
        ("rights",): "rights", ("copyright",): "rights"}


def candidates(keys, articles, report):
    """What the import found under a reader's keys: possible values, or nothing where articles keep no such thing."""
    if keys[0] == "feed" and keys[1:] in HEAD:
        return [report["feed"][HEAD[keys[1:]]]]
    if keys[:1] == ("entries",) and len(keys) > 2 and keys[2:] in ENTRY and keys[1] < len(articles):
        return ENTRY[keys[2:]](articles[keys[1]])
    return None


def same(expected, found):
    if isinstance(expected, tuple):
        return calendar.timegm(expected) == found
    if not isinstance(expected, str) or not isinstance(found, str):
        return expected == found
    return squeezed(expected) in (squeezed(found), re.sub(r"\s+", "", found))  # a title is plain text already


def run(target, home):
    """One dry run: exit status, articles, report or None, and what went to stderr."""
    done = subprocess.run([daemon.BINARY, "import", str(target), "--dry-run", "--json", "--state", f"{home}/none",
                           "--allow-network", "127.0.0.0/8", "--max-pages", "1"], capture_output=True,
                          timeout=LONGEST_SECONDS, stdin=subprocess.DEVNULL)
    lines = [json.loads(line) for line in done.stdout.decode("utf-8").split("\n") if line]
    articles = [line["article"] for line in lines if "article" in line]
    reports = [line["report"] for line in lines if "report" in line]
    return done.returncode, articles, reports[0] if reports else None, done.stderr.decode("utf-8", "replace")


class Corpus(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not FEEDS.is_dir():
            print("the shared corpora are not here: nothing compared", file=sys.stderr)
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.workspace = cls.enterClassContext(daemon.Workspace())

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()

    def imported(self, path):
        target = path
        if headers_of(path):
            target = f"http://127.0.0.1:{self.server.server_address[1]}/{path.relative_to(FEEDS)}"
        return run(target, self.workspace.home)

    def test_every_feed_is_read_to_a_report_or_refused_with_a_reason(self):
        files = [path for path in sorted(FEEDS.rglob("*")) if path.suffix in (".xml", ".json")]
        compared, equal, differing = 0, 0, collections.defaultdict(list)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for path, (status, articles, report, said) in zip(files, pool.map(self.imported, files)):
                name = str(path.relative_to(FEEDS))
                self.assertIn(status, (0, 1), f"{name}: {said}")
                self.assertTrue(report is not None or said.startswith("feedd: "), f"{name}: {said}")
                for keys, value in expected_of(path) if report else []:
                    found = candidates(keys, articles, report)
                    if found is None or (isinstance(value, str) and not squeezed(value)):
                        continue
                    compared += 1
                    equal += any(same(value, one) for one in found)
                    if not any(same(value, one) for one in found):
                        differing[keys].append((name, value, found))
        if os.environ.get("FEEDD_SHOW_DIFFERENCES"):
            for keys, list_ in sorted(differing.items(), key=lambda item: -len(item[1])):
                for name, value, found in list_:
                    print(f"{name}\n    {keys}\n    expected {value!r}\n    found    {found!r}")
        if files:
            print(f"{len(files)} feeds, {equal} of {compared} comparisons equal", file=sys.stderr)
            self.assertGreater(compared, 800)
            self.assertGreaterEqual(equal / compared, FLOOR)

    def test_every_export_gives_its_posts_and_nothing_else(self):
        expected = {"small-export.xml": 6, "valid-wxr-1.0.xml": 3, "valid-wxr-1.1.xml": 1, "crazy-cdata.xml": 1,
                    "malformed-simple.xml": 0, "namespace-edge-cases.xml": 6, "large-authors.xml": 0,
                    "wxr-flat-attachment-same-site.xml": 1, "invalid-version-tag.xml": 0}
        for path in sorted(EXPORTS.rglob("*.xml")):
            status, articles, report, said = run(path, self.workspace.home)
            self.assertIsNotNone(report, said)
            self.assertIn(status, (0, 1))
            self.assertTrue(report["format"].startswith("WXR"), path.name)
            if path.name in expected:
                self.assertEqual(len(articles), expected[path.name], path.name)
            for article in articles:
                self.assertNotRegex(article["content_html"], r"\[/?(caption|gallery|embed)\b", path.name)


if __name__ == "__main__":
    daemon.main()
