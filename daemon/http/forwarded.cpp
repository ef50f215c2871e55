// See forwarded.hpp.
#include "daemon/http/forwarded.hpp"

#include "daemon/http/field.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace feedd::daemon {
namespace {

/// `:4711`, or a hidden one, `:_port` (RFC 7239 section 6).
bool is_port(std::string_view text) {
  if (text.empty()) return true;
  text.remove_prefix(1);
  if (text.starts_with('_')) return std::all_of(text.begin(), text.end(), is_token_char);
  return text.size() <= 5 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// A node of Forwarded: an IPv6 address has its brackets, else nobody could say where a port begins.
std::optional<IpAddress> read_node(std::string_view text) {
  const bool bracketed = text.starts_with('[');
  const auto end = std::min(bracketed ? text.find(']') : text.find(':'), text.size());
  const auto host = text.substr(bracketed ? 1 : 0, end - (bracketed ? 1 : 0));
  if (bracketed && (end == text.size() || host.find(':') == std::string_view::npos)) return std::nullopt;
  const auto behind = text.substr(end + (bracketed ? 1 : 0));
  if (!behind.empty() && behind[0] != ':') return std::nullopt;
  return is_port(behind) ? parse_ip_address(host) : std::nullopt;
}

/// Takes a quoted-string (RFC 9110 section 5.6.4) off the front of `list`, which starts with its quote.
bool take_quoted(std::string_view& list, std::string& value) {
  for (std::size_t i = 1; i < list.size(); ++i) {
    if (list[i] == '"') {
      list.remove_prefix(i + 1);
      return true;
    }
    if (list[i] == '\\' && ++i == list.size()) return false;
    value += list[i];
  }
  return false;
}

std::string_view take_token(std::string_view& list) {
  const auto* const end = std::find_if_not(list.begin(), list.end(), is_token_char);
  const auto token = list.substr(0, static_cast<std::size_t>(end - list.begin()));
  list.remove_prefix(token.size());
  return token;
}

void skip_space(std::string_view& list) {
  list.remove_prefix(std::min(list.find_first_not_of(" \t"), list.size()));
}

/// What is between two commas.
struct Element {
  bool has_pairs = false;
  bool has_node = false;
  std::optional<IpAddress> node;
};

/// Takes `token "=" value` off the front of `list`. False where that breaks the grammar, or says `for` again.
bool take_pair(std::string_view& list, Element& element) {
  const auto name = take_token(list);
  if (name.empty() || !list.starts_with('=')) return false;
  list.remove_prefix(1);
  std::string value;
  if (!list.starts_with('"'))
    value = take_token(list);
  else if (!take_quoted(list, value))
    return false;
  skip_space(list);
  element.has_pairs = true;
  if (!equal_ignoring_case(name, "for")) return true;
  element.node = read_node(value);
  return !std::exchange(element.has_node, true);
}

}  // namespace

Hops read_forwarded(std::string_view list) {
  Hops unknown{std::nullopt};
  Hops hops;
  Element element;
  for (;;) {
    skip_space(list);
    const bool is_empty = list.empty() || list[0] == ';' || list[0] == ',';
    if (!is_empty && !take_pair(list, element)) return unknown;
    if (list.starts_with(';')) {
      list.remove_prefix(1);
      continue;
    }
    if (!list.empty() && list[0] != ',') return unknown;
    if (element.has_pairs) hops.push_back(element.node);
    if (list.empty()) return hops;
    list.remove_prefix(1);
    element = Element{};
  }
}

Hops read_x_forwarded_for(std::string_view list) {
  Hops hops;
  while (const auto element = next_element(list)) hops.push_back(read_address(*element));
  return hops;
}

std::optional<IpAddress> read_address(std::string_view text) {
  const bool is_bare_ipv6 = !text.starts_with('[') && std::count(text.begin(), text.end(), ':') > 1;
  return is_bare_ipv6 ? parse_ip_address(text) : read_node(text);
}

}  // namespace feedd::daemon
