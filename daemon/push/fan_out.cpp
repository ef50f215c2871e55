#include "daemon/push/fan_out.hpp"

#include "daemon/log.hpp"
#include "daemon/push/announcement.hpp"
#include "daemon/push/foreign_topics.hpp"
#include "daemon/push/hub/hub_messages.hpp"
#include "daemon/push/rss_cloud_request.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <boost/asio/post.hpp>

namespace feedd::daemon::push {
namespace {

/// Rows of one step, between which what was found is sent already.
constexpr std::size_t step_rows = 256;
/// rssCloud forgets whoever failed so often in a row.
constexpr unsigned cloud_strikes = 3;
/// A store that cannot be read is read again.
constexpr auto unreadable_delay = std::chrono::seconds(2);

bool is_foreign(std::string_view topic) {
  return topic.find("://") != std::string_view::npos;
}

}  // namespace

FanOut::FanOut(boost::asio::io_context& context, Dispatcher& dispatcher, Topics& topics, content::sql::Database& reader,
               const Place& place, const CommitTimes& times)
    : context_(context), dispatcher_(dispatcher), topics_(topics), reader_(reader), place_(place), times_(times) {
  dispatcher_.serve(Desk::subscriber, [this](Job job) { begin(job); });
}

void FanOut::use(Algorithm signature, std::vector<std::string> hubs) {
  signature_ = signature;
  hubs_ = std::move(hubs);
}

void FanOut::start() {
  announce({}, 0);
}

void FanOut::announce(const std::string& topic, std::uint64_t news) {
  const auto [wave, fresh] = waves_.insert_or_assign(topic, Wave{news, 0});
  if (fresh) order_.push_back(topic);
  step_soon();
}

void FanOut::step_soon() {
  if (std::exchange(is_stepping_, true)) return;
  boost::asio::post(context_, [this] {
    is_stepping_ = false;
    step();
  });
}

void FanOut::step() {
  if (order_.empty()) return;
  const std::string& topic = order_.front();
  Wave& wave = waves_.at(topic);
  std::size_t rows = 0;
  std::unordered_map<std::string, std::uint64_t> news;
  const auto read = content::ArticleReader(reader_).reading([&] {
    const auto visit = [&](const SubscriptionRef& one) {
      ++rows;
      wave.after = one.key;
      if (!topic.empty()) return take(one, wave.news);
      const auto [known, fresh] = news.try_emplace(std::string(one.topic));
      if (fresh) known->second = read_news(known->first);
      take(one, known->second);
    };
    Subscriptions subscriptions(reader_);
    if (topic.empty())
      subscriptions.each(wave.after, step_rows, visit);
    else
      subscriptions.each_of(topic, wave.after, step_rows, visit);
    return 0;
  });
  if (!read) log::error("outbox", {{"error", read.error().to_string()}});
  if (!read || rows < step_rows) {
    waves_.erase(topic);
    order_.pop_front();
  }
  if (!order_.empty()) step_soon();
}

bool FanOut::is_too_new(const std::string& topic, std::uint64_t news) const {
  return news > served_ && !is_foreign(topic);
}

void FanOut::take(const SubscriptionRef& one, std::uint64_t news) {
  if (news > served_ && is_too_new(std::string(one.topic), news)) return;
  const auto told = told_.find(one.key);
  if (std::max(one.told, told == told_.end() ? 0 : told->second) >= news || one.given_up >= news) return;
  const Job job = make_job(Desk::subscriber, static_cast<std::uint64_t>(one.key));
  const std::chrono::seconds left = one.retry_at - place_.clock();
  if (left.count() > 0)
    dispatcher_.add_asleep(job, std::string(one.host), left);
  else
    dispatcher_.add(job, std::string(one.host));
}

std::uint64_t FanOut::news_of(const std::string& topic) {
  const auto news = content::ArticleReader(reader_).reading([&] { return read_news(topic); });
  return news ? *news : 0;
}

std::uint64_t FanOut::read_news(const std::string& topic) {
  if (const auto feed = parse_feed_path('/' + topic)) {
    const auto state = content::ArticleReader(reader_).feed_state(feed->key.to_string());
    return state ? state->news : 0;
  }
  return ForeignTopics(reader_).news(topic);
}

bool FanOut::retry(std::int64_t key) {
  return dispatcher_.wake(make_job(Desk::subscriber, static_cast<std::uint64_t>(key)));
}

/// What begins in one turn of the loop is read in one transaction, whose locks cost more than a row.
void FanOut::begin(Job job) {
  begun_.push_back(job);
  if (begun_.size() == 1) boost::asio::post(context_, [this] { load_begun(); });
}

void FanOut::load_begun() {
  const std::vector<Job> jobs = std::exchange(begun_, {});
  std::vector<std::pair<std::shared_ptr<const Subscription>, std::uint64_t>> loaded;
  loaded.reserve(jobs.size());
  const auto read = content::ArticleReader(reader_).reading([&] {
    std::unordered_map<std::string, std::uint64_t> news;
    for (const Job job : jobs) {
      auto one = Subscriptions(reader_).load(static_cast<std::int64_t>(number_of(job)));
      if (!one) {
        loaded.emplace_back();  // it ended meanwhile
        continue;
      }
      const auto [known, fresh] = news.try_emplace(one->topic);
      if (fresh) known->second = read_news(one->topic);
      loaded.emplace_back(std::make_shared<const Subscription>(std::move(*one)), known->second);
    }
    return 0;
  });
  if (!read) {
    log::error("outbox", {{"error", read.error().to_string()}, {"effect", "tried again"}});
    for (const Job job : jobs) dispatcher_.finish_asleep(job, true, unreadable_delay);
    return;
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) tell(jobs[i], loaded[i].first, loaded[i].second);
}

void FanOut::tell(Job job, const std::shared_ptr<const Subscription>& one, std::uint64_t news) {
  if (!one || is_too_new(one->topic, news)) return dispatcher_.finish(job, true);
  if (one->expires <= place_.clock()) return end(job, *one, true);
  const auto told = told_.find(one->key);
  if (std::max(one->told, told == told_.end() ? 0 : told->second) >= news) return dispatcher_.finish(job, true);
  get_content(one->topic, news,
              [this, job, one, news](std::shared_ptr<const TopicContent> content) { send(job, one, news, content); });
}

void FanOut::get_content(const std::string& topic, std::uint64_t news, Topics::Done done) {
  if (parse_feed_path('/' + topic)) return topics_.get(topic, news, std::move(done));
  const auto content = content::ArticleReader(reader_).reading([&] { return ForeignTopics(reader_).content(topic); });
  done(content ? *content : nullptr);
}

OutgoingRequest FanOut::request_of(const Subscription& one, const TopicContent& content) const {
  if (one.wire == Wire::websub)
    return delivery(one.callback, content.body, content.media_type, hubs_, content.self_url, one.secret, signature_);
  const bool xml_rpc = one.wire == Wire::cloud_xml_rpc;
  return cloud_notification(one.callback, xml_rpc ? CloudProtocol::xml_rpc : CloudProtocol::http_post, one.procedure,
                            one.topic_url);
}

void FanOut::send(Job job, const std::shared_ptr<const Subscription>& one, std::uint64_t news,
                  const std::shared_ptr<const TopicContent>& content) {
  if (!content) return fail(job, *one, news, true, "the feed could not be made; the log says why", {});
  last_ = content;
  dispatcher_.send(request_of(*one, *content), [this, job, one, news, content](content::Result<HttpResponse> answer) {
    settle(job, *one, news, content->revision, answer);
  });
}

void FanOut::settle(Job job, const Subscription& one, std::uint64_t news, std::uint64_t revision,
                    const content::Result<HttpResponse>& answer) {
  const bool well = is_host_well(answer);
  if (!answer) return fail(job, one, news, well, answer.error().reason, {});
  if (answer->status == 410 && one.wire == Wire::websub) return end(job, one, well);
  const Verdict verdict = judge_status(*answer, place_.clock());
  if (verdict.what != Verdict::What::delivered) return fail(job, one, news, well, verdict.reason, verdict.not_before);
  note_delivered(one, news, revision);
  dispatcher_.finish(job, well);
}

void FanOut::note_delivered(const Subscription& one, std::uint64_t news, std::uint64_t revision) {
  // When others committed is not known.
  const auto latency = is_foreign(one.topic) ? std::chrono::milliseconds(0) : times_.since(news);
  log::debug("delivered", {{"callback", one.callback}, {"topic", one.topic}, {"latency_ms", latency.count()}});
  ++figures_.delivered;
  figures_.latency = latency;
  figures_.slowest = std::max(figures_.slowest, latency);
  std::uint64_t& last = told_[one.key];
  last = std::max(last, revision);
  dispatcher_.settlements().add(
      [key = one.key, revision, now = place_.clock(), latency](content::sql::Database& database) {
        Subscriptions(database).note_delivered(key, revision, now, latency);
      },
      [this, key = one.key, revision] {
        const auto told = told_.find(key);
        if (told != told_.end() && told->second == revision) told_.erase(told);
        if (told_.empty()) last_ = nullptr;
      });
}

void FanOut::fail(Job job, const Subscription& one, std::uint64_t news, bool host_well, const std::string& reason,
                  std::chrono::seconds not_before) {
  const auto now = place_.clock();
  ++figures_.failed;
  if (is_unwanted(one.key, news)) return dispatcher_.finish(job, host_well);
  Trouble trouble = one.trouble;
  trouble.given_up = 0;  // this is newer
  ++trouble.attempts;
  if (trouble.attempts == 1) trouble.since = now;
  trouble.error = reason;
  if (one.wire != Wire::websub && trouble.attempts >= cloud_strikes) return end(job, one, host_well);
  const double random = static_cast<double>(random_() % 1024) / 1023.0;
  const auto delay = std::max<std::chrono::milliseconds>(backoff(trouble.attempts, random), not_before);
  trouble.retry_at = std::chrono::ceil<std::chrono::seconds>(now + delay);
  const bool gives_up = now - trouble.since > give_up_time;
  if (gives_up) {
    trouble = {0, {}, {}, news, reason};
    log::warning("outbox", {{"callback", one.callback},
                            {"topic", one.topic},
                            {"error", reason},
                            {"effect", "given up until there is news; the subscription stays"}});
  }
  dispatcher_.settlements().add([key = one.key, trouble, now](content::sql::Database& database) {
    Subscriptions(database).note_failed(key, trouble, now);
  });
  if (gives_up) return dispatcher_.finish(job, host_well);
  dispatcher_.finish_asleep(job, host_well, delay);
}

/// Dropped, or unsubscribed, while it was under way.
bool FanOut::is_unwanted(std::int64_t key, std::uint64_t news) const {
  const auto one = content::ArticleReader(reader_).reading([&] { return Subscriptions(reader_).load(key); });
  return one && (!*one || (*one)->trouble.given_up >= news);
}

void FanOut::end(Job job, const Subscription& one, bool host_well) {
  ++figures_.ended;
  log::info("subscription", {{"change", "ended"}, {"callback", one.callback}, {"topic", one.topic}});
  told_[one.key] = std::numeric_limits<std::uint64_t>::max();  // nothing is sent to it while it is still in the store
  dispatcher_.settlements().add(
      [key = one.key](content::sql::Database& database) { Subscriptions(database).remove(key); },
      [this, key = one.key] {
        told_.erase(key);
        ended_();
      });
  dispatcher_.finish(job, host_well);
}

void FanOut::forget(std::int64_t key) {
  told_[key] = std::numeric_limits<std::uint64_t>::max();
  dispatcher_.remove(make_job(Desk::subscriber, static_cast<std::uint64_t>(key)));
  dispatcher_.settlements().add([](content::sql::Database&) {}, [this, key] { told_.erase(key); });
}

bool FanOut::drop(std::int64_t key) {
  const auto found = content::ArticleReader(reader_).reading([&] {
    auto one = Subscriptions(reader_).load(key);
    if (one) one->told = std::max(one->told, read_news(one->topic));
    return one;
  });
  if (!found || !*found) return false;
  dispatcher_.remove(make_job(Desk::subscriber, static_cast<std::uint64_t>(key)));
  Trouble trouble = (*found)->trouble;
  trouble = {0, {}, {}, (*found)->told, trouble.error};
  dispatcher_.settlements().add([key, trouble, now = place_.clock()](content::sql::Database& database) {
    Subscriptions(database).note_failed(key, trouble, now);
  });
  return true;
}

}  // namespace feedd::daemon::push
