"""HTTP as caches, readers and proxies use it: validators, codings, methods, old names, gone and hidden paths, a prefix.

RFC 9110 and 9111 from outside; what the parser refuses byte by byte is the unit tests' business.
"""

import email.utils
import gzip
import pathlib
import socket
import sys
import time
import unittest
import urllib.parse

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon
from expectations import Addresses

PARAGRAPH = "The harbour council met again to talk about the same bridge. " * 40
ARTICLES = {
    "bridge.md": "---\ntitle: The bridge\ndate: 2026-03-01\ntags: [Harbour, 한국 경제]\nauthors: [Bo Lind]\n"
                 f"image: pier.png\n---\n{PARAGRAPH}\n",
    "ferry.md": f"---\ntitle: The ferry\ndate: 2026-03-02\ntags: [Harbour]\n---\n{PARAGRAPH}\n\n[bridge](bridge)\n",
}
FEEDS = ("/feed.rss", "/feed.atom", "/feed.json", "/tags/harbour.atom", "/authors/bo-lind.rss",
         "/tags/%ED%95%9C%EA%B5%AD-%EA%B2%BD%EC%A0%9C.json")
PAGES = ("/", "/articles/bridge")
BROTLI_SECONDS = 10
SETTLING_SECONDS = 5
LONG_AGO = "Thu, 01 Jan 2004 00:00:00 GMT"


def articles():
    return {**ARTICLES, "pier.png": (daemon.EXAMPLES / "images" / "ridges.png").read_bytes()}


def listed(value):
    return [part.strip().lower() for part in (value or "").split(",")]


def opaque(etag):
    return etag.removeprefix("W/")


class HttpCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.workspace = cls.enterClassContext(daemon.Workspace(articles()))
        cls.feedd = cls.enterClassContext(cls.workspace.serve())

    def get(self, path, headers=(), method="GET"):
        return self.feedd.get(path, headers, method)


class Validators(HttpCase):
    def test_every_document_has_them_and_the_headers_a_cache_needs(self):
        for path in (*FEEDS, *PAGES):
            with self.subTest(path):
                answer = self.get(path)
                self.assertEqual(answer.status, 200)
                self.assertRegex(answer.headers["ETag"], r'^"[\x21\x23-\x7e]+"$')
                if path in FEEDS:  # a page's only validator is its tag
                    modified = email.utils.parsedate_to_datetime(answer.headers["Last-Modified"])
                    self.assertLessEqual(modified, email.utils.parsedate_to_datetime(answer.headers["Date"]))
                self.assertRegex(answer.headers["Cache-Control"], r"public, max-age=\d+")
                self.assertIn("accept-encoding", listed(answer.headers["Vary"]))
                self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(int(answer.headers["Content-Length"]), len(answer.body))

    def settled_date(self, path):
        """Last-Modified once it lies before Date: a document of this very second may still change within it."""
        deadline = time.monotonic() + SETTLING_SECONDS
        while True:
            headers = self.get(path).headers
            if headers["Last-Modified"] != headers["Date"]:
                return headers["Last-Modified"]
            self.assertLess(time.monotonic(), deadline, "Last-Modified runs with the clock")
            time.sleep(0.05)

    def test_matching_tags_are_answered_304_in_every_form_a_cache_sends_them(self):
        for path in (*FEEDS, *PAGES):
            fresh = self.get(path)
            tag = fresh.headers["ETag"]
            lists = (tag, "W/" + tag, "*", f'"x", {tag}', f'"a,b" ,W/{tag},"c"', f'{tag[:-1]}-gzip"')
            forms = [*({"If-None-Match": value} for value in lists),
                     [("If-None-Match", '"x"'), ("If-None-Match", tag)],
                     {"If-None-Match": tag, "If-Modified-Since": LONG_AGO}]
            if path in FEEDS:
                forms.append({"If-Modified-Since": self.settled_date(path)})
            for headers in forms:
                with self.subTest(path=path, headers=headers):
                    answer = self.get(path, headers)
                    self.assertEqual((answer.status, answer.body), (304, b""))
                    for name in ("ETag", "Vary", "Cache-Control"):
                        self.assertEqual(answer.headers[name], fresh.headers[name])

    def test_anything_else_is_answered_in_full(self):
        for path in FEEDS:
            fresh = self.get(path)
            tag = fresh.headers["ETag"]
            for headers in ({"If-None-Match": '"other"'},
                            {"If-None-Match": '"other"', "If-Modified-Since": fresh.headers["Last-Modified"]},
                            {"If-None-Match": '"' + tag[2:]}, {"If-None-Match": tag[:-2] + '"'},
                            {"If-Modified-Since": LONG_AGO}, {"If-Modified-Since": "yesterday"}):
                with self.subTest(path=path, headers=headers):
                    answer = self.get(path, headers)
                    self.assertEqual((answer.status, answer.body), (200, fresh.body))

    def test_a_state_that_is_no_more_is_answered_412(self):
        for path in (*FEEDS, *PAGES, "/media/pier.png"):
            tag = self.get(path).headers["ETag"]
            for headers, status in (({"If-Match": tag}, 200), ({"If-Match": '"x"'}, 412), ({"If-Match": "*"}, 200),
                                    ({"If-Match": "W/" + tag}, 412), ({"If-Match": '"x"', "If-None-Match": tag}, 412),
                                    ({"If-Match": tag, "If-None-Match": tag}, 304)):
                with self.subTest(path=path, headers=headers):
                    self.assertEqual(self.get(path, headers).status, status)
        self.assertEqual(self.get("/feed.rss", {"If-Unmodified-Since": LONG_AGO}).status, 412)
        self.assertEqual(self.get("/no-such", {"If-Match": '"x"'}).status, 404)

    def test_no_two_documents_share_a_tag(self):
        tags = [opaque(self.get(path).headers["ETag"]) for path in (*FEEDS, *PAGES)]
        self.assertEqual(len(tags), len(set(tags)))

    def test_head_says_what_get_says_without_a_body(self):
        for path in (*FEEDS, *PAGES, "/media/pier.png", "/no-such", "/rss.xml"):
            for headers in ({}, {"Accept-Encoding": "gzip"}, {"If-None-Match": "*"}):
                with self.subTest(path=path, headers=headers):
                    head, full = self.get(path, headers, "HEAD"), self.get(path, headers)
                    self.assertEqual(head.status, full.status)
                    for name in ("Content-Type", "Content-Length", "Content-Encoding", "ETag", "Last-Modified", "Vary",
                                 "Location"):
                        self.assertEqual(head.headers[name], full.headers[name], name)

    def test_head_sends_no_body_even_to_who_would_read_one(self):
        request = f"HEAD /feed.rss HTTP/1.1\r\nHost: {self.feedd.host}\r\nConnection: close\r\n\r\n"
        with socket.create_connection((self.feedd.host, self.feedd.port), timeout=10) as connection:
            connection.sendall(request.encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 "))
        self.assertTrue(answer.endswith(b"\r\n\r\n") and answer.count(b"\r\n\r\n") == 1)

    def test_a_restart_changes_no_byte_and_no_tag(self):
        before = {path: self.get(path) for path in FEEDS}
        with daemon.Workspace(articles()) as workspace:
            listen = ("--listen", f"127.0.0.1:{free_port()}")
            answers = []
            for _ in range(2):
                with workspace.serve(None, *listen) as feedd:
                    answers.append({path: feedd.get(path) for path in before})
        for path in before:
            first, second = (answer[path] for answer in answers)
            self.assertEqual((first.headers["ETag"], first.body), (second.headers["ETag"], second.body))
            self.assertEqual(first.headers["Last-Modified"], second.headers["Last-Modified"])


class Codings(HttpCase):
    def eventually_coded(self, path, accepted, coding, deadline):
        """Codings are made right after a document is published: until then the plain document, or gzip, is right."""
        while True:
            answer = self.get(path, {"Accept-Encoding": accepted})
            if answer.headers["Content-Encoding"] == coding:
                return answer
            self.assertEqual(answer.status, 200)
            self.assertIn(answer.headers["Content-Encoding"], (None, "gzip", "zstd"))
            self.assertLess(time.monotonic(), deadline, f"no {coding} for {path}")
            time.sleep(0.02)

    def test_codings_go_to_who_asks_with_a_weak_tag_of_the_same_document(self):
        deadline = time.monotonic() + BROTLI_SECONDS
        for path in (*FEEDS, *PAGES):
            plain = self.get(path)
            self.assertIsNone(plain.headers["Content-Encoding"])
            for accepted, coding in (("gzip", "gzip"), ("gzip, deflate", "gzip"), ("br;q=0, gzip;q=0.1", "gzip"),
                                     ("x-gzip", "gzip"), ("br", "br"), ("gzip, deflate, br, zstd", "br"),
                                     ("zstd", "zstd"), ("gzip, zstd", "zstd"), ("br;q=0.5, zstd", "zstd")):
                with self.subTest(path=path, accepted=accepted):
                    answer = self.eventually_coded(path, accepted, coding, deadline)
                    self.assertEqual(answer.headers["ETag"], "W/" + plain.headers["ETag"])
                    self.assertLess(len(answer.body), len(plain.body))
                    if coding == "gzip":
                        self.assertEqual(gzip.decompress(answer.body), plain.body)
                    if coding == "zstd":
                        self.assertEqual(answer.body[:4], b"\x28\xb5\x2f\xfd")  # RFC 8878 section 3.1.1
                    again = self.get(path, {"Accept-Encoding": accepted, "If-None-Match": answer.headers["ETag"]})
                    self.assertEqual(again.status, 304)

    def test_identity_goes_to_everyone_else(self):
        for accepted in ("", "identity", "gzip;q=0, br;q=0", "compress, deflate", "*;q=0, identity"):
            with self.subTest(accepted):
                answer = self.get("/feed.atom", {"Accept-Encoding": accepted})
                self.assertEqual((answer.status, answer.headers["Content-Encoding"]), (200, None))

    def test_pictures_are_sent_as_they_lie(self):
        answer = self.get("/media/pier.png", {"Accept-Encoding": "gzip, br"})
        self.assertEqual((answer.headers["Content-Type"], answer.headers["Content-Encoding"]), ("image/png", None))
        self.assertEqual(answer.body, (self.workspace.articles / "pier.png").read_bytes())

    def test_a_person_in_a_browser_gets_the_same_bytes_as_plain_xml(self):
        for path in ("/feed.rss", "/feed.atom"):
            reader, browser = self.get(path), self.get(path, {"Sec-Fetch-Dest": "document"})
            self.assertEqual(browser.body, reader.body)
            self.assertEqual(browser.headers["Content-Type"], "application/xml; charset=utf-8")
            self.assertIn("sec-fetch-dest", listed(reader.headers["Vary"]))
            self.assertEqual(reader.headers["Access-Control-Allow-Origin"], "*")


class Paths(HttpCase):
    def test_other_methods_are_answered_405_with_the_allowed_ones(self):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            for path in ("/feed.rss", "/", "/media/pier.png"):
                with self.subTest(method=method, path=path):
                    answer = self.get(path, method=method)
                    self.assertEqual(answer.status, 405)
                    self.assertEqual(set(listed(answer.headers["Allow"])), {"get", "head", "options"})

    def test_pages_of_other_sites_may_ask_for_a_feed_with_its_validators(self):
        for path in FEEDS:
            with self.subTest(path):
                answer = self.get(path, {"Origin": "https://reader.example", "Access-Control-Request-Method": "GET",
                                         "Access-Control-Request-Headers": "if-none-match"}, "OPTIONS")
                self.assertEqual((answer.status, answer.body), (204, b""))
                self.assertEqual(set(listed(answer.headers["Allow"])), {"get", "head", "options"})
                self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "*")
                self.assertEqual(listed(answer.headers["Access-Control-Allow-Methods"]), ["get", "head"])
                self.assertLessEqual({"if-none-match", "if-modified-since", "a-im", "cache-control"},
                                     set(listed(answer.headers["Access-Control-Allow-Headers"])))
                self.assertGreater(int(answer.headers["Access-Control-Max-Age"]), 0)

    def test_a_feed_is_sent_whole_whatever_range_is_asked_for(self):
        whole = self.get("/feed.rss")
        self.assertEqual(whole.headers["Accept-Ranges"], "none")
        answer = self.get("/feed.rss", {"Range": "bytes=0-9"})
        self.assertEqual((answer.status, answer.body), (200, whole.body))

    def test_unknown_operators_and_foreign_paths_are_404(self):
        for path in ("/no-such", "/feed.xyz", "/FEED.RSS", "/tags/none.rss", "/articles/none", "/healthz", "/readyz",
                     "/metrics", "/media/", "/media/none.png", "/media/bridge.md", "/media/..%2f..%2f..%2f..%2fetc/passwd"):
            with self.subTest(path):
                self.assertEqual(self.get(path).status, 404)

    def test_dot_segments_are_refused(self):
        for path in ("/../feed.rss", "/./feed.rss", "/x/%2e%2E/feed.rss", "/media/../bridge.md", "/media/%2e%2e/ledger"):
            with self.subTest(path):
                self.assertEqual(self.get(path).status, 400)

    def test_old_names_lead_to_the_canonical_feed_for_good(self):
        for path in ("/rss.xml", "/atom.xml", "/index.xml", "/feed.xml", "/feed/", "/rss", "/feed"):
            with self.subTest(path):
                answer = self.get(path)
                self.assertEqual(answer.status, 301)
                target = urllib.parse.urljoin(self.feedd.url + path[1:], answer.headers["Location"])
                self.assertIn(target, (self.feedd.url + "feed.atom", self.feedd.url + "feed.rss"))
                self.assertEqual(self.get(target).status, 200)

    def test_a_query_changes_nothing(self):
        self.assertEqual(self.get("/feed.rss?utm_source=x&page=2").body, self.get("/feed.rss").body)

    def test_links_never_come_from_the_host_header(self):
        body = self.get("/feed.rss").body
        request = b"GET /feed.rss HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
        with socket.create_connection((self.feedd.host, self.feedd.port), timeout=10) as connection:
            connection.sendall(request)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        self.assertEqual(answer.partition(b"\r\n\r\n")[2], body)

    def test_pages_are_strict_about_what_they_load(self):
        for path in PAGES:
            policy = self.get(path).headers["Content-Security-Policy"]
            self.assertRegex(policy, r"default-src 'none'")
            self.assertNotRegex(policy, r"unsafe-|script-src (?!'none')")


class Prefixed(unittest.TestCase):
    """Behind a proxy at /news, whether it strips the prefix or not."""

    def test_both_kinds_of_proxy_find_everything_and_links_carry_the_prefix(self):
        workspace = self.enterContext(daemon.Workspace(articles()))
        port = free_port()
        base = f"http://127.0.0.1:{port}/news"
        feedd = self.enterContext(workspace.serve(None, "--listen", f"127.0.0.1:{port}", "--base-url", base))
        for path in (*FEEDS, "/articles/bridge", "/media/pier.png", "/"):
            with self.subTest(path):
                kept, stripped = feedd.get(f"{base}{path}"), feedd.get(f"http://127.0.0.1:{port}{path}")
                self.assertEqual((kept.status, stripped.status), (200, 200))
                self.assertEqual(kept.body, stripped.body)
        home = Addresses(feedd.get(f"{base}/").text)
        links = home.links + [href for _, href in home.alternates]
        addresses = [urllib.parse.urljoin(f"{base}/", link) for link in links]
        ours = [address for address in addresses if address.startswith(f"http://127.0.0.1:{port}")]
        self.assertTrue(ours)
        for address in ours:
            self.assertTrue(address.startswith(base), address)
            self.assertEqual(feedd.get(address).status, 200, address)
        self.assertNotRegex(feedd.get(f"{base}/feed.atom").text, rf"http://127\.0\.0\.1:{port}/(?!news)")
        moved = urllib.parse.urljoin(f"{base}/rss.xml", feedd.get(f"{base}/rss.xml").headers["Location"])
        self.assertTrue(moved.startswith(base + "/feed."), moved)
        self.assertEqual(feedd.get(f"http://127.0.0.1:{port}/newspaper").status, 404)


class Stopping(unittest.TestCase):
    def test_a_daemon_stopped_while_it_still_compresses_ends_well(self):
        with daemon.Workspace(articles()) as workspace:
            for _ in range(5):
                with workspace.serve() as feedd:
                    self.assertEqual(feedd.get("/feed.rss").status, 200)


def free_port():
    """A port nobody listens on now: the only way to know an address before the daemon does."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


if __name__ == "__main__":
    daemon.main()
