"""How readers find the hub of the real daemon: in the Link field and in the document, both (WebSub section 4)."""

import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon
import pushing

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("/feed", "/tags/korea", "/authors/mira", "/feeds/all", "/tags/%ED%95%9C%EA%B5%AD")
ALL = '[[feed]]\nname = "all"\nmatch = { authors = ["Mira"] }\n'
FORMATS = ("rss", "atom", "json", "rdf")


def links_within(extension, body):
    """({hub addresses}, self) of a document."""
    if extension == "json":
        feed = json.loads(body)
        assert all(hub["type"] == "WebSub" for hub in feed.get("hubs", []))
        return [hub["url"] for hub in feed.get("hubs", [])], feed["feed_url"]
    root = ElementTree.fromstring(body)
    head = root if extension == "atom" else next(one for one in root if one.tag.endswith("channel"))
    found = [(link.get("rel"), link.get("href")) for link in head.findall(f"{ATOM}link")]
    return [href for rel, href in found if rel == "hub"], next((href for rel, href in found if rel == "self"), None)


class Discovery(pushing.PushTest):
    def setUp(self):
        super().setUp()
        self.write({"first.md": pushing.article("First", tags="[korea, 한국]", author="Mira")})

    def assert_found(self, feedd, hubs):
        base = feedd.url.rstrip("/")
        for feed in FEEDS:
            for extension in FORMATS:
                path = f"{feedd.prefix}{feed}.{extension}"
                with self.subTest(path):
                    answer = feedd.get(path)
                    self.assertEqual(answer.status, 200)
                    self.assertEqual(pushing.links(answer), {"hub": hubs, "self": [base + path[len(feedd.prefix):]]})
                    self.assertEqual(links_within(extension, answer.body), (hubs, base + path[len(feedd.prefix):]))
                    self.assertEqual(pushing.links(feedd.head(path)), pushing.links(answer))

    def test_names_the_hub_in_header_and_document_of_every_feed(self):
        feedd = self.serve(rest=ALL)
        self.assert_found(feedd, [feedd.url.rstrip("/") + "/hub"])

    def test_names_external_hubs_beside_our_own(self):
        hub = self.peer()
        feedd = self.serve(pushing.LOOPBACK + f'hubs = ["{hub.url("/publish")}"]\n', rest=ALL)
        self.assert_found(feedd, [feedd.url.rstrip("/") + "/hub", hub.url("/publish")])

    def test_leads_to_a_hub_behind_a_prefix(self):
        port = pushing.free_port()
        feedd = self.serve(pushing.LOOPBACK, "--listen", f"127.0.0.1:{port}", "--base-url",
                           f"http://127.0.0.1:{port}/news", rest=ALL)
        self.assert_found(feedd, [f"http://127.0.0.1:{port}/news/hub"])
        peer = self.peer()
        self.subscribe(feedd, peer)
        self.publish("second")
        self.assertEqual(peer.wait_for(1)[0].body, feedd.get("/news/feed.atom").body)

    def test_is_not_in_archives(self):
        self.write({f"{i}.md": pushing.article(f"Article {i}", date=f"2025-01-{i + 1:02}T00:00:00Z") for i in range(9)})
        feedd = self.serve(rest="[feeds]\nlimit = 2\n")
        archive = re.search(r'rel="prev-archive"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="prev-archive"',
                            feedd.get("/feed.atom").text)
        self.assertIsNotNone(archive, "the feed has no archive")
        address = archive.group(1) or archive.group(2)
        for extension in ("atom", "rss"):
            answer = feedd.get(re.sub(r"\.atom$", f".{extension}", address))
            self.assertEqual(answer.status, 200)
            self.assertEqual(pushing.links(answer).get("hub"), None)
            self.assertNotIn(b'rel="hub"', answer.body)
            self.assertNotIn(b"<cloud", answer.body)
        self.assertEqual(self.ask_hub(feedd, "subscribe", address, self.peer().url()).status, 404)

    def test_is_not_there_where_the_hub_is_off(self):
        feedd = self.serve(pushing.LOOPBACK + "hub = false\n", rest=ALL)
        self.assert_found_nowhere(feedd)
        self.assertEqual(feedd.get("/hub").status, 404)
        self.assertEqual(self.ask_hub(feedd, "subscribe", "/feed.atom", self.peer().url()).status, 405)

    def assert_found_nowhere(self, feedd):
        for feed in FEEDS:
            for extension in FORMATS:
                answer = feedd.get(f"{feed}.{extension}")
                self.assertEqual(list(pushing.links(answer)), ["self"])
                self.assertEqual(links_within(extension, answer.body)[0], [])


if __name__ == "__main__":
    daemon.main()
