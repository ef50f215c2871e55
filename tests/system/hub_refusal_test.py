"""What the hub of the real daemon does not take, and what it says: strangers may ask it anything (WebSub 5.1, 8)."""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon
import pushing
import subscriber

PRIVATE = ("http://127.0.0.1:8080/", "http://[::1]:8080/", "http://10.0.0.1/", "http://192.168.1.1/cb",
           "http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]:8080/", "http://0.0.0.0:8080/",
           "http://224.0.0.1/", "http://[fd00::1]/", "http://100.64.0.1/")


class Refusal(pushing.PushTest):
    def setUp(self):
        super().setUp()
        self.feedd = self.serve()
        self.subscriber = self.peer()
        self.topic = f"http://127.0.0.1:{self.feedd.port}/feed.atom"
        self.good = {"hub.mode": "subscribe", "hub.topic": self.topic, "hub.callback": self.subscriber.url()}

    def assert_refused(self, changes, status=400, word=""):
        """`changes` to a good request: None leaves a parameter out."""
        fields = {name: value for name, value in {**self.good, **changes}.items() if value is not None}
        answer = self.post(self.feedd, "/hub", fields)
        self.assertEqual(answer.status, status, f"{changes}: {answer.text}")
        self.assertTrue(answer.headers["Content-Type"].startswith("text/plain"))
        self.assertIn(word, answer.text)
        self.assertEqual(self.subscriber.asked(), [], changes)

    def test_names_the_parameter_that_is_missing(self):
        for name in ("hub.mode", "hub.topic", "hub.callback"):
            self.assert_refused({name: None}, word=name)
            self.assert_refused({name: ""}, word=name)
        self.assert_refused({"hub.mode": "buy"}, word="hub.mode")

    def test_of_topics_that_are_no_feed_of_the_site(self):
        for path in ("/", "/feed.xml", "/tags/nothing.atom", "/feed.html", "/articles/first", "/feeds/none.rss",
                     "/feed.atom?page=2", "//feed.atom", "/tags/../feed.atom", "/archive/feed/1.atom", "/opml.xml",
                     "/tags/korea", "/tags/kor%00ea.atom", "/hub", "/FEED.atom"):
            self.assert_refused({"hub.topic": self.topic.replace("/feed.atom", path)}, 404)
        self.assert_refused({"hub.topic": "http://example.org/feed.atom"}, 404)
        self.assert_refused({"hub.topic": self.topic.replace("127.0.0.1", "localhost")}, 404)

    def test_of_addresses_that_nobody_is_called_at(self):
        for callback in ("ftp://127.0.0.1/x", "file:///etc/passwd", "gopher://127.0.0.1:70/", "javascript:alert(1)",
                         "//127.0.0.1/cb", "/cb", "127.0.0.1:8080/cb", "http://", "http:///cb", "http://a b/",
                         "http://127.0.0.1:99999/", "http://127.0.0.1:22/", "http://127.0.0.1:6000/",
                         self.subscriber.url("/cb#part"), self.subscriber.url().replace("//", "//mira:secret@"),
                         self.subscriber.url("/\r\nX-Evil: 1"), self.subscriber.url("/" + "x" * 3000)):
            self.assert_refused({"hub.callback": callback}, word="hub.callback")

    def test_of_a_secret_of_200_bytes(self):
        self.assert_refused({"hub.secret": "x" * 200}, word="hub.secret")
        self.assert_refused({"hub.secret": "한" * 67}, word="hub.secret")

    def test_of_leases_that_are_no_number(self):
        for lease in ("soon", "-1", "1e6", "1.5", " 60"):
            self.assert_refused({"hub.lease_seconds": lease}, word="hub.lease_seconds")

    def test_of_parameters_that_come_twice(self):
        for name in ("hub.mode", "hub.topic", "hub.callback", "hub.secret", "hub.lease_seconds"):
            twice = [*self.good.items(), (name, "1"), (name, self.good.get(name, "1"))]
            self.assertEqual(self.post(self.feedd, "/hub", twice).status, 400, name)

    def test_of_forms_that_cannot_be_read(self):
        for body in (b"", b"%", b"hub.mode=%zz", b"hub.mode=subscribe%00", b"&&&=&", b"\xff\xfe=\xff",
                     b"&".join(b"a=1" for _ in range(200)), b"{}"):
            self.assertEqual(self.post(self.feedd, "/hub", body).status, 400, body[:40])

    def test_of_other_media_types_is_415(self):
        for media_type in ("application/json", "text/plain", "multipart/form-data; boundary=x", None):
            self.assertEqual(self.post(self.feedd, "/hub", self.good, media_type).status, 415, media_type)
        given = "Application/X-WWW-Form-URLEncoded; charset=UTF-8"
        self.assertEqual(self.post(self.feedd, "/hub", self.good, given).status, 202)

    def test_of_a_megabyte_is_413(self):
        self.assertEqual(self.post(self.feedd, "/hub", {**self.good, "pad": "x" * (1 << 20)}).status, 413)

    def test_of_other_methods_is_405_with_allow(self):
        for method in ("GET", "HEAD", "PUT", "DELETE"):
            answer = self.feedd.get("/hub", method=method)
            self.assertEqual((answer.status, answer.headers["Allow"]), (405, "POST, OPTIONS"), method)
        self.assertEqual(self.feedd.get("/hub?hub.mode=subscribe").status, 405)

    def test_of_publishing_for_others(self):
        self.assertEqual(self.post(self.feedd, "/hub", {"hub.mode": "publish", "hub.url": self.topic}).status, 202)
        self.assertEqual(self.post(self.feedd, "/hub", {"hub.mode": "publish"}).status, 400)
        foreign = {"hub.mode": "publish", "hub.url": self.subscriber.url("/feed.atom")}
        self.assertEqual(self.post(self.feedd, "/hub", foreign).status, 403)
        self.assertEqual(self.subscriber.asked(), [])

    def test_is_not_of_what_it_does_not_know(self):
        answer = self.post(self.feedd, "/hub", {**self.good, "hub.verify": "async", "foo": "bar"})
        self.assertEqual(answer.status, 202)

    def test_is_not_of_a_secret_of_199_bytes_nor_of_binary_ones(self):
        long = "x" * 199
        self.subscribe(self.feedd, self.subscriber, secret=long)
        fields = {**self.good, "hub.callback": self.subscriber.url("/binary"), "hub.secret": b"\xff\x01 &=\n"}
        self.assertEqual(self.post(self.feedd, "/hub", fields).status, 202)
        self.eventually(lambda: self.subscription(self.subscriber.url("/binary")))
        self.publish("news")
        for path, secret in (("/callback", long.encode()), ("/binary", b"\xff\x01 &=\n")):
            came = self.subscriber.wait_for(1, path=path)[0]
            self.assertEqual(came.headers["X-Hub-Signature"], subscriber.signature(secret, came.body))


class Limits(pushing.PushTest):
    def ask(self, path, topic="/feed.atom"):
        return self.ask_hub(self.feedd, "subscribe", topic, self.subscriber.url(path)).status

    def begin(self, limits):
        self.feedd, self.subscriber = self.serve(pushing.LOOPBACK + limits), self.peer()
        for path in ("/1", "/2"):
            self.subscribe(self.feedd, self.subscriber, path=path)
        self.eventually(lambda: self.status()["subscriptions"] == 2)

    def test_hold_for_a_host(self):
        self.begin("max_per_host = 2\n")
        self.assertEqual(self.ask("/3"), 403)
        self.assertEqual(self.ask("/3", "/feed.rss"), 403)
        self.subscribe(self.feedd, self.peer())
        self.assertEqual(self.ask("/2"), 202, "a renewal is nothing more")
        self.ask_hub(self.feedd, "unsubscribe", "/feed.atom", self.subscriber.url("/1"))
        self.eventually(lambda: self.subscription(self.subscriber.url("/1")) is None)
        self.assertEqual(self.ask("/3"), 202)

    def test_hold_for_a_topic(self):
        self.begin("max_per_topic = 2\n")
        self.assertEqual(self.ask("/3"), 403)
        self.subscribe(self.feedd, self.subscriber, "/feed.rss", "/3")

    def test_hold_in_all(self):
        self.begin("max_subscriptions = 2\n")
        self.assertEqual(self.ask("/3"), 503)
        self.assertEqual(self.ask("/2"), 202)

    def test_hold_for_questions_that_wait_at_a_host(self):
        self.feedd, self.subscriber = self.serve(), self.peer(verification=subscriber.silent)
        answers = [self.ask_hub(self.feedd, "subscribe", "/feed.atom", self.subscriber.url(f"/{number}"))
                   for number in range(1200)]
        self.assertEqual({answer.status for answer in answers}, {202, 429})
        self.assertEqual([answer.headers["Retry-After"] for answer in answers if answer.status == 429][0], "30")
        other = self.peer()
        self.subscribe(self.feedd, other)
        self.publish("news")
        other.wait_for(1)
        self.assertLess(len(self.subscriber.asked()), 100, "so many at once would be an attack")

    def test_hold_for_callbacks_ports(self):
        peer = self.peer()
        self.feedd = self.serve(pushing.LOOPBACK + f"callback_ports = [443, {peer.port}]\n")
        self.subscribe(self.feedd, peer)
        self.subscriber = self.peer()
        self.assertEqual(self.ask("/1"), 400)


class PrivateNetworks(pushing.PushTest):
    """Nothing is allowed here: every peer is on loopback, and none may hear of anything."""

    def test_are_refused_where_the_callback_names_them(self):
        feedd = self.serve("")
        for callback in PRIVATE:
            self.assertEqual(self.ask_hub(feedd, "subscribe", "/feed.atom", callback).status, 403, callback)

    def test_are_not_connected_to_where_a_name_leads_there(self):
        feedd, peer = self.serve(""), self.peer()
        names = ("localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "LOCALHOST.", "127.0.0.1.")
        for name in names:
            answer = self.ask_hub(feedd, "subscribe", "/feed.atom", peer.url(host=name))
            self.assertIn(answer.status, (202, 400, 403), name)
        self.eventually(lambda: self.status()["verifying"] == 0, "it did not come to an end")
        self.assertEqual(peer.received, [])
        self.assertEqual(self.status()["subscriptions"], 0)

    def test_are_not_sent_to_by_announcements(self):
        peer = self.peer()
        self.serve(f'hubs = ["{peer.url()}"]\n')
        self.publish("news")
        self.eventually(lambda: "127.0.0.1" in self.endpoint("websub")["last_error"])
        self.assertIn("not public", self.endpoint("websub")["last_error"])
        self.assertEqual(peer.received, [])


class International(pushing.PushTest):
    def test_host_of_a_callback_is_asked_for_in_punycode(self):
        feedd = self.serve()
        answer = self.ask_hub(feedd, "subscribe", "/feed.atom", "http://리더.invalid/콜백?q=한")
        self.assertEqual(answer.status, 202, answer.text)
        self.eventually(lambda: any("not confirmed" in line for line in feedd.log), "no conclusion")
        said = next(line for line in feedd.log if "not confirmed" in line)
        host = "리더".encode("idna").decode()
        self.assertIn(f"http://{host}.invalid/%EC%BD%9C%EB%B0%B1?q=%ED%95%9C", said)

    def test_topic_is_known_in_every_spelling(self):
        self.write({"korean.md": pushing.article("Korean", tags="[한국]")})
        feedd, peer = self.serve(), self.peer()
        spellings = ("/tags/한국.rss", "/tags/%ED%95%9C%EA%B5%AD.rss", "/tags/%ed%95%9c%ea%b5%ad.rss")
        for number, path in enumerate(spellings):
            self.assertEqual(self.ask_hub(feedd, "subscribe", path, peer.url()).status, 202)
            self.assertEqual(peer.wait_for(number + 1, "GET")[number].asked("hub.topic"),
                             f"http://127.0.0.1:{feedd.port}{path}")
        self.eventually(lambda: self.status()["subscriptions"] == 1)
        self.assertEqual(len(self.subscriptions()), 1)


if __name__ == "__main__":
    daemon.main()
