#include "content/shortcode_scan.hpp"

#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_map>

namespace feedd::content {

namespace {

constexpr std::size_t none = std::string_view::npos;

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || c == '/';
}

std::size_t name_length(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_name) - text.begin());
}

/// Hugo's `{{< x "y" />}}`: the last slash of an address is none of it.
bool closes_itself(std::string_view inside) {
  if (!inside.ends_with('/')) return false;
  const std::size_t before = inside.size() < 2 ? 0 : inside.size() - 2;
  return std::strchr(" \t\n\"'`", inside[before]) != nullptr || name_length(inside) == inside.size();
}

/// Looks for the next of several strings, each place looked at once however often it is asked.
class Finder {
 public:
  explicit Finder(std::string_view text) : text_(text) {}
  std::size_t operator()(const std::string& what, std::size_t from) {
    const auto [known, fresh] = next_.try_emplace(what, 0);
    if (fresh || (known->second != none && known->second < from)) known->second = text_.find(what, from);
    return known->second;
  }

 private:
  std::string_view text_;
  std::unordered_map<std::string, std::size_t> next_;
};

/// Tags whose contents are shown as they stand.
bool is_verbatim(std::string_view name) {
  constexpr std::array<std::string_view, 6> names = {"raw", "highlight", "comment", "codeblock", "code", "verbatim"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

class Scanner {
 public:
  Scanner(std::string_view body, const MarkdownCode& code, bool liquid, bool markdown)
      : body_(body), code_(code), liquid_(liquid), markdown_(markdown), find_(body) {}

  std::vector<Piece> scan() {
    hugo_ = has_hugo_marks();
    while (at_ < body_.size()) {
      at_ = std::min(body_.find('{', at_), body_.size());
      if (at_ + 1 >= body_.size()) break;
      const std::size_t begin = at_;
      const bool taken = body_[at_ + 1] == '{'   ? take_braces()
                         : body_[at_ + 1] == '%' ? take_tag()
                         : body_[at_ + 1] == ':' ? take_kramdown()
                                                 : false;
      const bool hugos = !liquid_ && body_.substr(begin, 3) == "{{%";  // its second brace begins no tag
      if (!taken) at_ = begin + (hugos ? 3 : 1);
    }
    add_text(body_.size());
    return std::move(pieces_);
  }

 private:
  [[nodiscard]] bool in_code(std::size_t at) const { return code_.holds(at); }

  /// Hugo reads shortcodes before Markdown, so that indentation makes no code of them; where all of them stand in code,
  /// the site is another's and shows them.
  [[nodiscard]] bool has_hugo_marks() const {
    for (const char* const mark : {"{{<", "{{%"})
      for (std::size_t at = body_.find(mark); at != none; at = body_.find(mark, at + 3))
        if (!in_code(at) || body_.substr(at + 3).starts_with("/*")) return true;
    return false;
  }

  void add_text(std::size_t end) {
    if (end <= text_begin_) return;
    Piece piece;
    piece.at = text_begin_;
    piece.inner = body_.substr(text_begin_, end - text_begin_);
    pieces_.push_back(std::move(piece));
  }

  /// Everything before `at_` is text, then comes `piece`, which ends at `end`.
  bool add(Piece piece, std::size_t end) {
    add_text(at_);
    piece.at = at_;
    piece.in_code = in_code(at_);
    pieces_.push_back(std::move(piece));
    at_ = text_begin_ = end;
    return true;
  }

  /// A mark that is only shown: its comment signs go, and where it is no code, it must not be read as a tag.
  bool add_shown(std::string_view open, std::string_view inside, std::string_view close, std::size_t end) {
    Piece piece;
    const bool escape = !in_code(at_) && open.ends_with('<');
    piece.owned =
        (escape ? "{{&lt;" : std::string(open)) + std::string(inside) + (escape ? "&gt;}}" : std::string(close));
    return add(std::move(piece), end);
  }

  bool take_braces() {
    const std::string_view rest = body_.substr(at_);
    for (const auto& [open, close] : {std::pair<const char*, const char*>{"{{<", ">}}"}, {"{{%", "%}}"}}) {
      if (!rest.starts_with(open)) continue;
      const std::size_t end = find_(close, at_ + 3);
      if (end == none || std::min(find_("{{<", at_ + 3), find_("{{%", at_ + 3)) < end) return false;  // not closed
      const std::string_view inside = trim(body_.substr(at_ + 3, end - at_ - 3));
      if (inside.size() >= 4 && inside.starts_with("/*") && inside.ends_with("*/"))
        return add_shown(open, inside.substr(2, inside.size() - 4), close, end + 3);
      const bool shown = hugo_ ? code_.holds_marked(at_) : in_code(at_);
      if (shown && !liquid_ && !(inside.starts_with('/') && is_open(trim(inside.substr(1))))) return false;
      return take_named(inside, Piece::Form::hugo, end + 3);
    }
    const std::size_t end = find_("}}", at_ + 2);
    if (end == none) return false;
    const std::string_view inside = trim(body_.substr(at_ + 2, end - at_ - 2));
    if (inside.size() >= 4 && inside.starts_with("/*") && inside.ends_with("*/"))
      return add_shown("{{", inside.substr(2, inside.size() - 4), "}}", end + 2);
    if ((in_code(at_) && !liquid_) || inside.find('{') != none) return false;
    const std::size_t name = name_length(inside);
    if (name > 0 && inside.substr(name).starts_with('(') && inside.ends_with(')'))
      return take_named(inside, Piece::Form::hugo, end + 2);
    Piece piece;
    piece.kind = Piece::Kind::variable;
    piece.name = inside;
    piece.inner = body_.substr(at_, end + 2 - at_);
    return add(std::move(piece), end + 2);
  }

  bool take_tag() {
    const std::size_t end = find_("%}", at_ + 2);
    if (end == none) return false;
    std::string_view inside = body_.substr(at_ + 2, end - at_ - 2);
    if (inside.starts_with('-')) inside.remove_prefix(1);
    if (inside.ends_with('-')) inside.remove_suffix(1);
    inside = trim(inside);
    if (inside.size() >= 4 && inside.starts_with("/*") && inside.ends_with("*/"))
      return add_shown("{%", inside.substr(2, inside.size() - 4), "%}", end + 2);
    if (in_code(at_) && !liquid_ && !ends_open_tag(inside)) return false;
    return take_named(inside, Piece::Form::liquid, end + 2);
  }

  /// An end in code of what was begun outside of it: indented as the tag's contents are, it only looks like code.
  [[nodiscard]] bool ends_open_tag(std::string_view inside) const {
    const std::string_view name = inside.substr(0, name_length(inside));
    return name.starts_with("end") && is_open(name.substr(3));
  }
  [[nodiscard]] bool is_open(std::string_view name) const {
    const auto open = open_.find(name);
    return open != open_.end() && open->second > 0;
  }

  bool take_named(std::string_view inside, Piece::Form form, std::size_t end) {
    Piece piece;
    piece.kind = Piece::Kind::tag;
    piece.form = form;
    piece.closing = inside.starts_with('/');
    if (piece.closing) inside = trim(inside.substr(1));
    if (form == Piece::Form::hugo && closes_itself(inside)) inside.remove_suffix(1);
    const std::size_t length = name_length(inside);
    piece.name = inside.substr(0, length);
    piece.arguments = trim(inside.substr(length));
    if (form == Piece::Form::liquid && piece.name.starts_with("end")) {
      piece.closing = true;
      piece.name.remove_prefix(3);
    }
    if (piece.arguments.starts_with('(') && piece.arguments.ends_with(')')) {
      if (form == Piece::Form::liquid) piece.form = Piece::Form::call;
      piece.arguments = piece.arguments.substr(1, piece.arguments.size() - 2);
    }
    if (length == 0 && form != Piece::Form::liquid && !piece.closing) return false;
    if (!piece.closing && is_verbatim(piece.name)) return take_verbatim(std::move(piece), end);
    int& open = open_[piece.name];
    open = std::max(0, open + (piece.closing ? -1 : 1));
    return add(std::move(piece), end);
  }

  bool take_verbatim(Piece piece, std::size_t begin) {
    const bool hugo = piece.form == Piece::Form::hugo;
    const std::string word = (hugo ? "/" : "end") + std::string(piece.name);
    for (std::size_t at = find_(word, begin); at != none; at = find_(word, at + 1)) {
      std::size_t open = at;
      while (open > begin && std::strchr(" -\n\t", body_[open - 1]) != nullptr) --open;
      const std::string_view before = body_.substr(begin, open - begin);
      const std::size_t behind = body_.find_first_not_of(" -\n\t", at + word.size());
      const std::string_view rest = behind == none ? std::string_view() : body_.substr(behind);
      const bool ends = hugo ? (before.ends_with("{{<") || before.ends_with("{{%")) &&
                                   (rest.starts_with(">}}") || rest.starts_with("%}}"))
                             : before.ends_with("{%") && rest.starts_with("%}");
      if (!ends) continue;
      piece.kind = Piece::Kind::verbatim;
      piece.inner = before.substr(0, before.size() - (hugo ? 3 : 2));
      return add(std::move(piece), behind + (hugo ? 3 : 2));
    }
    return add(std::move(piece), begin);
  }

  /// Kramdown's attributes, `{: .class}`, behind a span or alone on their line: nothing that a reader sees.
  bool take_kramdown() {
    if (!markdown_ || in_code(at_)) return false;
    const std::size_t end = body_.find_first_of("}\n{", at_ + 1);
    if (end == none || body_[end] != '}') return false;
    std::size_t line = at_;
    while (line > text_begin_ && (body_[line - 1] == ' ' || body_[line - 1] == '\t')) --line;
    const bool begins = line == 0 || body_[line - 1] == '\n';
    const std::size_t behind = body_.find_first_not_of(" \t", end + 1);
    const bool alone = begins && (behind == none || body_[behind] == '\n');
    const bool attached = line == at_ && line > text_begin_ && std::strchr(")]*_`", body_[line - 1]) != nullptr;
    if (!alone && !attached) return false;
    std::size_t stop = end + 1;
    if (body_.substr(at_, stop - at_) == "{::comment}")  // nobody sees what it encloses either
      if (const std::size_t close = find_("{:/", stop); close != none)
        stop = std::min(body_.find('}', close), body_.size() - 1) + 1;
    if (alone && trim(body_.substr(at_ + 2, end - at_ - 2)) == "toc" && line >= text_begin_ + 2) {
      const std::size_t before = body_.rfind('\n', line - 2);  // and the item whose place the contents take
      const std::size_t item = std::max(before == none ? 0 : before + 1, text_begin_);
      const std::string_view mark = body_.substr(item, 3);
      const bool bullet = mark.size() > 1 && std::strchr("*-+", mark[0]) != nullptr && mark[1] == ' ';
      if (bullet || mark == "1. ") at_ = item;
    }
    Piece piece;
    return add(std::move(piece), stop);
  }

  std::string_view body_;
  const MarkdownCode& code_;
  bool liquid_;
  bool markdown_;
  bool hugo_ = false;
  Finder find_;
  std::size_t at_ = 0;
  std::size_t text_begin_ = 0;
  std::vector<Piece> pieces_;
  std::unordered_map<std::string_view, int> open_;  ///< tags, by name: begun less ended
};

/// Each end finds the nearest open tag of its name; Zola's `{% end %}` the nearest call.
void pair_up(std::vector<Piece>& pieces) {
  std::unordered_map<std::string_view, std::vector<std::size_t>> open;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    Piece& piece = pieces[i];
    if (piece.kind != Piece::Kind::tag) continue;
    const bool call = piece.form == Piece::Form::call;
    if (!piece.closing) {
      open[call ? std::string_view() : piece.name].push_back(i);
      continue;
    }
    std::vector<std::size_t>& candidates = open[piece.name];
    if (candidates.empty()) continue;
    pieces[candidates.back()].partner = i;
    candidates.pop_back();
  }
}

}  // namespace

bool may_hold_marks(std::string_view body) {
  for (std::size_t at = body.find('{'); at != none && at + 1 < body.size(); at = body.find('{', at + 1)) {
    const char next = body[at + 1];
    if (next == '{' || next == '%' || next == ':') return true;
  }
  return false;
}

std::vector<Piece> scan_marks(std::string_view body, const MarkdownCode& code, bool liquid, bool markdown) {
  std::vector<Piece> pieces = Scanner(body, code, liquid, markdown).scan();
  pair_up(pieces);
  return pieces;
}

}  // namespace feedd::content
