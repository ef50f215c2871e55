// Which syntax a file begins with, and where its body begins. The syntaxes themselves: values.hpp.
#include "content/sources/front_matter.hpp"

#include "content/front_matter_fences.hpp"
#include "content/sources/values.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace feedd::content {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return same_word(text, word); });
}

/// The line at `at` without its LF and without spaces at its end, and where the next one begins.
struct Line {
  std::string_view text;
  std::size_t next;
};

Line line_at(std::string_view text, std::size_t at) {
  const std::size_t end = std::min(text.find('\n', at), text.size());
  std::string_view line = text.substr(at, end - at);
  while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) line.remove_suffix(1);
  return {line, std::min(end + 1, text.size())};
}

/// The scalar that names who or what a map stands for.
const Value* name_in(const Value& value) {
  if (value.kind == Value::Kind::scalar) return &value;
  for (const std::string_view key : {"name", "display_name", "displayName", "full_name", "title", "login"}) {
    const Value* name = value.find(key);
    if (name != nullptr && name->kind == Value::Kind::scalar && !name->scalar.empty()) return name;
  }
  return nullptr;
}

void append_texts(const Value& value, std::vector<std::string>& texts) {
  if (const Value* name = name_in(value)) return texts.push_back(name->scalar);
  for (const Value& item : value.list) append_texts(item, texts);
}

int count_lines(std::string_view text) {
  return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

/// A whole block of JSON. Hexo's has no braces around it: `braces` are put there, in lines of their own.
Result<Value> read_json_block(std::string_view path, std::string_view block, int first_line, bool braces) {
  const auto refuse = [&](std::string_view reason) {
    return Error{"front-matter", std::string(path), std::string(reason), {first_line, 1}};
  };
  if (trim(block).empty()) return Value();
  std::string enclosed;
  if (braces && !trim(block).starts_with('{')) {
    enclosed.append("{\n").append(block).append("}");
    block = enclosed;
  }
  Result<Block> object = read_json(path, block, enclosed.empty() ? first_line : first_line - 1);
  if (!object) {
    Error error = object.error();
    error.at.line = std::max(error.at.line, first_line);
    return error;
  }
  if (object->values.kind != Value::Kind::map)
    return refuse("front matter must be keys with values, `{\"key\": value}`");
  if (!trim(block.substr(object->length)).empty()) return refuse("something stands behind the JSON object");
  return std::move(object->values);
}

Result<Value> read_block(std::string_view path, std::string_view block, int first_line, Syntax syntax, bool braces) {
  if (syntax == Syntax::yaml) return read_yaml(path, block, first_line);
  if (syntax == Syntax::toml) return read_toml(path, block, first_line);
  return read_json_block(path, block, first_line, braces);
}

/// The syntax between fences; none for a language that cannot be read.
Syntax syntax_of(const Fences& fences) {
  if (fences.mark == "+++" || fences.language == "toml") return Syntax::toml;
  if (fences.mark == ";;;" || fences.language == "json") return Syntax::json;
  return fences.language.empty() || fences.language.starts_with('y') ? Syntax::yaml : Syntax::none;
}

Result<FrontMatter> read_fenced(std::string_view path, std::string_view text, const Fences& fences) {
  const int first_line = count_lines(text.substr(0, fences.begin)) + 1;
  const auto refuse = [&](std::string reason) {
    return Error{"front-matter", std::string(path), std::move(reason), {std::max(1, first_line - 1), 1}};
  };
  FrontMatter parsed;
  parsed.syntax = syntax_of(fences);
  if (parsed.syntax == Syntax::none)
    return refuse("front matter in " + std::string(fences.language) +
                  " cannot be read; write it in YAML, TOML or JSON");
  if (fences.end == std::string_view::npos)
    return refuse("front matter is not closed by a line " + std::string(fences.mark));
  if (fences.end - fences.begin > max_front_matter_bytes) return refuse("front matter is larger than 256 KiB");
  parsed.body = text.substr(fences.body);
  parsed.body_line = count_lines(text.substr(0, fences.body)) + 1;
  parsed.present = true;
  Result<Value> values = read_block(path, text.substr(fences.begin, fences.end - fences.begin), first_line,
                                    parsed.syntax, fences.mark == ";;;");
  if (!values) return values.error();
  parsed.values = std::move(*values);
  return parsed;
}

/// A JSON object: `{` and then a key or nothing. `{{< shortcode >}}`, `{% tag %}` and `{: .class}` are none.
bool begins_with_object(std::string_view text) {
  if (!text.starts_with('{')) return false;
  const std::size_t next = text.find_first_not_of(" \t\n", 1);
  return next != std::string_view::npos && (text[next] == '"' || text[next] == '}');
}

/// The length of Hexo's JSON without braces, which only a line `;;;` closes. 0 where there is none.
std::size_t unopened_json(std::string_view text) {
  const std::string_view first = line_at(text, 0).text;
  if (!first.starts_with('"') || first.find("\":") == std::string_view::npos) return 0;
  for (std::size_t at = 0; at < text.size() && at <= max_front_matter_bytes;) {
    const Line line = line_at(text, at);
    if (line.text == ";;;") return at;
    at = line.next;
  }
  return 0;
}

/// The length of `title: …` lines at the head of a text that a line `---` closes, as old Hexo wrote them without an
/// opening one: two keys or more before any blank line, one of them known, none of it prose. 0 where there are none.
std::size_t unopened_yaml(std::string_view text) {
  constexpr std::array<std::string_view, 3> known = {"title", "date", "layout"};
  int keys = 0;
  bool is_known = false;
  for (std::size_t at = 0; at < text.size() && at <= max_front_matter_bytes;) {
    const Line line = line_at(text, at);
    if (line.text == "---") return keys >= 2 && is_known ? at : 0;
    const std::size_t colon = line.text.find(':');
    const std::string_view key = line.text.substr(0, colon);
    const bool continues = keys > 0 && (line.text.starts_with(' ') || line.text.starts_with("- "));
    const bool opens =
        colon != std::string_view::npos && !key.empty() &&
        std::all_of(key.begin(), key.end(),
                    [](char c) {
                      return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
                    }) &&
        (colon + 1 == line.text.size() || line.text[colon + 1] == ' ');
    if (!opens && !continues) return 0;
    if (opens && !continues) ++keys;
    is_known = is_known || (opens && is_one_of(key, known));
    at = line.next;
  }
  return 0;
}

Result<FrontMatter> read_unopened(std::string_view path, std::string_view text, std::size_t length, Syntax syntax) {
  Result<Value> values = read_block(path, text.substr(0, length), 1, syntax, true);
  if (!values) return values.error();
  FrontMatter parsed;
  parsed.values = std::move(*values);
  parsed.body = text.substr(line_at(text, length).next);
  parsed.body_line = 2 + count_lines(text.substr(0, length));
  parsed.present = true;
  parsed.syntax = syntax;
  return parsed;
}

Result<FrontMatter> take_block(std::string_view text, Block block, Syntax syntax) {
  FrontMatter parsed;
  parsed.values = std::move(block.values);
  const Line rest = line_at(text, block.length);
  const std::size_t end = rest.text.empty() ? rest.next : block.length;
  parsed.body = text.substr(end);
  parsed.body_line = 1 + count_lines(text.substr(0, end));
  parsed.present = true;
  parsed.syntax = syntax;
  return parsed;
}

}  // namespace

const Value* Value::find(std::string_view key) const {
  const auto found =
      std::find_if(map.rbegin(), map.rend(), [&](const auto& entry) { return same_word(entry.key, key); });
  return found == map.rend() ? nullptr : &found->value;
}

bool Value::as_bool(bool fallback) const {
  constexpr std::array<std::string_view, 3> yes = {"true", "yes", "on"};
  constexpr std::array<std::string_view, 3> no = {"false", "no", "off"};
  if (kind != Kind::scalar || quoted) return fallback;
  if (is_one_of(scalar, yes)) return true;
  if (is_one_of(scalar, no)) return false;
  return fallback;
}

std::vector<std::string> Value::as_texts() const {
  std::vector<std::string> texts;
  append_texts(*this, texts);
  return texts;
}

Position place_of(std::string_view text, std::size_t offset, int first_line) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_start = before.rfind('\n') + 1;  // 0 where there is none
  return {first_line + static_cast<int>(std::count(before.begin(), before.end(), '\n')),
          static_cast<int>(before.size() - line_start) + 1};
}

Result<FrontMatter> parse_front_matter(std::string_view path, std::string_view text) {
  if (const std::optional<Fences> fences = find_fences(text)) return read_fenced(path, text, *fences);
  const std::size_t start = skip_space(text);
  if (begins_with_object(text.substr(start))) {
    Result<Block> object = read_json(path, text.substr(start), 1 + count_lines(text.substr(0, start)));
    if (!object) return object.error();
    object->length += start;
    return take_block(text, std::move(*object), Syntax::json);
  }
  if (const std::size_t length = unopened_json(text); length > 0)
    return read_unopened(path, text, length, Syntax::json);
  if (const std::size_t length = unopened_yaml(text); length > 0)
    return read_unopened(path, text, length, Syntax::yaml);
  if (std::optional<Block> lines = read_header_lines(text)) return take_block(text, std::move(*lines), Syntax::lines);
  FrontMatter parsed;
  parsed.body = text;
  return parsed;
}

}  // namespace feedd::content
