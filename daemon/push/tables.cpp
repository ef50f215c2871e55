#include "daemon/push/tables.hpp"

namespace feedd::daemon::push {
namespace {

// endpoint: whom the configuration names. told: of every subject up to this revision, but for those in push_subject,
// where each has its own. subject: what Kind::unit says: a topic's path, a feed's key, or empty for changes. attempts:
// failed ones since the last delivery; since: the first of them; retry_at: not before; given_up: news
// up to this revision is tried no more. Instants are Unix seconds, 0 for never. latency_ms: from commit to delivery, of
// the last one. subscription: topic is a path of ours without its slash, or the address of another publisher's feed.
// wire: the numbers of push::Wire. told: as above. No number of an endpoint or a subscription is given twice: what is
// under way to one that is removed must not be taken for another's.
constexpr std::string_view steps[] = {R"sql(
CREATE TABLE push_endpoint(
  endpoint INTEGER PRIMARY KEY AUTOINCREMENT, site INTEGER NOT NULL, kind TEXT NOT NULL, url TEXT NOT NULL, told BIGINT NOT NULL,
  delivered BIGINT NOT NULL DEFAULT 0, last_success BIGINT NOT NULL DEFAULT 0, last_error TEXT NOT NULL DEFAULT '',
  last_error_at BIGINT NOT NULL DEFAULT 0, latency_ms BIGINT NOT NULL DEFAULT 0, UNIQUE(site, kind, url));
CREATE TABLE push_subject(
  endpoint INTEGER NOT NULL REFERENCES push_endpoint, subject TEXT NOT NULL, told BIGINT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, since BIGINT NOT NULL DEFAULT 0, retry_at BIGINT NOT NULL DEFAULT 0,
  given_up BIGINT NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '', PRIMARY KEY(endpoint, subject)) WITHOUT ROWID;
CREATE TABLE push_subscription(
  subscription INTEGER PRIMARY KEY AUTOINCREMENT, site INTEGER NOT NULL, topic TEXT NOT NULL, callback TEXT NOT NULL,
  wire INTEGER NOT NULL, host TEXT NOT NULL, topic_url TEXT NOT NULL, secret BLOB NOT NULL, procedure TEXT NOT NULL,
  created BIGINT NOT NULL, expires BIGINT NOT NULL, told BIGINT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, since BIGINT NOT NULL DEFAULT 0, retry_at BIGINT NOT NULL DEFAULT 0,
  given_up BIGINT NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '', error_at BIGINT NOT NULL DEFAULT 0,
  delivered BIGINT NOT NULL DEFAULT 0, last_success BIGINT NOT NULL DEFAULT 0, latency_ms BIGINT NOT NULL DEFAULT 0,
  UNIQUE(site, topic, callback, wire));
CREATE INDEX push_subscription_trouble ON push_subscription(site) WHERE attempts <> 0 OR given_up <> 0;
CREATE INDEX push_subscription_topic ON push_subscription(site, topic, subscription);
CREATE INDEX push_subscription_host ON push_subscription(site, host);
CREATE INDEX push_subscription_expires ON push_subscription(site, expires);
CREATE TABLE push_topic(
  site INTEGER NOT NULL, topic TEXT NOT NULL, revision BIGINT NOT NULL, digest TEXT NOT NULL, media_type TEXT NOT NULL,
  body BLOB NOT NULL, PRIMARY KEY(site, topic)) WITHOUT ROWID;
CREATE TABLE push_setting(
  site INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(site, name)) WITHOUT ROWID;
)sql"};

constexpr content::sql::Room room{"push", steps};

}  // namespace

const content::sql::Room& push_tables() {
  return room;
}

}  // namespace feedd::daemon::push
