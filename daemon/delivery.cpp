#include "daemon/delivery.hpp"

#include "daemon/control.hpp"
#include "daemon/delivered.hpp"
#include "daemon/ingest.hpp"
#include "daemon/state_holder.hpp"
#include "daemon/store_rules.hpp"
#include "feeds/feed.hpp"

#include <algorithm>

#include <boost/json/object.hpp>

namespace feedd::daemon {
namespace {

/// A request of this size is sent before it grows further: what the daemon holds of one at a time.
constexpr std::size_t request_bytes = 8 << 20;

std::size_t size_of(const content::SourceArticle& article) {
  return article.content.size() + article.source_text.size();
}

void add(DeliveryReport& to, DeliveryReport&& one) {
  to.added += one.added;
  to.updated += one.updated;
  to.unchanged += one.unchanged;
  to.kept += one.kept;
  std::move(one.refused.begin(), one.refused.end(), std::back_inserter(to.refused));
}

/// Through the control socket of the daemon that holds the state.
class DaemonDelivery final : public Delivery {
 public:
  explicit DaemonDelivery(std::filesystem::path socket) : socket_(std::move(socket)) {}

  content::Result<DeliveryReport> send(std::vector<content::SourceArticle> articles, Telling telling) override {
    DeliveryReport report;
    std::vector<content::SourceArticle> part;
    std::size_t bytes = 0;
    for (auto article = articles.begin(); article != articles.end();) {
      bytes += size_of(*article);
      part.push_back(std::move(*article++));
      if (article != articles.end() && bytes < request_bytes) continue;
      auto sent = send_part(part, telling);
      if (!sent) return sent.error();
      add(report, std::move(*sent));
      part.clear();
      bytes = 0;
    }
    return report;
  }

 private:
  [[nodiscard]] content::Result<DeliveryReport> send_part(const std::vector<content::SourceArticle>& part,
                                                          Telling telling) const {
    const auto answer = ask_daemon(socket_, deliver_request(part, telling));
    if (!answer) return answer.error();
    return read_report(*answer);
  }

  std::filesystem::path socket_;
};

/// Into the store itself, whose lock this holds.
class StoreDelivery final : public Delivery {
 public:
  StoreDelivery(StateDir state, std::unique_ptr<content::ArticleStore> store)
      : state_(std::move(state)), store_(std::move(store)) {}

  content::Result<DeliveryReport> send(std::vector<content::SourceArticle> articles, Telling telling) override {
    const std::size_t count = articles.size();
    const auto now = wall_clock();
    auto committed = store_->commit(delivery_batch(std::move(articles), telling, now), feeds::touched_feeds, now);
    if (!committed) return committed.error();
    const auto site_id = store_->reader().reading([&] { return store_->reader().site_id(); });
    if (site_id && !site_id->empty()) state_.keep_site_id(*site_id);
    return delivery_report(std::move(*committed), count);
  }

 private:
  StateDir state_;
  std::unique_ptr<content::ArticleStore> store_;
};

}  // namespace

content::Result<std::unique_ptr<Delivery>> Delivery::open(const Config& config) {
  if (config.state_dir.empty())
    return content::Error{"open store", "", "no store is named: give --state, or --config with a folder of articles"};
  auto holder = hold_state(config.state_dir);
  if (!holder) return holder.error();
  if (!holder->state) return std::unique_ptr<Delivery>(new DaemonDelivery(holder->daemon));
  auto store = holder->state->open_store(config.site.id);
  if (!store) return store.error();
  if (auto ruled = apply_rules(**store, config); !ruled) return ruled.error();
  return std::unique_ptr<Delivery>(new StoreDelivery(std::move(*holder->state), std::move(*store)));
}

}  // namespace feedd::daemon
