// See config_changes.hpp.
#include "daemon/config_changes.hpp"

namespace feedd::daemon {

std::vector<std::string> fixed_keys(const Config& now, const Config& wanted) {
  std::vector<std::string> keys;
  const auto compare = [&](const char* key, const auto& of) {
    if (!(of(now) == of(wanted))) keys.emplace_back(key);
  };
  compare("content.dir", [](const Config& of) { return of.content_dir; });
  compare("content.exclude", [](const Config& of) { return of.exclude; });
  compare("content.time_zone", [](const Config& of) { return of.rules.time_zone; });
  compare("content.trusted_html", [](const Config& of) { return of.rules.trusted_html; });
  compare("content.iframe_hosts", [](const Config& of) { return of.rules.iframe_hosts; });
  compare("content.slugs", [](const Config& of) { return of.rules.transliterate_slugs; });
  compare("state", [](const Config& of) { return of.state_dir; });
  compare("http.listen", [](const Config& of) { return of.listen; });
  compare("http.tls", [](const Config& of) { return of.tls.has_value(); });
  compare("http.tls.listen", [&](const Config& of) { return now.tls && wanted.tls ? of.tls->listen : ""; });
  compare("http.admin", [](const Config& of) { return of.admin; });
  compare("http.loops", [](const Config& of) { return of.loops; });
  compare("http.max_connections", [](const Config& of) { return of.http.max_connections; });
  compare("http.max_connections_per_client", [](const Config& of) { return of.http.max_connections_per_client; });
  compare("http.max_request_line", [](const Config& of) { return of.http.head.request_line_bytes; });
  compare("http.max_header_bytes", [](const Config& of) { return of.http.head.field_lines_bytes; });
  compare("http.max_header_lines", [](const Config& of) { return of.http.head.field_lines; });
  compare("http.max_pipelined", [](const Config& of) { return of.http.max_pipelined; });
  compare("http.max_held_bytes", [](const Config& of) { return of.http.max_held_bytes; });
  compare("http.min_send_rate", [](const Config& of) { return of.http.min_send_rate; });
  compare("http.first_byte_timeout", [](const Config& of) { return of.http.first_byte_time; });
  compare("http.header_timeout", [](const Config& of) { return of.http.header_time; });
  compare("http.idle_timeout", [](const Config& of) { return of.http.idle_time; });
  compare("http.send_timeout", [](const Config& of) { return of.http.write_stall; });
  compare("http.trusted_proxies", [](const Config& of) { return of.http.trusted_proxies; });
  compare("http.proxy_protocol", [](const Config& of) { return of.http.proxy_protocol; });
  compare("http.delta", [](const Config& of) { return of.http.delta; });
  compare("http.politeness", [](const Config& of) { return of.http.politeness; });
  compare("push.hub", [](const Config& of) { return of.push.hub; });
  compare("push.rss_cloud", [](const Config& of) { return of.push.rss_cloud; });
  compare("push.allow_networks", [](const Config& of) { return of.allow_networks; });
  compare("push.verifications_per_second", [](const Config& of) { return of.push.verifications_per_second; });
  compare("push.parallel", [](const Config& of) { return of.push.parallel; });
  compare("push.parallel_per_host", [](const Config& of) { return of.push.parallel_per_host; });
  return keys;
}

}  // namespace feedd::daemon
