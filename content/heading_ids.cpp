#include "content/heading_ids.hpp"

#include "content/text.hpp"

#include <algorithm>

namespace feedd::content {

namespace {

/// An id longer than this is a paragraph. The cleaner takes a little more: a number may follow.
constexpr std::size_t max_id_bytes = 150;

}  // namespace

std::string HeadingIds::make(std::string_view text) {
  const std::string id = anchor_of(trim(text), max_id_bytes);
  const bool word = id.find_first_not_of("-_") != std::string::npos;
  return word ? take(id) : std::string();
}

std::string HeadingIds::take(std::string_view id) {
  std::string unique(id);
  const auto [first, fresh] = taken_.try_emplace(unique, 0);
  if (fresh) return unique;
  do unique = std::string(id) + '-' + std::to_string(++taken_[std::string(id)]);
  while (!taken_.try_emplace(unique, 0).second);
  return unique;
}

HeadingAttributes heading_attributes(std::string_view text) {
  if (!text.ends_with('}')) return {};
  const std::size_t open = text.rfind('{');
  if (open == std::string_view::npos) return {};
  std::string_view inside = text.substr(open + 1, text.size() - open - 2);
  const bool colon = inside.starts_with(':');
  if (colon) inside.remove_prefix(1);
  inside = trim(inside);
  if (inside.empty() || (!colon && inside.front() != '#' && inside.front() != '.')) return {};
  HeadingAttributes found;
  found.length = text.size() - open;
  const std::size_t hash = inside.find('#');
  if (hash == std::string_view::npos || (hash > 0 && inside[hash - 1] != ' ')) return found;
  const std::string_view rest = inside.substr(hash + 1);
  const auto end = std::find_if(rest.begin(), rest.end(), [](char c) { return c == ' ' || c == '"' || c == '\''; });
  const std::string_view id = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  if (id.size() <= max_id_bytes && collapse_space(id) == id && id.find(' ') == std::string_view::npos) found.id = id;
  return found;
}

}  // namespace feedd::content
