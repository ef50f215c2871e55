#!/usr/bin/env python3
"""Pictures and recordings beside articles: served in ranges, held back with their articles, linked elsewhere, checked."""

import json
import pathlib
import struct
import subprocess
import sys
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import daemon


def png(width, height):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\0\0\0"


def article(title, body="Text.", **fields):
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\ntitle: {title}\n{lines}---\n\n{body}\n"


class Media(daemon.WorkspaceTest):
    def items(self, served):
        return json.loads(served.get("/feed.json").body)["items"]

    def test_a_bundle_is_served_with_ranges(self):
        sound = bytes(range(256)) * 2000
        self.write({"storm/index.md": article("Storm", "![i](icon.png) ![Pier](부두%20새벽.png)", audio="talk.mp3",
                                              date="2026-01-01"),
                    "storm/icon.png": png(16, 16), "storm/부두 새벽.png": png(800, 600), "storm/talk.mp3": sound,
                    "storm/plan.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"})
        with self.space.serve() as served:
            item = self.items(served)[0]
            address = f"{served.url}media/storm/{urllib.parse.quote('부두 새벽.png')}"
            self.assertEqual(item["image"], address, "the icon is not the lead")
            self.assertEqual(served.get(address).body, png(800, 600))
            talk = next(one for one in item["attachments"] if one["mime_type"] == "audio/mpeg")
            self.assertEqual(talk["size_in_bytes"], len(sound))
            self.assertIn(f'length="{len(sound)}" type="audio/mpeg"', served.get("/feed.rss").text)
            part = subprocess.run(["curl", "-s", "-r", "1000-1999", talk["url"]], capture_output=True, check=True)
            self.assertEqual(part.stdout, sound[1000:2000])
            tag = served.get("/media/storm/talk.mp3").headers["ETag"]
            for condition, status in ((tag, 206), ('"other"', 200)):
                answer = served.get("/media/storm/talk.mp3", {"Range": "bytes=-10", "If-Range": condition})
                self.assertEqual(answer.status, status)
            self.assertEqual(served.get("/media/storm/talk.mp3", {"Range": "bytes=9999999-"}).status, 416)
            self.assertEqual(served.get("/media/storm/talk.mp3", {"If-None-Match": tag}).status, 304)
            drawing = served.get("/media/storm/plan.svg")
            self.assertIn("sandbox", drawing.headers["Content-Security-Policy"])
            self.assertEqual(drawing.headers["Content-Disposition"], "attachment")
            self.assertEqual(drawing.headers["X-Content-Type-Options"], "nosniff")

    def test_what_changed_while_nobody_watched_is_noticed_at_the_start(self):
        self.write({"talk.md": article("Talk", audio="talk.mp3", date="2026-01-01"), "talk.mp3": b"x" * 1000,
                    "pier.md": article("Pier", "![Pier](pier.png)", date="2026-01-02"), "pier.png": png(16, 16),
                    "late.md": article("Late", "![Late](late.png)", date="2026-01-03"),
                    "gone.md": article("Gone", "![Gone](gone.png)", date="2026-01-04"), "gone.png": png(400, 300),
                    "storm/index.md": article("Storm", "![Storm](storm.png)", date="2026-01-05"),
                    "storm/storm.png": png(400, 300)})
        with self.space.serve() as served:
            before = {item["title"]: item for item in self.items(served)}
            tag = served.get("/media/talk.mp3").headers["ETag"]
        self.write({"talk.mp3": b"y" * 2222, "pier.png": png(800, 600), "late.png": png(400, 300)})
        (self.space.articles / "gone.png").unlink()
        (self.space.articles / "storm").rename(self.space.articles / "hail")
        with self.space.serve() as served:
            after = {item["title"]: item for item in self.items(served)}
            self.assertEqual(after["Talk"]["attachments"][0]["size_in_bytes"], 2222)
            self.assertIn('length="2222"', served.get("/feed.rss").text)
            self.assertEqual(served.get("/media/talk.mp3", {"If-None-Match": tag}).status, 200)
            self.assertNotIn("image", before["Pier"])
            self.assertTrue(after["Pier"]["image"].endswith("/media/pier.png"), "large enough now to stand for it")
            self.assertTrue(after["Late"]["image"].endswith("/media/late.png"))
            self.assertNotIn("/media/gone.png", after["Gone"].get("image", ""))
            self.assertTrue(after["Storm"]["image"].endswith("/media/hail/storm.png"))
            self.assertEqual({title: item["id"] for title, item in after.items()},
                             {title: item["id"] for title, item in before.items()})
        with self.space.serve():
            made = json.loads(self.space.run("regenerate", "--json").stdout)
            self.assertEqual(made["changes"], [])

    def test_a_file_is_held_back_with_its_article(self):
        soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 4))
        self.write({"open.md": article("Open", "![](img/open.png)", date="2026-01-01"), "img/open.png": png(400, 300),
                    "soon.md": article("Soon", "![](img/soon.png)", date=soon), "img/soon.png": png(400, 300),
                    "draft/index.md": article("Draft", draft="true"), "draft/inside.png": png(400, 300),
                    "img/nobodys.png": png(400, 300)})
        with self.space.serve() as served:
            self.assertEqual(served.get("/media/img/open.png").status, 200)
            held = served.get("/media/img/soon.png")
            self.assertEqual((held.status, held.headers["Cache-Control"]), (404, "no-store"))
            for path in ("/media/draft/inside.png", "/media/img/nobodys.png"):
                self.assertEqual(served.get(path).status, 404, path)
            self.eventually(lambda: len(self.items(served)) == 2)
            self.assertEqual(served.get("/media/img/soon.png").status, 200, "there from the moment of release")
            (self.space.articles / "open.md").unlink()
            self.eventually(lambda: served.get("/media/img/open.png").status == 404)

    def test_a_changed_or_late_file_elsewhere_is_seen(self):
        self.write({"posts/a.md": article("A", "![](../pictures/x/late.png)", date="2026-01-01"), "pictures/x/other.png": b"x"})
        with self.space.serve() as served:
            self.write({"pictures/x/late.png": png(400, 300)})
            self.eventually(lambda: "/media/pictures/x/late.png" in self.items(served)[0]["content_html"])
            longer = png(400, 300) + b"more"
            self.write({"pictures/x/late.png": longer})
            self.eventually(lambda: self.items(served)[0]["attachments"][0]["size_in_bytes"] == len(longer))

    def test_a_wikilink_leads_to_an_article_once_it_is_there(self):
        self.write({"posts/a.md": article("A", "See [[Snow]] and ![[gone.png|300]].", date="2026-01-01")})
        self.assertIn("`![[gone.png|300]]` is no file", self.space.run("check", self.space.articles).stderr)
        with self.space.serve() as served:
            self.assertIn("See [[Snow]] and ![[gone.png|300]].", self.items(served)[0]["content_html"])
            self.write({"Snow.md": article("Snow", date="2025-01-01")})
            self.eventually(lambda: '/articles/snow">Snow</a>' in self.items(served)[0]["content_html"])

    def test_nothing_outside_the_folder_is_opened(self):
        daemon.write_files(self.space.home / "outside", {"key.png": png(400, 300)})
        self.write({"a.md": article("A", "![](link.png) ![](../outside/key.png)", date="2026-01-01")})
        (self.space.articles / "link.png").symlink_to(self.space.home / "outside" / "key.png")
        with self.space.serve() as served:
            self.assertNotIn("/media/", self.items(served)[0]["content_html"])
            for path in ("/media/link.png", "/media/../outside/key.png", "/media/%2e%2e/outside/key.png",
                         "/media/..%2foutside/key.png"):
                self.assertIn(served.get(path).status, (400, 404), path)

    def test_another_host_may_have_the_files(self):
        self.write({"a.md": article("A", "![](눈.png)", date="2026-01-01"), "눈.png": png(400, 300)})
        config = self.space.home / "feedd.toml"
        config.write_text('[content]\nmedia_base = "https://media.example.org/files"\n', encoding="utf-8")
        with self.space.serve(None, "--config", str(config)) as served:
            self.assertEqual(self.items(served)[0]["image"], "https://media.example.org/files/%EB%88%88.png")

    def test_check_names_what_leads_nowhere(self):
        self.write({"p/a.md": article("A", "Text ![](gone.png)\n\n![](/img/root.png) ![](https://e.example/x.png)",
                                      image="cover.jpg", date="2026-01-01")})
        hosted = ("--base-url", "https://feeds.example.org")
        said = self.space.run("check", self.space.articles, *hosted).stderr
        for place in ("p/a.md:3:8: `cover.jpg`", "p/a.md:7:10: `gone.png`", "p/a.md:9:5: `/img/root.png`"):
            self.assertIn(place, said)
        self.assertEqual(said.count("warning:"), 3, said)
        self.assertNotIn("root.png", self.space.run("check", self.space.articles).stderr, "nobody said where it is")
        config = self.space.home / "feedd.toml"
        config.write_text('site_url = "https://www.example.org"\n', encoding="utf-8")
        self.assertNotIn("root.png", self.space.run("check", self.space.articles, "--config", config, *hosted).stderr)


if __name__ == "__main__":
    daemon.main()
