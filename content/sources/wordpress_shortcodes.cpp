// WordPress's shortcodes (wp-includes/shortcodes.php) as far as posts have them.
#include "content/html.hpp"
#include "content/sources/wordpress_body.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace feedd::content {
namespace {

/// A longer bracket is a text in brackets.
constexpr std::size_t max_tag_bytes = 4096;

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}
struct Shortcode {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;  ///< a value without a name has an empty one
  std::size_t length = 0;                                       ///< with its brackets

  [[nodiscard]] std::string_view get(std::string_view key) const {
    for (const auto& [name_, value] : attributes)
      if (name_ == key) return value;
    return {};
  }
};

/// The opening shortcode at the start of `text`, or nothing.
std::optional<Shortcode> shortcode_at(std::string_view text) {
  Shortcode code;
  std::size_t i = 1;
  while (i < text.size() && is_name(text[i])) ++i;
  code.name = lower_ascii(text.substr(1, i - 1));
  if (code.name.empty() || code.name.front() == '-' || (code.name.front() >= '0' && code.name.front() <= '9'))
    return {};
  while (i < std::min(text.size(), max_tag_bytes)) {
    const char c = text[i];
    if (c == ']') {
      code.length = i + 1;
      return code;
    }
    if (c == '[' || c == '<') return {};
    if (c == ' ' || c == '\n' || c == '\t' || c == '/') {
      ++i;
      continue;
    }
    std::string name;
    const std::size_t begin = i;
    while (i < text.size() && is_name(text[i])) ++i;
    if (i < text.size() && text[i] == '=' && i > begin) {
      name = lower_ascii(text.substr(begin, i - begin));
      ++i;
    } else {
      i = begin;
    }
    if (i >= text.size()) return {};
    const bool quoted = text[i] == '"' || text[i] == '\'';
    const std::size_t from = quoted ? i + 1 : i;
    const std::size_t end = quoted ? text.find(text[i], from) : text.find_first_of(" \t\n]", from);
    if (end == std::string_view::npos) return {};
    code.attributes.emplace_back(name, text.substr(from, end - from));
    i = quoted ? end + 1 : end;
  }
  return {};
}

bool begins_with_any(std::string_view name, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}
bool is_any(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_plugins(std::string_view name) {
  return begins_with_any(
             name, {"vc_", "et_pb_", "fusion_", "su_", "av_", "gravityform", "contact-form", "wpforms", "mc4wp"}) ||
         is_any(name,
                {"playlist", "polldaddy", "googlemaps", "google-map", "toc", "ngg", "nggallery", "slideshow", "tweet",
                 "recent-posts", "sitemap", "archives", "ninja_form", "mailchimp", "adsense", "table", "subscribe"});
}
bool is_code(std::string_view name) {
  return is_any(name, {"code", "sourcecode", "source", "php", "css", "html", "javascript", "js", "python", "java",
                       "sql", "bash", "xml", "cpp", "c"});
}
bool is_player(std::string_view name) {
  return is_any(name, {"embed", "video", "audio", "youtube", "vimeo", "soundcloud", "dailymotion", "ted", "instagram",
                       "twitter", "spotify", "flickr", "wpvideo", "playlist"});
}

std::string link_to(std::string_view address) {
  std::string html = "<a href=\"";
  append_escaped(html, address);
  html += "\">";
  append_escaped(html, address);
  return html + "</a>";
}

std::string image(const Media& media) {
  std::string html = "<figure><img src=\"";
  append_escaped(html, media.url);
  html += "\" alt=\"";
  append_escaped(html, media.alt);
  return html + "\"></figure>\n";
}

/// The address a player plays: its contents, its own attributes.
std::string_view played(const Shortcode& code, std::string_view inside) {
  constexpr std::size_t longest = 4096;
  const std::string_view address = inside.size() > longest ? std::string_view() : trim(inside);
  if (address.starts_with("http") && address.find_first_of(" \n<\"") == std::string_view::npos) return address;
  for (const auto& [name, value] : code.attributes)
    if (value.starts_with("http") || value.starts_with("=http"))
      return std::string_view(value).substr(value.front() == '=' ? 1 : 0);
  return {};
}

std::string caption(const Shortcode& code, std::string_view inside) {
  std::size_t end = inside.find("</a>");
  if (end != std::string_view::npos) {
    end += 4;
  } else {
    const std::size_t img = inside.find("<img");
    end = img == std::string_view::npos ? 0 : std::min(inside.find('>', img), inside.size() - 1) + 1;
  }
  std::string text(trim(inside.substr(end)));
  if (text.empty()) text = code.get("caption");
  std::string html = "<figure>" + std::string(trim(inside.substr(0, end)));
  if (!text.empty()) html += "<figcaption>" + text + "</figcaption>";
  return html + "</figure>";
}

class Replacer {
 public:
  Replacer(std::string_view text, const Attachments& attachments, std::vector<std::string>& warnings)
      : text_(text), attachments_(attachments), warnings_(warnings) {}

  std::string replaced() {
    while (at_ < text_.size()) {
      const std::size_t next = std::min(text_.find('[', at_), text_.size());
      out_.append(text_, at_, next - at_);
      at_ = next;
      if (at_ < text_.size()) replace_here();
    }
    return std::move(out_);
  }

 private:
  /// `at_` stands on a bracket.
  void replace_here() {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("[[")) {  // how WordPress writes a shortcode that is none
      const auto code = shortcode_at(rest.substr(1));
      if (code && rest.substr(1 + code->length).starts_with(']')) {
        out_ += rest.substr(1, code->length);
        at_ += code->length + 2;
        return;
      }
    }
    if (take_end(rest)) return;
    const auto code = shortcode_at(rest);
    const std::size_t close = code ? end_of(*code) : std::string_view::npos;
    if (!code || !is_surely(*code, close)) {
      out_ += '[';
      ++at_;
      return;
    }
    replace(*code, close);
  }

  /// The end of a shortcode whose beginning was taken out.
  bool take_end(std::string_view rest) {
    if (!rest.starts_with("[/")) return false;
    const std::size_t end = rest.substr(0, 64).find(']');
    if (end == std::string_view::npos) return false;
    const std::string name = lower_ascii(rest.substr(2, end - 2));
    if (!open_.contains(name) && !is_plugins(name)) return false;
    at_ += end + 1;
    return true;
  }

  /// Where `[/name]` stands, or npos. Each end is looked for once: a text full of brackets is read in one pass.
  std::size_t end_of(const Shortcode& code) {
    constexpr std::size_t max_names = 256;
    const auto known = ends_.find(code.name);
    if (known != ends_.end() && known->second >= at_) return known->second;
    if (known == ends_.end() && ends_.size() >= max_names) return std::string_view::npos;
    return ends_[code.name] = text_.find("[/" + code.name + "]", at_ + code.length);
  }

  static bool is_surely(const Shortcode& code, std::size_t close) {
    if (close != std::string_view::npos || is_plugins(code.name) || code.name == "gallery") return true;
    if (is_player(code.name) && !code.attributes.empty()) return true;
    return std::any_of(code.attributes.begin(), code.attributes.end(),
                       [](const auto& attribute) { return !attribute.first.empty(); });
  }

  void replace(const Shortcode& code, std::size_t close) {
    const std::size_t begin = at_ + code.length;
    const bool closed = close != std::string_view::npos;
    const std::string_view inside = closed ? text_.substr(begin, close - begin) : std::string_view();
    const std::size_t behind = closed ? close + code.name.size() + 3 : begin;
    if (code.name == "caption" || code.name == "wp_caption") {
      if (closed) out_ += caption(code, inside);
      at_ = behind;
    } else if (code.name == "gallery") {
      add_gallery(code);
      at_ = behind;
    } else if (is_player(code.name) && !played(code, inside).empty()) {
      out_ += "\n\n<p>" + link_to(played(code, inside)) + "</p>\n\n";
      at_ = behind;
    } else if (is_code(code.name) && closed) {
      const bool escaped = inside.find('<') == std::string_view::npos;
      const std::string_view lines = inside.substr(std::min(inside.find_first_not_of("\r\n"), inside.size()));
      out_ += "\n\n<pre><code>" + (escaped ? std::string(lines) : escape_html(lines)) + "</code></pre>\n\n";
      at_ = behind;
    } else {
      warn(code.name);
      if (closed) open_.insert(code.name);
      at_ = begin;
    }
  }

  void add_gallery(const Shortcode& code) {
    const std::string_view ids = code.get("ids");
    bool found = false;
    for (std::size_t from = 0; from < ids.size();) {
      const std::size_t end = std::min(ids.find(',', from), ids.size());
      const auto attachment = attachments_.find(trim(ids.substr(from, end - from)));
      if (attachment != attachments_.end()) {
        out_ += image(attachment->second);
        found = true;
      }
      from = end + 1;
    }
    if (!found) warn(code.name);
  }

  void warn(const std::string& name) {
    std::string warning = "shortcode [" + name + "] left out";
    if (std::find(warnings_.begin(), warnings_.end(), warning) == warnings_.end())
      warnings_.push_back(std::move(warning));
  }

  std::string_view text_;
  const Attachments& attachments_;
  std::vector<std::string>& warnings_;
  std::string out_;
  std::size_t at_ = 0;
  std::set<std::string> open_;               ///< names taken out whose ends are still to come
  std::map<std::string, std::size_t> ends_;  ///< where the next end of each name stands
};

}  // namespace

std::string replace_wordpress_shortcodes(std::string_view text, const Attachments& attachments,
                                         std::vector<std::string>& warnings) {
  return Replacer(text, attachments, warnings).replaced();
}

}  // namespace feedd::content
