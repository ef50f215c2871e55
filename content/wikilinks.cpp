#include "content/wikilinks.hpp"

#include "content/html.hpp"
#include "content/markdown_code.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace feedd::content {

namespace {

constexpr std::size_t none = std::string_view::npos;
/// As the ids of headings.
constexpr std::size_t max_fragment_bytes = 150;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// `300` or `300x200`.
struct Size {
  std::string_view width, height;
};

std::optional<Size> size_of(std::string_view text) {
  const std::size_t by = std::min(text.find('x'), text.size());
  const auto is_number = [](std::string_view part) {
    return !part.empty() && part.size() <= 5 && std::all_of(part.begin(), part.end(), is_digit);
  };
  const std::string_view height = text.substr(std::min(by + 1, text.size()));
  if (!is_number(text.substr(0, by)) || (by < text.size() && !is_number(height))) return std::nullopt;
  return Size{text.substr(0, by), height};
}

/// What stands between double brackets, taken apart.
struct Wikilink {
  std::size_t begin = 0, end = 0;  ///< in the body, the `!` of an embed included
  bool embed = false;
  std::string_view name;                 ///< empty: this article
  std::string_view heading;              ///< behind `#`; of a block (`#^id`) empty
  std::vector<std::string_view> labels;  ///< behind `|`
};

Wikilink take_apart(std::string_view inside) {
  Wikilink link;
  const std::size_t bar = std::min(inside.find('|'), inside.size());
  for (std::size_t at = bar + 1; at <= inside.size();) {
    const std::size_t end = std::min(inside.find('|', at), inside.size());
    std::string_view label = inside.substr(at, end - at);
    while (label.ends_with('\\')) label.remove_suffix(1);  // of a table's `\|`, or what would escape our bracket
    link.labels.push_back(trim(label));
    at = end + 1;
  }
  std::string_view target = inside.substr(0, bar);
  while (target.ends_with('\\')) target.remove_suffix(1);
  const std::size_t hash = std::min(target.find('#'), target.size());
  link.name = trim(target.substr(0, hash));
  if (hash < target.size()) link.heading = trim(target.substr(target.rfind('#') + 1));
  if (link.heading.starts_with('^')) link.heading = {};
  return link;
}

std::string text_of(const Wikilink& link) {
  if (!link.labels.empty() && !link.labels.front().empty()) return std::string(link.labels.front());
  std::string_view name = link.name.substr(link.name.rfind('/') + 1);
  if (name.ends_with(".md")) name.remove_suffix(3);
  std::string text(name);
  if (!link.heading.empty()) text.append(text.empty() ? "" : " > ").append(link.heading);
  return text;
}

/// Names that a line `[name]: address` defines: `[[name]]` is a reference in brackets.
std::set<std::string> defined_names(std::string_view markdown) {
  std::set<std::string> names;
  for (std::size_t at = markdown.find("]:"); at != none; at = markdown.find("]:", at + 2)) {
    const std::size_t open = markdown.find_last_of("[]\n", at - (at > 0 ? 1 : 0));
    if (open != none && markdown[open] == '[') names.insert(lower_ascii(markdown.substr(open + 1, at - open - 1)));
  }
  return names;
}

class Expander {
 public:
  Expander(std::string_view body, const WikiLookup& lookup) : body_(body), lookup_(lookup), code_(body) {}

  std::string expand() {
    for (std::size_t at = body_.find("[["); at != none; at = body_.find("[[", at)) {
      const std::optional<Wikilink> link = read(at);
      std::optional<std::string> shown = link ? show(*link) : std::nullopt;
      if (!shown) {
        ++at;
        continue;
      }
      out_.append(body_, kept_, link->begin - kept_).append(*shown);
      at = kept_ = link->end;
    }
    return std::move(out_.append(body_, kept_));
  }

 private:
  /// The wikilink whose brackets stand at `at`.
  [[nodiscard]] std::optional<Wikilink> read(std::size_t at) const {
    const std::size_t end = body_.find_first_of("[]\n", at + 2);
    if (end == none || body_.substr(end, 2) != "]]" || end == at + 2) return std::nullopt;
    if (code_.holds(at) || code_.holds(end)) return std::nullopt;
    const auto before = [&](std::size_t place) { return place > 0 ? body_[place - 1] : '\n'; };
    if (before(at) == '\\') return std::nullopt;
    const std::string_view behind = body_.substr(end + 2, 1);
    if (behind == "(" || behind == "[" || behind == ":") return std::nullopt;  // Markdown's own
    Wikilink link = take_apart(body_.substr(at + 2, end - at - 2));
    link.embed = before(at) == '!' && before(at - 1) != '\\';
    link.begin = at - (link.embed ? 1 : 0);
    link.end = end + 2;
    return link;
  }

  [[nodiscard]] std::optional<std::string> show(const Wikilink& link) {
    if (text_of(link).empty()) return std::nullopt;
    const std::string_view written = body_.substr(link.begin, link.end - link.begin);
    if (link.name.empty()) return "[" + text_of(link) + "](" + fragment(link) + ")";
    const bool contents = lower_ascii(link.name) == "toc" && stands_alone(link);
    if (contents) return std::string();
    const bool plausible = is_plausible(link);
    const std::optional<WikiTarget> target = lookup_(link.name, link.embed && plausible ? written : std::string_view());
    if (target && link.embed && !target->media_type.empty()) return embedded(link, *target);
    if (target) {
      const std::string address = target->address + (target->media_type.empty() ? fragment(link) : std::string());
      return "[" + text_of(link) + "](<" + address + ">)";
    }
    // Without a text of its own it may be anybody's double brackets.
    return link.embed || !plausible || link.labels.empty() ? std::nullopt : std::optional(text_of(link));
  }

  static std::string fragment(const Wikilink& link) {
    return link.heading.empty() ? std::string() : "#" + anchor_of(link.heading, max_fragment_bytes);
  }

  /// Whether somebody who links nothing would hardly write it.
  [[nodiscard]] bool is_plausible(const Wikilink& link) {
    const std::string_view inside =
        body_.substr(link.begin + (link.embed ? 3 : 2), link.end - link.begin - (link.embed ? 5 : 4));
    const char before = link.begin > 0 ? body_[link.begin - 1] : ' ';
    const bool index = is_digit(before) || (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z') ||
                       before == ')' || before == ']' || before == '_';
    if (index || inside.starts_with(' ') || inside.starts_with(':') || inside.starts_with('^')) return false;
    if (std::all_of(inside.begin(), inside.end(), is_digit) || inside.find_first_of("<>$=\"") != none) return false;
    if (!defined_) defined_ = defined_names(body_);
    return !defined_->contains(lower_ascii(inside));
  }

  /// Whether nothing else is on its line but marks of lists and quotations.
  [[nodiscard]] bool stands_alone(const Wikilink& link) const {
    std::size_t begin = link.begin;
    while (begin > 0 && std::string_view(" \t>-*+.)0123456789").find(body_[begin - 1]) != none) --begin;
    const std::size_t end = body_.find_first_not_of(" \t", link.end);
    return (begin == 0 || body_[begin - 1] == '\n') && (end == none || body_[end] == '\n');
  }

  /// Whether the next line holds text, which a tag on a line of its own would swallow (CommonMark's HTML blocks).
  [[nodiscard]] bool goes_on(const Wikilink& link) const {
    const std::size_t line = body_.find('\n', link.end);
    const std::size_t next = line == none ? none : body_.find_first_not_of(" \t>", line + 1);
    return next != none && body_[next] != '\n';
  }

  [[nodiscard]] std::string embedded(const Wikilink& link, const WikiTarget& target) const {
    const std::string_view kind = std::string_view(target.media_type).substr(0, target.media_type.find('/'));
    if (kind == "audio" || kind == "video") {
      const std::string name(kind);
      return "<" + name + " src=\"" + escape_html(target.address) + "\" controls></" + name + ">";
    }
    if (kind != "image") return "[" + text_of(link) + "](<" + target.address + ">)";
    std::string_view alt;
    std::optional<Size> size;
    for (const std::string_view label : link.labels) {
      const std::optional<Size> given = size_of(label);
      if (given)
        size = given;
      else if (alt.empty())
        alt = label;
    }
    if (!size || (stands_alone(link) && goes_on(link))) return "![" + std::string(alt) + "](<" + target.address + ">)";
    std::string html = "<img src=\"" + escape_html(target.address) + "\" alt=\"" + escape_html(alt) + "\" width=\"" +
                       std::string(size->width) + "\"";
    if (!size->height.empty()) html += " height=\"" + std::string(size->height) + "\"";
    return html + ">";
  }

  std::string_view body_;
  const WikiLookup& lookup_;
  MarkdownCode code_;
  std::optional<std::set<std::string>> defined_;
  std::string out_;
  std::size_t kept_ = 0;  ///< everything before is in out_
};

}  // namespace

std::string_view expand_wikilinks(std::string_view markdown, const WikiLookup& lookup, std::string& storage) {
  if (markdown.find("[[") == none) return markdown;
  storage = Expander(markdown, lookup).expand();
  return storage;
}

}  // namespace feedd::content
