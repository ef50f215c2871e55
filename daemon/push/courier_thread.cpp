#include "daemon/push/courier_thread.hpp"

#include "content/store/article_reader.hpp"
#include "daemon/log.hpp"
#include "daemon/push/endpoints.hpp"
#include "daemon/scheduling.hpp"
#include "feeds/feed.hpp"
#include "feeds/formats/format.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/json/serialize.hpp>
#include <pthread.h>

namespace feedd::daemon::push {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::string_view hub_path = "/hub";
constexpr std::string_view cloud_path = "/rsscloud/pleaseNotify";
constexpr std::string_view xml_rpc_path = "/RPC2";
constexpr std::string_view key_setting = "index-now-key";
/// A form or a call with its addresses; secrets are under 200 bytes.
constexpr std::size_t longest_form_bytes = 16 << 10;
/// A registration of up to fifty feeds.
constexpr std::size_t longest_registration_bytes = 128 << 10;
/// Requests that wait for the endpoints to be noted on disk, some milliseconds at a start.
constexpr std::size_t most_early = 256;
/// A whole feed, which is read away.
constexpr std::size_t longest_delivery_bytes = 64 << 20;
/// Leases that ended are taken out and the canary looks after its own.
constexpr auto tick_interval = 60s;
constexpr auto idle_check = 10ms;

ScheduleLimits limits_of(const PushConfig& config) {
  ScheduleLimits limits;
  limits.under_way = config.parallel;
  limits.per_host = config.parallel_per_host;
  limits.most = 4 * config.parallel;
  return limits;
}

}  // namespace

Courier::Thread::Thread(const PushConfig& config, NetworkGuard guard, std::unique_ptr<content::sql::Database> reader,
                        Place place)
    : config_(config),
      guard_(std::move(guard)),
      reader_(std::move(reader)),
      place_(std::move(place)),
      topics_(context_, place_.fetch, place_.barrier),
      dispatcher_(context_, guard_, place_.write, limits_of(config)),
      conversations_(dispatcher_, guard_, config.verifications_per_second),
      fan_out_(context_, dispatcher_, topics_, *reader_, place_, times_),
      pings_(dispatcher_, *reader_, place_, times_),
      hub_(dispatcher_, conversations_, fan_out_, *reader_, place_, guard_),
      cloud_(hub_, conversations_, *reader_, place_),
      canary_(conversations_, place_, times_),
      outbox_(pings_, fan_out_, *reader_),
      takes_hub_(config.hub),
      takes_cloud_(config.rss_cloud) {
  dispatcher_.on_change([this] { report_soon(); });
  thread_ = std::thread([this] {
    ::pthread_setname_np(::pthread_self(), "courier");
    give_way(courier_nice);
    context_.run();
  });
}

void Courier::Thread::end() {
  if (!thread_.joinable()) return;
  asio::post(context_, [this] { context_.stop(); });
  thread_.join();
}

void Courier::Thread::stop(std::chrono::milliseconds deadline) {
  if (!thread_.joinable()) return;
  asio::post(context_, [this, deadline] { begin_to_stop(deadline); });
  thread_.join();
}

std::vector<std::string> Courier::Thread::hubs() const {
  return place_.view()->site.hubs;
}

void Courier::Thread::start(std::uint64_t served, bool announce) {
  served_ = std::max(served_, served);
  times_.begin(served_);
  has_started_ = true;
  keep_endpoints(announce ? 0 : served_);
}

void Courier::Thread::keep_endpoints(std::uint64_t told) {
  std::vector<std::pair<std::string, std::string>> configured;
  for (const ConfiguredEndpoint& one : config_.endpoints) configured.emplace_back(one.kind, one.url);
  dispatcher_.settlements().add(
      [configured, told](content::sql::Database& database) {
        Endpoints endpoints(database);
        endpoints.keep(configured, told);
        if (endpoints.setting(key_setting).empty()) endpoints.set(key_setting, random_token());
      },
      [this] { begin(); });
  dispatcher_.settlements().flush();
}

void Courier::Thread::begin() {
  use_config();
  if (!std::exchange(has_begun_, true)) {
    hub_.end_gone();
    fan_out_.start(served_);
    tick();
    for (const auto& [submission, done] : std::exchange(early_, {})) submit(submission, done);
  }
}

void Courier::Thread::use_config() {
  std::string key = config_.index_now_key;
  if (key.empty())
    if (const auto kept =
            content::ArticleReader(*reader_).reading([&] { return Endpoints(*reader_).setting(key_setting); }))
      key = *kept;
  const bool indexes = std::any_of(config_.endpoints.begin(), config_.endpoints.end(),
                                   [](const ConfiguredEndpoint& one) { return one.kind == "index-now"; });
  {
    const std::lock_guard lock(mutex_);
    key_path_ = indexes ? '/' + key + ".txt" : std::string();
  }
  fan_out_.use(find_algorithm(config_.signature).value_or(Algorithm::sha256), hubs());
  hub_.use(config_);
  cloud_.use(config_);
  is_configured_ = pings_.use(config_.endpoints, key, served_);
  canary_.use(config_.canary ? hubs() : std::vector<std::string>{});
  report_soon();
}

void Courier::Thread::reload(const PushConfig& config) {
  config_ = config;
  if (has_started_) keep_endpoints(served_);
}

void Courier::Thread::served(const ServedNews& news) {
  times_.note(news.revision, news.committed);
  if (!has_begun_) return void(served_ = std::max(served_, news.complete));
  hub_.end(news.ended);
  unannounced_.push_back(news);
  announce_served();
}

void Courier::Thread::announce_served() {
  std::vector<std::pair<std::string, std::uint64_t>> told;
  content::ArticleReader reader(*reader_);
  const auto read = reader.reading([&] {
    for (const ServedNews& news : unannounced_)
      for (const std::string& feed : news.feeds) {
        const auto state = reader.feed_state(feed);
        // What is newer than what is served is told when that is served.
        if (state && state->news != 0 && state->news <= news.revision) told.emplace_back(feed, state->news);
      }
    return 0;
  });
  if (!read)  // with the next news, or the next tick
    return log::error("outbox", {{"error", read.error().to_string()}, {"effect", "tried again"}});
  for (const ServedNews& news : std::exchange(unannounced_, {})) served_ = std::max(served_, news.complete);
  for (const auto& [feed, revision] : told) announce(feed, revision);
  pings_.serve(served_);
  report_soon();
}

void Courier::Thread::announce(const std::string& feed, std::uint64_t news) {
  pings_.announce(feed, news);
  if (feed == feeds::site_feed) canary_.announce(news);
  if (hub_.subscriptions() == 0) return;
  for (const feeds::Format& format : feeds::formats())
    fan_out_.announce(feed + '.' + std::string(format.extension), news);
}

void Courier::Thread::tick() {
  if (!is_configured_) use_config();
  hub_.sweep();
  canary_.renew();
  if (!unannounced_.empty()) announce_served();
  report_soon();
  tick_.expires_after(tick_interval);
  tick_.async_wait([this](const boost::system::error_code& error) {
    if (!error && !is_stopping_) tick();
  });
}

std::optional<SubmissionRule> Courier::Thread::rule(std::string_view path) const {
  SubmissionRule rule;
  rule.body_limit_bytes = longest_form_bytes;
  if (path == hub_path) return takes_hub_ ? std::optional(rule) : std::nullopt;
  if (path == cloud_path || path == xml_rpc_path) {
    rule.body_limit_bytes = longest_registration_bytes;
    return takes_cloud_ ? std::optional(rule) : std::nullopt;
  }
  rule.get = true;
  if (path.starts_with(canary_folder)) {
    rule.discards_body = true;
    rule.body_limit_bytes = longest_delivery_bytes;
    return rule;
  }
  if (!path.ends_with(".txt")) return std::nullopt;
  const std::lock_guard lock(mutex_);
  rule.post = false;
  return !key_path_.empty() && path == key_path_ ? std::optional(rule) : std::nullopt;
}

void Courier::Thread::submit(const Submission& submission, const Reply& done) {
  if (submission.path.starts_with(canary_folder)) return canary_.handle(submission, done);
  if (submission.path.ends_with(".txt"))
    return done(reply(200, submission.path.substr(1, submission.path.size() - 5), "text/plain; charset=utf-8"));
  if (is_stopping_ || early_.size() >= most_early) return done(Refusal::overloaded);
  if (!has_begun_) return early_.emplace_back(submission, done), void();
  log::debug("submission", {{"path", submission.path}, {"client", submission.peer}});
  if (submission.path == hub_path) return hub_.handle(submission, served_, done);
  cloud_.handle(submission, served_, done);
}

void Courier::Thread::outbox(const boost::json::object& request,
                             const std::function<void(content::Result<std::string>)>& done) {
  const auto text = [&](std::string_view key) {
    const boost::json::value* value = request.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
  };
  const std::string action = text("action");
  if (action == "list") return done(outbox_.list());
  if (action == "subscribers") return done(outbox_.subscribers(text("id")));
  const auto count = action == "drop" ? outbox_.drop(text("id")) : outbox_.retry(text("id"));
  if (!count) return done(count.error());
  const auto said = boost::json::serialize(boost::json::object{{"action", action}, {"announcements", *count}}) + '\n';
  // Behind all that was to be noted: what was dropped is dropped when the command says so.
  dispatcher_.settlements().add([](content::sql::Database&) {}, [said, done] { done(said); });
  dispatcher_.settlements().flush();
}

void Courier::Thread::begin_to_stop(std::chrono::milliseconds deadline) {
  is_stopping_ = true;
  tick_.cancel();
  dispatcher_.stop();
  end_when_idle(std::chrono::steady_clock::now() + deadline);
}

void Courier::Thread::end_when_idle(std::chrono::steady_clock::time_point deadline) {
  dispatcher_.settlements().flush();
  if (dispatcher_.is_idle() || std::chrono::steady_clock::now() >= deadline) return context_.stop();
  end_timer_.expires_after(idle_check);
  end_timer_.async_wait([this, deadline](const boost::system::error_code& error) {
    if (!error) end_when_idle(deadline);
  });
}

}  // namespace feedd::daemon::push
