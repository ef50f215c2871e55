#include "content/url.hpp"

#include "content/punycode.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

namespace feedd::content {
namespace {

constexpr std::string_view sub_delims = "!$&'()*+,;=";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}
bool is_unreserved(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

bool is_one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += digits[byte >> 4U];
  out += digits[byte & 15U];
}

/// Appends `text` with everything encoded but unreserved characters, sub-delims and those of `also`; a `%` of it before
/// two hex digits stays.
void append_encoded(std::string& out, std::string_view text, std::string_view also) {
  const bool keep_escapes = is_one_of('%', also);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool escape = c == '%' && keep_escapes && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2]);
    if (escape || is_unreserved(c) || is_one_of(c, sub_delims) || (c != '%' && is_one_of(c, also)))
      out += c;
    else
      append_escaped(out, c);
  }
}

/// RFC 3986 section 3's components, without their delimiters. A part that is not there differs from an empty one.
struct Parts {
  std::optional<std::string_view> scheme, authority;
  std::string_view path;
  std::optional<std::string_view> query, fragment;
};

/// The length of the scheme's name, 0 where there is none.
std::size_t scheme_length(std::string_view text) {
  const std::size_t colon = text.find_first_of(":/?#");
  if (colon == std::string_view::npos || colon == 0 || text[colon] != ':' || !is_letter(text[0])) return 0;
  const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; };
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), fits) ? colon : 0;
}

/// Appendix B's expression, by hand: any text falls apart into these.
Parts split(std::string_view text) {
  Parts parts;
  if (const std::size_t length = scheme_length(text); length > 0) {
    parts.scheme = text.substr(0, length);
    text.remove_prefix(length + 1);
  }
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    parts.fragment = text.substr(hash + 1);
    text = text.substr(0, hash);
  }
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    parts.query = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  if (text.substr(0, 2) == "//") {
    const std::size_t end = std::min(text.find('/', 2), text.size());
    parts.authority = text.substr(2, end - 2);
    text.remove_prefix(end);
  }
  parts.path = text;
  return parts;
}

/// Section 5.3, and what keeps a path from being read as something else: `.` before a first segment with a colon, `/.`
/// before `//`.
std::string join(const Parts& parts) {
  std::string text;
  if (parts.scheme) text.append(*parts.scheme) += ':';
  if (parts.authority) {
    text.append("//").append(*parts.authority);
  } else if (parts.path.substr(0, 2) == "//") {
    text += "/.";
  } else if (!parts.scheme && parts.path.substr(0, parts.path.find('/')).find(':') != std::string_view::npos) {
    text += "./";
  }
  text.append(parts.path);
  if (parts.query) (text += '?').append(*parts.query);
  if (parts.fragment) (text += '#').append(*parts.fragment);
  return text;
}

/// An authority taken apart, delimiters included: `user@`, host, `:port`. An address in brackets is one host.
struct Authority {
  std::string_view user, host, port;
};

Authority split_authority(std::string_view text) {
  Authority parts;
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    parts.user = text.substr(0, at + 1);
    text.remove_prefix(at + 1);
  }
  const std::size_t bracket = text.substr(0, 1) == "[" ? text.find(']') : std::string_view::npos;
  const std::size_t colon = std::min(text.find(':', bracket == std::string_view::npos ? 0 : bracket), text.size());
  parts.host = text.substr(0, colon);
  parts.port = text.substr(colon);
  return parts;
}

std::string encode_authority(std::string_view text) {
  const Authority parts = split_authority(text);
  std::string out;
  if (!parts.user.empty()) {
    append_encoded(out, parts.user.substr(0, parts.user.size() - 1), ":%");
    out += '@';
  }
  const bool bracketed = parts.host.substr(0, 1) == "[" && parts.host.back() == ']';
  if (bracketed)
    append_encoded(out, parts.host, "[:]%");
  else
    append_encoded(out, to_ascii_host(parts.host), "%");
  append_encoded(out, parts.port, ":%");
  return out;
}

/// Whether section 3.2's grammar allows an encoded authority: a port of digits, an IPv6 address in brackets.
bool is_valid_authority(std::string_view text) {
  const Authority parts = split_authority(text);
  if (!parts.port.empty() && !std::all_of(parts.port.begin() + 1, parts.port.end(), is_digit)) return false;
  if (parts.host.substr(0, 1) != "[") return true;
  const std::string address(parts.host.substr(1, parts.host.size() - 2));
  in6_addr parsed;
  return inet_pton(AF_INET6, address.c_str(), &parsed) == 1;
}

/// Section 5.2.4.
std::string remove_dot_segments(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);
    const bool last = end == path.size();
    path.remove_prefix(end);
    if (segment == "/." || segment == "/..") {
      const std::size_t slash = out.rfind('/');
      if (segment == "/..") out.erase(slash == std::string::npos ? 0 : slash);
      if (last) out += '/';
    } else if (out.empty() && (segment == "." || segment == "..")) {
      path.remove_prefix(last ? 0 : 1);
    } else {
      out += segment;
    }
  }
  return out;
}

/// Section 5.2.3.
std::string merge(const Parts& base, std::string_view path) {
  if (base.authority && base.path.empty()) return std::string("/").append(path);
  return std::string(base.path.substr(0, base.path.rfind('/') + 1)).append(path);
}

bool is_web(std::string_view scheme) {
  return scheme == "http" || scheme == "https";
}

/// Characters that to_uri leaves alone wherever they stand behind the authority.
constexpr std::array<bool, 256> plain = [] {
  std::array<bool, 256> table{};
  for (unsigned c = 'a'; c <= 'z'; ++c) table[c] = table[c - 32] = true;
  for (unsigned c = '0'; c <= '9'; ++c) table[c] = true;
  for (const char c : std::string_view("-._~/?=&+,;!$()*")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

/// Whether this is an address as nearly all are, which to_uri would not change: `http(s)://host/…`, the host in small
/// letters, nothing to encode, no fragment.
bool is_plain_address(std::string_view text) {
  const std::size_t host = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  if (host == 0) return false;
  const std::size_t path = std::min(text.find('/', host), text.size());
  const auto in_host = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '.'; };
  const auto at = [&](std::size_t i) { return text.begin() + static_cast<std::ptrdiff_t>(i); };
  return path > host && path < text.size() && std::all_of(at(host), at(path), in_host) &&
         std::all_of(at(path), text.end(), [](char c) { return plain[static_cast<unsigned char>(c)]; });
}

}  // namespace

std::optional<std::string> url_scheme(std::string_view reference) {
  std::string text;
  for (const char c : reference) {
    if (is_control(c) || (c == ' ' && text.empty())) continue;
    if (is_one_of(c, "/?#")) return {};
    text += c;
    if (c == ':') break;
  }
  const std::size_t length = scheme_length(text);
  if (length == 0) return {};
  return lower_ascii(std::string_view(text).substr(0, length));
}

std::string to_uri(std::string_view reference) {
  if (is_plain_address(reference)) return std::string(reference);
  std::string text;
  for (const char c : reference)
    if (!is_control(c) && !(c == ' ' && text.empty())) text += c;
  text.erase(text.find_last_not_of(' ') + 1);

  Parts parts = split(text);
  std::string authority, path, query, fragment;
  if (parts.authority) parts.authority = authority = encode_authority(*parts.authority);
  append_encoded(path, parts.path, "/:@%");
  parts.path = path;
  const auto encode = [](std::optional<std::string_view>& part, std::string& storage) {
    if (!part) return;
    append_encoded(storage, *part, "/:@?%");
    part = storage;
  };
  encode(parts.query, query);
  encode(parts.fragment, fragment);
  return join(parts);
}

std::optional<std::string> resolve_url(std::string_view base, std::string_view reference) {
  if (is_plain_address(reference) && reference.find("/.") == std::string_view::npos && url_scheme(base))
    return std::string(reference);
  const std::string base_uri = to_uri(base);
  const std::string reference_uri = to_uri(reference);
  const Parts from = split(base_uri);
  const Parts to = split(reference_uri);
  if (!from.scheme) return {};

  Parts target = to;  // section 5.2.2
  std::string path;
  if (to.scheme || to.authority || to.path.substr(0, 1) == "/") {
    path = remove_dot_segments(to.path);
  } else if (to.path.empty()) {
    path = from.path;
    if (!to.query) target.query = from.query;
  } else {
    path = remove_dot_segments(merge(from, to.path));
  }
  target.path = path;
  if (!to.scheme) {
    target.scheme = from.scheme;
    if (!to.authority) target.authority = from.authority;
  }
  if (target.authority && !is_valid_authority(*target.authority)) return {};
  const std::string scheme = lower_ascii(*target.scheme);
  if (is_web(scheme) && (!target.authority || split_authority(*target.authority).host.empty())) return {};
  target.scheme = scheme;
  return join(target);
}

std::string encode_segment(std::string_view segment) {
  std::string out;
  append_encoded(out, segment, ":@");
  return out;
}

std::string encode_path(std::string_view path) {
  std::string out;
  append_encoded(out, path, "/:@");
  return out;
}

namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::string decode_path(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    out += low >= 0 ? static_cast<char>(high * 16 + low) : text[i];
    if (low >= 0) i += 2;
  }
  return out;
}

}  // namespace feedd::content
