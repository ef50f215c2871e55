// See listen.hpp.
#include "daemon/http/listen.hpp"

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace feedd::daemon {
namespace {

using content::Error;
using content::Result;

constexpr std::string_view unix_prefix = "unix:";
/// Connections waiting to be accepted; the kernel cuts it to net.core.somaxconn, 4096 by default.
constexpr int backlog = 4096;

struct HostPort {
  std::string host;  // without brackets; empty for every address
  std::string port;
};

std::optional<HostPort> split(std::string_view address) {
  const auto colon = address.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto host = address.substr(0, colon);
  const auto port = address.substr(colon + 1);
  unsigned number = 0;
  const auto read = std::from_chars(port.data(), port.data() + port.size(), number);
  if (read.ec != std::errc{} || read.ptr != port.data() + port.size() || number > 65535) return std::nullopt;
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (!bracketed && host.find(':') != std::string_view::npos) return std::nullopt;
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host == "*") host = {};
  return HostPort{std::string{host}, std::string{port}};
}

Error failure(std::string_view address, int reason) {
  std::string text = std::strerror(reason);
  if (reason == EADDRINUSE)
    text = "address already in use: another feedd or web server listens there; choose another with --listen";
  if (reason == EACCES)
    text = "permission denied: ports below 1024 and foreign folders need a right this process lacks";
  if (reason == EADDRNOTAVAIL) text = "this machine does not have that address";
  return {"listen", std::string{address}, std::move(text)};
}

/// Bound and listening, or -1 with errno.
int open_socket(const sockaddr* address, socklen_t length) {
  const int descriptor = ::socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  const int yes = 1;
  if (address->sa_family != AF_UNIX) ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (address->sa_family == AF_INET6) ::setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
  if (::bind(descriptor, address, length) == 0 && ::listen(descriptor, backlog) == 0) return descriptor;
  const int reason = errno;
  ::close(descriptor);
  errno = reason;
  return -1;
}

/// Removes a socket file whose owner is gone: connecting is refused.
void remove_stale(const sockaddr_un& address) {
  struct stat status {};
  if (::lstat(address.sun_path, &status) != 0 || !S_ISSOCK(status.st_mode)) return;
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return;
  const bool refused =
      ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 && errno == ECONNREFUSED;
  ::close(descriptor);
  if (refused) ::unlink(address.sun_path);
}

Result<std::vector<int>> listen_on_unix(std::string_view address) {
  const auto path = address.substr(unix_prefix.size());
  sockaddr_un where{};
  where.sun_family = AF_UNIX;
  path.copy(where.sun_path, path.size());
  remove_stale(where);
  const int descriptor = open_socket(reinterpret_cast<const sockaddr*>(&where), sizeof where);
  if (descriptor < 0) return failure(address, errno);
  return std::vector<int>{descriptor};
}

void set_port(sockaddr* address, in_port_t port) {
  if (address->sa_family == AF_INET) reinterpret_cast<sockaddr_in*>(address)->sin_port = port;
  if (address->sa_family == AF_INET6) reinterpret_cast<sockaddr_in6*>(address)->sin6_port = port;
}

in_port_t port_of(int descriptor) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&storage), &length) != 0) return 0;
  if (storage.ss_family == AF_INET) return reinterpret_cast<const sockaddr_in&>(storage).sin_port;
  return reinterpret_cast<const sockaddr_in6&>(storage).sin6_port;
}

void close_all(const std::vector<int>& descriptors) {
  for (const int descriptor : descriptors) ::close(descriptor);
}

/// Opens every address of the list on one port. A family this machine lacks is passed over while another is left.
Result<std::vector<int>> open_all(std::string_view address, addrinfo* list) {
  std::vector<int> descriptors;
  int reason = EADDRNOTAVAIL;
  for (auto* each = list; each != nullptr; each = each->ai_next) {
    if (!descriptors.empty()) set_port(each->ai_addr, port_of(descriptors.front()));
    const int descriptor = open_socket(each->ai_addr, each->ai_addrlen);
    if (descriptor >= 0) {
      descriptors.push_back(descriptor);
      continue;
    }
    reason = errno;
    if (reason == EAFNOSUPPORT || reason == EADDRNOTAVAIL) continue;
    close_all(descriptors);
    return failure(address, reason);
  }
  if (descriptors.empty()) return failure(address, reason);
  return descriptors;
}

}  // namespace

std::string object_to_address(std::string_view address) {
  if (!address.starts_with(unix_prefix))
    return split(address) ? "" : "not an address to listen on; write ADDR:PORT, [::1]:PORT, :PORT or unix:/PATH";
  const auto size = address.size() - unix_prefix.size();
  return size > 0 && size < sizeof sockaddr_un{}.sun_path ? "" : "a socket whose path has not 1 to 107 bytes";
}

Result<std::vector<int>> listen_on(std::string_view address) {
  if (auto objection = object_to_address(address); !objection.empty())
    return Error{"listen", std::string{address}, std::move(objection)};
  if (address.starts_with(unix_prefix)) return listen_on_unix(address);
  const auto parts = split(address);
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const char* host = parts->host.empty() ? nullptr : parts->host.c_str();
  if (const int code = ::getaddrinfo(host, parts->port.c_str(), &hints, &found); code != 0)
    return Error{"listen", std::string{address}, ::gai_strerror(code)};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list{found, &::freeaddrinfo};
  // A free port of one family may be taken in the other; the kernel then offers another.
  constexpr int attempts = 8;
  auto opened = open_all(address, list.get());
  for (int i = 1; i < attempts && !opened && parts->port == "0"; ++i) {
    set_port(list->ai_addr, 0);
    opened = open_all(address, list.get());
  }
  return opened;
}

void stop_listening(const std::vector<int>& descriptors) {
  for (const int descriptor : descriptors)
    if (const auto address = bound_address(descriptor); address.starts_with(unix_prefix))
      ::unlink(address.c_str() + unix_prefix.size());
  close_all(descriptors);
}

std::string bound_address(int descriptor) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&storage), &length) != 0) return {};
  char text[INET6_ADDRSTRLEN] = "";
  if (storage.ss_family == AF_UNIX)
    return std::string{unix_prefix} + reinterpret_cast<const sockaddr_un&>(storage).sun_path;
  const auto port = std::to_string(ntohs(port_of(descriptor)));
  if (storage.ss_family == AF_INET) {
    ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(storage).sin_addr, text, sizeof text);
    return std::string{text} + ':' + port;
  }
  if (storage.ss_family != AF_INET6) return {};
  ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr, text, sizeof text);
  return '[' + std::string{text} + "]:" + port;
}

bool is_local(std::string_view address) {
  if (address.starts_with(unix_prefix)) return true;
  const auto parts = split(address);
  return parts && (parts->host == "localhost" || parts->host == "::1" || parts->host.starts_with("127."));
}

}  // namespace feedd::daemon
