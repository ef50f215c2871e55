// See proxy_header.hpp.
#include "daemon/http/proxy_header.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

constexpr std::string_view signature{"\r\n\r\n\0\r\nQUIT\n", 12};
/// Signature, version and command, family and protocol, length of the rest.
constexpr std::size_t fixed_bytes = 16;
/// Addresses and ports of both ends, by family: unspecified, IPv4, IPv6, Unix.
constexpr std::size_t address_bytes[] = {0, 12, 36, 216};

enum Command : unsigned { local = 0, proxied = 1 };
enum Family : unsigned { unspecified = 0, ipv4 = 1, ipv6 = 2, unix_socket = 3 };
enum Protocol : unsigned { stream = 1, datagram = 2 };

constexpr ProxyHeader refused{ProxyHeader::State::refused, 0, false, std::nullopt};

}  // namespace

ProxyHeader read_proxy_header(std::string_view bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[at])); };
  const auto common = std::min(bytes.size(), signature.size());
  if (bytes.substr(0, common) != signature.substr(0, common)) return refused;
  if (bytes.size() < fixed_bytes) return {};
  const unsigned command = byte(12) & 0xFU;
  const unsigned family = byte(13) >> 4U;
  const unsigned protocol = byte(13) & 0xFU;
  const std::size_t length = byte(14) << 8U | byte(15);
  if (byte(12) >> 4U != 2 || command > proxied || fixed_bytes + length > proxy_header_limit_bytes) return refused;
  const bool is_local = command == local;  // of which nothing else means anything
  if (!is_local && (family > unix_socket || protocol > datagram || length < address_bytes[family])) return refused;
  if (bytes.size() < fixed_bytes + length) return {};
  ProxyHeader header{ProxyHeader::State::complete, fixed_bytes + length, is_local, std::nullopt};
  if (is_local || protocol != stream) return header;
  const auto* addresses = reinterpret_cast<const std::uint8_t*>(bytes.data()) + fixed_bytes;
  if (family == ipv4) header.source = ipv4_address(addresses);
  if (family == ipv6) std::copy_n(addresses, header.source.emplace().size(), header.source->begin());
  return header;
}

}  // namespace feedd::daemon
