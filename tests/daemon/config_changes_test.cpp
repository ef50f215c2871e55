// Each key that takes a restart, told by its name.
#include "daemon/config_changes.hpp"

#include "tests/support/temporary_folder.hpp"

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ConfigChanges : public ::testing::Test {
 protected:
  Config load(const std::string& text) {
    CommandLine line;
    line.config_file = folder.write("feedd.toml", text);
    return load_config(line);
  }

  support::TemporaryFolder folder;
};

TEST_F(ConfigChanges, AreNamed) {
  const std::pair<const char*, const char*> rows[] = {
      {"[content]\ndir = \"elsewhere\"", "content.dir"},
      {"[content]\nexclude = [\"*.bak\"]", "content.exclude"},
      {"[content]\ntime_zone = \"Asia/Seoul\"", "content.time_zone"},
      {"[content]\ntrusted_html = true", "content.trusted_html"},
      {"[content]\niframe_hosts = [\"a.example\"]", "content.iframe_hosts"},
      {"[content]\nslugs = \"ascii\"", "content.slugs"},
      {"[http]\nlisten = \"127.0.0.1:1\"", "http.listen"},
      {"[http]\nadmin = \"\"", "http.admin"},
      {"[http]\nloops = 2", "http.loops"},
      {"[http]\nmax_connections = 7", "http.max_connections"},
      {"[http]\nmax_connections_per_client = 7", "http.max_connections_per_client"},
      {"[http]\nmax_request_line = 2000", "http.max_request_line"},
      {"[http]\nmax_header_bytes = 2000", "http.max_header_bytes"},
      {"[http]\nmax_header_lines = 20", "http.max_header_lines"},
      {"[http]\nmax_pipelined = 7", "http.max_pipelined"},
      {"[http]\nmax_held_bytes = 2000000", "http.max_held_bytes"},
      {"[http]\nmin_send_rate = 7", "http.min_send_rate"},
      {"[http]\nfirst_byte_timeout = \"7s\"", "http.first_byte_timeout"},
      {"[http]\nheader_timeout = \"7s\"", "http.header_timeout"},
      {"[http]\nidle_timeout = \"7s\"", "http.idle_timeout"},
      {"[http]\nsend_timeout = \"7s\"", "http.send_timeout"},
      {"[http]\ntrusted_proxies = [\"10.0.0.1\"]", "http.trusted_proxies"},
      {"[http]\nproxy_protocol = true", "http.proxy_protocol"},
      {"[http]\ndelta = \"all\"", "http.delta"},
      {"[http.politeness]\nenforce = true", "http.politeness"},
      {"[http.tls]\ncertificate = \"c\"\nkey = \"k\"", "http.tls"},
      {"[push]\nhub = false", "push.hub"},
      {"[push]\nrss_cloud = false", "push.rss_cloud"},
      {"[push]\nallow_networks = [\"10.0.0.0/8\"]", "push.allow_networks"},
      {"[push]\nverifications_per_second = 7", "push.verifications_per_second"},
      {"[push]\nparallel = 7", "push.parallel"},
      {"[push]\nparallel_per_host = 7", "push.parallel_per_host"},
  };
  const std::string before = "state = \"s\"\n";
  for (const auto& [text, key] : rows) EXPECT_THAT(fixed_keys(load(before), load(before + text)), ElementsAre(key));
  EXPECT_THAT(fixed_keys(load(before), load("state = \"t\"\n")), ElementsAre("state"));
  const std::string tls = before + "[http.tls]\ncertificate = \"c\"\nkey = \"k\"\n";
  EXPECT_THAT(fixed_keys(load(tls), load(tls + "listen = \"127.0.0.1:1\"\n")), ElementsAre("http.tls.listen"));
  EXPECT_THAT(fixed_keys(load(tls), load(tls + "min_version = \"1.3\"\n")), IsEmpty());
  EXPECT_THAT(fixed_keys(load(before), load(before + "[feeds]\nlimit = 7\n[http.redirects]\n\"/a\" = \"/b\"\n")),
              IsEmpty());
}

}  // namespace
}  // namespace feedd::daemon
