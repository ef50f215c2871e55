"""Links from one article to another by its file lead to its page, whatever address it has."""

import json
import pathlib
import re
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon

TARGET = "---\ntitle: Calm\nslug: quiet-sea\n---\nText.\n"
SAME = "---\ntitle: Same in {0}\nslug: same-of-{0}\n---\nText.\n"
LINKS = {"posts/shortcodes.md": 'a {{< ref "calm.md" >}} b [c]({{< relref "calm" >}}) [d]({{< ref "/posts/calm.md#deep" >}})',
         "posts/plain.md": "[a](calm.md) [b](../posts/calm.md#deep) <a href='calm.md'>c</a>",
         "posts/wiki.md": "[[calm]] [[posts/calm|b]]",
         "posts/pelican.md": "[a]({filename}calm.md) [b]({filename}/posts/calm.md)",
         "posts/jekyll.md": "[a]({% link posts/calm.md %})"}


class ArticleLinks(daemon.WorkspaceTest):
    def links(self, feedd, slug):
        page = feedd.get(f"/articles/{slug}").text
        return re.findall(r'<a href="([^"]*)"', page[page.index("<article"):page.index("</article>")])

    def test_each_way_of_writing_one_leads_to_the_page(self):
        self.write({"posts/calm.md": TARGET, **{path: f"---\ntitle: T\n---\n{text}\n" for path, text in LINKS.items()}})
        with self.space.serve() as feedd:
            for path, text in LINKS.items():
                links = self.links(feedd, pathlib.Path(path).stem)
                self.assertTrue(links, path)
                for link in links:
                    self.assertEqual(link.partition("#")[0], f"{feedd.url}articles/quiet-sea", path)
            feed = json.loads(feedd.get("/feed.json").text)
            self.assertNotIn(".md", "".join(item["content_html"] for item in feed["items"]))

    def test_of_two_files_of_one_name_the_one_that_is_meant(self):
        self.write({"a/same.md": SAME.format("a"), "b/same.md": SAME.format("b"),
                    "a/from.md": '---\ntitle: F\n---\n[here](same.md) [there]({{< ref "/b/same.md" >}}) [up](../b/same.md)\n'})
        with self.space.serve() as feedd:
            self.assertEqual([link.rpartition("/")[2] for link in self.links(feedd, "from")],
                             ["same-of-a", "same-of-b", "same-of-b"])

    def test_related_articles_are_those_that_are_there(self):
        self.write({"calm.md": TARGET, "secret.md": "---\ntitle: Secret\ndraft: true\n---\nx\n",
                    "from.md": "---\ntitle: F\nrelated: [calm, secret, from, nothing, https://e.example/]\n---\nx\n"})
        with self.space.serve() as feedd:
            item = next(item for item in json.loads(feedd.get("/feed.json").text)["items"] if item["title"] == "F")
            self.assertEqual([one["url"] for one in item["_feedd"]["related"]],
                             [f"{feedd.url}articles/quiet-sea", "https://e.example/"])

    def test_who_refers_to_an_article_that_comes_or_goes_is_made_again(self):
        self.write({"calm.md": TARGET, "secret.md": "---\ntitle: Secret\ndraft: true\nslug: hidden-slug\n---\nx\n",
                    "from.md": "---\ntitle: F\nrelated: [calm, secret]\n---\n[c](calm.md) [s](secret.md)\n"})
        with self.space.serve() as feedd:
            def named():
                item = next(item for item in json.loads(feedd.get("/feed.json").text)["items"] if item["title"] == "F")
                return [one["title"] for one in item.get("_feedd", {}).get("related", [])]
            self.assertEqual(named(), ["Calm"])
            self.assertNotIn("hidden-slug", feedd.get("/feed.json").text + feedd.get("/articles/from").text)
            self.write({"secret.md": "---\ntitle: Secret\nslug: hidden-slug\n---\nx\n"})
            self.eventually(lambda: named() == ["Calm", "Secret"])
            self.eventually(lambda: "articles/hidden-slug" in feedd.get("/articles/from").text)
            target = next(item["id"] for item in json.loads(feedd.get("/feed.json").text)["items"] if item["title"] == "Calm")
            self.space.run("withdraw", target)
            self.eventually(lambda: named() == ["Secret"])


if __name__ == "__main__":
    daemon.main()
