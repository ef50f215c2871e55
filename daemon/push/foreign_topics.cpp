#include "daemon/push/foreign_topics.hpp"

#include "content/digest.hpp"

namespace feedd::daemon::push {

bool is_foreign(std::string_view topic) {
  return topic.find("://") != std::string_view::npos;
}

std::uint64_t ForeignTopics::news(std::string_view topic) {
  std::uint64_t revision = 0;
  database_.run("SELECT revision FROM push_topic WHERE site = $1 AND topic = $2", {site_, topic},
                [&](const content::sql::Row& row) { revision = static_cast<std::uint64_t>(row.integer(0)); });
  return revision > 1 ? revision : 0;
}

std::shared_ptr<const TopicContent> ForeignTopics::content(std::string_view topic) {
  std::shared_ptr<TopicContent> content;
  database_.run("SELECT revision, media_type, body FROM push_topic WHERE site = $1 AND topic = $2", {site_, topic},
                [&](const content::sql::Row& row) {
                  content = std::make_shared<TopicContent>();
                  content->revision = static_cast<std::uint64_t>(row.integer(0));
                  content->media_type = row.text(1);
                  content->body = std::make_shared<const std::string>(row.text(2));
                  content->self_url = topic;
                });
  return content;
}

void ForeignTopics::put(std::string_view topic, std::string_view media_type, std::string_view body, bool is_news) {
  const std::string digest = content::digest_hex(body);
  database_.run(
      "INSERT INTO push_topic(site, topic, revision, digest, media_type, body) VALUES($1, $2, $6, $3, $4, $5)"
      " ON CONFLICT(site, topic) DO UPDATE SET revision = push_topic.revision + 1, digest = excluded.digest,"
      " media_type = excluded.media_type, body = excluded.body WHERE push_topic.digest <> excluded.digest",
      {site_, topic, digest, media_type, content::sql::Blob{body}, std::int64_t{is_news ? 2 : 1}});
}

std::size_t ForeignTopics::count() {
  std::size_t count = 0;
  database_.run("SELECT count(*) FROM push_topic WHERE site = $1", {site_},
                [&](const content::sql::Row& row) { count = static_cast<std::size_t>(row.integer(0)); });
  return count;
}

void ForeignTopics::remove_unwanted() {
  database_.run(
      "DELETE FROM push_topic WHERE site = $1 AND NOT EXISTS"
      " (SELECT 1 FROM push_subscription s WHERE s.site = push_topic.site AND s.topic = push_topic.topic)",
      {site_});
}

}  // namespace feedd::daemon::push
