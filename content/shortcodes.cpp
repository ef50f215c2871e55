#include "content/shortcodes.hpp"

#include "content/markdown_code.hpp"
#include "content/shortcode_block.hpp"
#include "content/shortcode_references.hpp"
#include "content/shortcode_scan.hpp"
#include "content/shortcode_table.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace feedd::content {

namespace {

/// More are no news.
constexpr std::size_t max_warnings = 20;
/// Deeper pairs are no pairs: their marks go, their text stays.
constexpr int max_depth = 32;
/// A variable put in a million times is an attack.
constexpr std::size_t max_growth = 2;
constexpr std::size_t always_allowed_bytes = 1UL << 20;

bool is_one_of(std::string_view name, const auto& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The name of the tag at the start of `text`, `{%- raw -%}` or `{%raw%}`; no longer than names of Jekyll's own are.
std::string_view tag_name(std::string_view text) {
  constexpr std::size_t longest = 32;
  text = text.substr(2, longest);
  if (text.starts_with('-')) text.remove_prefix(1);
  text.remove_prefix(std::min(text.find_first_not_of(" \n\t"), text.size()));
  return text.substr(0, text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"));
}

/// Jekyll's `link` has the path of a file; Hexo's a text and an address.
bool is_jekylls_link(std::string_view text) {
  constexpr std::size_t longest = 500;
  text = text.substr(0, longest);
  const std::size_t end = text.find("%}");
  if (end == std::string_view::npos) return false;
  const std::string_view file = trim(text.substr(text.find("link") + 4, end - text.find("link") - 4));
  return file.find(' ') == std::string_view::npos && file.find("://") == std::string_view::npos;
}

/// Whether a tag that only Jekyll's Liquid has is meant somewhere: one that code shows says nothing of the site.
bool has_jekylls_tag(std::string_view body, const MarkdownCode& code) {
  constexpr std::array<std::string_view, 4> tags = {"raw", "highlight", "post_url", "include"};
  for (std::size_t at = body.find("{%"); at != std::string_view::npos; at = body.find("{%", at + 2)) {
    const std::string_view name = tag_name(body.substr(at));
    const bool known = is_one_of(name, tags) || (name == "link" && is_jekylls_link(body.substr(at)));
    if (known && !code.holds(at)) return true;
  }
  return false;
}

/// Jekyll runs Liquid over everything, code included; other generators leave code alone. Hexo has `_posts` too, but no
/// dates in its files' names.
bool is_liquid(std::string_view body, const ShortcodePage& page, const MarkdownCode& code) {
  if (page.toml_or_json) return false;
  const auto lies_in = [&](std::string_view folder) {
    return page.path.starts_with(folder) || page.path.find("/" + std::string(folder)) != std::string_view::npos;
  };
  const std::string_view name = page.path.substr(page.path.rfind('/') + 1);
  const bool dated = !name.empty() && name.front() >= '0' && name.front() <= '9';
  if (lies_in("_posts/")) return dated && !lies_in("source/_posts/");
  if (lies_in("_drafts/")) return !lies_in("source/_drafts/");
  for (const char* const hugo : {"{{<", "{{%"})
    if (body.find(hugo) != std::string_view::npos) return false;
  return has_jekylls_tag(body, code);
}

/// Hugo's `{{</* x */>}}` as it is shown: `{{< x >}}`.
std::string without_escapes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view mark = text.substr(i, 5);
    const bool opens = mark == "{{</*" || mark == "{{%/*";
    if (opens || mark == "*/>}}" || mark == "*/%}}") {
      out += mark.substr(opens ? 0 : 2, 3);
      i += 5;
    } else {
      out += text[i++];
    }
  }
  return out;
}

std::string without(std::string_view text, std::initializer_list<std::string_view> marks) {
  std::string out(text);
  for (const std::string_view mark : marks) {
    std::string kept;
    std::size_t from = 0;
    for (std::size_t at = out.find(mark); at != std::string::npos; at = out.find(mark, from)) {
      kept.append(out, from, at - from);
      from = at + mark.size();
    }
    out = kept.append(out, from);
  }
  return out;
}

class Expander {
 public:
  Expander(std::string_view body, const ShortcodePage& page, std::vector<std::string>& warnings)
      : body_(body),
        page_(page),
        warnings_(warnings),
        code_(page.markdown ? MarkdownCode(body) : MarkdownCode()),
        liquid_(is_liquid(body, page, code_)),
        pieces_(scan_marks(body, code_, liquid_, page.markdown)),
        limit_bytes_(body.size() * max_growth + always_allowed_bytes) {}

  std::string expand() {
    std::string out;
    out.reserve(body_.size());
    write(out, 0, pieces_.size(), 0);
    return out;
  }

 private:
  /// Writes the pieces of [begin, end). Stops where `branch` says so: at an `else` that belongs to the tag around.
  void write(std::string& out, std::size_t begin, std::size_t end, int depth, bool branch = false) {
    constexpr std::array<std::string_view, 3> others = {"else", "elsif", "elseif"};
    for (std::size_t i = begin; i < end; ++i) {
      const Piece& piece = pieces_[i];
      if (piece.kind == Piece::Kind::text) {
        out += piece.text().substr(std::exchange(used_bytes_, 0));
      } else if (piece.kind == Piece::Kind::variable) {
        write_variable(out, piece);
      } else if (piece.kind == Piece::Kind::verbatim) {
        write_verbatim(out, piece);
      } else if (branch && is_one_of(piece.name, others)) {
        return;
      } else if (!piece.closing) {
        const bool paired = piece.partner > i && piece.partner < end && depth < max_depth;
        write_tag(out, piece, paired ? i : 0, depth);
        if (paired) i = piece.partner;
      }
    }
  }

  void write_verbatim(std::string& out, const Piece& piece) {
    if (piece.name == "comment") return;
    if (piece.name == "raw" || piece.name == "verbatim") {
      out += piece.inner;
      return;
    }
    std::string inner = piece.form == Piece::Form::hugo
                            ? without_escapes(piece.inner)
                            : without(piece.inner, {"{% raw %}", "{% endraw %}", "{%raw%}", "{%endraw%}"});
    if (page_.markdown) inner = without_prefix(inner, line_prefix(out));
    const Shortcode code{piece.name, ShortcodeArguments(piece.arguments), inner, page_.markdown};
    if (const std::optional<Expansion> expansion = expand_shortcode(code)) put(out, *expansion);
  }

  /// `open` is the index of the piece where it has an end, else 0.
  void write_tag(std::string& out, const Piece& piece, std::size_t open, int depth) {
    constexpr std::array<std::string_view, 4> loops = {"for", "tablerow", "capture", "macro"};
    constexpr std::array<std::string_view, 3> conditions = {"if", "unless", "case"};
    constexpr std::array<std::string_view, 12> silent = {"assign", "set",    "more",   "else",    "elsif",     "when",
                                                         "break",  "layout", "render", "endcase", "increment", "toc"};
    const bool paired = piece.partner > 0 && &pieces_[open] == &piece;
    if (piece.name == "assign" || piece.name == "set") return assign(piece.arguments);
    if (paired && is_one_of(piece.name, loops)) return warn(piece, "needs the site's data and was removed");
    if (paired && piece.form != Piece::Form::hugo && is_one_of(piece.name, conditions)) {
      warn(piece, "cannot be decided here: its first branch stands");
      return write(out, open + 1, piece.partner, depth + 1, true);
    }
    Shortcode code{piece.name, ShortcodeArguments(piece.arguments), std::nullopt, page_.markdown};
    std::string inner;
    if (paired) write(inner, open + 1, piece.partner, depth + 1);
    if (paired) code.inner = page_.markdown ? without_prefix(inner, line_prefix(out)) : inner;
    if (const std::optional<Expansion> expansion = expand_shortcode(code)) {
      if (expansion->address.empty()) return put(out, *expansion);
      return put_reference(out, *expansion, piece);
    }
    out += inner;
    if (!is_one_of(piece.name, silent))
      warn(piece, code.inner ? "is not known: its text stands" : "is not known and was removed");
  }

  void put(std::string& out, const Expansion& expansion) const {
    if (expansion.block && page_.markdown)
      put_block(out, expansion.text);
    else
      out += expansion.text;
  }

  /// Where code shows it, a link would be shown as its markup.
  void put_reference(std::string& out, const Expansion& expansion, const Piece& piece) {
    if (piece.in_code) {
      out += expansion.text;
      return;
    }
    const Piece* const next = &piece == &pieces_.back() ? nullptr : &piece + 1;
    const bool text = next != nullptr && next->kind == Piece::Kind::text && piece.partner == 0;
    used_bytes_ = write_reference(out, expansion, text ? next->text() : std::string_view());
  }

  /// `name = "text"`: other values need the site.
  void assign(std::string_view text) {
    const std::size_t equals = std::min(text.find('='), text.size());
    const std::string_view name = trim(text.substr(0, equals));
    if (equals == text.size() || name.empty()) return;
    const std::optional<std::string> value = value_of(text.substr(equals + 1));
    if (value && value->size() <= 200) variables_.insert_or_assign(std::string(name), *value);
  }

  /// A variable, or a text between quotation marks; filters pass it on. Nothing where only the site knows it.
  [[nodiscard]] std::optional<std::string> value_of(std::string_view expression) const {
    expression = trim(expression);
    if (expression.starts_with('-')) expression = trim(expression.substr(1));
    if (expression.ends_with('-')) expression = trim(expression.substr(0, expression.size() - 1));
    if (expression.empty()) return std::nullopt;
    if (expression.front() == '"' || expression.front() == '\'') {
      const std::size_t end = expression.find(expression.front(), 1);
      return end == std::string_view::npos ? std::nullopt : std::optional(std::string(expression.substr(1, end - 1)));
    }
    const std::string_view name = trim(expression.substr(0, expression.find('|')));
    constexpr std::array<std::string_view, 6> roots = {"site.baseurl", "site.url",        "site.base_url",
                                                       "config.root",  "config.base_url", "baseurl"};
    if (is_one_of(name, roots)) return std::string();
    if (name == "page.title" || name == "title" || name == "post.title") return std::string(page_.title);
    const auto found = variables_.find(name);
    return found == variables_.end() ? std::nullopt : std::optional(found->second);
  }

  void write_variable(std::string& out, const Piece& piece) {
    const std::string_view name = piece.name;
    if (const std::optional<std::string> value = value_of(name)) {
      put_in_bytes_ += value->size();
      if (put_in_bytes_ <= limit_bytes_) out += *value;
      return;
    }
    const bool sites = name.starts_with("site.") || name.starts_with("page.") || name.starts_with("post.") ||
                       name.starts_with("config.") || name.starts_with("include.") || name.starts_with("layout.");
    if (!liquid_ && !sites) {  // text of a site whose generator has no such mark
      out += piece.inner;
      return;
    }
    warn(piece, "is known to its site only and was removed");
  }

  void warn(const Piece& piece, std::string_view what) {
    if (warned_++ >= max_warnings) return;
    constexpr std::size_t longest = 60;
    const auto line =
        page_.body_line + std::count(body_.begin(), body_.begin() + static_cast<std::ptrdiff_t>(piece.at), '\n');
    warnings_.push_back(std::to_string(line) + ":1: shortcode " + shorten(collapse_space(piece.name), longest) + " " +
                        std::string(what));
  }

  std::string_view body_;
  const ShortcodePage& page_;
  std::vector<std::string>& warnings_;
  MarkdownCode code_;
  bool liquid_;
  std::vector<Piece> pieces_;
  std::size_t limit_bytes_;
  std::size_t put_in_bytes_ = 0;  ///< of variables
  std::size_t used_bytes_ = 0;    ///< of the text that follows a reference
  std::size_t warned_ = 0;
  std::map<std::string, std::string, std::less<>> variables_;
};

}  // namespace

std::string_view expand_shortcodes(std::string_view body, const ShortcodePage& page, std::string& storage,
                                   std::vector<std::string>& warnings) {
  if (!may_hold_marks(body)) return body;
  storage = Expander(body, page, warnings).expand();
  return storage;
}

}  // namespace feedd::content
