#include "content/shortcode_arguments.hpp"

#include "content/text.hpp"

#include <algorithm>

namespace feedd::content {

namespace {

constexpr std::size_t none = std::string_view::npos;
constexpr std::string_view blanks = " \t\n,";
/// More no shortcode has.
constexpr std::size_t most = 64;

bool is_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || c == ':' || c == '@';
}

std::size_t skip(std::string_view text, std::size_t at, std::string_view what) {
  return std::min(text.find_first_not_of(what, at), text.size());
}

}  // namespace

ShortcodeArguments::ShortcodeArguments(std::string_view text) : text_(text) {
  for (std::size_t at = skip(text, 0, blanks); at < text.size() && all_.size() < most; at = skip(text, at, blanks)) {
    Argument argument{{}, {}, at, false};
    at = take_value(take_key(at, argument.key), argument);
    all_.push_back(std::move(argument));
  }
}

/// Where the value begins.
std::size_t ShortcodeArguments::take_key(std::size_t at, std::string_view& key) const {
  std::size_t end = at;
  while (end < text_.size() && is_key(text_[end])) ++end;
  const std::size_t sign = skip(text_, end, " \t\n");
  if (end == at || sign == text_.size() || text_[sign] != '=') return at;
  key = text_.substr(at, end - at);
  return skip(text_, sign + 1, " \t\n");
}

/// Where it ends.
std::size_t ShortcodeArguments::take_value(std::size_t at, Argument& argument) const {
  const char mark = at < text_.size() ? text_[at] : ' ';
  argument.quoted = mark == '"' || mark == '\'' || mark == '`';
  if (!argument.quoted) {
    // An address may hold a comma; between arguments with keys it parts them.
    std::size_t end =
        std::min(text_.find_first_of(argument.key.empty() ? blanks.substr(0, 3) : blanks, at), text_.size());
    while (end > at && text_[end - 1] == ',') --end;
    argument.value = text_.substr(at, end - at);
    return std::max(end, std::min(at + 1, text_.size()));
  }
  std::size_t end = text_.find(mark, at + 1);
  while (mark != '`' && end != none && text_[end - 1] == '\\' && text_.find(mark, end + 1) != none)
    end = text_.find(mark, end + 1);
  end = std::min(end, text_.size());
  for (std::size_t i = at + 1; i < end; ++i)
    if (text_[i] != '\\' || i + 1 >= end || text_[i + 1] != mark) argument.value += text_[i];
  return std::min(end + 1, text_.size());
}

std::string_view ShortcodeArguments::named(std::initializer_list<std::string_view> keys) const {
  for (const std::string_view key : keys)
    for (const Argument& argument : all_)
      if (argument.key == key) return argument.value;
  return {};
}

std::string_view ShortcodeArguments::at(std::size_t index) const {
  for (const Argument& argument : all_)
    if (argument.key.empty() && index-- == 0) return argument.value;
  return {};
}

std::string_view ShortcodeArguments::first(std::initializer_list<std::string_view> keys) const {
  const std::string_view value = named(keys);
  return value.empty() ? at(0) : value;
}

std::string ShortcodeArguments::text_from(std::size_t index) const {
  const auto keyless = [](const Argument& argument) { return argument.key.empty(); };
  auto from = std::find_if(all_.begin(), all_.end(), keyless);
  for (; index > 0 && from != all_.end(); --index) from = std::find_if(from + 1, all_.end(), keyless);
  if (from == all_.end()) return {};
  const bool plain = std::none_of(from, all_.end(), [](const Argument& argument) { return argument.quoted; });
  if (plain) return std::string(trim(text_.substr(from->begin)));
  std::string text;
  for (; from != all_.end(); ++from)
    if (from->key.empty()) text.append(text.empty() ? "" : " ").append(from->value);
  return text;
}

}  // namespace feedd::content
