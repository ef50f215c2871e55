#include "daemon/push/outbox.hpp"

#include <charconv>

#include <boost/json/serialize.hpp>

namespace feedd::daemon::push {
namespace {

namespace json = boost::json;

/// What a person reads; programs have the metrics.
constexpr std::size_t most_listed = 1000;
/// Some 30 ms of the courier's time.
constexpr std::size_t most_subscribers = 10'000;

/// Read at once where it is about all subscriptions in trouble.
constexpr std::size_t at_once = 1000;

std::string instant(content::Timestamp time) {
  return time == content::Timestamp{} ? std::string() : content::to_rfc3339(time);
}

std::string line(const std::string& id, std::string_view kind, const std::string& url, const std::string& subject,
                 const Trouble& trouble) {
  const char* state = trouble.given_up != 0 ? "given_up" : trouble.attempts != 0 ? "retrying" : "waiting";
  json::object out{{"id", id},           {"kind", kind},   {"url", url},
                   {"subject", subject}, {"state", state}, {"attempts", trouble.attempts}};
  out["retry_at"] = instant(trouble.retry_at);
  out["error"] = trouble.error;
  return json::serialize(out) + '\n';
}

std::string_view kind_of(Wire wire) {
  return wire == Wire::websub ? "subscriber" : "rss-cloud-subscriber";
}

std::string line(const Subscription& one) {
  const json::object out{{"id", 's' + std::to_string(one.key)},
                         {"kind", kind_of(one.wire)},
                         {"topic", one.topic},
                         {"callback", one.callback},
                         {"created", instant(one.created)},
                         {"expires", instant(one.expires)},
                         {"delivered", one.delivered},
                         {"last_success", instant(one.last_success)},
                         {"latency_ms", one.latency.count()},
                         {"error", one.trouble.error}};
  return json::serialize(out) + '\n';
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

content::Result<std::vector<Subscription>> Outbox::in_trouble(std::int64_t after) {
  return content::ArticleReader(reader_).reading([&] { return Subscriptions(reader_).in_trouble(after, at_once); });
}

content::Result<std::string> Outbox::list() {
  std::string lines;
  std::size_t listed = 0;
  for (const PendingPing& one : pings_.pending()) {
    if (++listed > most_listed) return lines;
    lines += line('e' + std::to_string(one.endpoint) + (one.subject.empty() ? "" : ':' + one.subject), one.kind,
                  one.url, one.subject, one.trouble);
  }
  const auto subscribers = in_trouble(0);
  if (!subscribers) return subscribers.error();
  for (const Subscription& one : *subscribers)
    lines += line('s' + std::to_string(one.key), kind_of(one.wire), one.callback, one.topic, one.trouble);
  return lines;
}

content::Result<std::string> Outbox::subscribers(std::string_view after) {
  const auto key = after.empty() ? std::optional<std::int64_t>(0) : number(after.substr(after.front() == 's' ? 1 : 0));
  if (!key) return content::Error{"outbox", std::string(after), "is no name of a subscription"};
  const auto found =
      content::ArticleReader(reader_).reading([&] { return Subscriptions(reader_).all(*key, most_subscribers); });
  if (!found) return found.error();
  std::string lines;
  for (const Subscription& one : *found) lines += line(one);
  return lines;
}

content::Result<std::size_t> Outbox::apply(std::string_view name, bool retry) {
  const auto of_endpoint = [&](std::int64_t endpoint, std::string_view subject) {
    return retry ? pings_.retry(endpoint, subject) : pings_.drop(endpoint, subject);
  };
  const auto of_subscriber = [&](std::int64_t key) -> std::size_t {
    return (retry ? fan_out_.retry(key) : fan_out_.drop(key)) ? 1 : 0;
  };
  if (name.empty()) {
    std::size_t count = 0;
    for (const PingReport& one : pings_.report()) count += of_endpoint(one.state.key, {});
    for (std::int64_t after = 0;;) {
      const auto subscribers = in_trouble(after);
      if (!subscribers) return subscribers.error();
      for (const Subscription& one : *subscribers) count += of_subscriber(one.key);
      if (subscribers->size() < at_once) return count;
      after = subscribers->back().key;
    }
  }
  const std::size_t colon = name.find(':');
  const auto key = number(name.substr(1, colon == std::string_view::npos ? colon : colon - 1));
  if (key && name.front() == 'e')
    return of_endpoint(*key, colon == std::string_view::npos ? "" : name.substr(colon + 1));
  if (key && name.front() == 's' && colon == std::string_view::npos) return of_subscriber(*key);
  return content::Error{"outbox", std::string(name),
                        "is no name of anything that waits; `feedd outbox list` shows them"};
}

content::Result<std::size_t> Outbox::retry(std::string_view name) {
  return apply(name, true);
}

content::Result<std::size_t> Outbox::drop(std::string_view name) {
  return apply(name, false);
}

}  // namespace feedd::daemon::push
