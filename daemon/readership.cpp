// See readership.hpp.
#include "daemon/readership.hpp"

#include <algorithm>
#include <numeric>

#include <boost/json/serialize.hpp>

namespace feedd::daemon {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, outcome_count> outcome_names = {
    "unconditional", "changed", "delta", "not_modified", "missing", "limited", "other"};
constexpr std::array<std::string_view, answer_kind_count> kind_names = {"feed", "document", "media", "other"};

/// `/tags/korea.rss` -> `tags/korea`, `rss`.
struct NamedFeed {
  std::string feed, format;
};

NamedFeed named(std::string_view path) {
  if (path.empty()) return {"", "*"};
  const auto dot = std::min(path.rfind('.'), path.size() - 1);
  return {std::string(path.substr(1, dot - 1)), std::string(path.substr(dot + 1))};
}

/// What is counted of clients, over several loops.
template <unsigned Precision>
class Clients {
 public:
  void merge(const DailyClients<Precision>& daily, DayNumber today) {
    for (const auto& day : daily.days) {
      const auto number = day.number.load(std::memory_order_relaxed);
      if (number == today) today_.merge(day.clients);
      if (number + 1 == today) yesterday_.merge(day.clients);
    }
  }
  [[nodiscard]] std::uint64_t today() const { return today_.estimate(); }
  [[nodiscard]] std::uint64_t yesterday() const { return yesterday_.estimate(); }

 private:
  DistinctCount<Precision> today_, yesterday_;
};

struct Gathered {
  FeedReadership shown;
  std::map<std::string, SubscriberClaims> claims;    // by format, the newest of all loops
  std::unique_ptr<Clients<feed_precision>> clients;  // null: nobody counted any
};

void merge_claims(const SubscriberClaims& from, SubscriberClaims& to) {
  for (std::size_t i = 0; i < from.size(); ++i) to[i] = std::max(to[i].load(), from[i].load());
}

void gather_feed(const FeedTraffic& traffic, DayNumber today, std::map<std::string, Gathered, std::less<>>& feeds) {
  const auto [feed, format] = named(traffic.path);
  auto& gathered = feeds[feed];
  gathered.shown.feed = feed;
  gathered.shown.formats[format].add(traffic.counts);
  if (const auto* claims = traffic.claims.load(std::memory_order_acquire))
    merge_claims(*claims, gathered.claims[format]);
  if (const auto* clients = traffic.clients.load(std::memory_order_acquire)) {
    if (!gathered.clients) gathered.clients = std::make_unique<Clients<feed_precision>>();
    gathered.clients->merge(*clients, today);
  }
}

FeedReadership finished(Gathered&& gathered, DayNumber today) {
  for (const auto& [format, claims] : gathered.claims) {
    for (std::size_t i = 0; i < claims.size(); ++i) {
      const auto claim = claims[i].load();
      if (claim == 0 || (claim >> 32) + 1 < today) continue;
      gathered.shown.subscribers[std::string(name_of(static_cast<ReaderFamily>(i)))] += claim & 0xFFFFFFFFU;
    }
  }
  if (gathered.clients) {
    gathered.shown.clients_today = gathered.clients->today();
    gathered.shown.clients_yesterday = gathered.clients->yesterday();
  }
  return std::move(gathered.shown);
}

json::object to_json(const RequestCounts& counts) {
  json::object object{{"requests", counts.requests()}};
  for (std::size_t i = 0; i < outcome_count; ++i) object[outcome_names[i]] = counts.by_outcome[i];
  object["over_pace"] = counts.over_pace;
  object["bytes"] = counts.bytes;
  return object;
}

json::object to_json(const std::map<std::string, RequestCounts>& named_counts) {
  json::object object;
  for (const auto& [name, counts] : named_counts) object[name] = to_json(counts);
  return object;
}

json::object to_json(const FeedReadership& feed) {
  json::object subscribers;
  for (const auto& [reader, count] : feed.subscribers) subscribers[reader] = count;
  const auto clients = [](const std::optional<std::uint64_t>& count) {
    return count ? json::value(*count) : json::value(nullptr);
  };
  json::object object = to_json(feed.all_formats());
  object["feed"] = feed.feed;
  object["clients_today"] = clients(feed.clients_today);
  object["clients_yesterday"] = clients(feed.clients_yesterday);
  object["subscribers"] = std::move(subscribers);
  object["formats"] = to_json(feed.formats);
  return object;
}

}  // namespace

void RequestCounts::add(const TrafficCounts& counts) {
  for (std::size_t i = 0; i < outcome_count; ++i) by_outcome[i] += counts.requests[i].load(std::memory_order_relaxed);
  bytes += counts.bytes.load(std::memory_order_relaxed);
  over_pace += counts.over_pace.load(std::memory_order_relaxed);
}

RequestCounts& RequestCounts::operator+=(const RequestCounts& other) {
  for (std::size_t i = 0; i < outcome_count; ++i) by_outcome[i] += other.by_outcome[i];
  bytes += other.bytes;
  over_pace += other.over_pace;
  return *this;
}

std::uint64_t RequestCounts::requests() const {
  return std::accumulate(by_outcome.begin(), by_outcome.end(), std::uint64_t{0});
}

RequestCounts FeedReadership::all_formats() const {
  RequestCounts sum;
  for (const auto& [format, counts] : formats) sum += counts;
  return sum;
}

DayNumber day_number(content::Timestamp time) {
  return static_cast<DayNumber>(std::chrono::floor<std::chrono::days>(time).time_since_epoch().count());
}

SiteReadership gather_site(const std::vector<std::unique_ptr<IoLoop>>& loops, DayNumber today) {
  SiteReadership site;
  Clients<site_precision> clients;
  for (const auto& loop : loops) {
    const Traffic& traffic = loop->traffic();
    for (std::size_t i = 0; i < answer_kind_count; ++i)
      site.kinds[std::string(kind_names[i])].add(traffic.of(static_cast<AnswerKind>(i)));
    for (std::size_t i = 0; i < reader_family_count(); ++i) {
      const auto family = static_cast<ReaderFamily>(i);
      RequestCounts counts;
      counts.add(traffic.of_readers(family));
      if (counts.requests() > 0) site.readers[std::string(name_of(family))] += counts;
    }
    if (const auto* daily = traffic.clients()) clients.merge(*daily, today);
    site.over_pace += loop->counters().over_pace;
    site.limited += loop->counters().limited;
  }
  site.clients_today = clients.today();
  site.clients_yesterday = clients.yesterday();
  return site;
}

Readership gather_readership(const std::vector<std::unique_ptr<IoLoop>>& loops, DayNumber today) {
  Readership readership{gather_site(loops, today), {}};
  std::map<std::string, Gathered, std::less<>> feeds;
  for (const auto& loop : loops)
    for (const auto* feed = loop->traffic().feeds(); feed != nullptr; feed = feed->next)
      gather_feed(*feed, today, feeds);
  std::vector<std::pair<std::uint64_t, Gathered*>> ranked;
  ranked.reserve(feeds.size());
  for (auto& [name, gathered] : feeds) ranked.emplace_back(gathered.shown.all_formats().requests(), &gathered);
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (const auto& [requests, gathered] : ranked) readership.feeds.push_back(finished(std::move(*gathered), today));
  return readership;
}

json::object short_json(const SiteReadership& readership) {
  return {{"clients_today", readership.clients_today},
          {"clients_yesterday", readership.clients_yesterday},
          {"over_pace", readership.over_pace},
          {"limited", readership.limited}};
}

std::string readership_lines(const Readership& readership, std::string_view feed) {
  std::string lines;
  if (feed.empty()) {
    json::object site = short_json(readership);
    site["readers"] = to_json(readership.readers);
    site["answers"] = to_json(readership.kinds);
    lines = json::serialize(site) + '\n';
  }
  for (const FeedReadership& each : readership.feeds)
    if (feed.empty() || each.feed == feed) lines += json::serialize(to_json(each)) + '\n';
  return lines;
}

void ReadershipMetrics::fill(const Readership& readership, Metrics& metrics) {
  std::map<std::string, std::map<std::string, RequestCounts>> shown;
  const auto requests = [&](std::string_view name, std::string_view help, const RequestCounts& counts,
                            const Metrics::Labels& labels) {
    for (std::size_t i = 0; i < outcome_count; ++i) {
      if (counts.by_outcome[i] == 0) continue;
      auto all = labels;
      all.push_back({"outcome", outcome_names[i]});
      metrics.counter(name, help, counts.by_outcome[i], all);
    }
  };
  for (const FeedReadership& each : readership.feeds) {
    if (!each.feed.empty() && named_.size() < named_feeds) named_.insert(each.feed);
    const bool is_named = named_.contains(each.feed);
    for (const auto& [format, counts] : each.formats) shown[is_named ? each.feed : "*"][format] += counts;
    if (!is_named) continue;
    if (each.clients_today)
      metrics.gauge("feedd_feed_clients", "Different clients that asked for a feed today (UTC), estimated.",
                    *each.clients_today, {{"feed", each.feed}});
    for (const auto& [reader, count] : each.subscribers)
      metrics.gauge("feedd_feed_subscribers", "Subscribers hosted readers say they ask for.", count,
                    {{"feed", each.feed}, {"reader", reader}});
  }
  for (const auto& [feed, formats] : shown) {
    for (const auto& [format, counts] : formats) {
      requests("feedd_feed_requests_total", "Requests for feeds, by what became of them.", counts,
               {{"feed", feed}, {"format", format}});
      metrics.counter("feedd_feed_sent_bytes_total", "Bytes of the answers, heads and bodies.", counts.bytes,
                      {{"feed", feed}, {"format", format}});
    }
  }
  for (const auto& [reader, counts] : readership.readers)
    requests("feedd_reader_requests_total", "Requests for feeds, by reader.", counts, {{"reader", reader}});
  for (const auto& [kind, counts] : readership.kinds)
    requests("feedd_answers_total", "Answers, by what they are.", counts, {{"kind", kind}});
  metrics.gauge("feedd_clients", "Different clients that asked for any feed today (UTC), estimated.",
                readership.clients_today);
  metrics.counter("feedd_over_pace_total", "Feeds fetched without a validator more often than http.politeness asks.",
                  readership.over_pace);
  metrics.counter("feedd_limited_total", "Those of them that were refused (429).", readership.limited);
}

}  // namespace feedd::daemon
