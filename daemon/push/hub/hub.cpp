#include "daemon/push/hub/hub.hpp"

#include "daemon/log.hpp"
#include "daemon/push/foreign_topics.hpp"
#include "daemon/push/hub/hub_messages.hpp"
#include "daemon/push/hub/topic.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>
#include <utility>

#include <sys/random.h>

namespace feedd::daemon::push {
namespace {

/// Said with 429 and 503.
const std::vector<std::string> later = {"Retry-After: 30"};
/// Counting all subscriptions, which takes some 30 ms for a million, takes a part of the time that is one in so many.
constexpr int counting_share = 20;
/// Those of a host or a topic with many, are counted no more often than this while they come in.
constexpr auto counting_interval = std::chrono::seconds(1);
/// A foreign feed that is larger is not distributed: readers find it a burden, and it is kept here.
constexpr std::size_t longest_foreign_bytes = 4 << 20;
/// Topics of others, each of which may be that large.
constexpr std::size_t most_foreign_topics = 1000;
/// Fewer are counted whenever they are asked for.
constexpr std::size_t many = 1024;
/// Subscriptions that have ended are taken out so many at a time: the store's writer has others to serve.
constexpr std::size_t removed_of_a_step = 256;
constexpr std::string_view accepted = "accepted; your callback is asked now whether it means it";

std::uint16_t port_of(std::string_view url) {
  const std::string host = host_of(url);
  return static_cast<std::uint16_t>(std::stoul(host.substr(host.rfind(':') + 1)));
}

}  // namespace

std::string random_token() {
  std::array<unsigned char, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw std::runtime_error("the kernel gives no random bytes");
  std::string hex;
  for (const unsigned char byte : bytes) hex.append({"0123456789abcdef"[byte >> 4U], "0123456789abcdef"[byte & 15U]});
  return hex;
}

Hub::Hub(Dispatcher& dispatcher, Conversations& conversations, FanOut& fan_out, content::sql::Database& reader,
         const Place& place, NetworkGuard guard)
    : dispatcher_(dispatcher),
      conversations_(conversations),
      fan_out_(fan_out),
      reader_(reader),
      place_(place),
      guard_(std::move(guard)) {
  fan_out_.on_end([this] { count_later(); });
}

void Hub::use(const PushConfig& config) {
  config_ = config;
  count();
}

void Hub::count() {
  const auto began = std::chrono::steady_clock::now();
  if (const auto all = content::ArticleReader(reader_).reading([&] { return Subscriptions(reader_).count(); }))
    count_ = *all;
  is_counted_ = true;
  counted_at_ = std::chrono::steady_clock::now();
  counting_time_ = counted_at_ - began;
}

std::size_t Hub::subscriptions() {
  const bool is_old = std::chrono::steady_clock::now() - counted_at_ > counting_share * counting_time_;
  if (!is_counted_ && (count_ == 0 || is_old)) count();
  return count_;
}

std::optional<std::string> Hub::topic_of(const std::string& url) {
  const auto view = place_.view();
  const auto own = content::ArticleReader(reader_).reading([&] { return own_topic(view->site, reader_, url); });
  if (own && *own) return *own;
  if (config_.open_hub && !is_own(view->site, url)) return url;
  return std::nullopt;
}

void Hub::handle(const Submission& submission, std::uint64_t served, const Reply& done) {
  HubRules rules{config_.lease, config_.shortest_lease, config_.longest_lease, config_.callback_ports,
                 port_of(place_.view()->site.base_url)};
  auto read = read_hub_request(submission.media_type, submission.body, rules);
  if (const auto* refusal = std::get_if<HubRefusal>(&read)) return done(text_reply(refusal->status, refusal->reason));
  const HubRequest& request = std::get<HubRequest>(read);
  if (request.mode == HubRequest::Mode::publish) return publish(request, done);
  const auto topic = topic_of(request.topic);
  if (!topic)
    return done(text_reply(
        404, "hub.topic is no feed of this site; subscribe to the address that the feed itself says in rel=\"self\""));
  if (request.mode == HubRequest::Mode::unsubscribe) return unsubscribe(request, *topic, done);
  subscribe(request, *topic, served, done);
}

/// Who floods the hub with requests must not have a hundred thousand subscriptions counted for each of them: what was
/// many a moment ago still is.
std::size_t Hub::remembered(const std::string& what, const std::function<std::size_t()>& count) {
  const auto now = std::chrono::steady_clock::now();
  if (now - many_at_ > counting_interval) {
    many_.clear();
    many_at_ = now;
  }
  if (const auto found = many_.find(what); found != many_.end()) return found->second;
  const std::size_t counted = count();
  if (counted >= many) many_.emplace(what, counted);
  return counted;
}

std::optional<HubRefusal> Hub::object_to(const std::string& callback, const std::string& topic, Wire wire) {
  const std::string host = counted_host(callback, guard_);
  if (guard_.judge(host) == NetworkGuard::Literal::forbidden)
    return HubRefusal{403, "the callback is at an address that is not public"};
  struct Counts {
    bool is_there = false;
    std::size_t of_host = 0, of_topic = 0, foreign_topics = 0;
  };
  const auto counts = content::ArticleReader(reader_).reading([&] {
    Subscriptions subscriptions(reader_);
    if (subscriptions.find(topic, callback, wire)) return Counts{true};
    return Counts{
        false, remembered("host " + host, [&] { return subscriptions.count_of_host(host, config_.max_per_host); }),
        remembered("topic " + topic, [&] { return subscriptions.count_of_topic(topic, config_.max_per_topic); }),
        config_.open_hub ? ForeignTopics(reader_).count() : 0};
  });
  if (!counts) return HubRefusal{503, "the store cannot be read now; please come again"};
  if (counts->is_there) return std::nullopt;
  if (subscriptions() >= config_.max_subscriptions)
    return HubRefusal{503, "this hub has as many subscriptions as it takes"};
  const bool is_new_foreign = counts->of_topic == 0 && is_foreign(topic);
  if (is_new_foreign && counts->foreign_topics >= most_foreign_topics)
    return HubRefusal{503, "this hub distributes as many topics of others as it takes"};
  if (counts->of_host >= config_.max_per_host)
    return HubRefusal{403, "this host has as many subscriptions here as one host may have"};
  if (counts->of_topic >= config_.max_per_topic)
    return HubRefusal{403, "this topic has as many subscriptions as one topic may have"};
  return std::nullopt;
}

void Hub::subscribe(const HubRequest& request, const std::string& topic, std::uint64_t served, const Reply& done) {
  if (const auto refusal = object_to(request.callback, topic, Wire::websub))
    return done(text_reply(refusal->status, refusal->reason));
  Subscription one;
  one.topic = topic;
  one.topic_url = request.written_topic;
  one.callback = request.callback;
  one.secret = request.secret;
  one.told = is_foreign(topic) ? fan_out_.last_news(topic) : served;
  const std::string challenge = random_token();
  OutgoingRequest question =
      verification(request.mode, request.callback, request.written_topic, challenge, request.lease);
  const bool asked = conversations_.ask(std::move(question), [this, one, challenge, lease = request.lease](
                                                                 const content::Result<HttpResponse>& answer) mutable {
    if (!answer || !is_confirmed(*answer, challenge)) {
      return log::info("subscription",
                       {{"change", "not confirmed"},
                        {"callback", one.callback},
                        {"topic", one.topic},
                        {"error", answer ? "status " + std::to_string(answer->status) : answer.error().reason}});
    }
    one.created = place_.clock();
    one.expires = one.created + lease;
    take(std::move(one));
  });
  if (!asked)
    return done(text_reply(429, "too many requests for this host wait here already; please come later", later));
  done(text_reply(202, accepted));
}

void Hub::take(Subscription&& one) {
  log::info("subscription", {{"change", "confirmed"}, {"callback", one.callback}, {"topic", one.topic}});
  one.host = counted_host(one.callback, guard_);
  // Its count may have begun anew since the request.
  if (const std::uint64_t news = fan_out_.last_news(one.topic); news != 0) one.told = std::min(one.told, news);
  const auto row = std::make_shared<const Subscription>(std::move(one));
  const auto refused = std::make_shared<bool>(false);
  const std::pair place(row->topic, row->callback);
  settling_.insert(place);
  dispatcher_.settlements().add(
      [row, refused,
       limits = std::pair(config_.max_per_host, config_.max_per_topic)](content::sql::Database& database) {
        // Whoever asks for many at once has none of them counted when it asks.
        Subscriptions all(database);
        *refused = !all.find(row->topic, row->callback, row->wire) &&
                   (all.count_of_host(row->host, limits.first) >= limits.first ||
                    all.count_of_topic(row->topic, limits.second) >= limits.second);
        if (!*refused) all.put(*row);
      },
      [this, row, refused, place] {
        if (const auto settled = settling_.find(place); settled != settling_.end()) settling_.erase(settled);
        if (*refused)
          return log::info("subscription",
                           {{"change", "one too many"}, {"callback", row->callback}, {"topic", row->topic}});
        count_later();
        if (row->wire == Wire::websub && config_.open_hub && is_foreign(row->topic) && row->told == 0)
          fetch_foreign(row->topic, false);
        fan_out_.renew(*row);
      });
}

void Hub::unsubscribe(const HubRequest& request, const std::string& topic, const Reply& done) {
  const auto there = content::ArticleReader(reader_).reading(
      [&] { return Subscriptions(reader_).find(topic, request.callback, Wire::websub); });
  if (!there) return done(text_reply(503, "the store cannot be read now; please come again", later));
  if (!*there && settling_.contains({topic, request.callback}))  // confirmed a moment ago: behind it
    return dispatcher_.settlements().add([](content::sql::Database&) {},
                                         [this, request, topic, done] { unsubscribe(request, topic, done); });
  if (!*there) return done(text_reply(404, "this callback is not subscribed to this topic"));
  const std::string challenge = random_token();
  const bool asked = conversations_.ask(
      verification(request.mode, request.callback, request.written_topic, challenge, {}),
      [this, challenge, key = (*there)->key, callback = request.callback](const content::Result<HttpResponse>& answer) {
        if (!answer || !is_confirmed(*answer, challenge)) return;
        log::info("subscription", {{"change", "unsubscribed"}, {"callback", callback}});
        remove(key);
      });
  if (!asked)
    return done(text_reply(429, "too many requests for this host wait here already; please come later", later));
  done(text_reply(202, accepted));
}

void Hub::remove(std::int64_t key) {
  dispatcher_.settlements().add([key](content::sql::Database& database) { Subscriptions(database).remove(key); },
                                [this] { count_later(); });
  fan_out_.forget(key);  // until all before this is on disk
}

void Hub::publish(const HubRequest& request, const Reply& done) {
  const auto view = place_.view();
  for (const std::string& topic : request.topics) {
    if (is_own(view->site, topic)) continue;  // what is new here is known here
    if (!config_.open_hub) return done(text_reply(403, "this hub distributes its own site's feeds only"));
    const auto wanted =
        content::ArticleReader(reader_).reading([&] { return Subscriptions(reader_).count_of_topic(topic, 1) != 0; });
    if (wanted && *wanted) fetch_foreign(topic, true);
  }
  done(text_reply(202, "accepted"));
}

void Hub::fetch_foreign(const std::string& topic, bool is_news) {
  const auto [fetching, fresh] = being_fetched_.try_emplace(topic, false);
  if (!fresh) {
    fetching->second = true;
    return;
  }
  OutgoingRequest request;
  request.url = topic;
  request.method = "GET";
  request.max_answer_bytes = longest_foreign_bytes;
  const bool asked = conversations_.ask(
      std::move(request),
      [this, topic, is_news](const content::Result<HttpResponse>& answer) {
        const auto done = being_fetched_.extract(topic);
        if (!done.empty() && done.mapped()) fetch_foreign(topic, true);
        if (!answer || answer->status != 200 || answer->truncated)
          return log::warning("hub",
                              {{"topic", topic},
                               {"error", answer ? "status " + std::to_string(answer->status) : answer.error().reason}});
        const auto media_type = answer->header("content-type");
        dispatcher_.settlements().add(
            [topic, media_type, body = answer->body, is_news](content::sql::Database& database) {
              ForeignTopics(database).put(topic, media_type, body, is_news);
            },
            [this, topic] { fan_out_.announce(topic, fan_out_.last_news(topic)); });
      },
      Conversations::Patience::well);
  if (!asked) being_fetched_.erase(topic);
}

void Hub::end(const std::vector<std::string>& feeds) {
  for (const std::string& feed : feeds)
    for (const feeds::Format& format : feeds::formats()) ending_.push_back(feed + '.' + std::string(format.extension));
  end_some();
}

/// A step of rows; the next when these are out of the store.
void Hub::end_some() {
  if (is_ending_) return;
  std::vector<Subscription> ended;
  while (!ending_.empty() && ended.empty()) {
    const auto read = content::ArticleReader(reader_).reading([&] {
      Subscriptions subscriptions(reader_);
      std::vector<std::int64_t> keys;
      subscriptions.each_of(ending_.front(), 0, removed_of_a_step,
                            [&](const SubscriptionRef& one) { keys.push_back(one.key); });
      for (const std::int64_t key : keys)
        if (auto one = subscriptions.load(key)) ended.push_back(std::move(*one));
      return 0;
    });
    if (!read) return;  // with the next sweep
    if (ended.empty()) ending_.pop_front();
  }
  for (const Subscription& one : ended) {
    const bool is_told =
        one.wire != Wire::websub || conversations_.ask(denial(one.callback, one.topic_url, "this feed has ended"),
                                                       [](const content::Result<HttpResponse>&) {});
    if (!is_told) return;  // too much waits to be asked: with the next sweep
    remove(one.key);
  }
  if (ended.empty()) return;
  is_ending_ = true;
  dispatcher_.settlements().add([](content::sql::Database&) {},
                                [this] {
                                  is_ending_ = false;
                                  end_some();
                                });
}

void Hub::end_gone() {
  const auto gone = content::ArticleReader(reader_).reading([&] {
    std::set<std::string> feeds;
    for (const std::string& topic : Subscriptions(reader_).topics())
      if (const auto feed = ended_feed(reader_, topic)) feeds.insert(*feed);
    return feeds;
  });
  if (gone) end({gone->begin(), gone->end()});
}

void Hub::sweep() {
  end_some();
  const auto now = place_.clock();
  dispatcher_.settlements().add(
      [now](content::sql::Database& database) {
        Subscriptions(database).remove_expired(now, removed_of_a_step);
        ForeignTopics(database).remove_unwanted();
      },
      [this, now] {
        count_later();
        const auto next = content::ArticleReader(reader_).reading([&] { return Subscriptions(reader_).next_expiry(); });
        if (next && *next && **next <= now) sweep();
      });
}

}  // namespace feedd::daemon::push
