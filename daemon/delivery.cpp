#include "daemon/delivery.hpp"

#include "daemon/control.hpp"
#include "daemon/delivered.hpp"
#include "daemon/ingest.hpp"
#include "daemon/state_dir.hpp"
#include "feeds/feed.hpp"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

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
  std::move(one.refused.begin(), one.refused.end(), std::back_inserter(to.refused));
}

/// Through the control socket of the daemon that holds the state.
class DaemonDelivery final : public Delivery {
 public:
  explicit DaemonDelivery(std::filesystem::path socket) : socket_(std::move(socket)) {}

  content::Result<DeliveryReport> send(std::vector<content::SourceArticle> articles) override {
    DeliveryReport report;
    std::vector<content::SourceArticle> part;
    std::size_t bytes = 0;
    for (auto article = articles.begin(); article != articles.end();) {
      bytes += size_of(*article);
      part.push_back(std::move(*article++));
      if (article != articles.end() && bytes < request_bytes) continue;
      auto sent = send_part(part);
      if (!sent) return sent.error();
      add(report, std::move(*sent));
      part.clear();
      bytes = 0;
    }
    return report;
  }

 private:
  [[nodiscard]] content::Result<DeliveryReport> send_part(const std::vector<content::SourceArticle>& part) const {
    const auto answer = ask_daemon(socket_, deliver_request(part));
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

  content::Result<DeliveryReport> send(std::vector<content::SourceArticle> articles) override {
    const std::size_t count = articles.size();
    const auto now = wall_clock();
    auto committed = store_->commit(delivery_batch(std::move(articles), now), feeds::touched_feeds, now);
    if (!committed) return committed.error();
    const auto site_id = store_->reader().reading([&] { return store_->reader().site_id(); });
    if (site_id && !site_id->empty()) state_.keep_site_id(*site_id);
    return delivery_report(std::move(*committed), count);
  }

 private:
  StateDir state_;
  std::unique_ptr<content::ArticleStore> store_;
};

/// Whether the daemon that listens there holds this state.
bool holds(const std::filesystem::path& socket, const std::filesystem::path& state_dir) {
  const auto answer = ask_daemon(socket, {{"command", "status"}});
  if (!answer) return false;
  boost::system::error_code error;
  const boost::json::value status = boost::json::parse(*answer, error);
  if (error || !status.is_object()) return false;
  const boost::json::value* state = status.get_object().if_contains("state_dir");
  if (state == nullptr || !state->is_string()) return false;
  const std::filesystem::path theirs(std::string(state->get_string()));
  std::error_code unseen;  // spelled the same, or the same folder by another way
  return theirs == state_dir || std::filesystem::equivalent(theirs, state_dir, unseen);
}

}  // namespace

content::Result<std::unique_ptr<Delivery>> Delivery::open(const Config& config) {
  if (config.state_dir.empty())
    return content::Error{"open store", "", "no store is named: give --state, or --config with a folder of articles"};
  auto state = StateDir::open(config.state_dir);
  if (state) {
    auto store = state->open_store(config.site.id);
    if (!store) return store.error();
    (*store)->use_ascii_slugs(config.rules.transliterate_slugs);
    return std::unique_ptr<Delivery>(new StoreDelivery(std::move(*state), std::move(*store)));
  }
  if (state.error().operation != locked_operation) return state.error();
  // The unit's daemon listens in its runtime folder, any other beside its store.
  for (const std::filesystem::path& socket : {control_path(config.state_dir), std::filesystem::path(system_socket)})
    if (holds(socket, config.state_dir)) return std::unique_ptr<Delivery>(new DaemonDelivery(socket));
  return state.error();
}

}  // namespace feedd::daemon
