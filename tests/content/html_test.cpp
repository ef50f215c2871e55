// The cleaner: what is kept, what never gets through, and that hostile nesting costs nothing.
#include "content/html.hpp"

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

std::optional<std::string> as_it_is(std::string_view reference) {
  return std::string(reference);
}

std::string clean(std::string_view html) {
  return clean_html(html, as_it_is).html;
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(CleanHtml, ShowsNothingOfAnIsindex) {
  EXPECT_EQ(clean_html("<p>a</p><isindex><p>b</p>", [](std::string_view) { return std::nullopt; }).html,
            "<p>a</p><p>b</p>");
}

TEST(CleanHtml, KeepsTheAllowlistAndNothingOfClassStyleAndHandlers) {
  EXPECT_EQ(clean("<p class=a style='x' onclick=c>t <b>s</b> <i>e</i> <code>c</code></p>"),
            "<p>t <strong>s</strong> <em>e</em> <code>c</code></p>");
  EXPECT_EQ(clean("<a href='https://e.example/' target=_blank rel=x title=t>l</a>"),
            "<a href=\"https://e.example/\" title=\"t\">l</a>");
}

TEST(CleanHtml, DropsScriptsStylesFramesAndFormsWithTheirContents) {
  for (const char* hostile :
       {"<script>alert(1)</script>", "<style>p{}</style>", "<iframe src=x>y</iframe>", "<object data=x>y</object>",
        "<template><p>x</p></template>", "<svg><script>1</script><p>x</svg>", "<math><mi>x</math>",
        "<textarea>x</textarea>", "<noscript><p>x</p></noscript>", "<title>x</title>", "<select><option>x</select>",
        "<!-- x -->", "<?php x ?>"})
    EXPECT_EQ(clean(hostile), "") << hostile;
}

TEST(CleanHtml, KeepsWhatOtherElementsHold) {
  EXPECT_EQ(clean("<span>a</span> <font color=red>b</font> <video>c</video>"), "a b c");
}

TEST(CleanHtml, MakesADivisionWithTextAParagraph) {
  EXPECT_EQ(clean("<div>one</div><div>two <b>x</b></div>"), "<p>one</p><p>two <strong>x</strong></p>");
}

TEST(CleanHtml, DropsAddressesOfSchemesThatRun) {
  for (const char* address :
       {"javascript:alert(1)", " JaVaScRiPt:x", "java\nscript:x", "java&#9;script:x", "&#1;javascript:x",
        "javascript&colon;x", "\uFEFFjavascript:x", "&#xFEFF;javascript:x", "\x7Fjavascript:x", "data:text/html,x",
        "vbscript:x", "file:///etc/passwd", "media:x", ""})
    EXPECT_EQ(clean("<a href=\"" + std::string(address) + "\">l</a>"), "l") << address;
}

TEST(CleanHtml, KeepsWebMailTelephoneAndRelativeAddresses) {
  for (const char* address : {"http://e.example/", "https://e.example/?a=1", "mailto:a@e.example", "tel:+82",
                              "../b.html", "/c", "#d", "//e.example/f", "?q"})
    EXPECT_EQ(clean("<a href=\"" + std::string(address) + "\">l</a>"),
              "<a href=\"" + std::string(address) + "\">l</a>");
}

TEST(CleanHtml, LeavesTheAlternativeTextOfAnImageWithoutAddress) {
  EXPECT_EQ(clean("<img src='javascript:1' alt='A <cat>'>"), "A &lt;cat&gt;");
}

TEST(CleanHtml, ReportsImagesAsTheRewriterReturnedThem) {
  const CleanHtml result =
      clean_html("<p><img src=a.png alt='x &amp; y'><img src=b.png>", [](std::string_view reference) {
        return reference == "a.png" ? std::optional<std::string>("media:2020/a.png") : std::nullopt;
      });
  EXPECT_EQ(result.html, "<p><img src=\"media:2020/a.png\" alt=\"x &amp; y\"></p>");
  ASSERT_EQ(result.images.size(), 1U);
  EXPECT_EQ(result.images[0].url, "media:2020/a.png");
  EXPECT_EQ(result.images[0].alt, "x & y");
}

TEST(CleanHtml, CallsTheRewriterOnceForEachAddressHoweverOftenItReads) {
  const CleanHtml result = clean_html("<p>a<marquee><p><a href=x>l</a></marquee>", [](std::string_view reference) {
    return std::optional("z/" + std::string(reference));
  });
  EXPECT_EQ(result.html, "<p>a</p><p><a href=\"z/x\">l</a></p><p></p>");
}

TEST(CleanHtml, SurvivesKnownMutations) {
  for (const char* hostile :
       {"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<xmp><img title='</xmp><img src=1 onerror=alert(1)>'>"}) {
    const std::string once = clean(hostile);
    EXPECT_EQ(once.find("<img src=\"1\" on"), std::string::npos) << once;
    EXPECT_EQ(once.find("<style"), std::string::npos) << once;
    EXPECT_EQ(clean(once), once);
  }
}

TEST(CleanHtml, WritesWhatAParserReadsBackUnchanged) {
  for (const char* html : {"<p>x<button><p>y</button>z", "<pre>\n\nx</pre>", "<table><caption>c</caption><tr><td>x",
                           "<a href=1><table><tr><td><a href=2>x", "<b><p>x</b>y</p>", "<table>a<tr>b<td>c",
                           "<ul><div><li>x</div><li>y", "<h1><div><h2>x</h1>", "<p><b><div><i>x</b>y</div>z"}) {
    const std::string once = clean(html);
    EXPECT_EQ(clean(once), once) << html;
  }
}

TEST(CleanHtml, DropsCharactersXmlForbidsHoweverTheyAreWritten) {
  EXPECT_EQ(clean("a&#1;b&#xB;c&#xFFFE;d&#xD800;e"), "abcd\uFFFDe");
  EXPECT_EQ(clean("<img src=x alt='a&#7;b'>"), "<img src=\"x\" alt=\"ab\">");
}

TEST(CleanHtml, DecodesOnceAndEscapesOnce) {
  EXPECT_EQ(clean("&lt;b&gt; &amp;lt; &quot; &nbsp;|"), "&lt;b&gt; &amp;lt; &quot; \u00A0|");
}

TEST(CleanHtml, GivesUpMarkupThatNestsDeeperThanPeopleDo) {
  EXPECT_EQ(clean(repeated("<div>", 200'000) + "text"), "<p>text</p>");
  EXPECT_EQ(clean(repeated("<blockquote>", 200'000) + "a & b"), "<p>a &amp; b</p>");
  EXPECT_EQ(clean(repeated("<b>", 100'000) + "x"), "<p>x</p>");
  EXPECT_EQ(clean(repeated("<table><tr><td>", 50'000) + "x"), "<p>x</p>");
}

TEST(CleanHtml, GivesUpTagsWithMoreAttributesThanAnyHas) {
  std::string html = "<p ";
  for (int i = 0; i < 50'000; ++i) html += "a" + std::to_string(i) + ' ';
  EXPECT_EQ(clean(html + ">x"), "<p>x</p>");
}

TEST(CleanHtml, ReadsLongFlatDocumentsWhole) {
  const std::string html = "<table>" + repeated("<tr><td>a<td>b", 5'000) + "</table>";
  EXPECT_EQ(clean(html), "<table><tbody>" + repeated("<tr><td>a</td><td>b</td></tr>", 5'000) + "</tbody></table>");
}

TEST(CleanHtml, KeepsWhatBlogsAndNewsroomsUse) {
  for (const char* html :
       {"<details open=\"\"><summary>s</summary><p>t</p></details>",
        "<p><ruby>\u6F22<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>",
        "<table><caption>c</caption><colgroup><col span=\"2\"></colgroup><thead><tr><th colspan=\"2\" "
        "scope=\"col\">h</th></tr>"
        "</thead></table>",
        "<p><abbr title=\"t\">a</abbr> <kbd>k</kbd> <time datetime=\"2020-09-17\">d</time> <ins cite=\"x\">i</ins></p>",
        "<ol type=\"a\" start=\"3\" reversed=\"\"><li value=\"7\">x</li></ol>",
        "<h2 id=\"a\" lang=\"ko\" dir=\"ltr\">x</h2>", "<pre><code class=\"language-c++\">x</code></pre>",
        "<p style=\"text-align:center\">x</p>",
        "<video src=\"a.mp4\" poster=\"p.png\" controls=\"\"><track src=\"t.vtt\" kind=\"captions\" "
        "srclang=\"en\"></video>",
        "<picture><source srcset=\"a.webp 2x\" type=\"image/webp\"><img src=\"a.png\" alt=\"\" "
        "width=\"10\"></picture>"})
    EXPECT_EQ(clean(html), html);
}

TEST(CleanHtml, MakesOldAlignmentAndAnchorsNew) {
  EXPECT_EQ(clean("<p align=RIGHT>x</p><center>y</center><a name=z></a>"),
            "<p style=\"text-align:right\">x</p><p style=\"text-align:center\">y</p><a id=\"z\"></a>");
}

TEST(CleanHtml, FindsThePictureOfALazyLoader) {
  EXPECT_EQ(clean("<img src='data:image/gif;base64,R0lGOD' data-src=a.png data-srcset='b.png 2x' alt=t>"),
            "<img src=\"a.png\" srcset=\"b.png 2x\" alt=\"t\">");
  EXPECT_EQ(clean("<img data-original=a.png><noscript><img src=a.png></noscript>"), "<img src=\"a.png\" alt=\"\">");
  EXPECT_EQ(clean("<noscript><img src=a.png></noscript><noscript>Scripts, please</noscript>"),
            "<img src=\"a.png\" alt=\"\">");
  EXPECT_EQ(clean("<img src=real.png data-src=other.png>"), "<img src=\"real.png\" alt=\"\">");
  EXPECT_EQ(clean("<img srcset='a.png 1x, b.png 2x'>"), "<img src=\"a.png\" srcset=\"a.png 1x, b.png 2x\" alt=\"\">");
}

TEST(CleanHtml, KeepsSmallPicturesThatAreWrittenOutButReportsThemNot) {
  const CleanHtml result = clean_html("<img src='data:image/png;base64,iVBORw0KGgo='>", as_it_is);
  EXPECT_EQ(result.html, "<img src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"\">");
  EXPECT_TRUE(result.images.empty());
  EXPECT_EQ(clean("<img alt=x src='data:image/png;base64," + repeated("A", 200'000) + "'>"), "x");
}

TEST(CleanHtml, KeepsFramesOfConfiguredHostsAndLinksToVideosOfOthers) {
  const std::vector<std::string> hosts = {"Video.Example"};
  const std::string frame =
      clean_html("<iframe src='https://video.example/e/1' width=640 onload=x></iframe>", as_it_is, {hosts, false}).html;
  EXPECT_TRUE(frame.starts_with("<iframe src=\"https://video.example/e/1\" width=\"640\" allow=")) << frame;
  EXPECT_EQ(clean_html(frame, as_it_is, {hosts, false}).html, frame);
  EXPECT_EQ(clean("<iframe src='https://video.example/e/1'></iframe>"), "");
  EXPECT_EQ(clean("<iframe src='//www.youtube.com/embed/a_B-1?rel=0' title='Snow'></iframe>"),
            "<p><a href=\"https://www.youtube.com/watch?v=a_B-1\">Snow</a></p>");
}

TEST(CleanHtml, ShowsTheBoxesOfTaskLists) {
  EXPECT_EQ(
      clean("<ul><li><input type=checkbox disabled checked> a<li><input type=checkbox> b</ul><input type=checkbox>"),
      "<ul><li>\u2611 a</li><li>\u2610 b</li></ul>");
}

TEST(CleanHtml, BalancesWhatIsTrustedAndResolvesItsAddresses) {
  const auto prefix = [](std::string_view reference) { return std::optional("p/" + std::string(reference)); };
  EXPECT_EQ(
      clean_html("<div class=x onclick='f()'><b>a<p>&#1;<script>if (a < b) c(\"=\\\"\");</script><img src=i data-x=1>",
                 prefix, {{}, true})
          .html,
      "<div class=\"x\" onclick=\"f()\"><b>a<p><script>if (a < b) c(\"=\\\"\");</script>"
      "<img src=\"p/i\" data-x=\"1\"></p></b></div>");
}

TEST(MapUrls, MapsEachCandidateOfASetAndPostersAndSources) {
  const std::string html =
      clean("<img srcset='a,b.png 1x, c.png 2x' src=d><video poster=e src=f></video><q cite=g>h</q>");
  EXPECT_EQ(map_urls(html, [](std::string_view address) { return "/" + std::string(address); }),
            "<img src=\"/d\" srcset=\"/a,b.png 1x, /c.png 2x\" alt=\"\"><video src=\"/f\" poster=\"/e\" "
            "controls=\"\"></video>"
            "<q cite=\"/g\">h</q>");
}

TEST(MapUrls, LeavesScriptsOfTrustedBodiesAlone) {
  const std::string html = "<script>a=' href=\"x\" src=\"';</script><a href=\"b\">c</a>";
  EXPECT_EQ(map_urls(html, [](std::string_view address) { return "/" + std::string(address); }),
            "<script>a=' href=\"x\" src=\"';</script><a href=\"/b\">c</a>");
}

TEST(MapUrls, ChangesAddressesAndNothingElse) {
  const std::string html =
      clean("<p>href=\"x\" <a href='a?b&amp;c' title='src=\"t\"'>l</a><img src=i.png alt=' href='></p>");
  EXPECT_EQ(map_urls(html, [](std::string_view address) { return "https://e.example/" + std::string(address); }),
            "<p>href=&quot;x&quot; <a href=\"https://e.example/a?b&amp;c\" title=\"src=&quot;t&quot;\">l</a>"
            "<img src=\"https://e.example/i.png\" alt=\"href=\"></p>");
}

TEST(HtmlToText, PartsBlocksAndJoinsInlines) {
  EXPECT_EQ(html_to_text("<p>a<b>b</b>c</p><p>d</p>e<br>f<script>g()</script><!-- h > -->"), "abc d e f");
}

TEST(HtmlToText, DecodesEntitiesOnce) {
  EXPECT_EQ(html_to_text("&amp;lt; &mdash; &#8212; &bogus; 1 < 2 & 3"), "&lt; — — &bogus; 1 < 2 & 3");
}

TEST(FirstParagraph, PassesOverParagraphsWithoutText) {
  EXPECT_EQ(first_paragraph("<h1>t</h1><p> </p><p><img src=\"x\"></p><p>one <em>two</em></p><p>three</p>"), "one two");
  EXPECT_EQ(first_paragraph("<ul><li>a</li></ul>"), "a");
}

TEST(ParseHtmlDocument, TakesTheArticleOutOfThePage) {
  const HtmlDocument page = parse_html_document(
      "<!doctype html><html lang=ko><head><title>Snow - The Paper</title><meta name=Author content='Choi Mira'>"
      "<meta property='article:published_time' content='2020-09-17T05:05:00Z'></head><body><nav>menu</nav>"
      "<article><header><h1>Snow</h1></header><p>It fell.</p></article><footer>f</footer></body></html>");
  EXPECT_EQ(page.title, "Snow");
  EXPECT_EQ(page.language, "ko");
  EXPECT_EQ(page.body, "<header></header><p>It fell.</p>");
  const std::vector<std::pair<std::string, std::string>> metadata = {
      {"author", "Choi Mira"}, {"article:published_time", "2020-09-17T05:05:00Z"}};
  EXPECT_EQ(page.metadata, metadata);
}

TEST(ParseHtmlDocument, KeepsAHeadingThatIsNotTheTitle) {
  const HtmlDocument page = parse_html_document("<title>Snow</title><body><h1>Rain</h1><p>x</p>");
  EXPECT_EQ(page.title, "Snow");
  EXPECT_EQ(page.body, "<h1>Rain</h1><p>x</p>");
}

TEST(ParseHtmlDocument, TakesAFragmentAsAWhole) {
  const HtmlDocument page = parse_html_document("<p>a</p><p>b</p>");
  EXPECT_EQ(page.title, "");
  EXPECT_EQ(page.body, "<p>a</p><p>b</p>");
}

TEST(CleanHtml, WritesRubyAsHtmlHasIt) {
  EXPECT_EQ(clean("<ruby><rb>A</rb><rt>a</rt><rb>B<rt>b<rtc>AB</rtc></ruby>"),
            "<ruby>A<rt>a</rt>B<rt>b</rt><rt>AB</rt></ruby>");
  EXPECT_EQ(clean("<ruby>A<rt>a</rt><rtc><rt>x</rt></rtc></ruby>"), "<ruby>A<rt>a</rt><rt>x</rt></ruby>");
}

TEST(CleanHtml, ReadsAFragmentInNoQuirksModeWhateverWasReadBefore) {
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(clean("<p>one<table><tr><td>x</table>"), "<p>one</p><table><tbody><tr><td>x</td></tr></tbody></table>");
    static_cast<void>(parse_html_document("<p>a page without a document type is in quirks mode<table><tr><td>x"));
  }
}

}  // namespace
}  // namespace feedd::content
