#include "daemon/listening.hpp"

#include "daemon/config.hpp"
#include "daemon/http/listen.hpp"
#include "daemon/systemd.hpp"

#include <algorithm>
#include <stdexcept>

#include <sys/resource.h>
#include <unistd.h>

namespace feedd::daemon {
namespace {

/// Descriptors the process needs beside connections: the store's, the folder's, media being sent, deliveries.
constexpr std::size_t reserved_descriptors = 512;

std::vector<int> open(const std::string& address) {
  auto opened = listen_on(address);
  if (!opened) throw std::runtime_error(opened.error().to_string());
  return std::move(*opened);
}

std::string address_of(const std::vector<int>& descriptors) {
  return descriptors.empty() ? std::string() : bound_address(descriptors.front());
}

}  // namespace

Listening::Listening(const std::string& address, const std::string* tls_address) {
  for (const auto& [descriptor, name] : systemd::listening())
    (name == "https" ? tls_descriptors_ : descriptors_).push_back(descriptor);
  if (!tls_descriptors_.empty() && tls_address == nullptr)
    throw ConfigError("systemd hands over a socket named https, but there is no [http.tls] in the configuration");
  if (descriptors_.empty() && tls_descriptors_.empty()) descriptors_ = open(address);
  if (tls_descriptors_.empty() && tls_address != nullptr) tls_descriptors_ = open(*tls_address);
}

Listening::~Listening() {
  for (const auto* descriptors : {&descriptors_, &tls_descriptors_})
    for (const int descriptor : *descriptors) ::close(descriptor);
}

std::string Listening::address() const {
  return address_of(descriptors_);
}

std::string Listening::tls_address() const {
  return address_of(tls_descriptors_);
}

std::string Listening::base_url() const {
  for (const auto* descriptors : {&descriptors_, &tls_descriptors_})
    for (const int descriptor : *descriptors)
      if (!is_local(bound_address(descriptor)))
        throw ConfigError("base_url is missing: feedd listens on " + bound_address(descriptor) +
                          ", and only you know by which address readers reach it; set base_url or give --base-url");
  const std::string bound = address();
  if (bound.empty()) return "https://" + tls_address();
  return "http://" + (bound.starts_with("unix:") ? "localhost" : bound);
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
