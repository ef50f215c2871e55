#include "daemon/listening.hpp"

#include "daemon/config.hpp"
#include "daemon/http/listen.hpp"
#include "daemon/systemd.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

namespace feedd::daemon {
namespace {

/// Descriptors the process needs beside connections: the store's, the folder's, media being sent, deliveries.
constexpr std::size_t reserved_descriptors = 512;

std::vector<int> opened_at(const std::string& address) {
  auto opened = listen_on(address);
  if (!opened) throw std::runtime_error(opened.error().to_string());
  return std::move(*opened);
}

std::string address_of(const std::vector<int>& descriptors) {
  return descriptors.empty() ? std::string() : bound_address(descriptors.front());
}

}  // namespace

/// The other constructor comes first, so that what is open already ends in order where the next cannot be opened.
Listening::Listening(const std::string& address, const std::string* tls_address) : Listening() {
  for (const auto& [descriptor, name] : systemd::listening())
    (name == "https" ? tls_ : plain_).descriptors.push_back(descriptor);
  if (!tls_.descriptors.empty() && tls_address == nullptr)
    throw ConfigError("systemd hands over a socket named https, but there is no [http.tls] in the configuration");
  if (plain_.descriptors.empty() && tls_.descriptors.empty()) plain_ = {opened_at(address), true};
  if (tls_.descriptors.empty() && tls_address != nullptr) tls_ = {opened_at(*tls_address), true};
}

Listening::~Listening() {
  close_own();
  for (const auto* sockets : {&plain_, &tls_})
    for (const int descriptor : sockets->descriptors) ::close(descriptor);
}

void Listening::close_own() {
  for (auto* sockets : {&plain_, &tls_})
    if (sockets->are_own) stop_listening(std::exchange(sockets->descriptors, {}));
}

std::string Listening::address() const {
  return address_of(plain_.descriptors);
}

std::string Listening::tls_address() const {
  return address_of(tls_.descriptors);
}

std::string Listening::base_url() const {
  for (const auto* sockets : {&plain_, &tls_})
    for (const int descriptor : sockets->descriptors) require_local(bound_address(descriptor));
  const std::string bound = address();
  if (bound.empty()) return "https://" + tls_address();
  return "http://" + (bound.starts_with("unix:") ? "localhost" : bound);
}

void require_local(const std::string& address) {
  if (!is_local(address))
    throw ConfigError("base_url is missing: feedd listens on " + address +
                      ", and only you know by which address readers reach it; set base_url or give --base-url");
}

void fit_descriptors(HttpOptions& http, unsigned loops) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  const std::size_t room =
      limit.rlim_cur > 2 * reserved_descriptors ? limit.rlim_cur - reserved_descriptors : limit.rlim_cur / 2;
  http.max_connections = std::max<std::size_t>(1, std::min(http.max_connections, room) / loops);
  http.max_connections_per_client = std::min(http.max_connections_per_client, (http.max_connections + 1) / 2);
}

}  // namespace feedd::daemon
