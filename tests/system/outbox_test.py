"""What the real daemon tells the endpoints of its configuration: every kind, received by parties of another make."""

import json
import pathlib
import sys
import threading
import xmlrpc.server

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon
import pushing
import subscriber

HIDDEN = '[[feed]]\nname = "inner"\nlisted = false\n[feed.match]\ntags = ["korea"]\n'
FORMATS = ("rss", "atom", "json", "rdf")


class Aggregator(xmlrpc.server.SimpleXMLRPCServer):
    """Python's own XML-RPC server, with the procedures it is given."""

    def __init__(self, **procedures):
        super().__init__(("127.0.0.1", 0), logRequests=False, allow_none=False)
        self.calls = []
        self.news = threading.Condition()
        for name, answer in procedures.items():
            self.register_function(self.recording(name, answer), f"weblogUpdates.{name}")

    def recording(self, name, answer):
        def procedure(*parameters):
            with self.news:
                self.calls.append((name, parameters))
                self.news.notify_all()
                number = len(self.calls)
            return answer(number) if callable(answer) else answer
        return procedure

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/RPC2"

    def wait_for(self, count):
        with self.news:
            assert self.news.wait_for(lambda: len(self.calls) >= count, subscriber.WAIT_SECONDS), self.calls
            return self.calls[:count]


THANKS = {"flerror": False, "message": "Thanks for the ping."}


class Endpoint(pushing.PushTest):
    """One endpoint, which `begin` names; `peer` is what it leads to."""

    def begin(self, lines, rest="", *options):
        self.feedd = self.serve(pushing.LOOPBACK + lines, *options, rest=rest)
        self.base = f"http://127.0.0.1:{self.feedd.port}"

    def settled(self):
        push = self.status()
        return push["waiting"] == push["under_way"] == push["retrying"] == 0 and not self.outbox()

    def urls(self, *feeds):
        return {f"{self.base}/{feed}.{extension}" for feed in feeds for extension in FORMATS}


class HubPing(Endpoint):
    def test_names_each_format_of_each_listed_feed_that_changed(self):
        hub = self.peer(delivery=subscriber.status(204))
        self.begin(f'hubs = ["{hub.url("/publish")}"]\n', HIDDEN)
        self.publish("news", tags="[korea]", author="Mira")
        wanted = self.urls("feed", "tags/korea", "authors/mira")
        pings = hub.wait_for(len(wanted))
        self.eventually(self.settled)
        self.assertEqual({one.form["hub.url"][0] for one in pings}, wanted)
        for one in hub.delivered():
            self.assertEqual(one.path, "/publish")
            self.assertEqual(one.headers["Content-Type"], pushing.FORM)
            self.assertEqual(one.form, {"hub.mode": ["publish"], "hub.url": one.form["hub.url"],
                                        "hub.topic": one.form["hub.url"]})
        self.assertEqual(len(hub.delivered()), len(wanted), "each once")
        self.eventually(lambda: self.endpoint("websub")["delivered"] == len(wanted))

    def test_finds_what_it_tells_of_served(self):
        hub, seen = self.peer(), []

        def fetch(exchange):
            address = exchange.received.form["hub.url"][0]
            seen.append(b"news" in self.feedd.get(address).body)
            exchange.answer(204)
        hub.delivery = fetch
        self.begin(f'hubs = ["{hub.url()}"]\n')
        self.publish("news")
        hub.wait_for(4)
        self.eventually(lambda: len(seen) == 4)
        self.assertTrue(all(seen))

    def test_is_once_for_many_edits_while_one_waits(self):
        hub = self.peer(delivery=subscriber.status(503))
        self.begin(f'hubs = ["{hub.url()}"]\nparallel_per_host = 1\n')
        for number in range(10):
            self.publish("news", f"Title {number}")
        hub.wait_for(1)
        hub.delivery = subscriber.ok
        before = len(hub.delivered())
        self.eventually(lambda: self.outbox("retry") and self.endpoint("websub")["pending"] == 0)
        self.assertLessEqual(len(hub.delivered()) - before, 4)


class XmlRpc(Endpoint):
    def test_ping_has_name_site_page_and_feed(self):
        server = self.enterContext(Aggregator(extendedPing=THANKS))
        self.begin(f'xml_rpc = ["{server.url}"]\n', 'site.title = "Küste & Meer"\n' + HIDDEN)
        self.publish("news", tags="[korea]")
        calls = server.wait_for(2)
        self.eventually(self.settled)
        title = "Küste & Meer"
        pages = [f"{self.base}/{feed}" for feed in ("feed", "tags/korea")]
        self.assertCountEqual(calls, [("extendedPing", (title, self.base + "/", f"{page}.html", f"{page}.rss"))
                                      for page in pages])
        self.assertEqual(len(server.calls), 2)
        for _, parameters in calls:
            self.assertEqual(self.feedd.get(parameters[2]).status, 200)
            self.assertEqual(self.feedd.get(parameters[3]).status, 200)

    def test_falls_back_to_a_server_that_knows_only_ping(self):
        server = self.enterContext(Aggregator(ping=THANKS))
        self.begin(f'xml_rpc = ["{server.url}"]\n', 'site.title = "Coast"\n')
        self.publish("news")
        self.assertEqual(server.wait_for(1), [("ping", ("Coast", self.base + "/"))])
        self.eventually(self.settled)
        self.eventually(lambda: self.endpoint("xml-rpc")["delivered"] == 1)
        self.assertEqual(self.endpoint("xml-rpc")["last_error"], "")

    def test_of_flerror_that_will_pass_is_repeated(self):
        angry = {"flerror": True, "message": "Slow down, too often."}
        server = self.enterContext(Aggregator(extendedPing=lambda number: THANKS if number > 1 else angry))
        self.begin(f'xml_rpc = ["{server.url}"]\n')
        self.publish("news")
        server.wait_for(1)
        self.eventually(lambda: "Slow down" in self.endpoint("xml-rpc")["last_error"])
        server.wait_for(2)
        self.eventually(self.settled)
        self.eventually(lambda: self.endpoint("xml-rpc")["delivered"] == 1)

    def test_of_flerror_that_will_not_pass_is_given_up_and_shown(self):
        server = self.enterContext(Aggregator(extendedPing={"flerror": True, "message": "Your blog is not known."}))
        self.begin(f'xml_rpc = ["{server.url}"]\n')
        self.publish("news")
        for number in (2, 3):
            self.eventually(lambda: self.outbox("retry")[0]["announcements"] or len(server.calls) >= number)
            server.wait_for(number)
        self.eventually(lambda: self.endpoint("xml-rpc")["given_up"] == 1)
        self.assertIn("Your blog is not known.", self.outbox()[0]["error"])
        self.assertEqual(self.outbox()[0]["state"], "given_up")
        self.assertEqual(len(server.calls), 3)


class RssCloud(Endpoint):
    def test_ping_names_the_feed(self):
        server = self.peer(delivery=subscriber.status(200, b'<notifyResult success="true" msg="Thanks."/>'))
        self.begin(f'rss_cloud_servers = ["{server.url("/ping")}"]\n')
        self.publish("news", tags="[korea]")
        pings = server.wait_for(2)
        self.eventually(self.settled)
        self.assertCountEqual([one.form for one in pings],
                              [{"url": [f"{self.base}/{feed}.rss"]} for feed in ("feed", "tags/korea")])

    def test_is_not_believed_where_it_says_no(self):
        server = self.peer(delivery=subscriber.status(200, b'<notifyResult success="false" msg="No such cloud."/>'))
        self.begin(f'rss_cloud_servers = ["{server.url("/ping")}"]\n')
        self.publish("news")
        self.eventually(lambda: "No such cloud." in self.endpoint("rss-cloud")["last_error"])
        self.assertEqual(self.endpoint("rss-cloud")["delivered"], 0)


class IndexNow(Endpoint):
    def lists(self, number):
        return [json.loads(one.body) for one in self.peer_.wait_for(number)]

    def start_with(self, lines=""):
        self.peer_ = self.peer()
        self.begin(f'index_now = ["{self.peer_.url("/indexnow")}"]\n{lines}')

    def test_lists_pages_that_came_and_went_under_a_key_that_is_served(self):
        self.start_with()
        self.publish("news")
        first = self.lists(1)[0]
        self.assertEqual(first["host"], f"127.0.0.1:{self.feedd.port}")
        self.assertEqual(first["urlList"], [f"{self.base}/articles/news"])
        key = self.feedd.get(first["keyLocation"])
        self.assertEqual((key.status, key.text.strip()), (200, first["key"]))
        self.assertTrue(key.headers["Content-Type"].startswith("text/plain"))
        self.assertEqual(self.feedd.get(f"/{first['key']}0.txt").status, 404)
        self.eventually(self.settled)
        self.space.run("withdraw", "news")
        self.assertEqual(self.lists(2)[1]["urlList"], [f"{self.base}/articles/news"])
        self.assertEqual(self.feedd.get("/articles/news").status, 410)

    def test_key_stays_over_restarts_or_is_as_configured(self):
        self.start_with()
        self.publish("news")
        key = self.lists(1)[0]["key"]
        self.feedd.stop()
        self.start_with()
        self.publish("more")
        self.assertEqual(self.lists(1)[0]["key"], key)
        self.feedd.stop()
        self.start_with('index_now_key = "my-own-key-0815"\n')
        self.assertEqual(self.feedd.get("/my-own-key-0815.txt").text.strip(), "my-own-key-0815")
        self.assertEqual(self.feedd.get(f"/{key}.txt").status, 404)

    def test_key_is_served_nowhere_without_an_endpoint(self):
        self.begin('index_now_key = "my-own-key-0815"\n')
        self.assertEqual(self.feedd.get("/my-own-key-0815.txt").status, 404)


class Webhook(Endpoint):
    def test_has_the_changes_as_json_signed_with_its_secret(self):
        peer = self.peer()
        self.begin(f'[[push.webhook]]\nurl = "{peer.url("/changed?k=1")}"\nsecret = "geheim"\n', HIDDEN)
        self.publish("news", tags="[korea]")
        came = peer.wait_for(1)[0]
        self.assertEqual((came.target, came.headers["Content-Type"]), ("/changed?k=1", "application/json"))
        self.assertEqual(came.headers["X-Hub-Signature"], subscriber.signature(b"geheim", came.body))
        said = json.loads(came.body)
        self.assertEqual([one["feed"] for one in said["feeds"]], ["feed", "tags/korea"])
        self.assertEqual(set(said["feeds"][0]["urls"].values()), self.urls("feed"))
        self.assertEqual([(one["url"], one["title"], one["status"]) for one in said["articles"]],
                         [(f"{self.base}/articles/news", "news", "published")])
        self.eventually(self.settled)
        self.space.run("withdraw", "news")
        gone = json.loads(peer.wait_for(2)[1].body)
        self.assertEqual([(one["url"], one["status"]) for one in gone["articles"]],
                         [(f"{self.base}/articles/news", "removed")])
        self.assertGreater(gone["revision"], said["revision"])

    def test_is_unsigned_without_a_secret(self):
        peer = self.peer()
        self.begin(f'[[push.webhook]]\nurl = "{peer.url()}"\n')
        self.publish("news")
        self.assertIsNone(peer.wait_for(1)[0].headers["X-Hub-Signature"])


class Purge(Endpoint):
    def test_asks_a_cache_to_let_go_of_each_feed(self):
        cache = self.peer()
        self.begin(f'[[push.purge]]\nurl = "{cache.url("")}"\ntoken = "t0k3n"\n')
        self.publish("news")
        came = cache.wait_for(4, "PURGE")
        self.assertEqual({one.target for one in came}, {f"/feed.{extension}" for extension in FORMATS})
        for one in came:
            self.assertEqual(one.headers["Host"], f"127.0.0.1:{self.feedd.port}")
            self.assertEqual(one.headers["Authorization"], "Bearer t0k3n")

    def test_by_keys_and_tags_names_what_changed(self):
        cache = self.peer()
        self.begin("".join(f'[[push.purge]]\nkind = "{kind}"\nurl = "{cache.url("/" + kind)}"\ntoken = "t"\n'
                           for kind in ("fastly", "cloudflare")))
        self.publish("news", tags="[korea]")
        fastly = cache.wait_for(1, path="/fastly")[0].headers["Surrogate-Key"].split()
        cloudflare = json.loads(cache.wait_for(1, path="/cloudflare")[0].body)["tags"]
        self.assertCountEqual(fastly, cloudflare)
        self.assertLess({"feedd/listings", "feedd/feed", "feedd/tags/korea"}, set(fastly))


if __name__ == "__main__":
    daemon.main()
