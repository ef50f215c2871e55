// See peer.hpp.
#include "daemon/http/peer.hpp"

#include "daemon/http/field.hpp"

#include <algorithm>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace feedd::daemon {
namespace {

std::string text_of(const in_addr& address) {
  char text[INET_ADDRSTRLEN] = "";
  ::inet_ntop(AF_INET, &address, text, sizeof text);
  return text;
}

std::string text_of(const in6_addr& address) {
  if (IN6_IS_ADDR_V4MAPPED(&address)) {
    in_addr mapped{};
    std::memcpy(&mapped, &address.s6_addr[12], sizeof mapped);
    return text_of(mapped);
  }
  char text[INET6_ADDRSTRLEN] = "";
  ::inet_ntop(AF_INET6, &address, text, sizeof text);
  return text;
}

std::string_view without_port(std::string_view text) {
  if (text.starts_with('[')) return text.substr(1, std::min(text.find(']'), text.size()) - 1);
  return std::count(text.begin(), text.end(), ':') == 1 ? text.substr(0, text.find(':')) : text;
}

}  // namespace

std::string read_address(std::string_view text) {
  const std::string bare{without_port(text)};
  in_addr four{};
  if (::inet_pton(AF_INET, bare.c_str(), &four) == 1) return text_of(four);
  in6_addr six{};
  return ::inet_pton(AF_INET6, bare.c_str(), &six) == 1 ? text_of(six) : std::string{};
}

std::string peer_address(int descriptor, std::string_view forwarded_for) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&storage), &length) != 0) return {};
  std::string peer;
  if (storage.ss_family == AF_INET) peer = text_of(reinterpret_cast<const sockaddr_in&>(storage).sin_addr);
  if (storage.ss_family == AF_INET6) peer = text_of(reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr);
  const bool may_be_proxy = peer.empty() || peer.starts_with("127.") || peer == "::1";
  if (!may_be_proxy || forwarded_for.empty()) return peer;
  return read_address(trim_space(forwarded_for.substr(forwarded_for.rfind(',') + 1)));
}

}  // namespace feedd::daemon
