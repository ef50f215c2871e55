#include "daemon/courier_place.hpp"

#include "content/url.hpp"
#include "daemon/ingest.hpp"
#include "daemon/push/subscriptions.hpp"

#include <utility>

namespace feedd::daemon {
namespace {

/// Calls back when the last loop lets go of it.
class Barrier {
 public:
  explicit Barrier(std::function<void()> passed) : passed_(std::move(passed)) {}
  Barrier(const Barrier&) = delete;
  Barrier& operator=(const Barrier&) = delete;
  ~Barrier() { passed_(); }

 private:
  std::function<void()> passed_;
};

}  // namespace

void offer_push(Config& config) {
  const std::string& base = config.site.base_url;
  if (config.push.hub) config.site.hubs.push_back(base + "/hub");
  for (const push::ConfiguredEndpoint& endpoint : config.push.endpoints)
    if (endpoint.kind == "websub") config.site.hubs.push_back(content::to_uri(endpoint.url));
  if (!config.push.rss_cloud) return;
  const std::string host = push::host_of(base);
  const std::size_t colon = host.rfind(':');
  const std::size_t path = std::min(base.find('/', base.find("://") + 3), base.size());
  config.site.cloud =
      feeds::Cloud{host.substr(0, colon), static_cast<std::uint16_t>(std::stoul(host.substr(colon + 1))),
                   base.substr(path) + "/rsscloud/pleaseNotify", "", "http-post"};
}

push::Place courier_place(const std::unique_ptr<Publisher>& publisher, Documents& documents,
                          const std::vector<std::unique_ptr<IoLoop>>& loops) {
  push::Place place;
  place.write = [&publisher](auto work, auto done) { publisher->write_tables(std::move(work), std::move(done)); };
  place.fetch = [fetch = documents.backend().fetch](std::string path, std::function<void(Fetched)> done) {
    fetch(std::move(path), std::move(done));
  };
  place.barrier = [&loops](std::function<void()> passed) {
    const auto barrier = std::make_shared<Barrier>(std::move(passed));
    for (const auto& loop : loops) loop->post([barrier] {});
  };
  place.view = [&documents] { return documents.view(); };
  place.clock = wall_clock;
  return place;
}

}  // namespace feedd::daemon
