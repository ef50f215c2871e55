// Which image stands for an article, what is said of it, and what is complained of.
#include "content/sources/lead_image.hpp"

#include <map>

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

/// Pictures by path, with their pixels.
FileLookup pictures(std::map<std::string, ImageSize, std::less<>> all) {
  return [all = std::move(all)](std::string_view path) -> std::optional<FileFacts> {
    const auto found = all.find(path);
    if (found == all.end()) return std::nullopt;
    return FileFacts{9, [size = found->second] { return std::optional(size); }};
  };
}

SourceArticle read(std::string_view path, std::string_view bytes, const FileLookup& lookup = {}) {
  return read_article(path, bytes, lookup).value();
}

std::string lead(std::string_view bytes, const FileLookup& lookup = pictures({})) {
  const SourceArticle article = read("a.md", bytes, lookup);
  return article.media.empty() ? "" : article.media.front().url;
}

TEST(LeadImage, IsTheFirstLargeOne) {
  EXPECT_EQ(lead("![](i.png) ![](b.png)", pictures({{"i.png", {32, 32}}, {"b.png", {640, 480}}})), "media:b.png");
  EXPECT_EQ(lead("![](i.png)", pictures({{"i.png", {900, 8}}})), "") << "a rule is no picture";
}

TEST(LeadImage, NeedsNoExtension) {
  const SourceArticle article =
      read("a.md",
           "---\nimage: {src: 'https://pictures.example/photo-1500?w=1200&fm=webp', credit: A}\n"
           "audio: https://sound.example/redirect.mp3/episode?x=1\nvideo: https://v.example/1\n---\n"
           "![](https://pictures.example/other.jpg) ![](https://pictures.example/plain)\n");
  std::vector<std::string> types;
  for (const Media& media : article.media) types.push_back(media.type);
  EXPECT_EQ(types, (std::vector<std::string>{"image/webp", "audio/mpeg", "video/mp4", "image/jpeg", "image/jpeg"}));
  EXPECT_EQ(article.media[0].credit, "A");
  EXPECT_EQ(article.media[3].credit, "") << "of another picture";
}

TEST(LeadImage, IsNoPixelNorIconElsewhere) {
  EXPECT_EQ(lead("<img src=https://e.example/a.gif width=1 height=1><img src=https://e.example/b.jpg width=800px>"),
            "https://e.example/b.jpg");
  EXPECT_EQ(lead("![:)](https://e.example/images/core/emoji/1f600.png) ![](https://e.example/c.jpg)"),
            "https://e.example/c.jpg");
  EXPECT_EQ(lead("![build](https://img.shields.io/x.png)"), "");
}

TEST(LeadImage, IsWhatFrontMatterSaysWhateverItsSize) {
  EXPECT_EQ(lead("---\nimage: i.png\n---\n![](b.png)", pictures({{"i.png", {32, 32}}, {"b.png", {640, 480}}})),
            "media:i.png");
}

TEST(LeadImage, CarriesWhatIsSaidOfIt) {
  const SourceArticle named = read("a.md", "---\nimage: {src: b.png, caption: The pier, credit: Kim Jae-hoon}\n---\nx",
                                   pictures({{"b.png", {9, 9}}}));
  ASSERT_EQ(named.media.size(), 1U);
  EXPECT_EQ(named.media[0].alt, "The pier");
  EXPECT_EQ(named.media[0].credit, "Kim Jae-hoon");
  EXPECT_EQ(named.photo_credit, "Kim Jae-hoon");
  const SourceArticle captioned = read(
      "a.html", "<p>x</p><figure><img src=b.png><figcaption>The pier at dawn. Photo: Choi Mira</figcaption></figure>",
      pictures({{"b.png", {640, 480}}}));
  ASSERT_EQ(captioned.media.size(), 1U);
  EXPECT_EQ(captioned.media[0].alt, "The pier at dawn.");
  EXPECT_EQ(captioned.media[0].credit, "Choi Mira");
  const SourceArticle wire =
      read("a.txt", "---\nimage: b.png\n---\nHeadline here\n\nA sentence of text.\n\n[Photo by Han Seo]\n",
           pictures({{"b.png", {640, 480}}}));
  EXPECT_EQ(wire.media.at(0).credit, "Han Seo");
}

TEST(Captions, NameACreditOnlyWhereItIsClear) {
  EXPECT_EQ(read_caption("새벽 부두 (사진=김재훈)").credit, "김재훈");
  EXPECT_EQ(read_caption("새벽 부두 (사진=김재훈)").text, "새벽 부두");
  EXPECT_EQ(read_caption("The hall [Photo by Jane Doe]").credit, "Jane Doe");
  EXPECT_EQ(read_caption("Photo: Jane Doe").credit, "Jane Doe");
  EXPECT_EQ(read_caption("She took a photo by the sea.").credit, "");
  EXPECT_EQ(read_caption("Version 2.0 (beta)").text, "Version 2.0 (beta)");
}

std::string complaints(std::string_view path, std::string_view bytes, const FileLookup& lookup = pictures({})) {
  std::string all;
  for (const Error& error : read(path, bytes, lookup).unresolved)
    all += error.operation + ' ' + std::to_string(error.at.line) + ':' + std::to_string(error.at.column) + '\n';
  return all;
}

TEST(UnresolvedMedia, HaveTheirPlaceInTheText) {
  EXPECT_EQ(complaints("p/a.md", "---\ntitle: x\nimage: gone.png\n---\n\nText ![a](img/b&c.png) and\n![](b&c.png)\n"),
            "media 3:8\nmedia 6:11\nmedia 7:5\n");
  EXPECT_EQ(complaints("p/a.md", "![a](/img/b.png)\n\n![c](../../out.png)"), "media-root 1:6\nmedia-outside 3:6\n");
  EXPECT_EQ(complaints("p/a.md", "![](https://e.example/a.png) [x](other.md) [y](/page/) ![](//e.example/b.png)"), "");
}

TEST(References, FollowTheConventionsOfGenerators) {
  const FileLookup lookup = pictures({{"static/img/a.png", {}}, {"images/b.png", {}}, {"posts/c.png", {}}});
  EXPECT_EQ(
      read("posts/a.md", "![](/img/a.png) ![]({static}/images/b.png) ![]({attach}c.png) ![](c.png)", lookup).content,
      "<p><img src=\"media:static/img/a.png\" alt=\"\"> <img src=\"media:images/b.png\" alt=\"\"> "
      "<img src=\"media:posts/c.png\" alt=\"\"> <img src=\"media:posts/c.png\" alt=\"\"></p>\n");
}

TEST(References, OfPelicanToAnotherArticleNameItsFile) {
  EXPECT_EQ(read("a.md", "[x]({filename}/posts/other.md#top)").content, "<p><a href=\"article:other#top\">x</a></p>\n");
}

TEST(References, OfShortcodesInTheTextAreLinks) {
  EXPECT_EQ(read("a.md", "See {{< ref \"rain.md\" >}} and <{{% relref \"snow.md\" %}}>.").content,
            "<p>See <a href=\"article:rain\">Rain</a> and <a href=\"article:snow\">Snow</a>.</p>\n");
  EXPECT_EQ(read("a.html", "<title>T</title><p>See {% post_url 2020-09-17-rain %}.").content,
            "<p>See <a href=\"article:2020-09-17-rain\">Rain</a>.</p>");
}

TEST(References, OfHexosPostsAreLookedForInTheFolderOfTheirName) {
  const FileLookup lookup = pictures({{"source/_posts/snow/pier.png", {640, 480}}, {"source/_posts/b.png", {}}});
  const SourceArticle post =
      read("source/_posts/snow.md",
           "---\ndate: 2020-09-17\n---\n![](pier.png) {% asset_img ./pier.png Pier %} ![](b.png)", lookup);
  EXPECT_EQ(post.content,
            "<p><img src=\"media:source/_posts/snow/pier.png\" alt=\"\"> "
            "<img src=\"media:source/_posts/snow/pier.png\" alt=\"Pier\"> <img src=\"media:source/_posts/b.png\" "
            "alt=\"\"></p>\n");
  EXPECT_EQ(post.unresolved.size(), 0U);
  ASSERT_FALSE(post.media.empty());
  EXPECT_EQ(post.media[0].url, "media:source/_posts/snow/pier.png");
  EXPECT_EQ(post.files, (std::vector<std::string>{"source/_posts/b.png", "source/_posts/snow/pier.png"}));
  const SourceArticle elsewhere = read("posts/snow.md", "![](pier.png)", pictures({{"posts/snow/pier.png", {}}}));
  EXPECT_EQ(elsewhere.unresolved.size(), 1U) << "another article's folder";
}

TEST(References, OfFilesYetToComeAreKnown) {
  EXPECT_EQ(read("_posts/2020-09-17-a.md", "![](late.png)", pictures({})).files,
            (std::vector<std::string>{"_posts/2020-09-17-a/late.png", "_posts/late.png"}));
  EXPECT_EQ(read("p/a.md", "![](late.png)", pictures({})).files, std::vector<std::string>{"p/late.png"});
}

}  // namespace
}  // namespace feedd::content
