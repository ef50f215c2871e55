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
/// A store that cannot be read is read again after this.
constexpr std::chrono::seconds read_delay{1};
/// A feed that cannot be made now is asked for again after this, by each who waits for it.
constexpr std::chrono::seconds make_delay{30};
/// rssCloud forgets whoever could not be told of so many news in a row.
constexpr unsigned cloud_strikes = 3;
/// Entries of topics that nobody is sent any more are swept out when there are so many.
constexpr std::size_t many_foreign = 256;

OutgoingRequest request_of(const Subscription& one, const TopicContent& content, const std::vector<std::string>& hubs,
                           Algorithm algorithm) {
  if (one.wire == Wire::websub)
    return delivery(one.callback, content.body, content.media_type, hubs, content.self_url, one.secret, algorithm);
  const bool xml_rpc = one.wire == Wire::cloud_xml_rpc;
  return cloud_notification(one.callback, xml_rpc ? CloudProtocol::xml_rpc : CloudProtocol::http_post, one.procedure,
                            one.topic_url);
}

}  // namespace

FanOut::FanOut(boost::asio::io_context& context, Dispatcher& dispatcher, Topics& topics, content::sql::Database& reader,
               const Place& place, const CommitTimes& times)
    : context_(context),
      dispatcher_(dispatcher),
      topics_(topics),
      reader_(reader),
      place_(place),
      times_(times),
      read_timer_(context),
      maker_(context) {
  dispatcher_.serve(Desk::subscriber, [this](Job job) { begin(job); });
}

void FanOut::use(Algorithm signature, std::vector<std::string> hubs) {
  signature_ = signature;
  hubs_ = std::make_shared<const std::vector<std::string>>(std::move(hubs));
}

void FanOut::start(std::uint64_t served) {
  started_ = served;
  look_through({}, 0);
}

void FanOut::announce(const std::string& topic, std::uint64_t news) {
  std::uint64_t& announced = announced_[topic];
  announced = std::max(announced, news);
  look_through(topic, news);
}

void FanOut::renew(const Subscription& one) {
  const auto there = content::ArticleReader(reader_).reading(
      [&] { return Subscriptions(reader_).find(one.topic, one.callback, one.wire); });
  if (!there || !*there) return;
  const std::int64_t key = (*there)->key;
  failing_.erase(key);
  if (is_done(key, (*there)->told, 0, last_news(one.topic))) return;
  const Job job = make_job(Desk::subscriber, static_cast<std::uint64_t>(key));
  dispatcher_.add(job, (*there)->host);
  dispatcher_.wake(job);
}

void FanOut::look_through(const std::string& topic, std::uint64_t news) {
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
      if (fresh) known->second = news_of(known->first);
      take(one, known->second);
    };
    Subscriptions subscriptions(reader_);
    if (topic.empty())
      subscriptions.each(wave.after, step_rows, visit);
    else
      subscriptions.each_of(topic, wave.after, step_rows, visit);
    return 0;
  });
  if (!read) {
    log::error("outbox", {{"error", read.error().to_string()}, {"effect", "tried again"}});
    is_stepping_ = true;
    read_timer_.expires_after(read_delay);
    return read_timer_.async_wait([this](const boost::system::error_code& error) {
      is_stepping_ = false;
      if (!error) step();
    });
  }
  if (rows < step_rows) {
    waves_.erase(topic);
    order_.pop_front();
  }
  if (!order_.empty()) step_soon();
}

void FanOut::take(const SubscriptionRef& one, std::uint64_t news) {
  if (is_done(one.key, one.told, one.given_up, news)) return;
  const Job job = make_job(Desk::subscriber, static_cast<std::uint64_t>(one.key));
  const std::chrono::seconds left = one.retry_at - place_.clock();
  if (left.count() > 0)
    dispatcher_.add_asleep(job, std::string(one.host), left);
  else
    dispatcher_.add(job, std::string(one.host));
}

std::uint64_t FanOut::news_of(const std::string& topic) {
  if (is_foreign(topic)) return ForeignTopics(reader_).news(topic);
  const auto feed = parse_feed_path('/' + topic);
  const auto state = feed ? content::ArticleReader(reader_).feed_state(feed->key.to_string()) : std::nullopt;
  return state ? state->news : 0;
}

std::uint64_t FanOut::last_news(const std::string& topic) {
  const auto news = content::ArticleReader(reader_).reading([&] { return news_of(topic); });
  return news ? *news : 0;
}

bool FanOut::is_done(std::int64_t key, std::uint64_t told, std::uint64_t given_up, std::uint64_t news) const {
  const auto unwritten = told_.find(key);
  return told >= news || given_up >= news || (unwritten != told_.end() && unwritten->second >= news);
}

content::Result<std::optional<FanOut::Due>> FanOut::load(std::int64_t key) {
  return content::ArticleReader(reader_).reading([&] {
    std::optional<Due> due;
    if (auto one = Subscriptions(reader_).load(key)) {
      const std::uint64_t news = news_of(one->topic);
      due = Due{std::move(*one), news};
    }
    return due;
  });
}

bool FanOut::retry(std::int64_t key) {
  const Job job = make_job(Desk::subscriber, static_cast<std::uint64_t>(key));
  if (dispatcher_.wake(job)) return true;
  const auto found = load(key);
  if (!found || !*found || dispatcher_.schedule().has(job)) return false;
  const auto& [one, news] = **found;
  if (one.trouble.given_up == 0 || is_done(key, one.told, 0, news)) return false;
  const auto renew = [key, fresh = Trouble{0, {}, {}, 0, one.trouble.error}, now = place_.clock()](
                         content::sql::Database& database) { Subscriptions(database).note_failed(key, fresh, now); };
  dispatcher_.settlements().add(renew, [this, job, host = one.host] { dispatcher_.add(job, host); });
  return true;
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
      if (fresh) known->second = news_of(one->topic);
      loaded.emplace_back(std::make_shared<const Subscription>(std::move(*one)), known->second);
    }
    return 0;
  });
  if (!read) {
    log::error("outbox", {{"error", read.error().to_string()}, {"effect", "tried again"}});
    for (const Job job : jobs) dispatcher_.finish_asleep(job, true, read_delay);
    return;
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) tell(jobs[i], loaded[i].first, loaded[i].second);
}

void FanOut::tell(Job job, const std::shared_ptr<const Subscription>& one, std::uint64_t news) {
  if (!one) {
    failing_.erase(static_cast<std::int64_t>(number_of(job)));
    return dispatcher_.finish(job, true);
  }
  if (one->expires <= place_.clock()) return end(job, *one, true);
  if (is_done(one->key, one->told, one->trouble.given_up, news)) return dispatcher_.finish(job, true);
  const auto announced = announced_.find(one->topic);
  const std::uint64_t served = std::max(started_, announced == announced_.end() ? 0 : announced->second);
  // News that is not served yet is announced when it is: until then, what is served and new to this one will do.
  const bool is_early = news > served && !is_foreign(one->topic);
  const auto unwritten = told_.find(one->key);
  const std::uint64_t told = std::max(one->told, unwritten == told_.end() ? 0 : unwritten->second);
  const std::uint64_t wanted = is_early ? told + 1 : news;
  get_content(one->topic, wanted, [this, job, one, news, is_early](const std::shared_ptr<const TopicContent>& content) {
    if (content) return send(job, one, news, content);
    if (is_early) return dispatcher_.finish(job, true);
    dispatcher_.finish_asleep(job, true, make_delay);  // which is not this one's failure
  });
}

void FanOut::get_content(const std::string& topic, std::uint64_t news, Topics::Done done) {
  if (!is_foreign(topic)) return topics_.get(topic, news, std::move(done));
  if (foreign_.size() >= many_foreign) std::erase_if(foreign_, [](const auto& one) { return one.second.expired(); });
  std::weak_ptr<const TopicContent>& known = foreign_[topic];
  std::shared_ptr<const TopicContent> content = known.lock();
  if (!content || content->revision < news) {
    const auto read = content::ArticleReader(reader_).reading([&] { return ForeignTopics(reader_).content(topic); });
    content = read ? *read : nullptr;
    known = content;
  }
  done(content);
}

void FanOut::send(Job job, const std::shared_ptr<const Subscription>& one, std::uint64_t news,
                  const std::shared_ptr<const TopicContent>& content) {
  last_ = content;
  const auto make = [one, content, hubs = hubs_, algorithm = signature_] {
    return request_of(*one, *content, *hubs, algorithm);
  };
  maker_.make(make, [this, job, one, news, content](OutgoingRequest request) {
    dispatcher_.send(std::move(request),
                     [this, job, one, news, revision = content->revision](const content::Result<HttpResponse>& answer) {
                       settle(job, *one, news, revision, answer);
                     });
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
  failing_.erase(one.key);
  ++figures_.delivered;
  figures_.latency = latency;
  figures_.slowest = std::max(figures_.slowest, latency);
  note_told(one.key, revision,
            [key = one.key, revision, now = place_.clock(), latency](content::sql::Database& database) {
              Subscriptions(database).note_delivered(key, revision, now, latency);
            });
}

void FanOut::fail(Job job, const Subscription& one, std::uint64_t news, bool host_well, const std::string& reason,
                  std::chrono::seconds not_before) {
  ++figures_.failed;
  const auto there = load(one.key);  // it may have been dropped meanwhile, or removed
  if (there && (!*there || is_done(one.key, (*there)->one.told, (*there)->one.trouble.given_up, news)))
    return dispatcher_.finish(job, host_well);
  const auto now = place_.clock();
  Trouble trouble = one.trouble;
  trouble.given_up = 0;  // that was older news
  ++trouble.attempts;
  if (trouble.attempts == 1) trouble.since = now;
  trouble.error = reason;
  const Failing& failing = note_failing(one, news, now);
  if (one.wire != Wire::websub && failing.strikes >= cloud_strikes) return end(job, one, host_well);
  const double random = static_cast<double>(random_() % 1024) / 1023.0;
  const auto delay = std::max<std::chrono::milliseconds>(backoff(trouble.attempts, random), not_before);
  trouble.retry_at = std::chrono::ceil<std::chrono::seconds>(now + delay);
  const bool gives_up = now - failing.since > give_up_time;
  if (gives_up) {
    failing_.erase(one.key);  // and with it what `failing` refers to
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

/// News that came later is tried as long as any.
FanOut::Failing& FanOut::note_failing(const Subscription& one, std::uint64_t news, content::Timestamp now) {
  const auto [found, fresh] = failing_.try_emplace(one.key);
  Failing& failing = found->second;
  if (fresh)
    failing = {news, one.trouble.attempts == 0 ? now : one.trouble.since, 1};
  else if (news > failing.news)
    failing = {news, now, failing.strikes + 1};
  return failing;
}

void FanOut::end(Job job, const Subscription& one, bool host_well) {
  ++figures_.ended;
  log::info("subscription", {{"change", "ended"}, {"callback", one.callback}, {"topic", one.topic}});
  failing_.erase(one.key);
  told_[one.key] = std::numeric_limits<std::uint64_t>::max();  // nothing is sent to it while it is still in the store
  dispatcher_.settlements().add(
      [key = one.key, lease = one.expires](content::sql::Database& database) {
        Subscriptions(database).remove_unless_renewed(key, lease);
      },
      [this, key = one.key] {
        told_.erase(key);
        ended_();
      });
  dispatcher_.finish(job, host_well);
}

void FanOut::forget(std::int64_t key) {
  failing_.erase(key);
  told_[key] = std::numeric_limits<std::uint64_t>::max();
  dispatcher_.remove(make_job(Desk::subscriber, static_cast<std::uint64_t>(key)));
  dispatcher_.settlements().add([](content::sql::Database&) {}, [this, key] { told_.erase(key); });
}

bool FanOut::drop(std::int64_t key) {
  const auto found = load(key);
  if (!found || !*found) return false;
  const std::uint64_t news = (*found)->news;
  if (is_done(key, (*found)->one.told, 0, news)) return false;
  dispatcher_.remove(make_job(Desk::subscriber, static_cast<std::uint64_t>(key)));
  note_told(key, news, [key, news](content::sql::Database& database) { Subscriptions(database).note_told(key, news); });
  return true;
}

void FanOut::note_told(std::int64_t key, std::uint64_t told, std::function<void(content::sql::Database&)> work) {
  std::uint64_t& last = told_[key];
  last = std::max(last, told);
  dispatcher_.settlements().add(std::move(work), [this, key, told] {
    const auto found = told_.find(key);
    if (found != told_.end() && found->second == told) told_.erase(found);
    if (told_.empty()) last_ = nullptr;
  });
}

}  // namespace feedd::daemon::push
