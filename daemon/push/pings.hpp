// Telling the endpoints of the configuration: what each still has to be told follows from the news of the feeds less
// what it has acknowledged.
#pragma once

#include "daemon/push/announcement.hpp"
#include "daemon/push/commit_times.hpp"
#include "daemon/push/dispatcher.hpp"
#include "daemon/push/endpoints.hpp"
#include "daemon/push/news.hpp"
#include "daemon/push/place.hpp"

#include <map>
#include <random>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace feedd::daemon::push {

/// One endpoint, for people.
struct PingReport {
  EndpointState state;
  std::size_t pending = 0;
  std::size_t given_up = 0;
};
/// One thing an endpoint has not been told.
struct PendingPing {
  std::int64_t endpoint = 0;
  std::string kind, url, subject;
  Trouble trouble{};
};

/// Confined to its context's thread.
class Pings {
 public:
  Pings(Dispatcher& dispatcher, content::sql::Database& reader, const Place& place, const CommitTimes& times);

  /// Reads what the store knows of the endpoints there are now; `key`: IndexNow's. Call again where they have changed.
  /// False where the store cannot be read: all stays as it was.
  [[nodiscard]] bool use(const std::vector<ConfiguredEndpoint>& configured, const std::string& key,
                         std::uint64_t served);
  /// A feed has news at this revision, and it is served.
  void announce(const std::string& feed, std::uint64_t news);
  /// Everything up to this revision is served, and announced.
  void serve(std::uint64_t served);

  [[nodiscard]] std::vector<PingReport> report() const;
  [[nodiscard]] std::vector<PendingPing> pending() const;
  /// Tells an endpoint now what it waits for or was given up; how many things that were. An empty subject: all.
  std::size_t retry(std::int64_t endpoint, std::string_view subject);
  /// What waits or was given up is told no more.
  std::size_t drop(std::int64_t endpoint, std::string_view subject);

 private:
  struct Target {
    EndpointState state;
    Endpoint endpoint;
    const Kind* kind = nullptr;
    std::map<std::string, SubjectState, std::less<>> subjects;  ///< those with a state of their own
    std::map<std::string, std::uint64_t, std::less<>> pending;  ///< and the revision of their news
    Progress part;  ///< Unit::changes: of a commit that is told in several requests; a restart begins it anew
  };
  struct Ping {
    std::int64_t endpoint;
    std::string subject;
  };
  void load(const std::vector<ConfiguredEndpoint>& configured, const std::string& key,
            const std::map<std::int64_t, Target>& before);
  void expect(Target& target, const std::string& subject, std::uint64_t news);
  [[nodiscard]] Job job_of(std::int64_t endpoint, const std::string& subject);
  [[nodiscard]] std::string host_of_ping(const Target& target, std::string_view subject) const;
  [[nodiscard]] SubjectState state_of(const Target& target, std::string_view subject) const;
  void begin(Job job);
  /// `asked`: the endpoint as it was asked; others may have learned more of it meanwhile.
  void settle(Job job, const Ping& ping, const Progress& to, const Endpoint& asked,
              const content::Result<HttpResponse>& answer);
  /// What an endpoint is told by one request, and how far that goes.
  [[nodiscard]] content::Result<Progress> news_of(const Target& target, const Ping& ping, const feeds::Site& site,
                                                  News& news);
  void note_told(Target& target, const std::string& subject, const Progress& to, bool delivered);
  /// Told as far as it goes; what is left follows at once.
  void go_on(Job job, const Target& target, const Ping& ping, bool host_well);
  void fail(Job job, Target& target, const std::string& subject, bool host_well, const Verdict& verdict);
  void forget(Job job);
  [[nodiscard]] Target* find(std::int64_t endpoint);

  Dispatcher& dispatcher_;
  content::sql::Database& reader_;
  const Place& place_;
  const CommitTimes& times_;
  std::uint64_t served_ = 0;
  std::set<std::uint64_t> heard_;  ///< news, of which changes are told when everything up to it is served
  std::map<std::int64_t, Target> targets_;
  std::unordered_map<std::uint64_t, Ping> pings_;  ///< by the number of their job
  std::map<std::pair<std::int64_t, std::string>, std::uint64_t> numbers_;
  std::uint64_t next_number_ = 1;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace feedd::daemon::push
