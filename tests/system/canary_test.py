"""The canary of the real daemon: it subscribes to its own feed by its public address, and measures what comes."""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon
import pushing
import subscriber

CANARY = pushing.LOOPBACK + "canary = true\n"


class Canary(pushing.PushTest):
    def canary(self, hub="/hub"):
        """What status says of the canary at one hub."""
        return next((one for one in self.status()["canaries"] if one["hub"].endswith(hub)), {"subscribed": False})

    def test_measures_the_way_through_its_own_hub(self):
        feedd = self.serve(CANARY)
        self.eventually(lambda: self.canary()["subscribed"], "it is not subscribed")
        self.assertEqual(self.canary()["hub"], f"http://127.0.0.1:{feedd.port}/hub")
        self.eventually(lambda: self.status()["subscriptions"] == 1)
        for number in (1, 2):
            self.publish(f"news-{number}")
            self.eventually(lambda: self.canary()["arrivals"] == number, "nothing arrived")
        self.assertLess(self.canary()["latency_ms"], 5000)
        self.assertEqual((self.canary()["overdue_ms"], self.canary()["error"]), (0, ""))
        self.assertEqual(self.metric("feedd_push_canary_subscribed"), 1)
        self.assertLess(self.metric("feedd_push_canary_latency_seconds"), 5)

    def test_says_where_a_hub_takes_it_and_delivers_nothing(self):
        hub = self.peer(delivery=subscriber.status(202))
        feedd = self.serve(CANARY + f'hub = false\nhubs = ["{hub.url("/external")}"]\n')
        asked = hub.wait_for(1)[0].form
        self.assertEqual(asked["hub.mode"], ["subscribe"])
        self.assertEqual(asked["hub.topic"], [f"http://127.0.0.1:{feedd.port}/feed.atom"])
        confirm = {"hub.mode": "subscribe", "hub.topic": asked["hub.topic"][0], "hub.challenge": "c0ffee",
                   "hub.lease_seconds": "86400"}
        answer = feedd.get(pushing.with_query(asked["hub.callback"][0], confirm))
        self.assertEqual((answer.status, answer.body), (200, b"c0ffee"))
        self.eventually(lambda: self.canary("/external")["subscribed"])
        self.publish("news")
        self.eventually(lambda: self.canary("/external")["overdue_ms"] > 0, "nothing is missed")
        self.assertEqual(self.canary("/external")["arrivals"], 0)

    def test_says_why_a_hub_does_not_take_it(self):
        hub = self.peer(delivery=subscriber.status(403))
        self.serve(CANARY + f'hubs = ["{hub.url("/external")}"]\n')
        self.eventually(lambda: "403" in self.canary("/external").get("error", ""))
        self.assertIn("canary", self.admin("/readyz")[1])
        self.assertEqual(self.metric("feedd_push_canary_subscribed", hub=hub.url("/external")), 0)

    def test_is_nobodys_callback_but_its_own(self):
        feedd = self.serve(CANARY)
        self.assertEqual(feedd.get("/canary/0123456789abcdef").status, 410)
        self.assertEqual(self.post(feedd, "/canary/", b"x", "application/atom+xml").status, 410)
        self.eventually(lambda: self.canary()["subscribed"])
        self.assertEqual(self.canary()["arrivals"], 0)

    def test_is_off_unless_asked_for(self):
        self.serve()
        self.assertEqual(self.status()["canaries"], [])
        self.assertEqual(self.subscriptions(), [])


if __name__ == "__main__":
    daemon.main()
