"""The admin listener of the real daemon: health, readiness and metrics on a listener that readers never see."""

import contextlib
import http.client
import json
import pathlib
import re
import signal
import socket
import stat
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import daemon

GOOD = "---\ntitle: Tides\ndate: 2026-01-01\n---\n\nThey come and go.\n"
NOWHERE = '---\ntitle: Nowhere\ndate: 2026-01-01\nurl: "https:///tides"\n---\n\nNo host: its entry leads nowhere.\n'
NO_DATE = "---\ntitle: [\n---\n\nIts front matter never ends.\n"

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (-?[0-9.e+]+|NaN|[+-]Inf)")


def parse_metrics(text):
    """{(name, labels): value} of a Prometheus text, held to the format: HELP, then TYPE, then all samples of a name."""
    assert text.endswith("\n"), "the last line must end"
    samples, kinds, helped, current = {}, {}, set(), None
    for line in text.removesuffix("\n").split("\n"):
        if line.startswith("# HELP "):
            current, words = line.removeprefix("# HELP ").split(" ", 1)
            assert re.fullmatch(NAME, current) and words, line
            assert current not in helped, f"{current} comes in two places"
            helped.add(current)
        elif line.startswith("# TYPE "):
            name, kind = line.removeprefix("# TYPE ").split(" ")
            assert name == current and name not in kinds and kind in ("gauge", "counter"), line
            kinds[name] = kind
        else:
            found = SAMPLE.fullmatch(line)
            assert found, f"no sample: {line!r}"
            name, labels = found.group(1), found.group(2) or ""
            assert name == current and name in kinds, f"{line} stands outside its family"
            assert name.endswith("_total") == (kinds[name] == "counter"), f"{name} is a {kinds[name]}"
            assert (name, labels) not in samples, f"{line} comes twice"
            samples[name, labels] = float(found.group(len(found.groups())))
    assert set(kinds) == helped == {name for name, _ in samples}
    return samples


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=daemon.ANSWER_SECONDS)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


class Admin(daemon.WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.write({"tides.md": GOOD})
        self.socket = self.space.state / "admin"

    def serve(self, config=""):
        file = self.space.home / "feedd.toml"
        file.write_text(config, encoding="utf-8")
        return self.space.serve(self.space.articles, "--config", str(file))

    def ask(self, path, host="feeds.example.org", method="GET", at=None):
        """One request, over the Unix socket or to an (address, port)."""
        connection = http.client.HTTPConnection(*at, timeout=daemon.ANSWER_SECONDS) if at else UnixConnection(self.socket)
        with contextlib.closing(connection):
            connection.request(method, path, headers={"Host": host})
            answer = connection.getresponse()
            return daemon.Response(answer.status, answer.headers, answer.read())

    def status(self):
        return json.loads(self.space.run("status", "--json").stdout)

    def metrics(self):
        return parse_metrics(self.ask("/metrics").text)

    def test_the_socket_answers_operators_and_the_readers_listener_does_not(self):
        with self.serve() as feedd:
            self.assertEqual(stat.S_IMODE(self.socket.stat().st_mode), 0o660)
            self.assertEqual(self.status()["admin"], f"unix:{self.socket}")
            for path, text in ("/healthz", "ok\n"), ("/readyz", "ready\n"):
                answer = self.ask(path)
                self.assertEqual((answer.status, answer.text), (200, text))
                self.assertEqual(answer.headers["Cache-Control"], "no-store")
                self.assertEqual(answer.headers["Content-Type"], "text/plain; charset=utf-8")
                self.assertEqual(feedd.get(path).status, 404)
            self.assertEqual(feedd.get("/metrics").status, 404)
            self.assertEqual(self.ask("/healthz", method="HEAD").status, 200)
            refused = self.ask("/healthz", method="POST")
            self.assertEqual((refused.status, refused.headers["Allow"]), (405, "GET, HEAD, OPTIONS"))
            self.assertEqual(self.ask("/feed.rss").status, 404)
        self.assertFalse(self.socket.exists())

    def test_metrics_are_in_the_format_and_say_what_status_says(self):
        with self.serve() as feedd:
            for target, headers in ("/feed.rss", {}), ("/feed.rss", {"If-None-Match": "*"}), ("/none", {}):
                feedd.get(target, headers)
            self.assertEqual(feedd.get("/feed.rss", method="POST").status, 405)
            self.assertEqual(self.ask("/metrics").headers["Content-Type"], "text/plain; version=0.0.4; charset=utf-8")
            samples, status = self.metrics(), self.status()
            for name, key in (("feedd_articles", "articles"), ("feedd_revision", "revision"),
                              ("feedd_served_revision", "served_revision"), ("feedd_documents", "documents_held"),
                              ("feedd_http_sent_bytes_total", "bytes_sent"), ("feedd_quarantined", "problems"),
                              ("feedd_http_connections_accepted_total", "connections_accepted"),
                              ("feedd_deletions_held", "deletions_held")):
                self.assertEqual(samples[name, ""], status[key], name)
            for label in "200", "304", "404", "other":
                self.assertEqual(samples["feedd_http_requests_total", f'status="{label}"'], 1, label)
            for limit, ended in status["connections_limited"].items():
                self.assertEqual(samples["feedd_http_connections_limited_total", f'limit="{limit}"'], ended, limit)
            self.assertEqual(sum(status["connections_limited"].values()), 0)
            self.assertEqual(samples["feedd_build_info", f'version="{status["version"]}"'], 1)
            self.assertEqual((samples["feedd_ready", ""], samples["feedd_degraded", ""]), (1, 0))
            self.assertEqual(samples["feedd_articles", ""], 1)
            for name in "feedd_documents_bytes", "feedd_documents_made_total", "process_resident_memory_bytes":
                self.assertGreater(samples[name, ""], 0, name)
            self.assertGreater(samples["process_open_fds", ""], 5)
            for name in "feedd_held_back", "feedd_http_connections_open", "feedd_uptime_seconds":
                self.assertIn((name, ""), samples)

    def test_readiness_names_what_is_not_well(self):
        self.write({"broken.md": NO_DATE, "nowhere.md": NOWHERE})
        with self.serve('site_url = "https://www.example.org"\n') as feedd:
            feedd.get("/feed.rss")
            answer = self.ask("/readyz")
            self.assertEqual(answer.status, 200, "readers are served")
            lines, status = answer.text.splitlines(), self.status()
            self.assertEqual(lines[0], "ready")
            [broken] = [line for line in lines if line.startswith("quarantined: broken.md:")]
            self.assertEqual(broken, "quarantined: " + status["quarantined"][0])
            self.assertTrue(any(re.fullmatch(r"held_back: nowhere\.md: .* \(rss-item-link\)", line) for line in lines), lines)
            self.assertEqual(lines[2:], ["held_back: " + text for text in status["held_back"]])
            samples = self.metrics()
            self.assertEqual(samples["feedd_quarantined", ""], 1)
            self.assertEqual(samples["feedd_held_back", ""], len(status["held_back"]))

    def test_a_lost_folder_degrades_and_readers_are_served(self):
        with self.serve():
            self.space.articles.rename(self.space.home / "elsewhere")
            self.eventually(lambda: self.metrics()["feedd_degraded", ""] == 1)
            answer = self.ask("/readyz")
            self.assertEqual((answer.status, answer.text.splitlines()[0]), (200, "ready"))
            self.assertIn("degraded: the folder of articles cannot be read", answer.text.splitlines())

    def test_over_tcp_only_addresses_and_localhost_are_answered(self):
        with self.serve('[http]\nadmin = "127.0.0.1:0"\n'):
            self.assertFalse(self.socket.exists())
            where = urllib.parse.urlsplit("//" + self.status()["admin"])
            at = (where.hostname, where.port)
            for host in f"127.0.0.1:{where.port}", "localhost", f"localhost:{where.port}", "[::1]:80":
                self.assertEqual(self.ask("/healthz", host, at=at).text, "ok\n", host)
            parse_metrics(self.ask("/metrics", "127.0.0.1", at=at).text)
            for host in "feeds.example.org", "localhost.example.org", f"127.0.0.1.example.org:{where.port}":
                for path in "/healthz", "/readyz", "/metrics":
                    refused = self.ask(path, host, at=at)
                    self.assertEqual(refused.status, 403, host)
                    self.assertNotIn("feedd_", refused.text)

    def test_nowhere_is_a_place_too(self):
        with self.serve('[http]\nadmin = ""\n'):
            self.assertFalse(self.socket.exists())
            self.assertEqual(self.status()["admin"], "")

    def test_it_answers_until_the_end_and_says_that_it_stops(self):
        with self.serve() as feedd:
            with socket.create_connection((feedd.host, feedd.port)) as reader:
                reader.sendall(b"GET /feed.rss HTTP/1.1\r\nHost:")  # keeps the daemon draining
                feedd.get("/feed.rss")
                feedd._process.send_signal(signal.SIGTERM)
                self.eventually(lambda: self.ask("/readyz").status == 503)
                self.assertEqual(self.ask("/readyz").text, "stopping\n")
                self.assertEqual(self.ask("/healthz").text, "ok\n")
                samples = self.metrics()
                self.assertEqual((samples["feedd_ready", ""], samples["feedd_articles", ""]), (0, 1))
            self.assertEqual(feedd._process.wait(daemon.STOP_SECONDS), 0)  # a second signal would end it at once
        self.assertFalse(self.socket.exists())


if __name__ == "__main__":
    daemon.main()
