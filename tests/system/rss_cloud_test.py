"""rssCloud at the real daemon: registrations in both variants, confirmed before they are answered, and notifications
until three of them failed (rsscloud.co, walkthrough)."""

import pathlib
import sys
import threading
import time
import xml.etree.ElementTree as ElementTree
import xmlrpc.client
import xmlrpc.server

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon
import pushing
import subscriber

PATH = "/rsscloud/pleaseNotify"
HOURS_25 = 25 * 3600


class RssCloud(pushing.PushTest):
    def setUp(self):
        super().setUp()
        self.feedd = self.serve()
        self.feed = f"http://127.0.0.1:{self.feedd.port}/feed.rss"
        self.aggregator = self.peer()

    def register(self, peer=None, **fields):
        """pleaseNotify as a form; fields of None are left out. (success, message, status)"""
        peer = peer or self.aggregator
        form = {"notifyProcedure": "", "port": peer.port, "path": "/notify", "protocol": "http-post",
                "url1": self.feed, **fields}
        answer = self.post(self.feedd, PATH, {name: value for name, value in form.items() if value is not None})
        self.assertTrue(answer.headers["Content-Type"].startswith("text/xml"), answer.headers["Content-Type"])
        result = ElementTree.fromstring(answer.body)
        self.assertEqual(result.tag, "notifyResult")
        self.assertTrue(result.get("msg"))
        return result.get("success") == "true", result.get("msg"), answer.status

    def stands(self, count=1):
        self.eventually(lambda: len(self.subscriptions()) == count, "the registrations are others")

    def retry(self):
        self.eventually(lambda: self.outbox("retry")[0]["announcements"] > 0)


class Registration(RssCloud):
    def test_is_offered_in_rss(self):
        channel = ElementTree.fromstring(self.feedd.get("/feed.rss").body).find("channel")
        self.assertEqual(channel.find("cloud").attrib, {
            "domain": "127.0.0.1", "port": str(self.feedd.port), "path": PATH, "registerProcedure": "",
            "protocol": "http-post"})
        self.assertNotIn(b"<cloud", self.feedd.get("/feed.atom").body)

    def test_with_a_domain_is_confirmed_by_a_challenge(self):
        self.assertEqual(self.register(domain="127.0.0.1")[0::2], (True, 200))
        asked = self.aggregator.asked()
        self.assertEqual(len(asked), 1)
        self.assertEqual((asked[0].path, asked[0].asked("url")), ("/notify", self.feed))
        self.assertGreaterEqual(len(asked[0].asked("challenge")), 16)
        self.assertEqual(self.aggregator.delivered(), [])
        self.stands()
        self.publish("news")
        self.assertEqual(self.aggregator.wait_for(1, path="/notify")[0].form, {"url": [self.feed]})

    def test_without_a_domain_is_confirmed_by_a_first_notification_to_where_it_came_from(self):
        self.assertEqual(self.register()[0::2], (True, 200))
        tested = self.aggregator.wait_for(1)[0]
        self.assertEqual((tested.path, tested.form), ("/notify", {"url": [self.feed]}))
        self.assertEqual(tested.headers["Content-Type"], pushing.FORM)
        self.assertEqual(self.aggregator.asked(), [])
        self.stands()
        self.publish("news")
        self.assertEqual(self.aggregator.wait_for(2)[1].form, {"url": [self.feed]})

    def test_holds_25_hours_and_is_renewed_by_another(self):
        self.register()
        self.stands()
        self.assertAlmostEqual(self.subscriptions()[0]["expires"], time.time() + HOURS_25, delta=10)
        self.register()
        self.publish("news")
        self.aggregator.wait_for(3)
        self.stands()

    def test_may_be_of_several_feeds(self):
        tags = self.feed.replace("/feed", "/tags/korea")
        self.assertTrue(self.register(url2=tags)[0])
        self.stands(2)
        before = len(self.aggregator.delivered())
        self.publish("news", tags="[korea]")
        told = self.aggregator.wait_for(before + 2)[before:]
        self.assertEqual({one.form["url"][0] for one in told}, {self.feed, tags})

    def test_that_is_not_confirmed_is_none(self):
        self.aggregator.verification = subscriber.status(200, b"welcome")
        self.assertEqual(self.register(domain="127.0.0.1")[0::2], (False, 400))
        self.aggregator.delivery = subscriber.status(404)
        success, message, status = self.register()
        self.assertEqual((success, status), (False, 400))
        self.assertIn("404", message)
        self.assertEqual(self.subscriptions(), [])

    def test_is_refused_in_words_where_something_is_wrong(self):
        for fields, word in (({"port": None}, "port"), ({"port": "http"}, "port"), ({"url1": None}, "url1"),
                             ({"protocol": "soap"}, "protocol"), ({"domain": "127.0.0.1/evil?"}, "domain"),
                             ({"protocol": "xml-rpc", "notifyProcedure": ""}, "notifyProcedure")):
            success, message, status = self.register(**fields)
            self.assertEqual((success, status), (False, 400), fields)
            self.assertIn(word, message)
        for url in ("/feed.atom", "/tags/none.rss", "/articles/first"):
            success, message, status = self.register(url1=self.feed.replace("/feed.rss", url))
            self.assertEqual((success, status), (False, 404), url)
        self.assertEqual(self.aggregator.received, [])
        self.assertEqual(self.subscriptions(), [])

    def test_is_refused_for_private_networks(self):
        self.feedd.stop()
        self.feedd = self.serve("")
        self.feed = f"http://127.0.0.1:{self.feedd.port}/feed.rss"
        for domain in (None, "127.0.0.1", "10.0.0.1", "localhost"):
            self.assertFalse(self.register(domain=domain)[0], domain)
        self.assertEqual(self.aggregator.received, [])

    def test_is_no_more_where_it_is_off(self):
        self.feedd.stop()
        self.feedd = self.serve(pushing.LOOPBACK + "rss_cloud = false\n")
        self.assertNotIn(b"<cloud", self.feedd.get("/feed.rss").body)
        self.assertEqual(self.feedd.get(PATH).status, 404)


class XmlRpc(RssCloud):
    def proxy(self):
        proxy = xmlrpc.client.ServerProxy(f"http://127.0.0.1:{self.feedd.port}/RPC2")
        self.addCleanup(proxy("close"))
        return proxy

    def test_registers_and_notifies_by_procedure(self):
        calls, news = [], threading.Condition()

        def notify(url):
            with news:
                calls.append(url)
                news.notify_all()
            return True
        server = xmlrpc.server.SimpleXMLRPCServer(("127.0.0.1", 0), logRequests=False)
        self.addCleanup(server.server_close)
        server.register_function(notify, "river.feedUpdated")
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        self.addCleanup(server.shutdown)
        port = server.server_address[1]
        said = self.proxy().rssCloud.pleaseNotify("river.feedUpdated", port, "/RPC2", "xml-rpc", [self.feed])
        self.assertIs(said, True)
        self.assertEqual(calls, [self.feed], "the first is the test")
        self.stands()
        self.publish("news")
        with news:
            self.assertTrue(news.wait_for(lambda: len(calls) == 2, subscriber.WAIT_SECONDS))
        self.assertEqual(calls, [self.feed] * 2)

    def test_may_ask_for_forms_and_name_its_domain(self):
        said = self.proxy().rssCloud.pleaseNotify("", self.aggregator.port, "/notify", "http-post", [self.feed],
                                                  "127.0.0.1")
        self.assertIs(said, True)
        self.assertEqual(len(self.aggregator.asked()), 1)

    def test_is_refused_by_a_fault(self):
        for call in (lambda rpc: rpc.rssCloud.pleaseNotify("", 80, "/", "soap", [self.feed]),
                     lambda rpc: rpc.rssCloud.pleaseNotify(),
                     lambda rpc: rpc.rssCloud.pleaseNotify("", self.aggregator.port, "/", "http-post",
                                                           ["http://example.org/feed.rss"]),
                     lambda rpc: rpc.system.listMethods()):
            with self.assertRaises(xmlrpc.client.Fault) as fault:
                call(self.proxy())
            self.assertTrue(fault.exception.faultString)
        self.assertEqual(self.aggregator.received, [])


class Strikes(RssCloud):
    def test_three_in_a_row_end_a_registration(self):
        self.register()
        self.stands()
        self.aggregator.delivery = subscriber.status(500)
        published = 0
        while self.subscriptions():
            told = len(self.aggregator.delivered())
            self.publish(f"news {published}")
            published += 1
            self.eventually(lambda: len(self.aggregator.delivered()) > told or not self.subscriptions())
        self.assertGreaterEqual(published, 3, "attempts to tell of the same are no strikes")
        self.eventually(lambda: self.status()["subscriptions"] == 0)

    def test_two_and_a_success_do_not(self):
        self.register()
        self.stands()
        for title in ("one", "two"):
            failing = len(self.aggregator.delivered())
            self.aggregator.delivery = subscriber.first(2, subscriber.status(500))
            self.publish(title)
            for number in (1, 2):
                self.aggregator.wait_for(failing + number)
                self.retry()
            self.aggregator.wait_for(failing + 3)
            self.eventually(lambda: self.outbox() == [])
        self.stands()


if __name__ == "__main__":
    daemon.main()
