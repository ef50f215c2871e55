#include "daemon/push/endpoints.hpp"

#include <algorithm>

namespace feedd::daemon::push {
namespace {

std::int64_t seconds(content::Timestamp time) {
  return time.time_since_epoch().count();
}

content::Timestamp instant(std::int64_t at) {
  return content::Timestamp(std::chrono::seconds(at));
}

}  // namespace

std::vector<EndpointState> Endpoints::all() {
  std::vector<EndpointState> all;
  database_.run(
      "SELECT endpoint, kind, url, told, delivered, last_success, last_error, last_error_at, latency_ms"
      " FROM push_endpoint WHERE site = $1 ORDER BY endpoint",
      {site_}, [&](const content::sql::Row& row) {
        all.push_back({row.integer(0), std::string(row.text(1)), std::string(row.text(2)),
                       static_cast<std::uint64_t>(row.integer(3)), static_cast<std::uint64_t>(row.integer(4)),
                       instant(row.integer(5)), std::string(row.text(6)), instant(row.integer(7)),
                       std::chrono::milliseconds(row.integer(8))});
      });
  return all;
}

void Endpoints::each_subject(
    const std::function<void(std::int64_t endpoint, std::string_view subject, SubjectState)>& visit) {
  database_.run(
      "SELECT s.endpoint, s.subject, s.told, s.attempts, s.since, s.retry_at, s.given_up, s.error FROM push_subject s"
      " JOIN push_endpoint e ON e.endpoint = s.endpoint WHERE e.site = $1 ORDER BY s.endpoint, s.subject",
      {site_}, [&](const content::sql::Row& row) {
        visit(row.integer(0), row.text(1),
              {static_cast<std::uint64_t>(row.integer(2)),
               {static_cast<unsigned>(row.integer(3)), instant(row.integer(4)), instant(row.integer(5)),
                static_cast<std::uint64_t>(row.integer(6)), std::string(row.text(7))}});
      });
}

void Endpoints::keep(const std::vector<std::pair<std::string, std::string>>& configured, std::uint64_t told) {
  for (const EndpointState& there : all()) {
    if (std::find(configured.begin(), configured.end(), std::pair(there.kind, there.url)) != configured.end()) continue;
    database_.run("DELETE FROM push_subject WHERE endpoint = $1", {there.key});
    database_.run("DELETE FROM push_endpoint WHERE endpoint = $1", {there.key});
  }
  for (const auto& [kind, url] : configured)
    database_.run(
        "INSERT INTO push_endpoint(site, kind, url, told) VALUES($1, $2, $3, $4)"
        " ON CONFLICT(site, kind, url) DO NOTHING",
        {site_, kind, url, static_cast<std::int64_t>(told)});
}

void Endpoints::note_told(std::int64_t endpoint, std::string_view subject, std::uint64_t told) {
  database_.run(
      "INSERT INTO push_subject(endpoint, subject, told) SELECT endpoint, $2, $3 FROM push_endpoint WHERE endpoint = $1"
      " ON CONFLICT(endpoint, subject) DO UPDATE SET told = CASE WHEN push_subject.told > excluded.told"
      " THEN push_subject.told ELSE excluded.told END, attempts = 0, since = 0, retry_at = 0, given_up = 0, error = ''",
      {endpoint, subject, static_cast<std::int64_t>(told)});
}

void Endpoints::note_delivered(std::int64_t endpoint, std::string_view subject, std::uint64_t told,
                               content::Timestamp now, std::chrono::milliseconds latency) {
  note_told(endpoint, subject, told);
  database_.run(
      "UPDATE push_endpoint SET delivered = delivered + 1, last_success = $2, latency_ms = $3 WHERE endpoint = $1",
      {endpoint, seconds(now), std::int64_t{latency.count()}});
}

void Endpoints::note_failed(std::int64_t endpoint, std::string_view subject, const SubjectState& state,
                            content::Timestamp now) {
  const Trouble& trouble = state.trouble;
  database_.run(
      "INSERT INTO push_subject(endpoint, subject, told, attempts, since, retry_at, given_up, error)"
      " SELECT endpoint, $2, $3, $4, $5, $6, $7, $8 FROM push_endpoint WHERE endpoint = $1"
      " ON CONFLICT(endpoint, subject) DO UPDATE SET told = CASE WHEN push_subject.told > excluded.told"
      " THEN push_subject.told ELSE excluded.told END, attempts = excluded.attempts, since = excluded.since,"
      " retry_at = excluded.retry_at, given_up = excluded.given_up, error = excluded.error",
      {endpoint, subject, static_cast<std::int64_t>(state.told), std::int64_t{trouble.attempts}, seconds(trouble.since),
       seconds(trouble.retry_at), static_cast<std::int64_t>(trouble.given_up), trouble.error});
  database_.run("UPDATE push_endpoint SET last_error = $2, last_error_at = $3 WHERE endpoint = $1",
                {endpoint, trouble.error, seconds(now)});
}

void Endpoints::note_all_told(std::int64_t endpoint, std::uint64_t told) {
  database_.run("UPDATE push_endpoint SET told = CASE WHEN told > $2 THEN told ELSE $2 END WHERE endpoint = $1",
                {endpoint, static_cast<std::int64_t>(told)});
  database_.run("DELETE FROM push_subject WHERE endpoint = $1 AND given_up = 0 AND told <= $2",
                {endpoint, static_cast<std::int64_t>(told)});
}

std::string Endpoints::setting(std::string_view name) {
  std::string value;
  database_.run("SELECT value FROM push_setting WHERE site = $1 AND name = $2", {site_, name},
                [&](const content::sql::Row& row) { value = row.text(0); });
  return value;
}

void Endpoints::set(std::string_view name, std::string_view value) {
  database_.run(
      "INSERT INTO push_setting(site, name, value) VALUES($1, $2, $3)"
      " ON CONFLICT(site, name) DO UPDATE SET value = excluded.value",
      {site_, name, value});
}

}  // namespace feedd::daemon::push
