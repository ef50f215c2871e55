// rssCloud's server: takes registrations for this site's RSS feeds at `/rsscloud/pleaseNotify` and, as XML-RPC, at
// `/RPC2`, and asks each callback before it answers. A registration holds 25 hours. Telling is FanOut's.
#pragma once

#include "daemon/push/hub/hub.hpp"
#include "daemon/push/rss_cloud_request.hpp"

namespace feedd::daemon::push {

/// Confined to its context's thread.
class CloudServer {
 public:
  CloudServer(Hub& hub, Conversations& conversations, content::sql::Database& reader, const Place& place)
      : hub_(hub), conversations_(conversations), reader_(reader), place_(place) {}

  void use(const PushConfig& config) { ports_ = config.callback_ports; }
  void handle(const Submission& submission, std::uint64_t served, const Reply& done);

 private:
  void ask(const CloudRegistration& registration, std::vector<Subscription> wanted, const Reply& done);

  Hub& hub_;
  Conversations& conversations_;
  content::sql::Database& reader_;
  const Place& place_;
  std::vector<std::uint16_t> ports_;
};

}  // namespace feedd::daemon::push
