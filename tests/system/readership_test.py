"""Who reads: `feedd readers`, `status` and the metrics after readers have come, and those refused who do not stop."""

import json
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import clients
import daemon
from clients import talk

FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)"
POLITENESS = '[http.politeness]\ninterval = "10m"\nburst = 3\nenforce = {}\n'


def request(path, *fields):
    lines = [f"GET {path} HTTP/1.1", "Host: a", "Connection: close", *fields]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class ReadershipTest(clients.ClientTest):
    def ask(self, feedd, path, *fields):
        return talk((feedd.host, feedd.port), request(path, *fields))

    def readers(self, *arguments):
        return [json.loads(line) for line in self.space.run("readers", *arguments, "--json").stdout.splitlines()]

    def metrics(self):
        return talk(str(self.space.state / "admin"), b"GET /metrics HTTP/1.0\r\n\r\n").decode()


class Readers(ReadershipTest):
    def test_are_counted_by_feed_and_by_family(self):
        feedd = self.serve("")
        self.assertEqual(self.space.run("readers").stdout, "nobody has asked for a feed since the start\n")
        answer = self.ask(feedd, "/feed.rss", f"User-Agent: {FEEDLY}", "X-Forwarded-For: 203.0.113.7")
        tag = next(line for line in answer.split(b"\r\n") if line.startswith(b"ETag: "))[6:].decode()
        for client in ("203.0.113.8", "203.0.113.9", "203.0.113.9"):
            self.ask(feedd, "/feed.rss", "User-Agent: NetNewsWire (RSS Reader)", f"If-None-Match: {tag}",
                     f"X-Forwarded-For: {client}")
        self.ask(feedd, "/feed.atom", "User-Agent: Feedbin feed-id:1 - 4 subscribers", 'If-None-Match: "old"')
        self.ask(feedd, "/nothing")

        site, feed = self.readers()
        self.assertEqual((site["over_pace"], site["limited"]), (0, 0))
        self.assertAlmostEqual(site["clients_today"], 4, delta=1)  # estimated, with a salt of its own each time
        self.assertEqual({name: counts["requests"] for name, counts in site["readers"].items()},
                         {"Feedly": 1, "NetNewsWire": 3, "Feedbin": 1})
        self.assertEqual(site["answers"]["other"]["missing"], 1)
        self.assertEqual(feed["feed"], "feed")
        self.assertEqual((feed["requests"], feed["unconditional"], feed["changed"], feed["not_modified"]), (5, 1, 1, 3))
        self.assertAlmostEqual(feed["clients_today"], 4, delta=1)
        self.assertEqual(feed["subscribers"], {"Feedly": 16, "Feedbin": 4})
        self.assertEqual(feed["formats"]["rss"]["requests"], 4)
        self.assertGreater(feed["bytes"], len(answer))
        self.assertEqual(self.readers("feed"), [feed])
        self.assertEqual(self.readers("/feed.atom"), [feed], "as people write it")
        self.assertEqual(self.readers("tags/none"), [])

        shown = self.space.run("readers").stdout
        self.assertRegex(shown, r"feed +5 +60% +20% +[345] +0  Feedly 16, Feedbin 4\n")
        self.assertRegex(shown, r"NetNewsWire +3 +100% +0% ")
        self.assertEqual(json.loads(self.space.run("status", "--json").stdout)["readership"]["clients_today"], site["clients_today"])
        metrics = self.metrics()
        for line in ('feedd_feed_requests_total{feed="feed",format="rss",outcome="not_modified"} 3',
                     'feedd_feed_subscribers{feed="feed",reader="Feedly"} 16', f'feedd_clients {site["clients_today"]}',
                     'feedd_reader_requests_total{reader="Feedly",outcome="unconditional"} 1'):
            self.assertIn(line + "\n", metrics)
        self.assertNotIn("203.0.113", metrics + shown + json.dumps([site, feed]))


class Politeness(ReadershipTest):
    def statuses(self, feedd, count, *fields):
        return [int(self.ask(feedd, "/feed.rss", *fields)[9:12]) for _ in range(count)]

    def test_refuses_who_fetches_the_same_feed_again_and_again(self):
        feedd = self.serve(POLITENESS.format("true"))
        client = "X-Forwarded-For: 203.0.113.7"
        self.assertEqual(self.statuses(feedd, 5, client), [200, 200, 200, 429, 429])
        self.assertIn(b"\r\nRetry-After: 600\r\n", self.ask(feedd, "/feed.rss", client).replace(b": 599", b": 600"))
        self.assertEqual(self.statuses(feedd, 2, client, 'If-None-Match: "old"'), [200, 200])
        self.assertEqual(self.statuses(feedd, 5, client, f"User-Agent: {FEEDLY}"), [200] * 5)
        self.assertEqual(self.statuses(feedd, 5), [200] * 5, "a program on this machine")
        self.assertEqual(int(self.ask(feedd, "/feed.atom", client)[9:12]), 200)
        site, feed = self.readers()
        self.assertEqual((site["over_pace"], site["limited"], feed["limited"]), (3, 3, 3))
        self.assertEqual(feed["over_pace"], 3)
        self.assertRegex(self.space.run("readers").stdout, r"others +\d+ +0% +\d+% +3 +3 ")
        self.assertIn("feedd_limited_total 3\n", self.metrics())

    def test_counts_only_by_default_but_has_a_ceiling(self):
        feedd = self.serve(POLITENESS.format("false") + 'ceiling = "1h"\nceiling_burst = 6\n')
        self.assertEqual(self.statuses(feedd, 8, "X-Forwarded-For: 203.0.113.7"), [200] * 6 + [429] * 2)
        site = self.readers()[0]
        self.assertEqual((site["over_pace"], site["limited"]), (5, 2))


if __name__ == "__main__":
    daemon.main()
