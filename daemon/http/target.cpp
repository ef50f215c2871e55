// Decoding in two steps: a look that finds most targets plain already, and a slow way for the others.
#include "daemon/http/target.hpp"

#include "daemon/http/field.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The authority of an absolute-form target; empty where it is none.
std::string_view authority_of(std::string_view target) {
  const auto colon = target.find("://");
  if (colon == std::string_view::npos || target.starts_with('/')) return {};
  const auto scheme = target.substr(0, colon);
  if (!equal_ignoring_case(scheme, "http") && !equal_ignoring_case(scheme, "https")) return {};
  const auto start = colon + 3;
  return target.substr(start, std::min(target.find_first_of("/?#", start), target.size()) - start);
}

/// The path and query of an absolute-form target; the target itself where it is none.
std::string_view without_authority(std::string_view target) {
  const auto authority = authority_of(target);
  if (authority.empty()) return target;
  const auto path = target.substr(static_cast<std::size_t>(authority.data() - target.data()) + authority.size());
  return path.starts_with('/') ? path : std::string_view{"/"};
}

int decode(std::string_view path, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < path.size(); ++i) {
    char c = path[i];
    if (c == '%') {
      if (i + 2 >= path.size()) return 400;
      const int high = hex_digit(path[i + 1]);
      const int low = hex_digit(path[i + 2]);
      if (high < 0 || low < 0) return 400;
      c = static_cast<char>(high * 16 + low);
      if (c == '/') return 404;
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return 400;
    out += c;
  }
  return is_utf8(out) ? 0 : 400;
}

bool has_dot_segment(std::string_view path) {
  for (std::size_t start = 0; start < path.size();) {
    const auto end = std::min(path.find('/', start), path.size());
    const auto segment = path.substr(start, end - start);
    if (segment == "." || segment == "..") return true;
    start = end + 1;
  }
  return false;
}

std::string_view without_prefix(std::string_view path, std::string_view prefix) {
  if (prefix.empty() || !path.starts_with(prefix)) return path;
  if (path.size() == prefix.size()) return "/";
  return path[prefix.size()] == '/' ? path.substr(prefix.size()) : path;
}

}  // namespace

std::string_view host_of(std::string_view target, std::string_view host) {
  const auto authority = authority_of(target);
  return authority.empty() ? host : authority;
}

bool is_utf8(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : (lead & 0xF0) == 0xE0 ? 3 : 4;
    if (length == 1) {
      ++i;
      continue;
    }
    if (lead < 0xC2 || lead > 0xF4 || i + length > bytes.size()) return false;
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < low || second > high) return false;
    for (std::size_t k = 2; k < length; ++k)
      if ((static_cast<unsigned char>(bytes[i + k]) & 0xC0) != 0x80) return false;
    i += length;
  }
  return true;
}

Target resolve_target(std::string_view target, std::string_view prefix, std::string& scratch) {
  auto path = without_authority(target);
  if (!path.starts_with('/')) return {400, {}, {}};
  path = path.substr(0, path.find('#'));
  std::string_view query;
  if (const auto mark = path.find('?'); mark != std::string_view::npos) {
    query = path.substr(mark + 1);
    path = path.substr(0, mark);
  }
  const bool plain = path.find("/.") == std::string_view::npos && std::all_of(path.begin(), path.end(), [](char c) {
                       return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F && c != '%';
                     });
  if (!plain) {
    if (const int refused = decode(path, scratch)) return {refused, {}, {}};
    if (has_dot_segment(scratch)) return {400, {}, {}};
    path = scratch;
  }
  return {0, without_prefix(path, prefix), query};
}

}  // namespace feedd::daemon
