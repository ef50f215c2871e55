#include "content/html.hpp"
#include "content/sources/feed_import.hpp"
#include "content/sources/wordpress_body.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::content {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string exported(const std::string& items) {
  return R"(<?xml version="1.0" encoding="UTF-8" ?><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Old Blog</title><link>https://old.example</link>
  <language>ko-KR</language><wp:wxr_version>1.2</wp:wxr_version>
  <wp:author><wp:author_login><![CDATA[mira]]></wp:author_login><wp:author_display_name><![CDATA[Choi Mira]]></wp:author_display_name></wp:author>
  )" + items +
         "</channel></rss>";
}

std::string post(const std::string& more, const std::string& status = "publish") {
  return "<item><title>First &amp; snow</title><link>https://old.example/2026/first-snow/</link>"
         "<pubDate>Thu, 12 Nov 2026 00:30:00 +0000</pubDate><dc:creator>mira</dc:creator>"
         "<guid isPermaLink=\"false\">https://old.example/?p=12</guid><wp:post_id>12</wp:post_id>"
         "<wp:post_date>2026-11-12 09:30:00</wp:post_date><wp:post_date_gmt>2026-11-12 00:30:00</wp:post_date_gmt>"
         "<wp:post_name>first-snow</wp:post_name><wp:status>" +
         status + "</wp:status><wp:post_type>post</wp:post_type>" + more + "</item>";
}

constexpr const char* attachment =
    "<item><title>pic</title><wp:post_id>40</wp:post_id><wp:post_type>attachment</wp:post_type>"
    "<wp:attachment_url>https://old.example/up/pic.jpg</"
    "wp:attachment_url><wp:postmeta><wp:meta_key>_wp_attachment_image_alt"
    "</wp:meta_key><wp:meta_value>A pier</wp:meta_value></wp:postmeta></item>";

struct Imported {
  std::vector<SourceArticle> articles;
  ImportReport report;
};

Imported import(const std::string& text, const ImportOptions& options = {}) {
  FeedDocument document;
  document.name = "export.xml";
  document.open = [&text] { return chunks_of(text); };
  Imported imported;
  auto report = import_feed(
      document, {},
      [&](std::vector<SourceArticle> batch) -> Result<void> {
        for (SourceArticle& article : batch) imported.articles.push_back(std::move(article));
        return {};
      },
      options);
  if (report) imported.report = std::move(*report);
  return imported;
}

SourceArticle only(const std::string& item) {
  Imported imported = import(exported(item));
  EXPECT_EQ(imported.articles.size(), 1U);
  return imported.articles.empty() ? SourceArticle() : std::move(imported.articles.front());
}

TEST(Wxr, A_post_keeps_id_name_dates_and_author) {
  const SourceArticle article = only(post("<content:encoded>Hello</content:encoded>"));
  EXPECT_EQ(article.id, "https://old.example/?p=12");
  EXPECT_EQ(article.title, "First & snow");
  EXPECT_EQ(article.slug, "first-snow");
  EXPECT_THAT(article.authors, ElementsAre("Choi Mira"));
  EXPECT_EQ(to_rfc3339(*article.published), "2026-11-12T00:30:00Z");
  EXPECT_FALSE(article.draft);
}

TEST(Wxr, Old_addresses_lead_to_the_article) {
  const SourceArticle article = only(post(""));
  EXPECT_THAT(article.aliases, ElementsAre("/?p=12", "/2026/first-snow/"));
  EXPECT_EQ(article.url, "");
}

TEST(Wxr, The_site_itself_keeps_its_permalinks) {
  ImportOptions options;
  options.own_address = "https://old.example";
  const Imported imported = import(exported(post("")), options);
  ASSERT_EQ(imported.articles.size(), 1U);
  EXPECT_EQ(imported.articles[0].url, "/2026/first-snow/");
  EXPECT_THAT(imported.articles[0].aliases, ElementsAre("/?p=12"));
}

TEST(Wxr, What_is_not_public_comes_in_as_a_draft) {
  for (const char* status : {"draft", "pending", "private"}) EXPECT_TRUE(only(post("", status)).draft) << status;
  EXPECT_TRUE(only(post("<wp:post_password>s</wp:post_password>")).draft);
  EXPECT_FALSE(only(post("", "future")).draft);
}

TEST(Wxr, Drafts_may_be_left_out) {
  ImportOptions options;
  options.keep_drafts = false;
  const Imported imported = import(exported(post("", "draft")), options);
  EXPECT_EQ(imported.articles.size(), 0U);
  EXPECT_EQ(imported.report.skipped.at("draft"), 1U);
}

TEST(Wxr, Pages_menus_and_attachments_are_no_articles) {
  const Imported imported = import(exported(std::string(attachment) +
                                            "<item><title>About</title><wp:post_type>page</wp:post_type></item>"
                                            "<item><title>x</title><wp:post_type>nav_menu_item</wp:post_type></item>" +
                                            post("", "trash")));
  EXPECT_EQ(imported.articles.size(), 0U);
  EXPECT_EQ(imported.report.read, 4U);
  EXPECT_EQ(imported.report.skipped.size(), 4U);
}

TEST(Wxr, The_lead_image_is_found_wherever_its_attachment_stands) {
  const std::string lead =
      post("<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>40</wp:meta_value></wp:postmeta>");
  for (const std::string& items : {lead + attachment, attachment + lead}) {
    const SourceArticle article = only(items);
    ASSERT_EQ(article.media.size(), 1U);
    EXPECT_EQ(article.media[0], (Media{"https://old.example/up/pic.jpg", "image/jpeg", 0, "A pier"}));
  }
}

TEST(Wxr, An_enclosure_in_the_postmeta_is_media) {
  const auto enclosed = [](const std::string& value) {
    return post("<wp:postmeta><wp:meta_key>enclosure</wp:meta_key><wp:meta_value><![CDATA[" + value +
                "]]></wp:meta_value></wp:postmeta>");
  };
  const SourceArticle article =
      only(enclosed("https://old.example/up/a.mp3\n1234\naudio/mpeg\na:1:{s:8:\"duration\";s:5:\"12:34\";}"));
  ASSERT_EQ(article.media.size(), 1U);
  EXPECT_EQ(article.media[0], (Media{"https://old.example/up/a.mp3", "audio/mpeg", 1234, ""}));
  const SourceArticle bare = only(enclosed(" https://old.example/up/a.mp3?x=1 \r\n"));
  ASSERT_EQ(bare.media.size(), 1U);
  EXPECT_EQ(bare.media[0].type, "audio/mpeg");
  for (const char* nothing : {"", "\n\n", "javascript:x\n1\naudio/mpeg", "up/a.mp3"})
    EXPECT_TRUE(only(enclosed(nothing)).media.empty()) << nothing;
}

TEST(Wxr, Categories_and_tags_are_tags_and_post_formats_are_not) {
  const SourceArticle article =
      only(post("<category domain=\"category\" nicename=\"uncategorized\">Uncategorized</category><category "
                "domain=\"category\" nicename=\"port\">Port</category>"
                "<category domain=\"post_tag\" nicename=\"x\"><![CDATA[C/C++]]></category><category "
                "domain=\"post_format\" nicename=\"f\">Aside</category>"));
  EXPECT_THAT(article.tags, ElementsAre("Uncategorized", "Port", "C/C++"));
  EXPECT_EQ(article.section, "Port");
}

TEST(Wxr, A_draft_that_never_had_a_date_has_none) {
  const std::string item =
      "<item><title>Later</title><pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate><wp:post_id>3</wp:post_id>"
      "<wp:post_date>0000-00-00 00:00:00</wp:post_date><wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>"
      "<wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>";
  const SourceArticle article = only(item);
  EXPECT_FALSE(article.published);
  EXPECT_TRUE(article.warnings.empty());
}

std::string shown(std::string_view stored, const Attachments& attachments = {}) {
  return read_wordpress_body(stored, attachments).html;
}

TEST(WordPressBody, Blank_lines_make_paragraphs_and_line_ends_breaks) {
  EXPECT_EQ(shown("One\r\ntwo\r\n\r\nThree"), "<p>One<br>\ntwo</p>\n<p>Three</p>\n");
}

TEST(WordPressBody, Blocks_are_left_alone) {
  EXPECT_EQ(shown("Intro\n<ul>\n<li>a</li>\n</ul>\nOutro"), "<p>Intro</p>\n<ul>\n<li>a\n</li>\n</ul>\n<p>Outro</p>\n");
  EXPECT_EQ(shown("<pre>a\n\nb</pre>"), "<pre>a\n\nb</pre>\n");
}

TEST(WordPressBody, A_body_of_blocks_has_its_own_paragraphs) {
  EXPECT_EQ(shown("<!-- wp:paragraph -->\n<p>a</p>\n<!-- /wp:paragraph -->"),
            "<!-- wp:paragraph -->\n<p>a</p>\n<!-- /wp:paragraph -->");
}

TEST(WordPressBody, The_more_mark_ends_the_summary) {
  const WordPressBody body = read_wordpress_body("Teaser\n\n<!--more-->\n\nRest", {});
  EXPECT_EQ(body.before_more, "<p>Teaser</p>\n");
  EXPECT_EQ(body.html, "<p>Teaser</p>\n<p>Rest</p>\n");
}

std::string embed(std::string_view address) {
  return "<!-- wp:embed {\"type\":\"rich\"} -->\n<figure class=\"wp-block-embed is-type-rich\"><div "
         "class=\"wp-block-embed__wrapper\">\n" +
         std::string(address) + "\n</div><figcaption>C</figcaption></figure>\n<!-- /wp:embed -->\n";
}

/// As an import cleans it.
std::string cleaned(std::string_view stored, std::vector<std::string> hosts = {}) {
  const UrlRewriter as_it_is = [](std::string_view reference) { return std::optional<std::string>(reference); };
  return clean_html(shown(stored), as_it_is, {hosts, false}).html;
}

TEST(WordPressBody, An_embed_becomes_a_link) {
  EXPECT_THAT(cleaned(embed("https://t.example/1?a=b&amp;c=d")),
              HasSubstr("<a href=\"https://t.example/1?a=b&amp;c=d\">https://t.example/1?a=b&amp;c=d</a>"));
  EXPECT_THAT(shown(embed("not an <em>address</em>")), HasSubstr("\nnot an <em>address</em>\n"));
  EXPECT_THAT(shown(embed("https://a.example\" onclick=\"x")), HasSubstr("\nhttps://a.example\" onclick=\"x\n"));
}

TEST(WordPressBody, An_embedded_video_becomes_a_frame_where_its_host_is_allowed) {
  for (const char* const address : {"https://www.youtube.com/watch?v=w7F-_2&amp;t=9", "https://youtu.be/w7F-_2",
                                    "https://m.youtube.com/watch?v=w7F-_2", "https://www.youtube.com/shorts/w7F-_2"}) {
    EXPECT_THAT(cleaned(embed(address), {"www.youtube-nocookie.com"}),
                HasSubstr("<iframe src=\"https://www.youtube-nocookie.com/embed/w7F-_2\""))
        << address;
    EXPECT_THAT(cleaned(embed(address)), HasSubstr("<a href=\"https://www.youtube.com/watch?v=w7F-_2\">")) << address;
  }
  EXPECT_THAT(cleaned(embed("https://vimeo.com/22439234"), {"player.vimeo.com"}),
              HasSubstr("<iframe src=\"https://player.vimeo.com/video/22439234\""));
  EXPECT_THAT(cleaned(embed("https://vimeo.com/channels/x")), HasSubstr("<a href=\"https://vimeo.com/channels/x\">"));
}

TEST(WordPressBody, A_caption_becomes_a_figure) {
  EXPECT_THAT(shown("[caption id=\"a\" width=\"300\"]<a href=\"b\"><img src=\"c.jpg\" /></a> At dawn[/caption]"),
              HasSubstr("<img src=\"c.jpg\" /></a><figcaption>At dawn</figcaption>"));
}

TEST(WordPressBody, A_gallery_becomes_its_images) {
  const Attachments attachments{{"7", {"https://a.example/7.jpg", "image/jpeg", 0, "Seven"}}};
  EXPECT_THAT(shown("[gallery ids=\"6,7\"]", attachments),
              HasSubstr("<img src=\"https://a.example/7.jpg\" alt=\"Seven\">"));
}

TEST(WordPressBody, Players_become_links) {
  EXPECT_THAT(shown("[embed]https://v.example/1[/embed]"), HasSubstr("<a href=\"https://v.example/1\">"));
  EXPECT_THAT(shown("[audio mp3=\"https://v.example/1.mp3\"]"), HasSubstr("<a href=\"https://v.example/1.mp3\">"));
  EXPECT_THAT(shown("a\n\nhttps://v.example/2\n\nb"), HasSubstr("<p><a href=\"https://v.example/2\">"));
}

TEST(WordPressBody, Code_stays_code) {
  EXPECT_THAT(shown("[code language=\"cpp\"]\nif (a < b) x[i];\n[/code]"),
              HasSubstr("<pre><code>if (a &lt; b) x[i];\n</code></pre>"));
}

TEST(WordPressBody, Other_shortcodes_leave_what_they_enclose) {
  std::vector<std::string> warnings;
  EXPECT_EQ(replace_wordpress_shortcodes("a [vc_row][fancy_box color=\"red\"]b[/fancy_box][/vc_row] c", {}, warnings),
            "a b c");
  EXPECT_EQ(warnings.size(), 2U);
}

TEST(WordPressBody, Brackets_that_are_text_stay) {
  std::vector<std::string> warnings;
  for (const char* text :
       {"he said [sic] so", "see [1] and [2]", "a[i] = b[j]", "[not closed", "[x", "[]", "[ a ]", "[/b]"})
    EXPECT_EQ(replace_wordpress_shortcodes(text, {}, warnings), text);
  EXPECT_EQ(replace_wordpress_shortcodes("[[gallery]]", {}, warnings), "[gallery]");
  EXPECT_THAT(warnings, testing::IsEmpty());
}

TEST(WordPressBody, A_text_full_of_brackets_is_read_in_one_pass) {
  std::string brackets;
  for (int i = 0; i < 200'000; ++i) brackets += "[a]";
  std::vector<std::string> warnings;
  EXPECT_EQ(replace_wordpress_shortcodes(brackets, {}, warnings).size(), brackets.size());
}

}  // namespace
}  // namespace feedd::content
