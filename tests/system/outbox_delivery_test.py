"""The outbox of the real daemon: what must be announced is, over failures, restarts and kills, and nothing else; and
what `feedd outbox`, status and metrics say of it meanwhile."""

import json
import pathlib
import sys
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon
import pushing
import subscriber

FEED = """<rss version="2.0"><channel><title>Tide tables</title><link>https://tides.example/</link>
<item><title>Imported</title><guid>tides-1</guid><link>https://tides.example/1</link><description>p</description></item>
</channel></rss>
"""
KEYS = {"subscriptions", "waiting", "retrying", "under_way", "paused_hosts", "verifying", "delivered", "failed",
        "latency_ms", "endpoints", "canaries"}
ENDPOINT_KEYS = {"id", "kind", "url", "pending", "given_up", "delivered", "last_success", "last_error",
                 "last_error_at", "latency_ms"}


class Outbox(pushing.PushTest):
    """One webhook: an announcement for each change, which says what changed."""

    def setUp(self):
        super().setUp()
        self.hook = self.peer()
        self.config = pushing.LOOPBACK + f'[[push.webhook]]\nurl = "{self.hook.url()}"\n'

    def titles(self):
        """What the hook was told of, a set for each announcement."""
        return [{one["title"] for one in json.loads(came.body)["articles"]} for came in self.hook.delivered()]

    def told_of(self, *titles):
        """Polls until all were told of."""
        self.eventually(lambda: set(titles) <= set().union(*self.titles()), f"not all of {titles}")

    def retry(self):
        return self.outbox("retry")[0]["announcements"]


class News(Outbox):
    def test_of_a_first_start_is_none(self):
        self.serve(self.config)
        self.publish("news")
        self.told_of("news")
        self.assertEqual(self.titles(), [{"news"}])

    def test_of_a_first_start_with_announce_is_everything(self):
        self.serve(self.config, "--announce")
        self.told_of("First")

    def test_of_a_later_start_is_what_came_meanwhile(self):
        with self.start(self.config):
            pass
        self.write({"meanwhile.md": pushing.article("Meanwhile")})
        self.serve(self.config)
        self.told_of("Meanwhile")
        self.assertEqual(self.titles(), [{"Meanwhile"}])

    def test_of_the_past_is_none_for_an_endpoint_that_is_new(self):
        with self.start():
            self.publish("old")
        self.serve(self.config)
        self.publish("new")
        self.told_of("new")
        self.assertEqual(self.titles(), [{"new"}])

    def test_of_an_import_is_none_unless_asked_for(self):
        daemon.write_files(self.space.home, {"feed.xml": FEED, "other.xml": FEED.replace("tides-1", "tides-2")
                                             .replace("Imported", "Announced").replace("/1<", "/2<")})
        feedd = self.serve(self.config)
        self.space.run("import", self.space.home / "feed.xml")
        self.eventually(lambda: "Imported" in feedd.get("/feed.rss").text)
        self.space.run("import", self.space.home / "other.xml", "--announce")
        self.told_of("Announced")
        self.assertEqual(self.titles(), [{"Announced"}])

    def test_is_not_what_changed_nothing(self):
        self.serve(self.config)
        self.publish("news")
        self.told_of("news")
        self.publish("news")
        self.publish("more")
        self.told_of("more")
        self.assertEqual(self.titles(), [{"news"}, {"more"}])


class Delivery(Outbox):
    def test_comes_when_the_endpoint_does(self):
        port = pushing.free_port()
        self.serve(pushing.LOOPBACK + f'[[push.webhook]]\nurl = "http://127.0.0.1:{port}/hook"\n')
        self.publish("one")
        self.publish("two")
        self.eventually(lambda: self.endpoint("webhook")["last_error"])
        with subscriber.Subscriber(port) as hook:
            came = json.loads(hook.wait_for(1)[0].body)
            self.assertEqual([one["title"] for one in came["articles"]], ["one", "two"], "both in one")
            self.eventually(lambda: self.endpoint("webhook")["pending"] == 0)

    def test_comes_after_a_kill_between_commit_and_answer(self):
        self.hook.delivery = subscriber.silent
        feedd = self.start(self.config)
        self.publish("news")
        self.hook.wait_for(1)
        self.publish("more")
        feedd.kill()
        self.hook.delivery = subscriber.ok
        self.serve(self.config)
        self.hook.wait_for(2)
        self.told_of("news", "more")
        self.eventually(lambda: self.endpoint("webhook")["pending"] == 0)

    def test_comes_once_where_the_answer_was_noted(self):
        feedd = self.start(self.config)
        self.publish("news")
        self.told_of("news")
        self.eventually(lambda: self.endpoint("webhook")["delivered"] == 1)
        self.publish("more")  # its commit is behind the note of the first
        self.told_of("more")
        feedd.kill()
        self.serve(self.config)
        self.publish("last")
        self.told_of("last")
        self.assertEqual(self.titles().count({"news"}), 1)

    def test_comes_after_many_kills_each_at_another_moment(self):
        for number in range(8):
            feedd = self.start(self.config)
            self.publish(f"news-{number}")
            if number % 2:
                self.hook.wait_for(1 + number // 2)
            feedd.kill()
        self.serve(self.config)
        self.told_of(*(f"news-{number}" for number in range(8)))

    def test_waits_as_long_as_retry_after_says(self):
        self.hook.delivery = subscriber.first(1, subscriber.status(429, retry_after=3))
        self.serve(self.config)
        self.publish("news")
        self.hook.wait_for(1)
        self.publish("more")
        first, second = self.hook.wait_for(2)
        self.assertGreaterEqual(second.at - first.at, 2.9)
        self.assertEqual({one["title"] for one in json.loads(second.body)["articles"]}, {"news", "more"})

    def test_waits_as_long_after_a_restart(self):
        self.hook.delivery = subscriber.first(1, subscriber.status(503, retry_after=4))
        feedd = self.start(self.config)
        self.publish("news")
        first = self.hook.wait_for(1)[0]
        self.eventually(lambda: self.endpoint("webhook")["last_error"])
        self.assertEqual(feedd.stop(), 0)
        self.serve(self.config)
        self.assertGreaterEqual(self.hook.wait_for(2)[1].at - first.at, 2.9)

    def test_to_one_endpoint_waits_for_no_other(self):
        other = self.peer(delivery=subscriber.silent)
        self.serve(self.config + f'[[push.webhook]]\nurl = "{other.url()}"\n')
        for title in ("one", "two", "three"):
            self.publish(title)
            self.told_of(title)
        other.wait_for(1)

    def test_is_not_to_an_endpoint_that_was_taken_out(self):
        self.hook.delivery = subscriber.status(503)
        feedd = self.start(self.config)
        self.publish("news")
        self.hook.wait_for(1)
        self.assertEqual(feedd.stop(), 0)
        with self.start():
            self.assertEqual(self.outbox(), [])
            self.assertEqual(self.status()["endpoints"], [])


class Command(Outbox):
    def given_up(self):
        """A hook that refused three times."""
        self.hook.delivery = subscriber.status(403, b"go away")
        feedd = self.serve(self.config)
        self.publish("news")
        for number in (1, 2):
            self.hook.wait_for(number)
            self.eventually(lambda: self.retry() == 1 or len(self.hook.delivered()) > number)
        self.eventually(lambda: self.endpoint("webhook")["given_up"] == 1, "it is not given up")
        return feedd

    def test_lists_what_is_refused_and_then_given_up(self):
        self.given_up()
        waits = self.outbox()
        self.assertEqual(len(waits), 1)
        self.assertEqual(set(waits[0]), {"id", "kind", "url", "subject", "state", "attempts", "retry_at", "error"})
        self.assertEqual((waits[0]["kind"], waits[0]["url"], waits[0]["state"], waits[0]["attempts"]),
                         ("webhook", self.hook.url(), "given_up", 3))
        self.assertIn("403", waits[0]["error"])
        said = self.space.run("outbox").stdout
        for word in ("given_up", self.hook.url(), "403", waits[0]["id"]):
            self.assertIn(word, said)
        self.assertEqual(len(self.hook.delivered()), 3)
        self.assertIn("given up", self.admin("/readyz")[1])
        self.eventually(lambda: self.metric("feedd_push_endpoint_given_up", kind="webhook") == 1)

    def test_retry_revives_what_was_given_up(self):
        self.given_up()
        self.hook.delivery = subscriber.ok
        self.assertEqual(self.outbox("retry", self.outbox()[0]["id"]), [{"action": "retry", "announcements": 1}])
        self.hook.wait_for(4)
        self.eventually(lambda: self.outbox() == [])
        self.eventually(lambda: self.endpoint("webhook")["given_up"] == 0)

    def test_news_is_told_where_the_last_was_given_up(self):
        self.given_up()
        self.hook.delivery = subscriber.ok
        self.publish("more")
        self.told_of("more")
        self.eventually(lambda: self.outbox() == [])

    def test_shows_what_was_given_up_after_a_restart(self):
        feedd = self.given_up()
        before = self.outbox()
        self.assertEqual(feedd.stop(), 0)
        self.serve(self.config)
        self.eventually(lambda: self.outbox() == before, "it is forgotten")
        self.assertEqual(len(self.hook.delivered()), 3)

    def test_drop_is_for_good(self):
        self.hook.delivery = subscriber.status(503)
        feedd = self.serve(self.config)
        self.publish("news")
        self.eventually(lambda: [one["state"] for one in self.outbox()] == ["retrying"])
        self.assertEqual(self.outbox("drop"), [{"action": "drop", "announcements": 1}])
        self.assertEqual(self.outbox(), [])
        self.assertEqual(feedd.stop(), 0)
        self.hook.delivery = subscriber.ok
        self.serve(self.config)
        self.publish("more")
        self.told_of("more")
        self.assertEqual(self.titles()[-1], {"more"})
        self.assertNotIn("nothing waits", self.space.run("outbox", "list", "--json").stdout)
        self.assertIn("nothing waits", self.space.run("outbox").stdout)

    def test_does_what_is_named_and_says_where_nothing_is(self):
        other = self.peer(delivery=subscriber.status(503))
        self.hook.delivery = subscriber.status(503)
        self.serve(f'hubs = ["{other.url()}"]\n' + self.config)
        self.publish("news")
        self.eventually(lambda: len(self.outbox()) == 5)
        one = next(line for line in self.outbox() if line["subject"] == "feed.rss")
        self.assertEqual(self.outbox("drop", one["id"])[0]["announcements"], 1)
        self.assertNotIn("feed.rss", [line["subject"] for line in self.outbox()])
        self.assertEqual(self.outbox("drop", one["id"].partition(":")[0])[0]["announcements"], 3)
        self.assertEqual([line["kind"] for line in self.outbox()], ["webhook"])
        for name in ("nonsense", "e", "s", "e1x", ":"):
            done = self.space.run("outbox", "retry", name, check=False)
            self.assertEqual(done.returncode, 1, name)
            self.assertIn("outbox list", done.stderr)
        self.assertEqual(self.space.run("outbox", "burn", check=False).returncode, 2)

    def test_needs_a_daemon(self):
        done = self.space.run("outbox", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("running", done.stderr)


class Figures(Outbox):
    def test_have_every_key_from_the_start(self):
        self.serve()
        self.assertEqual(set(self.status()), KEYS)

    def test_tell_of_each_endpoint(self):
        port = pushing.free_port()
        self.serve(self.config + f'[[push.webhook]]\nurl = "http://127.0.0.1:{port}/"\n')
        self.publish("news")
        self.told_of("news")
        self.eventually(lambda: {one["delivered"] for one in self.status()["endpoints"]} == {0, 1})
        self.eventually(lambda: any(one["last_error"] for one in self.status()["endpoints"]))
        good, bad = self.status()["endpoints"]
        self.assertEqual((set(good), set(bad)), (ENDPOINT_KEYS, ENDPOINT_KEYS))
        self.assertEqual((good["url"], good["pending"], good["last_error"]), (self.hook.url(), 0, ""))
        self.assertRegex(good["last_success"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertLess(good["latency_ms"], 5000)
        self.assertEqual((bad["delivered"], bad["pending"], bad["last_success"]), (0, 1, ""))
        self.assertNotEqual(bad["last_error_at"], "")

    def test_are_in_the_metrics_too(self):
        other = self.peer(delivery=subscriber.status(503))
        feedd = self.serve(self.config + f'[[push.webhook]]\nurl = "{other.url()}"\n')
        self.subscribe(feedd, self.peer())
        self.publish("news")
        self.eventually(lambda: self.metric("feedd_push_delivered_total") == 1)
        self.eventually(lambda: self.metric("feedd_push_endpoint_delivered_total", url=self.hook.url()) == 1)
        self.eventually(lambda: self.metric("feedd_push_endpoint_pending", url=other.url()) == 1)
        self.eventually(lambda: self.metric("feedd_push_subscriptions") == 1)
        self.assertLess(self.metric("feedd_push_latency_seconds"), 5)
        last = self.metric("feedd_push_endpoint_last_success_timestamp_seconds", url=self.hook.url())
        self.assertAlmostEqual(last, time.time(), delta=60)


if __name__ == "__main__":
    daemon.main()
