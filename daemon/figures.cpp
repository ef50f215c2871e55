// See figures.hpp.
#include "daemon/figures.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <boost/json/array.hpp>
#include <unistd.h>

namespace feedd::daemon {
namespace {

namespace json = boost::json;

/// proc(5): the second figure of statm counts pages.
std::uint64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t size = 0, resident = 0;
  if (!(statm >> size >> resident)) return 0;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t open_descriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator open("/proc/self/fd", error);
  const auto count = error ? 0 : std::distance(begin(open), end(open));
  return count > 0 ? static_cast<std::uint64_t>(count) - 1 : 0;  // the one that counts is open meanwhile
}

json::array list(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

std::string_view state_of(const Figures& figures) {
  if (!figures.ready) return "starting";
  return figures.is_degraded() ? "degraded" : "serving";
}

void published_metrics(const Figures& figures, Metrics& metrics) {
  metrics.gauge("feedd_articles", "Visible articles.", figures.articles);
  metrics.gauge("feedd_revision", "Revision of the store.", figures.revision);
  metrics.gauge("feedd_served_revision", "Revision that every loop serves.", figures.served_revision);
  metrics.gauge("feedd_documents", "Finished answers held in memory.", figures.documents);
  metrics.gauge("feedd_documents_bytes", "Bytes of the finished answers held in memory.", figures.documents_bytes);
  metrics.counter("feedd_documents_made_total", "Answers made since the start.", figures.documents_made);
}

void trouble_metrics(const Figures& figures, Metrics& metrics) {
  metrics.gauge("feedd_quarantined", "Files that are no articles now.", figures.problems);
  metrics.gauge("feedd_held_back", "Entries and documents that readers do not get since they break a rule.",
                figures.held_back.size());
  metrics.gauge("feedd_deletions_held", "Articles whose files are gone in bulk, published until that is confirmed.",
                figures.deletions_held);
  metrics.gauge("feedd_degraded", "1 while deletions are held, the folder is lost or the store fails.",
                figures.is_degraded());
  metrics.gauge("feedd_ready", "1 from the first publication until the service stops.",
                figures.ready && !figures.stopping);
}

void http_metrics(const Figures& figures, Metrics& metrics) {
  constexpr std::string_view name = "feedd_http_requests_total";
  constexpr std::string_view help = "Requests answered, by status: 200 with 206, 304, 404, and all others.";
  metrics.counter(name, help, figures.ok, {{"status", "200"}});
  metrics.counter(name, help, figures.not_modified, {{"status", "304"}});
  metrics.counter(name, help, figures.not_found, {{"status", "404"}});
  metrics.counter(name, help, figures.other, {{"status", "other"}});
  metrics.counter("feedd_http_sent_bytes_total", "Bytes sent, heads and bodies.", figures.bytes_sent);
  metrics.gauge("feedd_http_connections_open", "Connections open now.", figures.open);
  metrics.counter("feedd_http_connections_accepted_total", "Connections accepted since the start.", figures.accepted);
  for (std::size_t i = 0; i < limit_names.size(); ++i)
    metrics.counter("feedd_http_connections_limited_total", "Connections ended or turned away by a limit.",
                    figures.limits[i], {{"limit", limit_names[i]}});
}

}  // namespace

Figures gather(const Publisher& publisher, const Documents& documents,
               const std::vector<std::unique_ptr<IoLoop>>& loops) {
  Figures figures;
  const PublisherFigures& published = publisher.figures();
  figures.articles = published.articles;
  figures.revision = published.revision;
  figures.served_revision = published.served_revision;
  figures.problems = published.problems;
  figures.deletions_held = published.held;
  figures.folder_lost = published.folder_lost;
  figures.store_failing = published.store_failing;
  figures.quarantined = publisher.problems();
  figures.held_back = documents.held_back();
  const Documents::Figures held = documents.figures();
  figures.documents = held.documents;
  figures.documents_bytes = held.bytes;
  figures.documents_made = held.made;
  for (const auto& loop : loops) {
    const HttpCounters& counters = loop->counters();
    figures.accepted += counters.accepted;
    figures.open += counters.open_connections;
    figures.requests += counters.requests;
    figures.ok += counters.ok;
    figures.not_modified += counters.not_modified;
    figures.not_found += counters.not_found;
    figures.other += counters.other;
    figures.bytes_sent += counters.bytes_sent;
    for (std::size_t i = 0; i < limit_names.size(); ++i) figures.limits[i] += counters.limits[i];
  }
  figures.resident_bytes = resident_bytes();
  figures.open_descriptors = open_descriptors();
  return figures;
}

json::object to_json(const Figures& figures) {
  json::object limits;
  for (std::size_t i = 0; i < limit_names.size(); ++i) limits[limit_names[i]] = figures.limits[i];
  return {{"version", FEEDD_VERSION},
          {"state", state_of(figures)},
          {"pid", ::getpid()},
          {"uptime_seconds", figures.uptime.count()},
          {"base_url", figures.base_url},
          {"config", figures.config_file},
          {"content_dir", figures.content_dir},
          {"state_dir", figures.state_dir},
          {"admin", figures.admin},
          {"articles", figures.articles},
          {"problems", figures.problems},
          {"quarantined", list(figures.quarantined)},
          {"held_back", list(figures.held_back)},
          {"deletions_held", figures.deletions_held},
          {"folder_lost", figures.folder_lost},
          {"store_failing", figures.store_failing},
          {"revision", figures.revision},
          {"served_revision", figures.served_revision},
          {"documents_held", figures.documents},
          {"documents_bytes", figures.documents_bytes},
          {"documents_made", figures.documents_made},
          {"connections_accepted", figures.accepted},
          {"connections_open", figures.open},
          {"connections_limited", std::move(limits)},
          {"requests", figures.requests},
          {"not_modified", figures.not_modified},
          {"bytes_sent", figures.bytes_sent}};
}

void to_metrics(const Figures& figures, Metrics& metrics) {
  published_metrics(figures, metrics);
  trouble_metrics(figures, metrics);
  http_metrics(figures, metrics);
  metrics.gauge("feedd_uptime_seconds", "Seconds since the start.", figures.uptime.count());
  metrics.gauge("feedd_build_info", "1, labelled with the version.", 1, {{"version", FEEDD_VERSION}});
  metrics.gauge("process_resident_memory_bytes", "Resident memory size in bytes.", figures.resident_bytes);
  metrics.gauge("process_open_fds", "Number of open file descriptors.", figures.open_descriptors);
}

std::vector<std::string> what_is_wrong(const Figures& figures) {
  std::vector<std::string> lines;
  if (figures.deletions_held != 0)
    lines.push_back("degraded: " + std::to_string(figures.deletions_held) +
                    " deletions held; feedd regenerate --accept-deletions confirms them");
  if (figures.folder_lost) lines.emplace_back("degraded: the folder of articles cannot be read");
  if (figures.store_failing) lines.emplace_back("degraded: the store refuses; what is new waits");
  for (const std::string& text : figures.quarantined) lines.push_back("quarantined: " + text);
  for (const std::string& text : figures.held_back) lines.push_back("held_back: " + text);
  return lines;
}

}  // namespace feedd::daemon
