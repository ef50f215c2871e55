// Whom the configuration names to be told: hubs, aggregators, search engines, webhooks, caches; and what each has been
// told, in the store.
#pragma once

#include "content/store/sql.hpp"
#include "daemon/push/retry.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace feedd::daemon::push {

struct EndpointState {
  std::int64_t key = 0;
  std::string kind, url;
  std::uint64_t told = 0;  ///< of everything up to this revision, but of subjects that have a state of their own
  std::uint64_t delivered = 0;
  content::Timestamp last_success{};
  std::string last_error;
  content::Timestamp last_error_at{};
  std::chrono::milliseconds latency{0};  ///< from commit to delivery, of the last delivery
};

struct SubjectState {
  std::uint64_t told = 0;
  Trouble trouble{};
  unsigned refusals = 0;  ///< in a row; not kept in the store
};

/// Queries on one connection, within a transaction of whoever calls; throws sql::Failure.
class Endpoints {
 public:
  explicit Endpoints(content::sql::Database& database, std::int64_t site = 1) : database_(database), site_(site) {}

  [[nodiscard]] std::vector<EndpointState> all();
  void each_subject(const std::function<void(std::int64_t endpoint, std::string_view subject, SubjectState)>& visit);

  /// Makes those that are configured (kind and address) the ones there are. New ones count as told up to `told`.
  void keep(const std::vector<std::pair<std::string, std::string>>& configured, std::uint64_t told);
  /// What follows is nothing where an endpoint is no more. What one has been told never goes back.
  void note_told(std::int64_t endpoint, std::string_view subject, std::uint64_t told);
  void note_delivered(std::int64_t endpoint, std::string_view subject, std::uint64_t told, content::Timestamp now,
                      std::chrono::milliseconds latency);
  void note_failed(std::int64_t endpoint, std::string_view subject, const SubjectState& state, content::Timestamp now);
  /// Nothing is left to be told up to a revision: subjects need no state of their own, but for the dead.
  void note_all_told(std::int64_t endpoint, std::uint64_t told);

  /// A small setting of the push room's own; empty where there is none.
  [[nodiscard]] std::string setting(std::string_view name);
  void set(std::string_view name, std::string_view value);

 private:
  content::sql::Database& database_;
  std::int64_t site_;
};

}  // namespace feedd::daemon::push
