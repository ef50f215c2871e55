"""feedd import over HTTP on loopback: what the guard refuses, what it follows, what it bounds. Then files: what a dry run
prints, and that an import can be repeated."""

import base64
import fcntl
import gzip
import http.server
import json
import pathlib
import socket
import sys
import threading
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon

LOOPBACK = ("--allow-network", "127.0.0.0/8")


def feed(number, links=""):
    return (f'<feed xmlns="http://www.w3.org/2005/Atom">{links}<title>Tide tables</title><entry><id>tide:{number}</id>'
            f"<title>Tide {number}</title><updated>2026-11-{number:02}T06:00:00Z</updated>"
            f'<content type="html">&lt;p&gt;High water at {number}.&lt;/p&gt;</content></entry></feed>').encode()


def is_locked(state):
    """Whether somebody has the lock of a state folder."""
    if not (state / "lock").exists():
        return False
    with (state / "lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


class Pages(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked = []
    locked = []  # for each page of /many, whether the store was
    state = None

    def do_GET(self):
        type(self).asked.append((self.path, dict(self.headers)))
        answer = getattr(self, "page_" + self.path.strip("/").split("/")[0].replace("-", "_"), None)
        if answer is None:
            return self.send_page(b"gone", status=404)
        return answer()

    def send_page(self, body, status=200, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def page_plain(self):
        self.send_page(feed(1))

    def page_gzip(self):
        self.send_page(gzip.compress(feed(2)), Content_Encoding="gzip", Content_Type="application/atom+xml")

    def page_korean(self):
        body = "<rss><channel><item><title>항구의 등대</title></item></channel></rss>".encode("euc-kr")
        self.send_page(body, Content_Type="text/xml; charset=euc-kr")

    def page_archive(self):
        number = int(self.path.rsplit("/", 1)[1])
        links = f'<link rel="prev-archive" href="/archive/{number - 1}"/>' if number > 1 else ""
        self.send_page(feed(number, links))

    def page_circle(self):
        self.send_page(feed(1, '<link rel="next" href="/circle"/>'))

    def page_endless_pages(self):
        number = int(self.path.rsplit("/", 1)[1])
        self.send_page(feed(number % 28 + 1, f'<link rel="next" href="/endless-pages/{number + 1}"/>'))

    def page_moved(self):
        self.send_page(b"", status=301, Location="/plain")

    def page_protected(self):
        if self.headers["Authorization"] != "Basic " + base64.b64encode(b"mira:se@cret").decode():
            return self.send_page(b"", status=401)
        if self.path == "/protected/moved":
            return self.send_page(b"", status=302, Location="/protected")
        if self.path == "/protected/away":
            return self.send_page(b"", status=302, Location=f"http://localhost:{self.server.server_address[1]}/plain")
        if self.path == "/protected/next":
            return self.send_page(feed(6))
        links = '<link rel="next" href="/protected/next"/><link rel="alternate" href="/"/>'
        self.send_page(feed(5, links).replace(b"<entry>", b'<entry><link href="here"/>'))

    def page_many(self):
        type(self).locked.append(is_locked(type(self).state))
        number = int(self.path.rsplit("/", 1)[1])
        entries = b"".join(feed(1).split(b"</title>", 1)[1].replace(b"</feed>", b"").replace(b"tide:1<", b"tide:%d.%d<" % (number, i))
                           for i in range(250))
        more = b'<link rel="next" href="/many/%d"/>' % (number + 1) if number < 3 else b""
        self.send_page(b'<feed xmlns="http://www.w3.org/2005/Atom">' + more + b"<title>Many</title>" + entries + b"</feed>")

    def page_turning(self):
        self.send_page(b"", status=302, Location="/turning")

    def page_to_file(self):
        self.send_page(b"", status=302, Location="file:///etc/hostname")

    def page_to_private(self):
        self.send_page(b"", status=302, Location=f"http://127.0.0.2:{self.server.server_address[1]}/plain")

    def page_bomb(self):
        self.send_page(gzip.compress(b"<rss>" + b" " * (200 << 20)), Content_Encoding="gzip")

    def page_endless(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for _ in range(100_000):
                self.wfile.write(b"<item>" + b"x" * 65536)
        except OSError:
            pass

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that has had enough hangs up."""


class Fetching(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(("127.0.0.1", 0), Pages)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.port = cls.server.server_address[1]
        cls.workspace = cls.enterClassContext(daemon.Workspace())

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()

    def setUp(self):
        Pages.asked.clear()

    def run_import(self, path, *options, host="127.0.0.1"):
        return self.workspace.run("import", f"http://{host}:{self.port}/{path}", "--dry-run", "--json", *options, check=False)

    def imported(self, path, *options):
        done = self.run_import(path, *LOOPBACK, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = [json.loads(line) for line in done.stdout.split("\n") if line]
        return [line["article"] for line in lines[:-1]], lines[-1]["report"]

    def assert_refused(self, done, words):
        self.assertEqual(done.returncode, 1)
        self.assertIn(words, done.stderr)
        self.assertEqual(done.stdout, "")

    def test_loopback_is_refused_by_default_before_anything_is_sent(self):
        self.assert_refused(self.run_import("plain"), "127.0.0.1, which is not public")
        self.assertEqual(Pages.asked, [])

    def test_a_name_is_judged_by_what_it_resolves_to(self):
        for host in ("localhost", "0x7f.1", "2130706433", "127.1"):
            done = self.run_import("plain", host=host)
            self.assertEqual(done.returncode, 1, host)
            self.assertIn("not public", done.stderr, host)
        self.assertEqual(Pages.asked, [])

    def test_an_allowed_network_is_fetched_from(self):
        articles, report = self.imported("plain")
        self.assertEqual([article["id"] for article in articles], ["tide:1"])
        self.assertEqual(report["format"], "Atom 1.0")
        self.assertRegex(Pages.asked[0][1]["User-Agent"], r"^feedd/")

    def test_a_redirect_is_judged_like_the_first_address(self):
        done = self.run_import("to-private", "--allow-network", "127.0.0.1/32")
        self.assert_refused(done, "127.0.0.2, which is not public")
        self.assertEqual(len(Pages.asked), 1)

    def test_a_redirect_is_followed_and_becomes_the_address(self):
        articles, _ = self.imported("moved")
        self.assertEqual(articles[0]["id"], "tide:1")

    def test_redirects_are_bounded_and_stay_with_http(self):
        self.assert_refused(self.run_import("turning", *LOOPBACK), "more than 5 redirects")
        self.assert_refused(self.run_import("to-file", *LOOPBACK), "must be an address of http or https")

    def test_other_schemes_are_refused(self):
        for address in ("file:///etc/hostname", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x"):
            done = self.workspace.run("import", address, "--dry-run", check=False)
            self.assert_refused(done, "must be an address of http or https")

    def test_content_codings_are_undone(self):
        self.assertEqual(self.imported("gzip")[0][0]["title"], "Tide 2")
        self.assertIn("gzip", Pages.asked[0][1]["Accept-Encoding"])

    def test_the_charset_of_the_header_holds(self):
        articles, report = self.imported("korean")
        self.assertEqual(articles[0]["title"], "항구의 등대")
        self.assertEqual(report["charset"], "cp949")

    def test_a_password_of_the_address_is_sent_and_kept_nowhere(self):
        for path in ("protected", "protected/moved"):
            done = self.run_import(path, *LOOPBACK, host="mira:se%40cret@127.0.0.1")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn('"tide:6"', done.stdout, "a further page is asked for in the same way")
            self.assertIn(f"http://127.0.0.1:{self.port}/here", done.stdout)
            self.assertNotIn("se%40cret", done.stdout + done.stderr)
        for path in ("protected/none", "nowhere", "turning", "to-file", "endless", "protected"):
            done = self.run_import(path, *LOOPBACK, host="mira:wrongse%40cret@127.0.0.1")
            self.assertEqual(done.returncode, 1, path)
            self.assertIn("127.0.0.1" if path != "to-file" else "file:", done.stderr)
            self.assertNotIn("cret", done.stdout + done.stderr, path)
        done = self.workspace.run("import", "ftp://mira:se%40cret@127.0.0.1/x", "--dry-run", check=False)
        self.assertNotIn("cret", done.stdout + done.stderr)

    def test_a_password_is_not_carried_to_another_host(self):
        done = self.run_import("protected/away", *LOOPBACK, "--allow-network", "::1/128", host="mira:se%40cret@127.0.0.1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(Pages.asked[-1][0], "/plain")
        self.assertNotIn("Authorization", Pages.asked[-1][1])

    def test_the_store_is_not_locked_while_a_page_is_waited_for(self):
        Pages.state = self.workspace.state
        done = self.workspace.run("import", f"http://127.0.0.1:{self.port}/many/1", *LOOPBACK)
        self.assertIn("750 added", done.stdout)
        self.assertEqual(Pages.locked, [False, False, False])

    def test_archives_are_followed(self):
        articles, report = self.imported("archive/4")
        self.assertEqual([article["id"] for article in articles], ["tide:4", "tide:3", "tide:2", "tide:1"])
        self.assertEqual(report["pages"], 4)

    def test_circles_end_and_the_number_of_pages_is_bounded(self):
        self.assertEqual(self.imported("circle")[1]["pages"], 1)
        report = self.imported("endless-pages/1", "--max-pages", "5")[1]
        self.assertEqual(report["pages"], 5)
        self.assertEqual(report["warnings"][0]["rule"], "pages")

    def test_what_grows_without_end_is_given_up(self):
        for path in ("bomb", "endless"):
            self.assert_refused(self.run_import(path, *LOOPBACK), "larger than 64 MiB")

    def test_an_answer_that_is_no_success_is_an_error(self):
        self.assert_refused(self.run_import("nowhere", *LOOPBACK), "answered 404")

    def test_a_proxy_of_the_environment_is_not_asked(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            listener.settimeout(0.1)
            proxy = f"http://127.0.0.1:{listener.getsockname()[1]}"
            variables = {**daemon.environment(self.workspace.home), "http_proxy": proxy, "ALL_PROXY": proxy}
            done = daemon.call([daemon.BINARY, "import", f"http://127.0.0.1:{self.port}/plain", "--dry-run"], variables, check=False)
            self.assertIn("not public", done.stderr)
            with self.assertRaises(TimeoutError):
                listener.accept()


class Files(unittest.TestCase):
    def setUp(self):
        self.workspace = self.enterContext(daemon.Workspace())

    def test_a_dry_run_reports_and_leaves_nothing(self):
        daemon.write_files(self.workspace.home, {"feed.xml": feed(3)})
        done = self.workspace.run("import", self.workspace.home / "feed.xml", "--dry-run")
        self.assertIn("Atom 1.0, utf-8: Tide tables", done.stdout)
        self.assertIn("1 entries read on 1 page, 1 would be imported, 0 refused", done.stdout)
        self.assertEqual(list(self.workspace.state.iterdir()), [])

    def test_a_broken_feed_is_read_as_far_as_it_goes(self):
        daemon.write_files(self.workspace.home, {"feed.xml": "<rss><channel><item><title>R&D<guid>1</guid></item><item><title>cut"})
        done = self.workspace.run("import", self.workspace.home / "feed.xml", "--dry-run", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("feed.xml:1:52: the document ends within this entry (cut-off)", done.stderr)
        self.assertIn("repaired: 1 bare ampersand, 1 document ends early, 1 missing end tag", done.stdout)

    def test_standard_input_is_a_source(self):
        command = [daemon.BINARY, "import", "-", "--dry-run"]
        done = daemon.subprocess.run(command, input=feed(1), capture_output=True, timeout=daemon.CALL_SECONDS,
                                     env=daemon.environment(self.workspace.home))
        self.assertIn(b"1 would be imported", done.stdout)

    def test_what_is_not_there_or_a_folder_is_an_error(self):
        for path in (self.workspace.home / "none.xml", self.workspace.home):
            done = self.workspace.run("import", path, "--dry-run", check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn(str(path), done.stderr)

    def test_a_network_that_is_none_is_a_configuration_error(self):
        done = self.workspace.run("import", "x", "--allow-network", "everything", check=False)
        self.assertEqual(done.returncode, 78)

    def test_a_large_export_is_read_in_bounded_memory(self):
        item = ("<item><title>Tide {0}</title><guid>t{0}</guid><content:encoded><![CDATA[" + "water " * 2000 + "]]></content:encoded>"
                "<wp:post_id>{0}</wp:post_id><wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item>")
        path = self.workspace.home / "export.xml"
        with path.open("w") as file:
            file.write('<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version>')
            for number in range(4000):  # 48 MB
                file.write(item.format(number))
            file.write("</channel></rss>")
        probe = ("import os, resource, subprocess, sys; code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode;"
                 "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
        done = daemon.call([sys.executable, "-c", probe, daemon.BINARY, "import", str(path), "--dry-run"],
                           daemon.environment(self.workspace.home))
        code, kilobytes = map(int, done.stdout.split())
        self.assertEqual(code, 0)
        if "asan" not in daemon.BINARY:  # sanitizers keep what was freed
            self.assertLess(kilobytes, 64 << 10)


if __name__ == "__main__":
    daemon.main()
