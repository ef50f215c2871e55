"""What the hub of the real daemon sends to its subscribers, and what their answers do (WebSub sections 7 and 7.1)."""

import concurrent.futures
import datetime
import pathlib
import sqlite3
import sys
import threading
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon
import pushing
import subscriber


class Delivery(pushing.PushTest):
    def setUp(self):
        super().setUp()
        self.feedd = self.serve()
        self.subscriber = self.peer()

    def test_is_the_topic_itself_in_every_format(self):
        topics = [f"/{feed}.{extension}" for feed in ("feed", "tags/korea", "authors/mira")
                  for extension in ("atom", "rss", "json", "rdf")]
        for topic in topics:
            self.subscribe(self.feedd, self.subscriber, topic, topic)
        self.publish("news", tags="[korea]", author="Mira")
        for topic in topics:
            came = self.subscriber.wait_for(1, path=topic)[0]
            served = self.feedd.get(topic)
            self.assertEqual(came.body, served.body, topic)
            self.assertIn(b"news", came.body)
            self.assertEqual(came.headers["Content-Type"], served.headers["Content-Type"])
            base = f"http://127.0.0.1:{self.feedd.port}"
            self.assertEqual(pushing.links(came), {"hub": [f"{base}/hub"], "self": [base + topic]})
            self.assertIsNone(came.headers["X-Hub-Signature"])
            self.assertIsNone(came.headers["Content-Encoding"])
        self.assertEqual(len(self.subscriber.delivered()), len(topics))

    def test_is_only_of_what_has_changed(self):
        self.subscribe(self.feedd, self.subscriber, "/tags/korea.atom", "/korea")
        self.subscribe(self.feedd, self.subscriber, "/feed.atom", "/all")
        self.publish("elsewhere", tags="[sea]")
        self.subscriber.wait_for(1, path="/all")
        self.publish("at-home", tags="[korea]")
        self.subscriber.wait_for(2, path="/all")
        self.assertIn(b"at-home", self.subscriber.wait_for(1, path="/korea")[0].body)
        self.assertEqual(len(self.subscriber.delivered("/korea")), 1)

    def test_is_signed_as_configured(self):
        for algorithm in ("sha1", "sha256", "sha384", "sha512"):
            self.feedd.stop()
            self.feedd = self.serve(pushing.LOOPBACK + f'signature = "{algorithm}"\n')
            self.subscribe(self.feedd, self.subscriber, path=f"/{algorithm}", secret="geheim")
            self.publish(f"news-{algorithm}")
            came = self.subscriber.wait_for(1, path=f"/{algorithm}")[0]
            self.assertEqual(came.headers["X-Hub-Signature"], subscriber.signature(b"geheim", came.body, algorithm))

    def test_brings_withdrawals(self):
        self.publish_and_serve("mistake")
        self.subscribe(self.feedd, self.subscriber)
        self.space.run("withdraw", "mistake")
        came = self.subscriber.wait_for(1)[0]
        self.assertIn(b"deleted-entry", came.body)
        self.assertEqual(came.body, self.feedd.get("/feed.atom").body)

    def test_brings_the_withdrawal_of_a_tags_only_article(self):
        self.publish_and_serve("mistake", tags="[lonely]")
        for extension in ("atom", "rss"):
            self.subscribe(self.feedd, self.subscriber, f"/tags/lonely.{extension}", f"/{extension}")
        self.space.run("withdraw", "mistake")
        for extension in ("atom", "rss"):
            came = self.subscriber.wait_for(1, path=f"/{extension}")[0]
            self.assertEqual(came.body, self.feedd.get(f"/tags/lonely.{extension}").body)
            self.assertNotIn(b"What mistake is about", came.body)

    def test_brings_what_was_embargoed_when_it_is_released(self):
        self.subscribe(self.feedd, self.subscriber)
        moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)
        self.publish("secret", date=moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
        came = self.subscriber.wait_for(1)[0]
        self.assertIn(b"What secret is about", came.body)
        self.assertGreaterEqual(time.time(), int(moment.timestamp()))
        self.assertEqual(len(self.subscriber.delivered()), 1)

    def test_brings_files_of_the_folder(self):
        self.subscribe(self.feedd, self.subscriber)
        self.write({"file.md": pushing.article("From a file")})
        self.assertIn(b"From a file", self.subscriber.wait_for(1)[0].body)

    def test_succeeds_at_once_while_more_is_being_committed(self):
        paths = [f"/{number}" for number in range(100)]
        for path in paths:
            self.ask_hub(self.feedd, "subscribe", "/feed.atom", self.subscriber.url(path))
        self.eventually(lambda: self.status()["subscriptions"] == len(paths))
        with concurrent.futures.ThreadPoolExecutor(3) as publishers:
            list(publishers.map(lambda number: self.publish(f"news-{number}"), range(20)))

        def newest():
            body = self.feedd.get("/feed.atom").body
            return body if all(b">news-%d<" % number in body for number in range(20)) else None
        wanted = self.eventually(newest, "not everything that was published is served")
        for path in paths:
            self.eventually(lambda: (self.subscriber.delivered(path) or [None])[-1].body == wanted)
        self.assertEqual(self.status()["failed"], 0)

    def test_is_to_nobody_for_what_changed_nothing(self):
        self.publish_and_serve("same")
        self.subscribe(self.feedd, self.subscriber)
        self.publish("same")
        self.publish("other")
        self.subscriber.wait_for(1)
        self.eventually(lambda: self.status()["waiting"] == self.status()["under_way"] == 0)
        self.assertEqual(len(self.subscriber.delivered()), 1)


class Answers(pushing.PushTest):
    def setUp(self):
        super().setUp()
        self.feedd = self.serve()
        self.subscriber, self.control = self.peer(), self.peer()
        self.subscribe(self.feedd, self.subscriber)
        self.subscribe(self.feedd, self.control)

    def retry(self):
        """Has what failed tried again now instead of in some seconds, where it has not been by itself."""
        self.eventually(lambda: self.outbox("retry")[0]["announcements"] > 0 or not self.outbox())

    def test_of_410_ends_the_subscription(self):
        self.subscriber.delivery = subscriber.status(410)
        self.publish("one")
        self.subscriber.wait_for(1)
        self.eventually(lambda: self.subscription(self.subscriber.url()) is None)
        self.eventually(lambda: self.status()["subscriptions"] == 1, "it is still counted")
        self.publish("two")
        self.control.wait_for(2)
        self.assertEqual(len(self.subscriber.delivered()), 1)
        self.assertEqual(self.outbox(), [])

    def test_of_500_is_tried_again_by_itself(self):
        self.subscriber.delivery = subscriber.first(1, subscriber.status(500))
        self.publish("one")
        first, second = self.subscriber.wait_for(2)
        self.assertEqual(first.body, second.body)
        self.assertGreater(second.at - first.at, 0.9)
        self.eventually(lambda: self.outbox() == [])

    def test_of_500_is_shown_and_gets_the_newest_only(self):
        self.subscriber.delivery = subscriber.status(500)
        self.publish("one")
        self.subscriber.wait_for(1)
        self.eventually(self.outbox)
        waits = self.outbox()[0]
        self.assertEqual((waits["kind"], waits["url"], waits["subject"], waits["state"]),
                         ("subscriber", self.subscriber.url(), "feed.atom", "retrying"))
        self.assertIn("500", waits["error"])
        for number in range(5):
            self.publish(f"more-{number}")
        self.control.wait_for(3)
        taken = []

        def takes(exchange):
            taken.append(exchange.received.body)
            exchange.answer(200)
        self.subscriber.delivery = takes
        self.retry()
        self.eventually(lambda: self.outbox() == [])
        self.assertEqual(taken, [self.feedd.get("/feed.atom").body], "the newest is all that is sent")

    def test_of_a_host_that_is_well_again_are_had_at_once_where_somebody_says_so(self):
        self.subscriber.delivery = subscriber.status(500)
        for number in range(6):
            self.subscribe(self.feedd, self.subscriber, path=f"/{number}")
        self.publish("one")
        self.eventually(lambda: self.status()["paused_hosts"] == 1, "the host is not left alone")
        self.subscriber.delivery = subscriber.ok
        before = len(self.subscriber.delivered())
        self.retry()
        self.subscriber.wait_for(before + 7, seconds=10)

    def test_that_come_late_do_not_undo_a_drop(self):
        held = threading.Event()

        def late(exchange):
            held.wait(subscriber.WAIT_SECONDS)
            exchange.answer(500)
        self.subscriber.delivery = subscriber.first(1, subscriber.status(500), late)
        self.publish("one")
        self.subscriber.wait_for(2)
        self.assertEqual(self.outbox("drop")[0]["announcements"], 1)
        held.set()
        self.eventually(lambda: self.status()["under_way"] == 0 and self.status()["failed"] == 2)
        self.assertEqual(self.status()["retrying"], 0)
        self.publish("two")
        self.assertIn(b"two", self.subscriber.wait_for(3)[2].body)

    def test_of_a_redirect_are_not_followed(self):
        elsewhere = self.peer()
        self.subscriber.delivery = subscriber.redirect_to(elsewhere.url(), 307)
        self.publish("one")
        self.subscriber.wait_for(1)
        self.eventually(self.outbox)
        self.assertIn("307", self.outbox()[0]["error"])
        self.assertEqual(elsewhere.received, [])

    def test_of_retry_after_are_obeyed(self):
        self.subscriber.delivery = subscriber.first(1, subscriber.status(503, retry_after=3))
        self.publish("one")
        first, second = self.subscriber.wait_for(2)
        self.assertGreaterEqual(second.at - first.at, 2.9)

    def test_that_do_not_come_delay_nobody(self):
        slow = [self.subscriber, *(self.peer() for _ in range(3))]
        for peer in slow[1:]:
            self.subscribe(self.feedd, peer)
        for peer, policy in zip(slow, (subscriber.silent, subscriber.drip, subscriber.endless, subscriber.close_early)):
            peer.delivery = policy
        began = time.monotonic()
        for number in range(1, 4):
            self.publish(f"news-{number}")
            self.control.wait_for(number)
        self.assertLess(time.monotonic() - began, 5)
        for peer in slow:
            peer.wait_for(1)

    def test_with_an_endless_body_are_taken_for_what_they_say(self):
        self.subscriber.delivery = subscriber.endless
        self.publish("one")
        self.subscriber.wait_for(1)
        self.eventually(lambda: self.status()["delivered"] == 2)

    def test_of_one_slow_callback_delay_no_other_of_its_host(self):
        paths = [f"/{number}" for number in range(20)]
        for path in paths:
            self.subscribe(self.feedd, self.subscriber, path=path)
        self.subscriber.delivery = subscriber.by_path({"/callback": subscriber.silent, "/7": subscriber.silent})
        self.publish("news")
        for path in paths:
            self.subscriber.wait_for(1, path=path, seconds=10)


class Outliving(pushing.PushTest):
    def test_subscriptions_stand_after_a_restart_with_secret_and_lease(self):
        peer = self.peer()
        with self.start() as feedd:
            port = feedd.port
            self.subscribe(feedd, peer, secret="kept", lease_seconds=2 * 86400)
            before = tuple(self.subscription(peer.url()))
        feedd = self.serve(pushing.LOOPBACK, "--listen", f"127.0.0.1:{port}")
        self.assertEqual(tuple(self.subscription(peer.url())), before)
        self.publish("news")
        came = peer.wait_for(1)[0]
        self.assertEqual(came.headers["X-Hub-Signature"], subscriber.signature(b"kept", came.body))
        self.assertEqual(len(peer.asked()), 1, "nobody is asked again")
        self.assertEqual(came.body, feedd.get("/feed.atom").body)

    def test_what_came_while_the_daemon_was_off_is_delivered_at_its_start(self):
        peer = self.peer()
        with self.start() as feedd:
            self.subscribe(feedd, peer)
        self.write({"meanwhile.md": pushing.article("Meanwhile")})
        feedd = self.serve()
        self.assertIn(b"Meanwhile", peer.wait_for(1)[0].body)
        self.eventually(lambda: self.status()["waiting"] == self.status()["under_way"] == 0)
        self.assertEqual(len(peer.delivered()), 1)

    def test_what_was_not_delivered_when_it_was_killed_is_delivered_after(self):
        peer = self.peer(delivery=subscriber.silent)
        feedd = self.start()
        self.subscribe(feedd, peer)
        self.publish("news")
        peer.wait_for(1)
        feedd.kill()
        peer.delivery = subscriber.ok
        self.serve()
        self.assertIn(b"news", peer.wait_for(2)[1].body)


class Ended(pushing.PushTest):
    """A configured feed that was taken out ends after seven days; here they are over sooner, by the store's word."""

    FEED = '[[feed]]\nname = "wire"\nmatch = { tags = ["korea"] }\n'

    def leave(self, seconds):
        """A subscriber to a feed that leaves the configuration, with so many of its days left when feedd starts."""
        peer = self.peer()
        with self.start(rest=self.FEED) as feedd:
            self.subscribe(feedd, peer, "/feeds/wire.atom")
        with self.start():
            pass
        connection = sqlite3.connect(self.space.state / "feedd.db")
        with connection:
            changed = connection.execute("UPDATE leaving_feed SET until = ?", (int(time.time()) + seconds,)).rowcount
        connection.close()
        self.assertEqual(changed, 1)
        self.serve()
        return peer

    def assert_denied(self, peer):
        asked = peer.wait_for(2, "GET")[1]
        self.assertEqual(asked.asked("hub.mode"), "denied")
        self.assertTrue(asked.asked("hub.topic").endswith("/feeds/wire.atom"), asked.target)
        self.assertTrue(asked.asked("hub.reason"))
        self.eventually(lambda: self.status()["subscriptions"] == 0)
        self.assertEqual(peer.delivered(), [])

    def test_feed_is_denied_to_its_subscribers(self):
        self.assert_denied(self.leave(2))

    def test_feed_is_denied_where_it_ended_while_the_daemon_was_off(self):
        self.assert_denied(self.leave(-5))


if __name__ == "__main__":
    daemon.main()
