// Feeds of other publishers that an open hub distributes: what each said last, in the store.
#pragma once

#include "content/store/sql.hpp"
#include "daemon/push/topics.hpp"

#include <memory>
#include <string_view>

namespace feedd::daemon::push {

/// Whether a topic is another publisher's: those have their address for a name, our own their path.
[[nodiscard]] bool is_foreign(std::string_view topic);

/// Queries on one connection, within a transaction of whoever calls; throws sql::Failure.
class ForeignTopics {
 public:
  explicit ForeignTopics(content::sql::Database& database, std::int64_t site = 1) : database_(database), site_(site) {}

  /// Counts what the topic said since it was first looked at, from 2; 0: nothing yet. It is told like the revision of a
  /// feed's news.
  [[nodiscard]] std::uint64_t news(std::string_view topic);
  [[nodiscard]] std::shared_ptr<const TopicContent> content(std::string_view topic);
  /// What it says now; nothing where it says the same as before. `is_news`: whether it is where nothing was known.
  void put(std::string_view topic, std::string_view media_type, std::string_view body, bool is_news);
  [[nodiscard]] std::size_t count();
  /// Topics that nobody is subscribed to are forgotten.
  void remove_unwanted();

 private:
  content::sql::Database& database_;
  std::int64_t site_;
};

}  // namespace feedd::daemon::push
