#include "content/shortcode_table.hpp"

#include "content/html.hpp"
#include "content/html_attributes.hpp"
#include "content/html_frame.hpp"
#include "content/markdown.hpp"
#include "content/shortcode_references.hpp"
#include "content/text.hpp"
#include "content/url.hpp"

#include <algorithm>

namespace feedd::content {

namespace {

constexpr std::size_t none = std::string_view::npos;

/// An HTML attribute, where there is a value.
std::string attribute(std::string_view name, std::string_view value) {
  return value.empty() ? std::string() : " " + std::string(name) + "=\"" + escape_html(value) + "\"";
}

std::string link(std::string_view address, std::string_view text) {
  return "<a" + attribute("href", address) + ">" + escape_html(text.empty() ? address : text) + "</a>";
}

std::string paragraph(std::string_view html) {
  return "<p>" + std::string(html) + "</p>";
}

/// The last part of an address, or the text itself: of an id, people give either.
std::string_view id_of(std::string_view text) {
  const std::size_t parameter = text.find("v=");
  if (text.find("://") != none && parameter != none) text.remove_prefix(parameter + 2);
  text = text.substr(0, text.find_first_of("?&#"));
  while (text.ends_with('/')) text.remove_suffix(1);
  return text.substr(text.rfind('/') + 1);
}

/// A caption as its generator shows it: Hugo and Jekyll's themes read it as Markdown.
std::string caption_of(std::string_view text) {
  const UrlRewriter as_it_is = [](std::string_view reference) { return std::optional<std::string>(reference); };
  std::string html = markdown_to_html(text, as_it_is).html;
  const bool one = html.starts_with("<p>") && html.ends_with("</p>\n") && html.find("<p", 1) == none;
  return one ? html.substr(3, html.size() - 8) : escape_html(html_to_text(html));
}

Expansion figure(const Shortcode& code) {
  const ShortcodeArguments& given = code.arguments;
  const std::string_view src = given.first({"src", "image_path", "url", "link_to", "file", "path", "filename"});
  std::string image = "<img" + attribute("src", src) + attribute("alt", given.named({"alt"})) +
                      attribute("width", given.named({"width"})) + attribute("height", given.named({"height"})) + ">";
  if (const std::string_view target = given.named({"link", "href"}); !target.empty())
    image = "<a" + attribute("href", target) + ">" + image + "</a>";
  std::string caption = escape_html(given.named({"title"}));
  const std::string_view text = given.named({"caption", "description"});
  if (!text.empty()) caption += (caption.empty() ? "" : ": ") + caption_of(text);
  if (const std::string_view credit = given.named({"attr"}); !credit.empty()) {
    const std::string_view from = given.named({"attrlink"});
    caption += (caption.empty() ? "" : " ") + (from.empty() ? escape_html(credit) : link(from, credit));
  }
  if (caption.empty() && code.inner) caption = caption_of(*code.inner);
  return {"<figure>" + image + (caption.empty() ? "" : "<figcaption>" + caption + "</figcaption>") + "</figure>", true};
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == none;
}

/// Hexo's `img` and `asset_img`: classes, the file, its width and height, a title, an alternative text; the last two
/// also within quotation marks around both.
Expansion image(const Shortcode& code) {
  const ShortcodeArguments& given = code.arguments;
  std::size_t i = 0;
  std::string_view src = given.named({"src", "url", "path"});
  if (src.empty()) {
    while (given.at(i).find_first_of("./") == none && !given.at(i + 1).empty()) ++i;
    src = given.at(i++);
  }
  const std::string_view width = is_number(given.at(i)) ? given.at(i++) : given.named({"width"});
  const std::string_view height = is_number(given.at(i)) ? given.at(i++) : given.named({"height"});
  const std::string rest = given.text_from(i);
  const ShortcodeArguments both(rest);
  const bool quoted = rest.starts_with('"') || rest.starts_with('\'');
  std::string_view title = quoted ? both.at(0) : given.at(i);
  std::string_view alt = quoted ? both.at(1) : given.at(i + 1);
  if (!given.named({"title"}).empty()) title = given.named({"title"});
  if (!given.named({"alt"}).empty()) alt = given.named({"alt"});
  return {"<img" + attribute("src", src) + attribute("alt", alt.empty() ? title : alt) + attribute("width", width) +
          attribute("height", height) + attribute("title", alt.empty() ? std::string_view() : title) + ">"};
}

Expansion frame(std::string_view address, std::string_view title) {
  return {"<iframe" + attribute("src", address) + attribute("title", title) + "></iframe>", true};
}

Expansion youtube(const Shortcode& code) {
  const std::string_view id = id_of(code.arguments.first({"id", "url", "video_id", "src"}));
  return frame("https://www.youtube-nocookie.com/embed/" + encode_segment(id), code.arguments.named({"title"}));
}

Expansion vimeo(const Shortcode& code) {
  const std::string_view id = id_of(code.arguments.first({"id", "url", "video_id", "src"}));
  return frame("https://player.vimeo.com/video/" + encode_segment(id), code.arguments.named({"title"}));
}

Expansion gist(const Shortcode& code) {
  std::string path(code.arguments.first({"id", "url"}));
  if (const std::string_view second = code.arguments.at(1); !second.empty() && second.find('.') == none)
    path.append("/").append(second);
  const std::string address =
      path.find("://") == std::string::npos ? "https://gist.github.com/" + encode_path(path) : path;
  return {paragraph(link(address, "")), true};
}

Expansion tweet(const Shortcode& code) {
  const std::string_view user = code.arguments.named({"user"});
  std::string_view id = code.arguments.first({"id", "url"});
  if (user.empty() && code.arguments.named({"id"}).empty() && !code.arguments.at(1).empty()) id = code.arguments.at(1);
  const std::string address =
      id.find("://") != none
          ? std::string(id)
          : "https://twitter.com/" + encode_segment(user.empty() ? "i" : user) + "/status/" + encode_segment(id);
  return {paragraph(link(address, "")), true};
}

Expansion instagram(const Shortcode& code) {
  const std::string id = encode_segment(id_of(code.arguments.first({"id"})));
  return {paragraph(link("https://www.instagram.com/p/" + id + "/", "")), true};
}

Expansion recording(const Shortcode& code) {
  const std::string_view src = code.arguments.first({"src", "url", "mp4", "mp3", "file"});
  const std::string name = code.name == "audio" || code.name == "mp3" ? "audio" : "video";
  return {"<" + name + attribute("src", src) + attribute("poster", code.arguments.named({"poster"})) + " controls></" +
              name + ">",
          true};
}

/// A page that is embedded: its video, else a link to it.
Expansion embed(const Shortcode& code) {
  const std::string_view address = code.arguments.first({"url", "src", "link"});
  if (address.find("://") == none) return {};
  if (const std::optional<std::string> video = frame_of_page(address)) return frame(*video, {});
  return {paragraph(link(address, "")), true};
}

/// Code in any generator's spelling, GitBook's around a fence too: Hugo's and Liquid's `highlight go`, Hexo's
/// `codeblock Title lang:go`.
Expansion highlight(const Shortcode& code) {
  std::string_view language = code.arguments.named({"lang", "language"});
  const std::string_view written = code.arguments.as_written();
  if (const std::size_t lang = written.find("lang:"); lang != none)
    language = written.substr(lang + 5);
  else if (language.empty() && code.name == "highlight")
    language = code.arguments.at(0);
  const std::string name = language_class(language);
  if (written.find("hl_inline=true") != none)
    return {"<code>" + escape_html(trim(code.inner ? std::string_view(*code.inner) : std::string_view())) + "</code>"};
  std::string_view text = code.inner ? std::string_view(*code.inner) : std::string_view();
  if (const std::size_t line = text.find('\n'); line != none && trim(text.substr(0, line)).empty())
    text.remove_prefix(line + 1);
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  if (!code.markdown)
    return {"<pre><code" + attribute("class", name) + ">" + escape_html(text) + "\n</code></pre>", true};
  const std::string_view fenced = trim(text);
  if (code.name == "code" && fenced.starts_with("```") && fenced.ends_with("```")) return {std::string(fenced), true};
  std::size_t longest = 2;
  for (std::size_t at = text.find('`'); at != none; at = text.find('`', at)) {
    const std::size_t end = std::min(text.find_first_not_of('`', at), text.size());
    longest = std::max(longest, end - at);
    at = end;
  }
  const std::string fence(longest + 1, '`');
  return {fence + (name.empty() ? "" : name.substr(9)) + "\n" + std::string(text) + "\n" + fence, true};
}

/// What a reader sees in a box: a quotation, its heading in bold letters.
Expansion boxed(std::string_view heading, const Shortcode& code, std::string_view source) {
  const std::string_view inner = code.inner ? trim(*code.inner) : std::string_view();
  if (!code.markdown)
    return {"<blockquote>" + (heading.empty() ? "" : "<p><strong>" + escape_html(heading) + "</strong></p>") +
                std::string(inner) + (source.empty() ? "" : "<p>\u2014 " + escape_html(source) + "</p>") +
                "</blockquote>",
            true};
  std::string text;
  if (!heading.empty()) text += "> **" + escape_html(heading) + "**\n>\n";
  for (std::size_t at = 0; at <= inner.size();) {
    const std::size_t end = std::min(inner.find('\n', at), inner.size());
    text.append("> ").append(inner.substr(at, end - at)).append(1, '\n');
    at = end + 1;
  }
  if (!source.empty()) text += ">\n> \u2014 " + escape_html(source) + "\n";
  return {text, true};
}

Expansion alert(const Shortcode& code) {
  std::string_view title = code.arguments.named({"title"});
  if (title.empty()) title = code.arguments.at(1);  // behind its kind: `notice tip "Boots"`
  if (title == "true" || title == "false" || title == "open") title = {};
  return boxed(title, code, {});
}

Expansion quotation(const Shortcode& code) {
  const std::string_view author = code.arguments.named({"author"});
  const std::string_view written = code.arguments.as_written();
  const bool classes = code.name == "pullquote";  // Hexo's names no source
  const std::string given =
      !classes && author.empty() && written.find('=') == none ? code.arguments.text_from(0) : std::string();
  return boxed({}, code, author.empty() ? std::string_view(given) : author);
}

Expansion details(const Shortcode& code) {
  const bool plain = code.arguments.as_written().find_first_of("\"'`=") == none;  // Hexo's, a text without more
  const std::string words = plain ? code.arguments.text_from(0) : std::string();
  const std::string_view summary = plain ? std::string_view(words) : code.arguments.first({"summary", "title"});
  return {"<details><summary>" + escape_html(summary.empty() ? "\u2026" : summary) + "</summary>\n\n" +
              code.inner.value_or("") + "\n\n</details>",
          true};
}

struct Known {
  std::string_view name;
  Expansion (*expand)(const Shortcode&);
};

constexpr Known known[] = {{"figure", figure},
                           {"img", image},
                           {"image", figure},
                           {"picture", figure},
                           {"asset_img", image},
                           {"youtube", youtube},
                           {"youtubePlayer", youtube},
                           {"yt", youtube},
                           {"vimeo", vimeo},
                           {"gist", gist},
                           {"tweet", tweet},
                           {"twitter", tweet},
                           {"twitter_simple", tweet},
                           {"x", tweet},
                           {"instagram", instagram},
                           {"embed", embed},
                           {"iframe", embed},
                           {"audio", recording},
                           {"mp3", recording},
                           {"video", recording},
                           {"ref", article_link},
                           {"relref", article_link},
                           {"post_url", article_link},
                           {"link", article_link},
                           {"post_path", article_link},
                           {"post_link", titled_article_link},
                           {"asset_path", asset_link},
                           {"asset_link", asset_link},
                           {"highlight", highlight},
                           {"codeblock", highlight},
                           {"code", highlight},
                           {"alert", alert},
                           {"note", alert},
                           {"notice", alert},
                           {"callout", alert},
                           {"admonition", alert},
                           {"hint", alert},
                           {"tip", alert},
                           {"info", alert},
                           {"warning", alert},
                           {"important", alert},
                           {"danger", alert},
                           {"caution", alert},
                           {"quote", quotation},
                           {"blockquote", quotation},
                           {"pullquote", quotation},
                           {"details", details},
                           {"collapse", details},
                           {"expand", details},
                           {"spoiler", details}};

/// Those that mean nothing without what they enclose.
bool needs_inner(const Known& row) {
  return row.expand == highlight || row.expand == alert || row.expand == quotation || row.expand == details;
}

}  // namespace

std::optional<Expansion> expand_shortcode(const Shortcode& shortcode) {
  std::string_view name = shortcode.name.substr(shortcode.name.rfind('/') + 1);
  if (name.starts_with("include") || name == "render") {  // {% include figure.html src="..." %}
    std::string_view file = shortcode.arguments.at(0);
    file = file.substr(file.rfind('/') + 1);
    const std::size_t begin = shortcode.arguments.as_written().find(file);
    if (file.empty() || begin == none) return std::nullopt;
    std::string_view given = shortcode.arguments.as_written().substr(begin + file.size());
    if (given.starts_with('"') || given.starts_with('\'')) given.remove_prefix(1);  // of the file's name
    Shortcode included{file.substr(0, file.find('.')), ShortcodeArguments(trim(given)), std::nullopt,
                       shortcode.markdown};
    const bool includes = included.name.starts_with("include") || included.name == "render";
    return includes ? std::nullopt : expand_shortcode(included);
  }
  for (const Known& row : known)
    if (row.name == name &&
        (needs_inner(row) ? shortcode.inner.has_value() : !shortcode.arguments.as_written().empty()))
      return row.expand(shortcode);
  return std::nullopt;
}

std::string article_reference(std::string_view file) {
  std::string fragment;
  if (const std::size_t hash = file.find('#'); hash != none) {
    fragment = file.substr(hash);
    file = file.substr(0, hash);
  }
  if (file.empty()) return fragment;
  const std::string_view path = file;
  while (file.ends_with('/')) file.remove_suffix(1);
  std::string_view name = file.substr(file.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  const std::string_view extension = dot == none ? std::string_view() : name.substr(dot + 1);
  const bool article = extension == "md" || extension == "markdown" || extension == "mkd" || extension == "html" ||
                       extension == "adoc" || extension == "rst";
  if (dot != none && dot > 0 && !article &&
      extension.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == none && extension.size() <= 5)
    return to_uri(path) + fragment;
  if (name == "_index" || name == "_index.md")
    return to_uri("/" + std::string(file.substr(0, file.size() - name.size()))) + fragment;
  if (article) file.remove_suffix(name.size() - dot);
  if (file.ends_with("/index")) file.remove_suffix(std::string_view("/index").size());
  return "article:" + encode_path(file) + fragment;
}

}  // namespace feedd::content
