// Shortcodes of every generator: what becomes of them, and that code keeps those it shows.
#include "content/shortcodes.hpp"

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

struct Expanded {
  std::string text;
  std::vector<std::string> warnings;
};

Expanded expand(std::string_view body, std::string_view path = "a.md", bool markdown = true) {
  Expanded result;
  std::string storage;
  result.text = expand_shortcodes(body, {path, "Snow & rain", 1, markdown}, storage, result.warnings);
  return result;
}

std::string text(std::string_view body, std::string_view path = "a.md") {
  return expand(body, path).text;
}

TEST(Shortcodes, LeavesTextWithoutThemWhereItLies) {
  const std::string body = "a { b } {c} #{d}";
  std::string storage;
  std::vector<std::string> warnings;
  EXPECT_EQ(expand_shortcodes(body, {"a.md", "", 1, true}, storage, warnings).data(), body.data());
}

TEST(Shortcodes, MakesAFigureOfAFigure) {
  EXPECT_EQ(text("{{< figure src=\"a.png\" alt=\"A <b>\" caption=\"It *fell*\" >}}"),
            "<figure><img src=\"a.png\" alt=\"A &lt;b&gt;\"><figcaption>It <em>fell</em></figcaption></figure>\n\n");
  EXPECT_EQ(text("x\n{% include figure.html src=\"b.png\" %}\ny"),
            "x\n\n\n<figure><img src=\"b.png\"></figure>\n\n\ny");
}

TEST(Shortcodes, MakesAFrameOfAVideoInEverySpelling) {
  for (const char* body :
       {"{{< youtube w7Ft2ymGmfc >}}", "{{< youtube id=\"w7Ft2ymGmfc\" >}}", "{{ youtube(id=\"w7Ft2ymGmfc\") }}",
        "{% youtube w7Ft2ymGmfc %}", "{% youtube \"https://www.youtube.com/watch?v=w7Ft2ymGmfc&t=1\" %}",
        "{% include youtube.html id=\"w7Ft2ymGmfc\" %}"})
    EXPECT_NE(text(body).find("\"https://www.youtube-nocookie.com/embed/w7Ft2ymGmfc\""), std::string::npos) << body;
}

TEST(Shortcodes, RefersToOtherArticlesByTheirFiles) {
  EXPECT_EQ(text("[a]({{< relref \"posts/snow/index.md#cold\" >}})"), "[a](article:posts/snow#cold)");
  EXPECT_EQ(text("[a]({{% ref \"rain.md\" %}})"), "[a](article:rain)");
  EXPECT_EQ(text("[a]({% post_url 2020-09-17-first-snow %})"), "[a](article:2020-09-17-first-snow)");
  EXPECT_EQ(text("[a]({% link _posts/2020-09-17-x.md %})"), "[a](article:_posts/2020-09-17-x)");
  EXPECT_EQ(text("[a]({% link assets/x.pdf %})"), "[a](/assets/x.pdf)");
}

TEST(Shortcodes, LinksReferencesThatStandInTheText) {
  const auto rain = [](const std::string& file) { return "See <a href=\"article:" + file + "\">First rain</a>."; };
  EXPECT_EQ(text("See {{< relref \"posts/first-rain.md\" >}}."), rain("posts/first-rain"));
  EXPECT_EQ(text("See {% link _posts/first-rain.md %}."), rain("_posts/first-rain"));
  for (const char* const tag : {"{{% ref first-rain %}}", "{% post_link first-rain %}", "{% post_path first-rain %}",
                                "<{{< relref \"first-rain\" >}}>"})
    EXPECT_EQ(text("See " + std::string(tag) + "."), rain("first-rain")) << tag;
  EXPECT_EQ(text("{% post_url 2020-09-17-first-snow %}"), "<a href=\"article:2020-09-17-first-snow\">First snow</a>");
  EXPECT_EQ(text("{{< ref \"#cold-days\" >}}"), "<a href=\"#cold-days\">Cold days</a>");
  EXPECT_EQ(text("{% link index.html %}"), "<a href=\"article:index\">Index</a>");
  EXPECT_EQ(text("{{< ref \"/\" >}}").find("></a>"), std::string::npos) << "no link without a text";
  EXPECT_EQ(text("{% link assets/x.pdf %}"), "<a href=\"/assets/x.pdf\">x.pdf</a>");
  EXPECT_EQ(text("`{% post_url 2020-09-17-snow %}`", "_posts/2020-09-17-a.md"), "`Snow`");
  EXPECT_EQ(text("[{{< ref \"rain\" >}}]({{< ref \"rain\" >}})"), "[Rain](article:rain)");
}

TEST(Shortcodes, WritesTheAddressWhereOneIsExpected) {
  const std::string tag = "{{< relref \"rain.md\" >}}";
  for (const auto& [before, behind] :
       {std::pair("[a](", ")"), std::pair("[a](<", ">)"), std::pair("[a]( ", " \"title\")"),
        std::pair("<a href=\"", "\">a</a>"), std::pair("<a class='b' href='", "'>a</a>"),
        std::pair("<a href=", ">a</a>"), std::pair("[a]\n\n[a]: ", "\n"), std::pair("[a]: <", ">\n"),
        std::pair("> [a]: ", " 'title'\n")})
    EXPECT_EQ(text(before + tag + behind), std::string(before) + "article:rain" + behind);
  EXPECT_EQ(text("[a](/blog" + tag + "#b)"), "[a](article:rain#b)") << "the old site's root";
  EXPECT_EQ(text("[a](https://old.example{% post_url rain %})"), "[a](article:rain)");
  EXPECT_EQ(text("Say a=\"{{< ref rain >}}\""), "Say a=\"<a href=\"article:rain\">Rain</a>\"") << "no tag";
  EXPECT_EQ(text("See: {{< ref rain >}}"), "See: <a href=\"article:rain\">Rain</a>") << "no definition";
}

TEST(Shortcodes, ReadsHexosLinks) {
  EXPECT_EQ(text("{% link Hexo's page https://hexo.io/?a=b,c true The title %}"),
            "<a href=\"https://hexo.io/?a=b,c\" title=\"The title\">Hexo&#39;s page</a>");
  EXPECT_EQ(text("{% link Us /about/ %}"), "<a href=\"/about/\">Us</a>");
  EXPECT_EQ(text("{% post_link first-snow Snow, at last %}"), "<a href=\"article:first-snow\">Snow, at last</a>");
  EXPECT_EQ(text("{% post_link first-snow 'Snow <3' false %}"), "<a href=\"article:first-snow\">Snow &lt;3</a>");
  EXPECT_EQ(text("{% post_link first-snow#cold true %}"), "<a href=\"article:first-snow#cold\">First snow</a>");
  EXPECT_EQ(text("{% asset_link a.pdf The paper %}"), "<a href=\"a.pdf\">The paper</a>");
  EXPECT_EQ(text("![]({% asset_path a.png %}) {% asset_path a.png %}"), "![](a.png) <a href=\"a.png\">a.png</a>");
}

TEST(Shortcodes, ReadsHexosImages) {
  EXPECT_EQ(text("{% asset_img a.png %}"), "<img src=\"a.png\">");
  EXPECT_EQ(text("{% asset_img left big a.png 300 200 Snow falls %}"),
            "<img src=\"a.png\" alt=\"falls\" width=\"300\" height=\"200\" title=\"Snow\">");
  EXPECT_EQ(text("{% asset_img a.png 'Snow on the pier' %}"), "<img src=\"a.png\" alt=\"Snow on the pier\">");
  EXPECT_EQ(text("{% asset_img a.png '\"The pier\" \"Snow on it\"' %}"),
            "<img src=\"a.png\" alt=\"Snow on it\" title=\"The pier\">");
}

TEST(Shortcodes, ReadsArgumentsAsTheyAreWritten) {
  EXPECT_NE(text("{% youtube https://www.youtube.com/watch?v=w7F %}").find("/embed/w7F\""), std::string::npos)
      << "an address is no key";
  EXPECT_EQ(text("{{< figure src=\"a.png\" alt=\"the \\\"old\\\" pier\" >}}"),
            "<figure><img src=\"a.png\" alt=\"the &quot;old&quot; pier\"></figure>\n\n");
  EXPECT_EQ(text("{% include figure.html src = 'a.png' alt=b, %}"),
            "<figure><img src=\"a.png\" alt=\"b\"></figure>\n\n");
}

TEST(Shortcodes, FencesCodeWhateverItHolds) {
  EXPECT_EQ(text("{% highlight ruby linenos %}\nputs `a`\n{% endhighlight %}"), "```ruby\nputs `a`\n```\n\n");
  EXPECT_EQ(text("{{< highlight go \"linenos=table\" >}}\n```\n{{< /highlight >}}"), "````go\n```\n````\n\n");
  EXPECT_EQ(text("{% codeblock Title lang:js %}\n{{ x }}\n{% endcodeblock %}"), "```js\n{{ x }}\n```\n\n");
  EXPECT_EQ(expand("{% highlight c %}\na<b\n{% endhighlight %}", "a.html", false).text,
            "<pre><code class=\"language-c\">a&lt;b\n</code></pre>");
}

TEST(Shortcodes, KeepsCodeWithinALineInIt) {
  EXPECT_EQ(text("a {{< highlight go \"hl_inline=true\" >}}x < 1{{< /highlight >}} b"), "a <code>x &lt; 1</code> b");
}

TEST(Shortcodes, FencesNoFence) {
  EXPECT_EQ(text("{% code title=\"x.js\" %}\n```js\na\n```\n{% endcode %}"), "```js\na\n```\n\n");
}

TEST(Shortcodes, LinksOrFramesWhatIsEmbedded) {
  EXPECT_EQ(text("{% embed url=\"https://a.example/b\" %}"),
            "<p><a href=\"https://a.example/b\">https://a.example/b</a></p>\n\n");
  EXPECT_EQ(text("{% iframe https://a.example 300 200 %}"),
            "<p><a href=\"https://a.example\">https://a.example</a></p>\n\n");
  EXPECT_NE(text("{% embed https://youtu.be/w7F %}").find("youtube-nocookie.com/embed/w7F\""), std::string::npos);
}

TEST(Shortcodes, PutsBlocksIntoTheItemOrQuotationTheyStandIn) {
  EXPECT_EQ(text("1. one\n\n   {{< figure src=\"a.png\" >}}\n\n2. two"),
            "1. one\n\n\n   <figure><img src=\"a.png\"></figure>\n\n\n2. two");
  EXPECT_EQ(text("- a\n\n  {{< highlight go >}}\n  if x {\n    y\n  }\n  {{< /highlight >}}\n"),
            "- a\n\n\n  ```go\n  if x {\n    y\n  }\n  ```\n\n");
  EXPECT_EQ(text("- {{< highlight go >}}\n  x\n  {{< /highlight >}}\n- b"), "- ```go\n  x\n  ```\n\n- b");
  EXPECT_EQ(text("> {{% notice %}}\n> a\n>\n> b\n> {{% /notice %}}\n> c"), ">\n> > a\n> > \n> > b\n>\n>\n> c");
  EXPECT_EQ(text("a\n\n  {{< figure src=\"a.png\" >}}"), "a\n\n\n\n<figure><img src=\"a.png\"></figure>\n\n")
      << "no list, so at the margin";
}

TEST(Shortcodes, ReadsCaptionsAsMarkdown) {
  EXPECT_EQ(text("{{< figure src=\"a.png\" caption=\"**By** [Mira](https://m.example) <script>x</script>\" >}}"),
            "<figure><img src=\"a.png\"><figcaption><strong>By</strong> <a href=\"https://m.example\">Mira</a> "
            "</figcaption></figure>\n\n");
}

TEST(Shortcodes, ShowsWhatIsRawOrEscaped) {
  EXPECT_EQ(text("{% raw %}{{ x }} {% y %}{% endraw %}"), "{{ x }} {% y %}");
  EXPECT_EQ(text("{{</* youtube x */>}} `{{%/* y */%}}`"), "{{&lt; youtube x &gt;}} `{{% y %}}`");
  EXPECT_EQ(text("`{{</* x */>}}`"), "`{{< x >}}`");
  EXPECT_EQ(text("{%/* x() */%}"), "{% x() %}");
}

TEST(Shortcodes, KeepsThoseThatCodeShowsButNotOnLiquidsSites) {
  const std::string fence = "```\n{% if x %} {{ y }} {{< z >}}\n```\nand `{% w %}`";
  EXPECT_EQ(text(fence), fence);
  EXPECT_EQ(text("`{{ page.title }}`", "_posts/2020-09-17-a.md"), "`Snow & rain`");
}

TEST(Shortcodes, ShowsWhatIsEscapedInCodeOfEveryKind) {
  EXPECT_EQ(text("a\n\n    {{</* x */>}}\n"), "a\n\n    {{< x >}}\n");
  EXPECT_EQ(text("``a ` {{</* x */>}}``"), "``a ` {{< x >}}``");
  EXPECT_EQ(text("{{< highlight go >}}\n{{</* x */>}} {{%/* y */%}}\n{{< /highlight >}}"),
            "```go\n{{< x >}} {{% y %}}\n```\n\n");
  EXPECT_EQ(expand("{{</*b*/>}}", "a.html", false).text, "{{&lt;b&gt;}}") << "no element";
}

TEST(Shortcodes, KeepsThoseThatCodeOfEveryKindShows) {
  for (const char* const body : {"a\n\n    {% widget %}\n", "~~~~\n```\n~~~\n{% widget %}\n~~~~\n",
                                 "``a ` {% widget %}``", "> ```\n> {% widget %}\n> ```\n"})
    EXPECT_EQ(text(body), body);
  EXPECT_EQ(text("a\n    {% widget %}b"), "a\n    b") << "the paragraph goes on";
  EXPECT_EQ(text("{% tab %}\n\n    a {% endtab %}"), "\n\n    a ") << "what begins in no code ends in none";
}

TEST(Shortcodes, KeepsThoseOfHugoThatCodeShowsBesideOthers) {
  EXPECT_EQ(text("{{< x >}}a `{{< ref \"y\" >}}`\n```\n{{< youtube abc >}}\n```\n"),
            "a `{{< ref \"y\" >}}`\n```\n{{< youtube abc >}}\n```\n");
  EXPECT_EQ(text("{{< tab >}}\n\n    {{< b >}}\n{{< /tab >}}"), "\n\n    \n") << "indentation is none to Hugo";
  EXPECT_EQ(text("{{< tab >}}\n```\na\n{{< /tab >}}\n"), "\n```\na\n\n") << "an end of what was begun outside";
}

TEST(Shortcodes, LeavesAMarkThatIsNotClosed) {
  EXPECT_EQ(text("Write {{< to begin.\n\nMore.\n\n{{< x >}}End."), "Write {{< to begin.\n\nMore.\n\nEnd.");
  EXPECT_EQ(text("Write {{% so. {{% x %}}{{< y >}}"), "Write {{% so. ");
}

TEST(Shortcodes, TakesAnArticleForJekyllsByAnyTagThatIsMeant) {
  const char* const meant = "`{% include a.html %}` and {% include b.html %}, `{{ page.title }}`";
  EXPECT_EQ(text(meant), "`` and , `Snow & rain`") << "the first mention is only shown, the second is meant";
  EXPECT_EQ(text("{%- include 'none.html' -%}`{{ page.title }}`"), "`Snow & rain`");
  EXPECT_EQ(text("    {% raw %}\n\n`{{ x }}`"), "    {% raw %}\n\n`{{ x }}`") << "shown by indentation";
  EXPECT_TRUE(text("{% link Snow https://snow.example %} `{{ x }}`").ends_with(" `{{ x }}`")) << "Hexo's link";
}

TEST(Shortcodes, TakesNoArticleOfHugoForJekylls) {
  EXPECT_EQ(text("{% raw %}a{% endraw %} `{{ x }}` {{% y %}}"), "a `{{ x }}` ");
  std::string storage;
  std::vector<std::string> warnings;
  EXPECT_EQ(expand_shortcodes("{% raw %}a{% endraw %} `{{ x }}`", {"_posts/2020-09-17-a.md", "", 1, true, true},
                              storage, warnings),
            "a `{{ x }}`");
}

TEST(Shortcodes, RemovesTheUnknownAndSaysWhere) {
  const Expanded result = expand("a\n\n{{< plotly json=\"x\" >}}b {% widget %}");
  EXPECT_EQ(result.text, "a\n\nb ");
  ASSERT_EQ(result.warnings.size(), 2U);
  EXPECT_EQ(result.warnings[0], "3:1: shortcode plotly is not known and was removed");
}

TEST(Shortcodes, TakesNoArticleThatOnlyShowsLiquidForJekylls) {
  EXPECT_NE(text("I wrote `{% include note.html %}`.\n\n```yaml\nT: ${{ secrets.T }}\n```\n").find("secrets.T"),
            std::string::npos);
  EXPECT_NE(text("```\n{% raw %}x{% endraw %}\n{{ message }}\n```\n").find("{{ message }}"), std::string::npos);
}

TEST(Shortcodes, MakesNoLinkOfAnIncludeWithoutArguments) {
  const Expanded result = expand("a{% include 'x.html' %}");
  EXPECT_EQ(result.text, "a");
  EXPECT_EQ(result.warnings.size(), 1U);
  EXPECT_NE(text("{% include 'youtube.html' id=\"w7F\" %}").find("embed/w7F\""), std::string::npos);
}

TEST(Shortcodes, KeepsWhatUnknownPairsEnclose) {
  EXPECT_EQ(text("{{< tabs >}}a {{% tab \"x\" %}}b{{% /tab %}}{{< /tabs >}}"), "a b");
  EXPECT_EQ(text("{% tab %}a{% endtab %}"), "a");
}

TEST(Shortcodes, QuotesAlertsAndQuotations) {
  EXPECT_EQ(text("{{% alert title=\"Note\" %}}\nIt *fell*.\n{{% /alert %}}"), "> **Note**\n>\n> It *fell*.\n\n\n");
  EXPECT_EQ(text("{% quote(author=\"Choi\") %}\nSnow{{ nothing() }}\n{% end %}"), "> Snow\n>\n> \u2014 Choi\n\n\n");
}

TEST(Shortcodes, NamesBoxesByWhatStandsBehindTheirKind) {
  EXPECT_EQ(text("{{% notice tip \"Dry boots\" %}}x{{% /notice %}}"), "> **Dry boots**\n>\n> x\n\n\n");
  EXPECT_EQ(text("{% quote \"Choi Mira\" %}x{% endquote %}"), "> x\n>\n> \u2014 Choi Mira\n\n\n");
  EXPECT_EQ(text("{% pullquote right %}x{% endpullquote %}"), "> x\n\n\n") << "a class";
  EXPECT_EQ(text("{% details What it was %}x{% enddetails %}"),
            "<details><summary>What it was</summary>\n\nx\n\n</details>\n\n");
}

TEST(Shortcodes, KnowsLiquidsVariablesThatNeedNoSite) {
  const char* const post = "_posts/2020-09-17-a.md";
  EXPECT_EQ(text("[a]({{ site.baseurl }}/b) {{ page.title }} {{ '/c' | relative_url }}", post),
            "[a](/b) Snow & rain /c");
  EXPECT_EQ(text("{% assign v = \"1.2\" %}v{{ v }}", post), "v1.2");
  EXPECT_EQ(text("{% if x %}a{% else %}b{% endif %}{% for p in site.posts %}c{% endfor %}", post), "a");
  EXPECT_EQ(text("x{{ site.github.url }}y", post), "xy");
  EXPECT_EQ(text("{{ message }} {{ .Title }}"), "{{ message }} {{ .Title }}");
}

TEST(Shortcodes, DropsKramdownsAttributes) {
  EXPECT_EQ(text("Snow.\n{: .note #x}\n\n[a](b){:target=\"_blank\"} {:c"), "Snow.\n\n\n[a](b) {:c");
  EXPECT_EQ(text("* Contents\n{:toc}\n\nx"), "\n\nx");
  EXPECT_EQ(text("1. Contents\n{:toc}\n\nx"), "\n\nx");
  EXPECT_EQ(text("**Contents**\n{:toc}\n\nx"), "**Contents**\n\n\nx");
  EXPECT_EQ(text("1984 was\n{:toc}\n\nx"), "1984 was\n\n\nx");
  EXPECT_EQ(text("a\n\n{::comment}\nhidden\n{:/comment}\n\nb"), "a\n\n\n\nb");
}

TEST(Shortcodes, StaysLinearWhereNothingEnds) {
  for (const char* mark : {"{{<", "{{< a >}}", "{% raw %}", "{%", "{{", "{:}", "{% a %}{% enda", "{{< a >}}b{{< /a >}}",
                           "`{{< a", "{% highlight %} endhighlight ", "  {{< yt a >}}\n", "- a\n  {{< yt a >}}\n",
                           "> {{< yt a >}}\n", "{{{", "{{% x"}) {
    std::string body;
    while (body.size() < 400'000) body += mark;
    EXPECT_LE(text(body).size(), 3'200'000U) << mark;
  }
  const std::string deep(150'000, '>');
  const std::string lines = deep + " {{< note >}}" + std::string(150'000, '\n') + "{{< /note >}}";
  EXPECT_LE(text(lines).size(), lines.size() * 4);
  std::string nested;
  for (int i = 0; i < 50'000; ++i) nested += "{{< t" + std::to_string(i % 7) + " >}}";
  for (int i = 50'000; i-- > 0;) nested += "{{< /t" + std::to_string(i % 7) + " >}}";
  EXPECT_LE(text(nested).size(), nested.size());
}

}  // namespace
}  // namespace feedd::content
