#include "daemon/push/peer_url.hpp"

#include "content/punycode.hpp"
#include "content/text.hpp"
#include "daemon/http/target.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <arpa/inet.h>

namespace feedd::daemon::push {
namespace {

/// What stands at the other end from 1024 on is not HTTP where one of these is open, and might take a request for what
/// it speaks (Fetch, section 2.9).
constexpr std::array<std::uint16_t, 19> blocked_ports = {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000,
                                                         6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080};
/// Below it are ports of the system's services.
constexpr std::uint16_t first_free_port = 1024;
/// Longest name that DNS has.
constexpr std::size_t longest_host_bytes = 253;

/// An address taken apart: scheme in small letters, the rest as it is written.
struct Parts {
  std::string scheme;
  std::string_view host;  ///< brackets included
  std::string_view port;  ///< without colon
  std::string_view path;
  std::optional<std::string_view> query;
};

constexpr std::string_view not_absolute = "must be an absolute http or https address, as https://example.org/path";

/// What is wrong with it; empty where nothing is.
std::string_view take_apart(std::string_view text, Parts& parts) {
  if (text.empty()) return not_absolute;
  if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7F; }))
    return "has white space or a control character in it";
  if (text.find('#') != std::string_view::npos) return "must have no fragment";
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return not_absolute;
  parts.scheme = content::lower_ascii(text.substr(0, scheme));
  if (parts.scheme != "http" && parts.scheme != "https") return not_absolute;
  text.remove_prefix(scheme + 3);
  const std::size_t end = std::min(text.find_first_of("/?"), text.size());
  const std::string_view authority = text.substr(0, end);
  if (authority.find('@') != std::string_view::npos) return "must have no user name or password";
  const std::size_t bracket = authority.starts_with('[') ? std::min(authority.find(']'), authority.size()) : 0;
  const std::size_t colon = std::min(authority.find(':', bracket), authority.size());
  parts.host = authority.substr(0, colon);
  parts.port = authority.substr(std::min(colon + 1, authority.size()));
  text.remove_prefix(end);
  const std::size_t mark = text.find('?');
  parts.path = text.substr(0, mark);
  if (mark != std::string_view::npos) parts.query = text.substr(mark + 1);
  return {};
}

/// The host as DNS carries it; empty where it is none.
std::string host_name(std::string_view written) {
  if (written.starts_with('[')) {
    in6_addr address;
    const bool closed = written.size() > 2 && written.back() == ']';
    const std::string inside(closed ? written.substr(1, written.size() - 2) : std::string_view());
    return inet_pton(AF_INET6, inside.c_str(), &address) == 1 ? content::lower_ascii(written) : std::string();
  }
  if (!is_utf8(written)) return {};
  std::string host = content::lower_ascii(content::to_ascii_host(written));
  const bool fits =
      !host.empty() && host.size() <= longest_host_bytes && host.front() != '.' && host.find("..") == std::string::npos;
  const bool plain = std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
  return fits && plain ? host : std::string();
}

/// 0 where it is none.
std::uint16_t port_number(const Parts& parts) {
  if (parts.port.empty()) return parts.scheme == "https" ? 443 : 80;
  std::uint16_t port = 0;
  const char* const end = parts.port.data() + parts.port.size();
  const auto read = std::from_chars(parts.port.data(), end, port);
  return read.ec == std::errc{} && read.ptr == end ? port : 0;
}

bool is_allowed(std::uint16_t port, const PortRules& rules) {
  if (port == 0) return false;
  if (port == rules.also) return true;
  if (!rules.ports.empty()) return std::find(rules.ports.begin(), rules.ports.end(), port) != rules.ports.end();
  if (port < first_free_port) return port == 80 || port == 443;
  return std::find(blocked_ports.begin(), blocked_ports.end(), port) == blocked_ports.end();
}

/// With escapes for what no request line may have.
void append_sendable(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && c != '"' && c != '<' && c != '>' && c != '\\') {
      out += c;
      continue;
    }
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
}

}  // namespace

content::Result<std::string> peer_url(std::string_view name, std::string_view text, const PortRules& rules) {
  const auto refused = [&](std::string_view reason) {
    return content::Error{"address", std::string(name), std::string(reason)};
  };
  const std::string too_long = "must have at most " + std::to_string(longest_url_bytes) + " bytes";
  if (text.size() > longest_url_bytes) return refused(too_long);
  Parts parts;
  if (const std::string_view objection = take_apart(text, parts); !objection.empty()) return refused(objection);
  const std::string host = host_name(parts.host);
  if (host.empty()) return refused("has no host that is a name or an address");
  const std::uint16_t port = port_number(parts);
  if (!is_allowed(port, rules)) return refused("has a port that is not called from here: use 80 or 443");
  std::string url = parts.scheme + "://" + host;
  if (port != (parts.scheme == "https" ? 443 : 80)) url += ':' + std::to_string(port);
  if (parts.path.empty()) url += '/';
  append_sendable(url, parts.path);
  if (parts.query) append_sendable(url += '?', *parts.query);
  if (url.size() > longest_url_bytes) return refused(too_long);
  return url;
}

}  // namespace feedd::daemon::push
