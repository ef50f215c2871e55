// Articles as each generator's users write them, in the words of nobody.
#include "content/sources/article_file.hpp"

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

using Texts = std::vector<std::string>;

const FileLookup no_files = [](std::string_view) { return std::optional<FileFacts>(); };

SourceArticle read(std::string_view path, std::string_view bytes, const SourceRules& rules = {},
                   const Beside& beside = {}) {
  Result<SourceArticle> article = read_article(path, bytes, no_files, rules, beside);
  EXPECT_TRUE(article.has_value()) << path << ": " << (article ? "" : article.error().to_string());
  return article ? *article : SourceArticle{};
}

Error refused(std::string_view path, std::string_view bytes, const SourceRules& rules = {}) {
  const Result<SourceArticle> article = read_article(path, bytes, no_files, rules);
  EXPECT_FALSE(article.has_value()) << path;
  return article ? Error{} : article.error();
}

std::string published(const SourceArticle& article) {
  return article.published ? to_rfc3339(*article.published) : "nothing";
}

SourceRules rules_in(std::string_view time_zone) {
  SourceRules rules;
  rules.time_zone = time_zone;
  return rules;
}

TEST(Jekyll, NamesAPostByItsFile) {
  const SourceArticle post = read("_posts/2021-3-4-tide-#2-(neap)+ %5b.markdown", "---\nlayout: post\n---\nWater.\n");
  EXPECT_EQ(published(post), "2021-03-04T00:00:00Z");
  EXPECT_EQ(post.title, "Tide #2 (neap)+ %5b");
  EXPECT_EQ(post.slug, "tide-2-(neap)+-5b");
  EXPECT_EQ(read("_posts/2021-03-04-three-dots...md", "---\ntitle: T\n---\nx").slug, "three-dots");
}

TEST(Jekyll, SplitsPluralStringsAtSpaces) {
  const SourceArticle post = read("_posts/2021-03-04-x.md", "---\ntags: tide moon\ncategory: deep sea\n---\nx");
  EXPECT_EQ(post.tags, (Texts{"tide", "moon", "deep sea"}));
  EXPECT_EQ(read("_posts/2021-03-04-x.md", "---\ntags: deep sea, moon\n---\nx").tags, (Texts{"deep sea", "moon"}));
  EXPECT_EQ(read("posts/x.md", "---\ntags: deep sea\n---\nx").tags, Texts{"deep sea"});
}

TEST(Jekyll, TakesTheSummaryBeforeItsOwnSeparator) {
  const SourceArticle post =
      read("_posts/2021-03-04-x.md",
           "---\ntitle: T\nexcerpt_separator: \"\\n***\\n\"\n---\nOne [two][2].\n\nThree.\n\n***\n"
           "\nFour.\n\n[2]: https://e.example/\n");
  EXPECT_EQ(post.summary, "One two. Three.");
  EXPECT_NE(post.content.find("<hr>"), std::string::npos);
}

TEST(Jekyll, EndsFrontMatterAtDotsAndBearsNone) {
  EXPECT_EQ(read("_posts/2021-03-04-x.md", "---\ntitle: Dots\n...\nBody.").content, "<p>Body.</p>\n");
  EXPECT_EQ(read("_posts/2021-03-04-low-water.md", "---\n---\nBody.").title, "Low Water");
  EXPECT_EQ(read("_posts/2021-03-04-low-water.text", "All *as is*.").title, "Low Water");
  EXPECT_EQ(read("_posts/2021-03-04-low-water.text", "All *as is*.").content, "<p>All *as is*.</p>\n");
}

TEST(Jekyll, TakesAnUndatedFileInPostsForNone) {
  EXPECT_EQ(refused("a/_posts/notes/x.md", "---\ntitle: x\n---\nx").operation, not_an_article);
  SourceRules rules;
  rules.root_name = "_posts";
  EXPECT_EQ(refused("2021-03-04-album/x.md", "---\ntitle: x\n---\nx", rules).operation, not_an_article);
  EXPECT_EQ(read("_drafts/x.md", "x").draft, true);
  EXPECT_EQ(refused("_posts/2021-02-30-x.md", "---\ntitle: x\n---\nx").operation, "date") << "somebody meant a post";
  EXPECT_EQ(published(read("_posts/2021-02-30-x.md", "---\ndate: 2021-03-01\n---\nx")), "2021-03-01T00:00:00Z");
}

TEST(Hexo, TakesAnUndatedFileInItsPostsForAPost) {
  EXPECT_EQ(read("source/_posts/x.md", "---\ntitle: x\n---\nx").title, "x");
  SourceRules rules;
  rules.root_name = "source";
  EXPECT_EQ(refused("_posts/x.md", "---\ntitle: x\n---\nx", rules).operation, not_an_article) << "Jekyll's source";
}

TEST(Jekyll, TakesTheFileNamesDateForABrokenOne) {
  const SourceArticle post = read("_posts/2021-03-04-x.md", "---\ntitle: T\ndate: whenever\n---\nx");
  EXPECT_EQ(published(post), "2021-03-04T00:00:00Z");
  EXPECT_EQ(post.warnings, Texts{"3:7: `whenever` is no date; the file name's is taken"});
  const SourceArticle twice = read("_posts/2021-03-04-x.md", "---\ndate: 2021-03-04 18:30:22 2021 -0800\n---\nx");
  EXPECT_EQ(published(twice), "2021-03-05T02:30:22Z");
  EXPECT_EQ(twice.warnings, Texts{"2:7: `2021` is no part of a date; ignored"});
}

TEST(Jekyll, SaysWhereItsPageIsAndWas) {
  const SourceArticle post = read("_posts/2021-03-04-x.md",
                                  "---\npermalink: /tides/:year/:month/:title/\nredirect_from:\n  - /old/x.html\n"
                                  "  - https://e.example/older/?p=1\n---\nx");
  EXPECT_EQ(post.url, "/tides/2021/03/x/");
  EXPECT_EQ(post.aliases, (Texts{"/old/x.html", "/older/"}));
  EXPECT_EQ(read("_posts/2021-03-04-x.md", "---\npermalink: a/%2e%2e/%2e%2e/b\n---\nx").url, "/b");
  EXPECT_EQ(read("news/_posts/2021-03-04-x.md",
                 "---\ncategories: [Sea, Deep Sea]\npermalink: /:categories/:y_day/:title\n---\nx")
                .url,
            "/news/sea/deep%20sea/063/x");
  EXPECT_EQ(read("_posts/2021-03-04-x.md", "---\npermalink: pretty\n---\nx").url, "");
  EXPECT_EQ(read("x.md", "---\npermalink: \"/{{ title }}/\"\n---\nx").url, "");
  EXPECT_EQ(read("x.md", "---\nurl: javascript:alert(1)\n---\nx").url, "");
}

TEST(Hugo, ReadsToml) {
  const SourceArticle post = read("post/tide/index.md",
                                  "+++\ntitle = 'Spring tide'\ndate = 2021-03-04T05:06:07+09:00\nlastmod = 2021-04-01\n"
                                  "expiryDate = 2030-01-01T00:00:00Z\ntags = ['moon', \"sea\"]\ndraft = false\n"
                                  "aliases = ['/old/tide/']\nurl = '/t/tide/'\nsummary = 'Short.'\n"
                                  "[author]\nname = 'Seo Gaon'\n+++\nLong.\n");
  EXPECT_EQ(post.title, "Spring tide");
  EXPECT_EQ(published(post), "2021-03-03T20:06:07Z");
  EXPECT_EQ(to_rfc3339(post.updated.value()), "2021-04-01T00:00:00Z");
  EXPECT_EQ(to_rfc3339(post.expires.value()), "2030-01-01T00:00:00Z");
  EXPECT_EQ(post.tags, (Texts{"moon", "sea"}));
  EXPECT_EQ(post.aliases, Texts{"/old/tide/"});
  EXPECT_EQ(post.url, "/t/tide/");
  EXPECT_EQ(post.summary, "Short.");
  EXPECT_EQ(post.authors, Texts{"Seo Gaon"});
  EXPECT_EQ(post.slug, "tide");
  EXPECT_EQ(post.section, "post");
  EXPECT_EQ(post.content, "<p>Long.</p>\n");
}

TEST(Hugo, ReadsJson) {
  const SourceArticle post =
      read("post/tide.md",
           "{\n  \"title\": \"Neap \\ud83c\\udf0a\",\n  \"Date\": \"2021-03-04\",\n  \"draft\": true\n}\n\nLow.\n");
  EXPECT_EQ(post.title, "Neap 🌊");
  EXPECT_EQ(published(post), "2021-03-04T00:00:00Z");
  EXPECT_TRUE(post.draft);
  EXPECT_EQ(post.content, "<p>Low.</p>\n");
}

TEST(Hugo, HoldsAPostBackUntilItsPublishDate) {
  EXPECT_EQ(published(read("a.md", "---\ndate: 2020-01-01\npublishDate: 2099-01-01\n---\nx")), "2099-01-01T00:00:00Z");
}

TEST(Hugo, ListsNoHeadlessPage) {
  for (const char* front : {"headless: true", "_build: {list: never}", "build:\n  render: false", "permalink: false",
                            "eleventyExcludeFromCollections: true"})
    EXPECT_EQ(refused("a/index.md", "---\n" + std::string(front) + "\n---\nx").operation, not_an_article) << front;
}

TEST(Hugo, TakesTheSummaryBeforeTheMark) {
  for (const char* mark : {"<!--more-->", "<!-- more -->", "<!--more Read on-->", "<!-- truncate -->"}) {
    const SourceArticle post = read("a.md", "One *two*.\n\nThree.\n" + std::string(mark) + "\nFour.\n");
    EXPECT_EQ(post.summary, "One two. Three.") << mark;
    EXPECT_EQ(post.content, "<p>One <em>two</em>.</p>\n<p>Three.</p>\n<p>Four.</p>\n") << mark;
  }
  EXPECT_EQ(read("a.md", "---\nsummary: Mine.\n---\nOne.\n<!--more-->\nTwo.").summary, "Mine.");
  EXPECT_EQ(read("a.md", "First.\n\nWrite:\n```\n<!--more-->\n```\nor `<!--more-->`.\n").summary, "First.");
  EXPECT_EQ(read("a.md", "First.\n\n````\n```\n<!--more-->\n````\nor ``a ` <!--more-->``.\n").summary, "First.");
  EXPECT_EQ(read("a.md", "Write `<!--` so. <!--more-->\nTwo.").summary, "Write <!-- so.");
  EXPECT_EQ(read("a.md", "One[^1]. [^x]\n\n<!--more-->\n\nTwo.\n\n[^1]: A note.\n").summary, "One. [^x]")
      << "no mark of a note";
  EXPECT_EQ(read("a.md", "One.\n\nThe ` sign.\n    <!--more-->\nTwo.").summary, "One. The ` sign.");
  EXPECT_EQ(read("a.html", "<title>T</title><p>One.</p><p>More</p>\n      <!--more-->\n<p>Two.</p>").summary,
            "One. More")
      << "HTML has no code by indentation";
}

bool is_taken(std::string_view path, std::string_view bytes, std::string index) {
  const Beside beside{{}, {}, {}, [&] { return index; }};
  const Result<SourceArticle> article = read_article(path, bytes, no_files, {}, beside);
  EXPECT_TRUE(article || article.error().operation == not_an_article) << path;
  return article.has_value();
}

TEST(Hugo, TakesMarkdownBesideALeafBundlesIndexForItsResources) {
  const std::string dated = "---\ntitle: Storm\ndate: 2026-01-02\n---\nText.\n";
  EXPECT_FALSE(is_taken("posts/storm/notes.md", "Notes.\n", dated));
  EXPECT_FALSE(is_taken("posts/storm/notes.md", "---\ntitle: Notes\n---\nNotes.\n", dated));
  EXPECT_FALSE(is_taken("posts/storm/notes.md", "Notes.\n", "+++\n[[resources]]\nsrc = 'notes.md'\n+++\n"));
  EXPECT_FALSE(is_taken("posts/2026-01-02-storm/notes.md", "Notes.\n", "Text.\n"));
}

TEST(Hugo, LosesNoPostBesideAnIndexOfAnotherSystem) {
  const std::string listing = "---\ntitle: Blog\nlayout: ../layouts/list.astro\n---\nAll posts.\n";
  const std::string dated = "---\ntitle: Storm\ndate: 2026-01-02\n---\nText.\n";
  EXPECT_TRUE(is_taken("src/content/blog/snow.md", "---\ntitle: Snow\npubDate: 2026-01-02\n---\nx\n", listing));
  EXPECT_TRUE(is_taken("src/content/blog/snow.md", "---\ntitle: Snow\n---\nx\n", listing)) << "it lists a section";
  EXPECT_TRUE(is_taken("blog/snow.md", "# Snow\n\nx\n", "# Blog\n"));
  EXPECT_TRUE(is_taken("blog/2026-01-02-snow.md", "x\n", dated)) << "a date of its own";
  EXPECT_TRUE(is_taken("blog/snow.md", "---\ndate: 2026-01-03\n---\nx\n", dated));
  EXPECT_TRUE(is_taken("blog/snow.md", "---\nlayout: post\n---\nx\n", dated));
  EXPECT_TRUE(is_taken("blog/snow.md", "---\npermalink: /snow/\n---\nx\n", dated));
  EXPECT_TRUE(is_taken("wire/snow.txt", "Snow\n\nIt snows.\n", dated));
}

TEST(Hugo, ReadsTheLanguageOfTheFileName) {
  const SourceArticle post = read("post/tide/index.ko.md", "물.");
  EXPECT_EQ(post.slug, "tide");
  EXPECT_EQ(post.language, "ko");
  EXPECT_EQ(read("about-socket.io.md", "x").language, "");
}

TEST(Zola, ReadsItsTables) {
  const SourceArticle post = read("blog/2021-03-04_tide.md",
                                  "+++\ntitle = \"Tide\"\n[taxonomies]\ntags = [\"moon\"]\nauthors = [\"Im Doyun\"]\n"
                                  "[extra]\nimage = \"https://e.example/i.png\"\nid = \"no\"\n+++\nx");
  EXPECT_EQ(post.tags, Texts{"moon"});
  EXPECT_EQ(post.authors, Texts{"Im Doyun"});
  EXPECT_EQ(post.media.at(0).url, "https://e.example/i.png");
  EXPECT_EQ(post.id, "");
  EXPECT_EQ(post.slug, "tide");
  EXPECT_EQ(published(post), "2021-03-04T00:00:00Z");
}

TEST(Pelican, ReadsHeaderLines) {
  const SourceArticle post = read("tides.md",
                                  "Title: The tide: a diary\nDate: 2021-03-04 10:20\nModified: 2021-03-05 19:30\n"
                                  "Category: Sea\nTags: moon, low water\nAuthors: Seo Gaon, Im Doyun\n"
                                  "Summary: Short\n    and dry.\nStatus: draft\n\nBody.\n");
  EXPECT_EQ(post.title, "The tide: a diary");
  EXPECT_EQ(published(post), "2021-03-04T10:20:00Z");
  EXPECT_EQ(post.tags, (Texts{"moon", "low water", "Sea"}));
  EXPECT_EQ(post.authors, (Texts{"Seo Gaon", "Im Doyun"}));
  EXPECT_EQ(post.summary, "Short and dry.");
  EXPECT_EQ(post.slug, "the-tide-a-diary");
  EXPECT_TRUE(post.draft);
  EXPECT_EQ(post.content, "<p>Body.</p>\n");
  EXPECT_EQ(read("a.md", "Note: this is prose.\n\nMore.").content, "<p>Note: this is prose.</p>\n<p>More.</p>\n");
}

TEST(Pelican, ReadsHtmlHeads) {
  const SourceArticle post = read(
      "a.html",
      "<html><head><title>Tide</title><meta name=tags content='moon, sea'><meta name=date content='2021-03-04 22:28'>"
      "<meta name=category content=Water><meta name=authors content='Seo Gaon, Im Doyun'><meta name=slug "
      "content=ebb></head><body>Low.</body></html>",
      rules_in("Asia/Seoul"));
  EXPECT_EQ(post.tags, (Texts{"moon", "sea", "Water"}));
  EXPECT_EQ(post.authors, (Texts{"Seo Gaon", "Im Doyun"}));
  EXPECT_EQ(post.slug, "ebb");
  EXPECT_EQ(published(post), "2021-03-04T13:28:00Z");
}

TEST(Astro, ReadsItsDates) {
  const SourceArticle post = read(
      "a.mdx", "---\ntitle: T\npubDate: 'Jul 08 2022'\nupdatedDate: July 9, 2022\nheroImage: '../../x.jpg'\n---\nx");
  EXPECT_EQ(published(post), "2022-07-08T00:00:00Z");
  EXPECT_EQ(to_rfc3339(post.updated.value()), "2022-07-09T00:00:00Z");
  EXPECT_TRUE(post.warnings.empty());
}

TEST(Mdx, HasNoWikilinks) {
  EXPECT_EQ(read("a.mdx", "# T\n\nIt is [[x]].\n").content, "<p>It is [[x]].</p>\n");
}

TEST(Mdx, KeepsWhatCodeShows) {
  const SourceArticle post =
      read("a.mdx", "# T\n\n````\n```\nimport a from 'b';\n````\n\nWrite `{/* so */}`{/* not so */}.\n");
  EXPECT_EQ(post.content,
            "<pre><code>```\nimport a from &#39;b&#39;;\n</code></pre>\n<p>Write <code>{/* so */}</code>.</p>\n");
}

TEST(Astro, ShowsNoModulesOfMdx) {
  const SourceArticle post = read("a.mdx",
                                  "---\ntitle: T\n---\nimport Foo from '../Foo.astro';\nimport {\n  a,\n} from \"x\";\n"
                                  "export const meta = {\n  b: 1,\n};\n\nimport duties rose. {/* hush */}\n\n"
                                  "```js\nimport c from 'c';\n```\n");
  EXPECT_EQ(post.summary, "import duties rose.");
  EXPECT_NE(post.content.find("import c from"), std::string::npos);
  for (const char* leak : {"Foo", "meta", "hush", "b: 1"})
    EXPECT_EQ(post.content.find(leak), std::string::npos) << leak;
}

TEST(Eleventy, LeavesItsWordsForDatesAlone) {
  EXPECT_EQ(read("a.md", "---\ndate: git Last Modified\n---\nx").published, std::nullopt);
  EXPECT_EQ(published(read("a.md", "---\ndate:\n  created: 2021-03-04\n  updated: 2021-03-05\n---\nx")),
            "2021-03-04T00:00:00Z");
}

TEST(Hexo, ReadsUndatedPostsAndNestedCategories) {
  const SourceArticle post = read("source/_posts/hello-tide.md",
                                  "---\ntitle: Hello\ndate: 2021/3/4 20:46:25\ncategories:\n  - [Sea, Tide]\n  - Moon\n"
                                  "---\nOne.\n<!-- more -->\nTwo.",
                                  rules_in("Asia/Shanghai"));
  EXPECT_EQ(published(post), "2021-03-04T12:46:25Z");
  EXPECT_EQ(post.tags, (Texts{"Sea", "Tide", "Moon"}));
  EXPECT_EQ(post.slug, "hello-tide");
  EXPECT_EQ(post.summary, "One.");
}

TEST(Metadata, NamesAuthorsInEveryShape) {
  EXPECT_EQ(read("a.md", "---\nauthor: |\n  Seo Gaon\n  Im Doyun\n---\nx").authors, (Texts{"Seo Gaon", "Im Doyun"}));
  EXPECT_EQ(read("a.md", "---\nauthor:\n  display_name: Seo Gaon\n  login: gaon\n---\nx").authors, Texts{"Seo Gaon"});
  EXPECT_EQ(read("a.md", "---\nauthors:\n- name: Seo Gaon\n  blurb: |\n    Two\n    lines\n- Im Doyun\n---\nx").authors,
            (Texts{"Seo Gaon", "Im Doyun"}));
}

TEST(Metadata, NamesMisspeltKeysWithTheirPlace) {
  const SourceArticle article = read("a.md", "---\ntitel: A\ndtae: 2020-01-01\nauhtors: B\nlayout: x\n---\nx");
  EXPECT_EQ(article.warnings, (Texts{"2:1: `titel` is no key feedd knows; did you mean `title`?",
                                     "3:1: `dtae` is no key feedd knows; did you mean `date`?",
                                     "4:1: `auhtors` is no key feedd knows; did you mean `authors`?"}));
  EXPECT_EQ(read("a.md", "{\"titel\": \"A\"}\nx").warnings,
            Texts{"1:2: `titel` is no key feedd knows; did you mean `title`?"});
  EXPECT_EQ(read("a.md", "+++\n\nsumary = 'A'\n+++\nx").warnings,
            Texts{"3:1: `sumary` is no key feedd knows; did you mean `summary`?"});
}

TEST(Metadata, IsSilentAboutKeysOfOthers) {
  for (const char* key :
       {"data",   "rate",   "long",       "lat",      "version", "spelling", "linkTitle", "menu",    "blurb", "layout",
        "weight", "toc",    "math",       "comments", "series",  "state",    "page",      "name",    "type",  "theme",
        "stage",  "images", "authorlink", "title2",   "dates",   "update",   "mermaid",   "showToc", "drafts"})
    EXPECT_TRUE(read("a.md", "---\n" + std::string(key) + ": something\n---\nx").warnings.empty()) << key;
  EXPECT_TRUE(read("a.md", "---\ntitle: A\ntitre: B\ntitel: C\n---\nx").warnings.empty());
}

TEST(Sidecar, WinsOverTheFile) {
  Beside beside;
  beside.sidecar_path = "snow.meta.toml";
  beside.sidecar = "title = 'Ebb'\ndate = 2021-03-04T09:00:00\ntags = ['moon']\nslug = 'ebb'\n";
  const SourceArticle article =
      read("snow.txt", "The headline\n\nText.\n\nBy Seo Gaon", rules_in("Asia/Seoul"), beside);
  EXPECT_EQ(article.title, "Ebb");
  EXPECT_EQ(published(article), "2021-03-04T00:00:00Z");
  EXPECT_EQ(article.tags, Texts{"moon"});
  EXPECT_EQ(article.slug, "ebb");
  EXPECT_EQ(article.authors, Texts{"Seo Gaon"});
}

TEST(Sidecar, IsNamedWhereItIsWrong) {
  Beside beside;
  beside.sidecar_path = "p/snow.meta.toml";
  for (const auto& [text, line] : {std::pair("title = 'x'\ntitle = ", 2), std::pair("\n\ndate = 'soon'\n", 3)}) {
    beside.sidecar = text;
    const Result<SourceArticle> article = read_article("p/snow.md", "x", no_files, {}, beside);
    ASSERT_FALSE(article) << text;
    EXPECT_EQ(article.error().subject, "p/snow.meta.toml");
    EXPECT_EQ(article.error().at.line, line);
  }
}

TEST(HtmlPage, ReadsLinkedData) {
  const SourceArticle page = read(
      "a.html",
      "<title>Tide turns early - The Ebb</title><link rel=canonical href='https://e.example/tide'>"
      "<script type='application/ld+json'>{\"@context\": \"https://schema.org\", \"@graph\": [{\"@type\": \"WebSite\", "
      "\"name\": \"The Ebb\"}, {\"@type\": [\"NewsArticle\"], \"headline\": \"Tide turns early\", \"datePublished\": "
      "\"2021-03-04T05:06:07+09:00\", \"dateModified\": \"2021-03-05\", \"author\": {\"@id\": \"#gaon\"}, "
      "\"keywords\": "
      "\"moon, sea\", \"articleSection\": \"Science\"}, {\"@type\": \"Person\", \"@id\": \"#gaon\", \"name\": \"Seo "
      "Gaon\"}]}</script><script type='application/ld+json'>{broken</script><p>Text.</p>");
  EXPECT_EQ(page.title, "Tide turns early");
  EXPECT_EQ(published(page), "2021-03-03T20:06:07Z");
  EXPECT_EQ(to_rfc3339(page.updated.value()), "2021-03-05T00:00:00Z");
  EXPECT_EQ(page.authors, Texts{"Seo Gaon"});
  EXPECT_EQ(page.tags, (Texts{"moon", "sea"}));
  EXPECT_EQ(page.section, "Science");
  EXPECT_EQ(page.url, "https://e.example/tide");
  EXPECT_EQ(page.content, "<p>Text.</p>");
}

TEST(HtmlPage, PrefersTheArticlesHeadlineToATitleWithTheSitesName) {
  const auto title = [](const std::string& head, const std::string& body = "<p>x</p>") {
    return read("a.html", "<html><head>" + head + "</head><body>" + body + "</body></html>").title;
  };
  const std::string shared = "<meta property='og:title' content='Shared'>";
  const std::string linked =
      "<script type='application/ld+json'>{\"@type\": \"Article\", \"headline\": \"Linked\"}</script>";
  EXPECT_EQ(title("<title>Own - The Paper</title>" + shared), "Shared");
  EXPECT_EQ(title("<title>Own - The Paper</title>" + shared + linked), "Linked");
  EXPECT_EQ(title("<title>Own words</title>" + shared), "Own words");
  const SourceArticle article = read("a.html", "<title>Own | The Paper</title>" + shared + "<h1>Shared</h1><p>x</p>");
  EXPECT_EQ(article.title, "Shared");
  EXPECT_EQ(article.content, "<p>x</p>");
}

TEST(HtmlPage, ReadsATimeElement) {
  EXPECT_EQ(published(read("a.html", "<h1>T</h1><time datetime='2021-03-04 09:00'>March</time><p>x</p>",
                           rules_in("Asia/Seoul"))),
            "2021-03-04T00:00:00Z");
}

TEST(Hexo, ReadsFrontMatterWithoutAnOpeningLine) {
  const SourceArticle post = read("a.md", "title: Old Hexo\ndate: 2013-07-13 20:46:25\ntags: [a]\n---\nWelcome");
  EXPECT_EQ(post.title, "Old Hexo");
  EXPECT_EQ(published(post), "2013-07-13T20:46:25Z");
  EXPECT_EQ(post.content, "<p>Welcome</p>\n");
  EXPECT_NE(read("a.md", "title: it is\n---\nx").content.find("title: it is"), std::string::npos);
}

TEST(Jekyll, TakesAQuotedFalseForADraft) {
  EXPECT_TRUE(read("a.md", "---\ntitle: T\npublished: 'false'\n---\nx").draft);
}

TEST(Pelican, TakesAuthorForOneNameAndAuthorsForMany) {
  EXPECT_EQ(read("a.md", "Title: T\nAuthor: Doe, John\n\nx").authors, Texts{"Doe, John"});
  EXPECT_EQ(read("a.md", "Title: T\nAuthors: Jane, John\n\nx").authors, (Texts{"Jane", "John"}));
}

TEST(Dialects, TheFirstCategoryIsTheSectionWhereNoFolderIs) {
  EXPECT_EQ(read("a.md", "---\ncategories: [Politics, Europe]\n---\nx").section, "Politics");
  EXPECT_EQ(read("sport/a.md", "---\ncategory: Politics\n---\nx").section, "sport");
  EXPECT_EQ(read("a.md", "---\nsection: Arts\ncategory: Politics\n---\nx").section, "Arts");
}

TEST(Dialects, ChaptersAndTranscriptsLieBesideTheEpisode) {
  const FileLookup all = [](std::string_view) { return FileFacts{9, {}}; };
  const std::string front = "---\npodcast: {chapters: c.json, transcript: [t.srt, t.vtt, t.html]}\n---\nx";
  const SourceArticle article = read_article("a.md", front, all).value();
  ASSERT_TRUE(article.details.episode);
  EXPECT_EQ(article.details.episode->chapters, "media:c.json");
  ASSERT_EQ(article.details.episode->transcripts.size(), 2U);
  EXPECT_EQ(article.details.episode->transcripts[0].type, "application/srt");
  ASSERT_EQ(article.warnings.size(), 1U);
  EXPECT_NE(article.warnings[0].find("t.html"), std::string::npos);
}

}  // namespace
}  // namespace feedd::content
