// Nothing that could run gets through, by any way in. The oracle knows nothing of the cleaner: it parses what came out
// as a page and holds it to its own short list.
#include "content/html.hpp"
#include "content/markdown.hpp"
#include "content/shortcodes.hpp"
#include "content/text.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <gumbo.h>

namespace feedd::content {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> frame_hosts = {"frames.example"};

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

/// An address as a browser would look at its scheme: without controls and blanks.
bool may_run(std::string_view address) {
  std::string seen;
  for (const char c : address)
    if (static_cast<unsigned char>(c) > 0x20) seen += c;
  seen = lower(seen);
  const std::size_t colon = seen.find_first_of(":/?#");
  if (colon == std::string::npos || seen[colon] != ':') return false;
  if (seen.starts_with("data:image/png;base64,") || seen.starts_with("data:image/gif;base64,") ||
      seen.starts_with("data:image/jpeg;base64,") || seen.starts_with("data:image/webp;base64,"))
    return seen.find_first_of("<>\"'") != std::string::npos;
  const std::string scheme = seen.substr(0, colon);
  const bool valid = scheme.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+.-") == std::string::npos;
  if (!valid) return scheme.find("script") != std::string::npos;
  return scheme != "http" && scheme != "https" && scheme != "mailto" && scheme != "tel" && scheme != "article";
}

/// Why an attribute must not stand; empty: it may.
std::string offence(std::string_view element, std::string_view name, std::string_view value) {
  static const std::set<std::string, std::less<>> plain = {
      "alt",      "title",   "width",   "height", "loading", "id",    "class",    "lang",  "dir",
      "hreflang", "rel",     "type",    "media",  "sizes",   "start", "reversed", "value", "datetime",
      "colspan",  "rowspan", "headers", "scope",  "abbr",    "span",  "controls", "loop",  "muted",
      "preload",  "kind",    "srclang", "label",  "default", "open"};
  const bool address = name == "href" || name == "src" || name == "poster" || name == "cite";
  if (element == "iframe") {
    if (name == "src") return value.starts_with("https://frames.example/") ? "" : "frame of another host";
    if (name == "sandbox") return value.find("top-navigation") == std::string_view::npos ? "" : "sandbox with a door";
    if (name == "allow") return value.find("camera") == std::string_view::npos ? "" : "permission";
    if (name == "allowfullscreen" || name == "referrerpolicy") return "";
  }
  if (address) return may_run(value) ? "address that runs" : "";
  if (name == "srcset") {
    std::istringstream parts{std::string(value)};
    for (std::string part; parts >> part;)
      if (may_run(part)) return "candidate that runs";
    return "";
  }
  if (name == "style")
    return value.find_first_not_of("abcdefghijklmnopqrstuvwxyz-:;") == std::string_view::npos &&
                   value.find("expression") == std::string_view::npos
               ? ""
               : "style";
  return plain.contains(name) ? "" : "attribute";
}

void look(const GumboNode& node, std::string& found) {
  if (node.type == GUMBO_NODE_COMMENT || node.type == GUMBO_NODE_CDATA) found += "comment; ";
  if (node.type == GUMBO_NODE_TEMPLATE) found += "template; ";
  if (node.type != GUMBO_NODE_ELEMENT) return;
  static const std::set<std::string, std::less<>> bad = {
      "script",   "style", "object", "embed",    "applet",    "form",  "input",    "button",   "select",
      "textarea", "link",  "meta",   "base",     "svg",       "math",  "frame",    "noscript", "noembed",
      "noframes", "xmp",   "keygen", "frameset", "plaintext", "title", "template", "isindex",  "marquee"};
  const GumboElement& element = node.v.element;
  std::string name = gumbo_normalized_tagname(element.tag);
  if (element.tag == GUMBO_TAG_UNKNOWN) {
    GumboStringPiece original = element.original_tag;
    gumbo_tag_from_original_text(&original);
    name = lower(std::string(original.data, original.length));
    if (name != "picture") found += "unknown element " + name + "; ";
  }
  if (element.tag_namespace != GUMBO_NAMESPACE_HTML || bad.contains(name)) found += "element " + name + "; ";
  for (unsigned i = 0; i < element.attributes.length; ++i) {
    const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
    const std::string why = offence(name, attribute.name, attribute.value);
    if (!why.empty()) found += why + " " + attribute.name + "=" + attribute.value + "; ";
  }
  for (unsigned i = 0; i < element.children.length; ++i)
    look(*static_cast<const GumboNode*>(element.children.data[i]), found);
}

/// What a browser would find in a body that could run; empty: nothing.
std::string danger(const std::string& html) {
  GumboOptions options = kGumboDefaultOptions;
  options.fragment_context = GUMBO_TAG_DIV;
  GumboOutput* const output = gumbo_parse_with_options(&options, html.data(), html.size());
  std::string found;
  for (unsigned i = 0; i < output->root->v.element.children.length; ++i)
    look(*static_cast<const GumboNode*>(output->root->v.element.children.data[i]), found);
  gumbo_destroy_output(&options, output);
  return found;
}

std::optional<std::string> as_it_is(std::string_view reference) {
  return std::string(reference);
}

void expect_harmless(const std::string& hostile) {
  const std::string text = clean_text(hostile).text;
  const HtmlPolicy policy{frame_hosts, false};
  std::string storage;
  std::vector<std::string> warnings;
  const auto expanded = [&](bool markdown) {
    return std::string(expand_shortcodes(text, {"a.md", text, 1, markdown}, storage, warnings));
  };
  for (const std::string& body : {text, expanded(false)}) {
    const std::string html = clean_html(body, as_it_is, policy).html;
    EXPECT_EQ(danger(html), "") << hostile << "\n" << html;
    EXPECT_EQ(clean_html(html, as_it_is, policy).html, html) << hostile;
    const std::string mapped = map_urls(html, [](std::string_view address) { return std::string(address); });
    EXPECT_EQ(danger(mapped), "") << hostile;
  }
  for (const std::string& body : {text, expanded(true), "a[^1]\n\n" + text + "\n\n[^1]: " + text}) {
    const std::string html = markdown_to_html(body, as_it_is, policy).html;
    EXPECT_EQ(danger(html), "") << hostile << "\n" << html;
  }
}

std::string unescaped(std::string_view line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char next = line[i] == '\\' && i + 1 < line.size() ? line[i + 1] : '\0';
    if (next == 'n')
      out += '\n';
    else if (next == 't')
      out += '\t';
    else if (next == '\\')
      out += '\\';
    else if (next == 'u' && i + 5 < line.size()) {
      const unsigned long value = std::strtoul(std::string(line.substr(i + 2, 4)).c_str(), nullptr, 16);
      if (value < 0x80) {
        out += static_cast<char>(value);
      } else if (value < 0x800) {
        out += static_cast<char>(0xC0U | (value >> 6U));
        out += static_cast<char>(0x80U | (value & 0x3FU));
      } else {
        out += static_cast<char>(0xE0U | (value >> 12U));
        out += static_cast<char>(0x80U | ((value >> 6U) & 0x3FU));
        out += static_cast<char>(0x80U | (value & 0x3FU));
      }
      i += 4;
    } else {
      out += line[i];
      continue;
    }
    ++i;
  }
  return out;
}

TEST(Xss, OracleSeesWhatRuns) {
  for (const char* hostile : {"<script>x</script>", "<p onclick=x>", "<a href=' java\nscript:x'>", "<svg></svg>",
                              "<iframe src=//evil.example></iframe>", "<p style='x:url(y)'>", "<!-- x -->"})
    EXPECT_NE(danger(hostile), "") << hostile;
}

TEST(Xss, NothingOfOurCasesGetsThrough) {
  std::ifstream file(std::string(FEEDD_SOURCE_DIR) + "/tests/content/xss_cases.txt");
  int cases = 0;
  for (std::string line; std::getline(file, line); ++cases) {
    const std::string hostile = unescaped(line);
    expect_harmless(hostile);
    expect_harmless("<table><tr><td>" + hostile);
    expect_harmless("<p title=\"" + hostile + "\">x");
    expect_harmless("<svg><desc>" + hostile);
    expect_harmless("<math><mtext>" + hostile);
  }
  EXPECT_GT(cases, 150);
}

TEST(Xss, NothingOfAReadersCasesGetsThroughWhereTheyAre) {
  const char* const shared = std::getenv("FEEDD_SHARED");
  const fs::path root = shared != nullptr ? fs::path(shared) : fs::path(FEEDD_SOURCE_DIR) / "../shared";
  const fs::path folder = root / "corpora/feedparser-tests/tests/wellformed/sanitize";
  if (!fs::is_directory(folder)) return;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    std::ifstream file(entry.path());
    std::string text((std::istreambuf_iterator<char>(file)), {});
    expect_harmless(text);
    for (const auto& [entity, sign] :
         {std::pair<std::string, std::string>{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}})
      for (std::size_t at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1))
        text.replace(at, entity.size(), sign);
    expect_harmless(text);
  }
}

}  // namespace
}  // namespace feedd::content
