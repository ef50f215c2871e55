"""The WebSub hub of the real daemon as subscribers see it: what it grants and what it asks before it does.

W3C Recommendation of 23 January 2018, sections 5.1 to 5.3. Deliveries are in hub_delivery_test.py, refusals in
hub_refusal_test.py.
"""

import pathlib
import re
import sys
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon
import pushing
import subscriber

DAY = 86400


class Verification(pushing.PushTest):
    def setUp(self):
        super().setUp()
        self.feedd = self.serve()
        self.topic = f"{self.feedd.url}/feed.atom".replace("//feed", "/feed")

    def unconfirmed(self, policy):
        """Asks for a subscription whose callback answers the question so; holds the hub to not granting it."""
        peer, control = self.peer(verification=policy), self.peer()
        self.assertEqual(self.ask_hub(self.feedd, "subscribe", "/feed.atom", peer.url()).status, 202)
        self.eventually(lambda: any("not confirmed" in line for line in self.feedd.log), "the hub drew no conclusion")
        self.subscribe(self.feedd, control)
        self.publish("news")
        control.wait_for(1)
        self.assertEqual(peer.delivered(), [])
        self.assertIsNone(self.subscription(peer.url()))
        self.assertEqual(len(peer.asked()), 1)

    def test_is_answered_202_before_the_callback_has_said_anything(self):
        peer = self.peer(verification=subscriber.silent)
        began = time.monotonic()
        answer = self.ask_hub(self.feedd, "subscribe", "/feed.atom", peer.url())
        self.assertEqual(answer.status, 202)
        peer.wait_for(1, "GET")
        self.assertLess(time.monotonic() - began, subscriber.WAIT_SECONDS / 2)

    def test_asks_with_mode_topic_challenge_and_lease_behind_the_callbacks_own_query(self):
        peer = self.peer()
        path = "/callback;v=1?token=a%2Fb&x&hub.mode=mine%20"
        self.ask_hub(self.feedd, "subscribe", "/feed.atom", peer.url(path))
        asked = peer.wait_for(1, "GET")[0]
        self.assertTrue(asked.target.startswith(path + "&hub.mode=subscribe&"), asked.target)
        self.assertEqual(asked.query["hub.topic"], [self.topic])
        self.assertEqual(asked.query["hub.lease_seconds"], [str(10 * DAY)])
        self.assertRegex(asked.query["hub.challenge"][0], r"^\S{16,}$")
        self.eventually(lambda: self.subscription(peer.url(path)))
        self.publish("news")
        self.assertEqual(peer.wait_for(1)[0].target, path)

    def test_has_another_challenge_each_time(self):
        peer = self.peer()
        asked = {self.subscribe(self.feedd, peer, path=f"/{i}").asked("hub.challenge") for i in range(8)}
        self.assertEqual(len(asked), 8)

    def test_names_the_topic_as_the_subscriber_wrote_it(self):
        peer = self.peer()
        written = self.topic.replace("http://127", "HTTP://127")
        self.ask_hub(self.feedd, "subscribe", written, peer.url())
        self.assertEqual(peer.wait_for(1, "GET")[0].asked("hub.topic"), written)

    def test_takes_any_2xx_with_the_challenge(self):
        peer = self.peer(verification=subscriber.echo_but(lambda challenge: challenge, 299))
        self.subscribe(self.feedd, peer)

    def test_fails_where_another_challenge_comes_back(self):
        self.unconfirmed(subscriber.echo_but(lambda challenge: challenge[::-1]))

    def test_fails_where_only_the_beginning_is_the_challenge(self):
        self.unconfirmed(subscriber.echo_but(lambda challenge: challenge + "<br>"))

    def test_fails_where_less_than_the_challenge_comes_back(self):
        self.unconfirmed(subscriber.echo_but(lambda challenge: challenge[:-1]))

    def test_fails_where_the_challenge_is_somewhere_in_a_page(self):
        self.unconfirmed(subscriber.echo_but(lambda challenge: f"<html>no page for {challenge}</html>"))

    def test_fails_where_nothing_comes_back(self):
        self.unconfirmed(subscriber.ok)

    def test_fails_at_a_redirect_and_does_not_follow_it(self):
        elsewhere = self.peer()
        self.unconfirmed(subscriber.redirect_to(elsewhere.url()))
        self.assertEqual(elsewhere.asked(), [])

    def test_fails_at_404_that_echoes(self):
        self.unconfirmed(subscriber.echo_but(lambda challenge: challenge, 404))

    def test_fails_at_an_endless_answer(self):
        self.unconfirmed(subscriber.endless)

    def test_asks_again_where_nobody_answered(self):
        peer = self.peer(verification=subscriber.first(1, subscriber.close_early, subscriber.echo))
        self.ask_hub(self.feedd, "subscribe", "/feed.atom", peer.url())
        asked = peer.wait_for(2, "GET")
        self.assertEqual(asked[0].asked("hub.topic"), asked[1].asked("hub.topic"))
        self.eventually(lambda: self.subscription(peer.url()))


class Lease(pushing.PushTest):
    def setUp(self):
        super().setUp()
        self.feedd = self.serve()
        self.subscriber = self.peer()

    def granted(self, asked):
        question = self.subscribe(self.feedd, self.subscriber, path=f"/{asked}", lease_seconds=asked)
        return int(question.asked("hub.lease_seconds"))

    def test_is_between_a_day_and_thirty(self):
        self.assertEqual(self.granted(7 * DAY), 7 * DAY)
        self.assertEqual(self.granted(60), DAY)
        self.assertEqual(self.granted(0), DAY)
        self.assertEqual(self.granted(365 * DAY), 30 * DAY)
        self.assertEqual(self.granted(10 ** 30), 30 * DAY)

    def test_is_as_configured(self):
        self.feedd.stop()
        limits = 'lease = "3h"\nshortest_lease = "1h"\nlongest_lease = "4h"\n'
        self.feedd = self.serve(pushing.LOOPBACK + limits)
        self.assertEqual([self.granted(seconds) for seconds in (1, 10 * DAY)], [3600, 4 * 3600])

    def test_ends(self):
        self.feedd.stop()
        self.feedd = self.serve(pushing.LOOPBACK + 'lease = "1s"\nshortest_lease = "1s"\n')
        control = self.peer()
        self.subscribe(self.feedd, self.subscriber, lease_seconds=1)
        self.subscribe(self.feedd, control, lease_seconds=DAY)
        expires = self.subscription(self.subscriber.url())["expires"]
        self.eventually(lambda: time.time() > expires)
        self.publish("late")
        control.wait_for(1)
        self.eventually(lambda: self.subscription(self.subscriber.url()) is None, "it is kept")
        self.assertEqual(self.subscriber.delivered(), [])
        self.eventually(lambda: self.status()["subscriptions"] == 1, "it is counted")


class Renewal(pushing.PushTest):
    def setUp(self):
        super().setUp()
        self.feedd = self.serve()
        self.subscriber = self.peer()
        self.subscribe(self.feedd, self.subscriber, secret="first", lease_seconds=2 * DAY)

    def delivered(self, number):
        self.publish(f"news-{number}")
        return self.subscriber.wait_for(number)[number - 1]

    def assert_signed(self, delivery, secret):
        self.assertEqual(delivery.headers["X-Hub-Signature"], subscriber.signature(secret, delivery.body))

    def test_replaces_secret_and_lease(self):
        self.assert_signed(self.delivered(1), b"first")
        self.subscribe(self.feedd, self.subscriber, secret="second", lease_seconds=3 * DAY)
        self.assert_signed(self.delivered(2), b"second")
        self.assertEqual(len(self.subscriptions()), 1)

    def test_without_a_secret_ends_the_signing(self):
        self.subscribe(self.feedd, self.subscriber)
        self.assertIsNone(self.delivered(1).headers["X-Hub-Signature"])

    def test_that_is_not_confirmed_leaves_secret_and_lease(self):
        before = tuple(self.subscription(self.subscriber.url()))
        self.subscriber.verification = subscriber.status(404)
        self.ask_hub(self.feedd, "subscribe", "/feed.atom", self.subscriber.url(), secret="evil", lease_seconds=9 * DAY)
        self.eventually(lambda: any("not confirmed" in line for line in self.feedd.log))
        self.assertEqual(tuple(self.subscription(self.subscriber.url())), before)
        self.assert_signed(self.delivered(1), b"first")

    def test_delivers_nothing_a_second_time(self):
        self.delivered(1)
        self.subscribe(self.feedd, self.subscriber, secret="second")
        self.delivered(2)
        self.assertEqual(len(self.subscriber.delivered()), 2)


class Unsubscribing(pushing.PushTest):
    def setUp(self):
        super().setUp()
        self.feedd = self.serve()
        self.subscriber, self.control = self.peer(), self.peer()
        self.subscribe(self.feedd, self.subscriber)
        self.subscribe(self.feedd, self.control)

    def unsubscribe(self):
        return self.ask_hub(self.feedd, "unsubscribe", "/feed.atom", self.subscriber.url())

    def test_is_asked_about_and_then_nothing_more_comes(self):
        self.assertEqual(self.unsubscribe().status, 202)
        question = self.subscriber.wait_for(2, "GET")[1]
        self.assertEqual(question.asked("hub.mode"), "unsubscribe")
        self.assertEqual(question.asked("hub.topic"), f"http://127.0.0.1:{self.feedd.port}/feed.atom")
        self.assertIsNone(question.asked("hub.lease_seconds"))
        self.eventually(lambda: self.subscription(self.subscriber.url()) is None)
        self.publish("news")
        self.control.wait_for(1)
        self.eventually(lambda: self.status()["delivered"] == 1)
        self.assertEqual(self.subscriber.delivered(), [])

    def test_that_is_not_confirmed_changes_nothing(self):
        self.subscriber.verification = subscriber.status(404)
        self.assertEqual(self.unsubscribe().status, 202)
        self.subscriber.wait_for(2, "GET")
        self.eventually(lambda: self.status()["verifying"] == 0)
        self.publish("news")
        self.subscriber.wait_for(1)

    def test_of_what_is_not_subscribed_is_refused(self):
        answer = self.ask_hub(self.feedd, "unsubscribe", "/feed.rss", self.subscriber.url())
        self.assertEqual(answer.status, 404)

    def test_is_of_one_topic_and_one_callback(self):
        self.subscribe(self.feedd, self.subscriber, "/feed.rss")
        self.subscribe(self.feedd, self.subscriber, path="/other")
        self.unsubscribe()
        self.eventually(lambda: self.subscription(self.subscriber.url()) is None)
        self.publish("news")
        self.assertEqual({re.sub(r";.*", "", one.headers["Content-Type"]) + one.path
                          for one in self.subscriber.wait_for(2)},
                         {"application/rss+xml/callback", "application/atom+xml/other"})


if __name__ == "__main__":
    daemon.main()
