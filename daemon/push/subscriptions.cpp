#include "daemon/push/subscriptions.hpp"

#include "content/text.hpp"

namespace feedd::daemon::push {
namespace {

std::int64_t seconds(content::Timestamp time) {
  return time.time_since_epoch().count();
}

content::Timestamp instant(std::int64_t at) {
  return content::Timestamp(std::chrono::seconds(at));
}

Subscription read(const content::sql::Row& row) {
  Subscription one;
  one.key = row.integer(0);
  one.topic = row.text(1);
  one.topic_url = row.text(2);
  one.callback = row.text(3);
  one.wire = static_cast<Wire>(row.integer(4));
  one.host = row.text(5);
  one.secret = row.text(6);
  one.procedure = row.text(7);
  one.created = instant(row.integer(8));
  one.expires = instant(row.integer(9));
  one.told = static_cast<std::uint64_t>(row.integer(10));
  one.trouble = {static_cast<unsigned>(row.integer(11)), instant(row.integer(12)), instant(row.integer(13)),
                 static_cast<std::uint64_t>(row.integer(14)), std::string(row.text(15))};
  one.delivered = static_cast<std::uint64_t>(row.integer(16));
  one.last_success = instant(row.integer(17));
  one.latency = std::chrono::milliseconds(row.integer(18));
  return one;
}

SubscriptionRef read_ref(const content::sql::Row& row) {
  return {row.integer(0),
          row.text(1),
          row.text(2),
          static_cast<std::uint64_t>(row.integer(3)),
          instant(row.integer(4)),
          static_cast<std::uint64_t>(row.integer(5))};
}

const std::string columns =
    "SELECT subscription, topic, topic_url, callback, wire, host, secret, procedure, created, expires, told, attempts,"
    " since, retry_at, given_up, error, delivered, last_success, latency_ms FROM push_subscription WHERE ";

}  // namespace

std::string host_of(std::string_view url) {
  const std::size_t colon = url.find("://");
  const bool secure = content::lower_ascii(url.substr(0, colon)) == "https";
  std::string_view authority = url.substr(colon == std::string_view::npos ? 0 : colon + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
  std::string host = content::lower_ascii(authority);
  const std::size_t port = host.rfind(':');
  const bool has_port = port != std::string::npos && host.find(']', port) == std::string::npos;
  return has_port ? host : host + (secure ? ":443" : ":80");
}

std::string counted_host(std::string_view url, const NetworkGuard& guard) {
  const std::string host = host_of(url);
  return guard.judge(host) == NetworkGuard::Literal::allowed ? host : host.substr(0, host.rfind(':'));
}

void Subscriptions::each_of(std::string_view topic, std::int64_t after, std::size_t limit, const Visit& visit) {
  database_.run(
      "SELECT subscription, topic, host, told, retry_at, given_up FROM push_subscription"
      " WHERE site = $1 AND topic = $2 AND subscription > $3 ORDER BY subscription LIMIT $4",
      {site_, topic, after, static_cast<std::int64_t>(limit)},
      [&](const content::sql::Row& row) { visit(read_ref(row)); });
}

void Subscriptions::each(std::int64_t after, std::size_t limit, const Visit& visit) {
  database_.run(
      "SELECT subscription, topic, host, told, retry_at, given_up FROM push_subscription"
      " WHERE subscription > $1 AND +site = $2 ORDER BY subscription LIMIT $3",  // +: the table has this order itself
      {after, site_, static_cast<std::int64_t>(limit)}, [&](const content::sql::Row& row) { visit(read_ref(row)); });
}

std::vector<std::string> Subscriptions::topics() {
  std::vector<std::string> topics;
  database_.run("SELECT DISTINCT topic FROM push_subscription WHERE site = $1", {site_},
                [&](const content::sql::Row& row) { topics.emplace_back(row.text(0)); });
  return topics;
}

std::optional<Subscription> Subscriptions::load(std::int64_t key) {
  static const std::string query = columns + "subscription = $1";
  std::optional<Subscription> found;
  database_.run(query, {key}, [&](const content::sql::Row& row) { found = read(row); });
  return found;
}

std::vector<Subscription> Subscriptions::all(std::int64_t after, std::size_t limit) {
  static const std::string query = columns + "site = $1 AND subscription > $2 ORDER BY subscription LIMIT $3";
  std::vector<Subscription> found;
  database_.run(query, {site_, after, static_cast<std::int64_t>(limit)},
                [&](const content::sql::Row& row) { found.push_back(read(row)); });
  return found;
}

std::vector<Subscription> Subscriptions::in_trouble(std::int64_t after, std::size_t limit) {
  static const std::string query =
      columns + "site = $1 AND (attempts <> 0 OR given_up <> 0) AND subscription > $2 ORDER BY subscription LIMIT $3";
  std::vector<Subscription> found;
  database_.run(query, {site_, after, static_cast<std::int64_t>(limit)},
                [&](const content::sql::Row& row) { found.push_back(read(row)); });
  return found;
}

std::optional<Subscription> Subscriptions::find(std::string_view topic, std::string_view callback, Wire wire) {
  static const std::string query = columns + "site = $1 AND topic = $2 AND callback = $3 AND wire = $4";
  std::optional<Subscription> found;
  database_.run(query, {site_, topic, callback, static_cast<std::int64_t>(wire)},
                [&](const content::sql::Row& row) { found = read(row); });
  return found;
}

std::size_t Subscriptions::count() {
  std::size_t count = 0;
  database_.run("SELECT count(*) FROM push_subscription WHERE site = $1", {site_},
                [&](const content::sql::Row& row) { count = static_cast<std::size_t>(row.integer(0)); });
  return count;
}

std::size_t Subscriptions::counted(std::string_view query, std::string_view value, std::size_t most) {
  std::size_t count = 0;
  database_.run(query, {site_, value, static_cast<std::int64_t>(most)},
                [&](const content::sql::Row& row) { count = static_cast<std::size_t>(row.integer(0)); });
  return count;
}

std::size_t Subscriptions::count_of_host(std::string_view host, std::size_t most) {
  return counted(
      "SELECT count(*) FROM (SELECT 1 FROM push_subscription WHERE site = $1 AND host = $2 LIMIT $3) AS some", host,
      most);
}

std::size_t Subscriptions::count_of_topic(std::string_view topic, std::size_t most) {
  return counted(
      "SELECT count(*) FROM (SELECT 1 FROM push_subscription WHERE site = $1 AND topic = $2 LIMIT $3) AS some", topic,
      most);
}

std::optional<content::Timestamp> Subscriptions::next_expiry() {
  std::optional<content::Timestamp> next;
  database_.run("SELECT expires FROM push_subscription WHERE site = $1 ORDER BY expires LIMIT 1", {site_},
                [&](const content::sql::Row& row) { next = instant(row.integer(0)); });
  return next;
}

void Subscriptions::put(const Subscription& one) {
  database_.run(
      "INSERT INTO push_subscription(site, topic, topic_url, callback, wire, host, secret, procedure, created, expires,"
      " told) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
      " ON CONFLICT(site, topic, callback, wire) DO UPDATE SET topic_url = excluded.topic_url,"
      " secret = excluded.secret, procedure = excluded.procedure, expires = excluded.expires, host = excluded.host,"
      " attempts = 0, since = 0, retry_at = 0, given_up = 0",
      {site_, one.topic, one.topic_url, one.callback, static_cast<std::int64_t>(one.wire), one.host,
       content::sql::Blob{one.secret}, one.procedure, seconds(one.created), seconds(one.expires),
       static_cast<std::int64_t>(one.told)});
}

void Subscriptions::remove(std::int64_t key) {
  database_.run("DELETE FROM push_subscription WHERE subscription = $1", {key});
}

void Subscriptions::remove_unless_renewed(std::int64_t key, content::Timestamp expires) {
  database_.run("DELETE FROM push_subscription WHERE subscription = $1 AND expires = $2", {key, seconds(expires)});
}

void Subscriptions::remove_expired(content::Timestamp now, std::size_t limit) {
  database_.run(
      "DELETE FROM push_subscription WHERE subscription IN (SELECT subscription FROM push_subscription WHERE site = $1"
      " AND expires <= $2 ORDER BY expires LIMIT $3)",
      {site_, seconds(now), static_cast<std::int64_t>(limit)});
}

void Subscriptions::note_told(std::int64_t key, std::uint64_t told) {
  database_.run(
      "UPDATE push_subscription SET told = CASE WHEN told > $2 THEN told ELSE $2 END, attempts = 0, since = 0,"
      " retry_at = 0, given_up = 0 WHERE subscription = $1",
      {key, static_cast<std::int64_t>(told)});
}

void Subscriptions::note_delivered(std::int64_t key, std::uint64_t told, content::Timestamp now,
                                   std::chrono::milliseconds latency) {
  database_.run(
      "UPDATE push_subscription SET told = CASE WHEN told > $2 THEN told ELSE $2 END, attempts = 0, since = 0,"
      " retry_at = 0, given_up = 0, delivered = delivered + 1, last_success = $3, latency_ms = $4 WHERE subscription = "
      "$1",
      {key, static_cast<std::int64_t>(told), seconds(now), std::int64_t{latency.count()}});
}

void Subscriptions::note_failed(std::int64_t key, const Trouble& trouble, content::Timestamp now) {
  database_.run(
      "UPDATE push_subscription SET attempts = $2, since = $3, retry_at = $4, given_up = $5, error = $6, error_at = $7"
      " WHERE subscription = $1",
      {key, std::int64_t{trouble.attempts}, seconds(trouble.since), seconds(trouble.retry_at),
       static_cast<std::int64_t>(trouble.given_up), trouble.error, seconds(now)});
}

}  // namespace feedd::daemon::push
