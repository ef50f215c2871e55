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

}  // namespace

Listening::Listening(const std::string& address) {
  descriptors_ = systemd::listening();
  if (!descriptors_.empty()) return;
  auto opened = listen_on(address);
  if (!opened) throw std::runtime_error(opened.error().to_string());
  descriptors_ = std::move(*opened);
}

Listening::~Listening() {
  for (const int descriptor : descriptors_) ::close(descriptor);
}

std::string Listening::address() const {
  return bound_address(descriptors_.front());
}

std::string Listening::base_url() const {
  for (const int descriptor : descriptors_)
    if (!is_local(bound_address(descriptor)))
      throw ConfigError("base_url is missing: feedd listens on " + bound_address(descriptor) +
                        ", and only you know by which address readers reach it; set base_url or give --base-url");
  const std::string bound = address();
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
}

}  // namespace feedd::daemon
