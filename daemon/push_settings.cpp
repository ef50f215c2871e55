#include "daemon/push_settings.hpp"

#include "content/url.hpp"
#include "daemon/push/announcement.hpp"
#include "daemon/push/hmac.hpp"
#include "daemon/push/peer_url.hpp"
#include "daemon/userinfo.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

/// More threads and sockets than the unit grants are of no use.
constexpr std::int64_t most_parallel = 1024;
constexpr std::int64_t most_subscriptions = 100'000'000;

/// IndexNow's documentation: 8 to 128 characters of letters, digits and dashes.
bool is_index_now_key(std::string_view key) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
  return key.size() >= 8 && key.size() <= 128 && key.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_address(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos || (!url.starts_with("http://") && !url.starts_with("https://"))) return false;
  const std::string_view rest = url.substr(scheme + 3);
  const bool has_host = !rest.empty() && rest.find_first_of("/?#:") != 0;
  return has_host &&
         std::none_of(rest.begin(), rest.end(), [](char c) { return static_cast<unsigned char>(c) <= ' '; });
}

bool is_there(const push::PushConfig& config, std::string_view kind, std::string_view url) {
  return std::any_of(config.endpoints.begin(), config.endpoints.end(),
                     [&](const push::ConfiguredEndpoint& one) { return one.kind == kind && one.url == url; });
}

void read_endpoints(Section& push, std::string_view key, std::string_view kind, push::PushConfig& config) {
  std::vector<std::string> urls;
  push.read_list(key, urls);
  for (const std::string& url : urls) {
    if (!is_address(url)) push.refuse(key, "must hold addresses like \"https://example.org/ping\"");
    if (kind == "websub" && !split_userinfo(url).userinfo.empty())
      push.refuse(key, "must hold no password: every feed names its hubs to everybody");
    if (const std::string address = content::to_uri(url); !is_there(config, kind, address))
      config.endpoints.push_back({std::string(kind), address, {}});
  }
}

/// Tables of endpoints that need more than an address.
template <class Read>
void read_tables(Section& push, const std::filesystem::path& file, const toml::table& root, const char* key,
                 const Read& read) {
  push.ignore(key);
  const toml::table* table = root["push"].as_table();
  const toml::node* node = table == nullptr ? nullptr : table->get(key);
  if (node == nullptr) return;
  const toml::array* array = node->as_array();
  const std::string name = "push." + std::string(key);
  if (array == nullptr) fail(file, node->source(), name + " must be tables: [[" + name + "]]");
  for (const toml::node& element : *array) {
    if (!element.is_table()) fail(file, element.source(), name + " must be tables: [[" + name + "]]");
    Section section(file, element.as_table(), name);
    read(section);
    section.done();
  }
}

void read_webhook(Section& section, push::PushConfig& config) {
  push::ConfiguredEndpoint endpoint{"webhook", {}, {}};
  section.read("url", endpoint.url);
  section.read("secret", endpoint.secret);
  if (!is_address(endpoint.url)) section.refuse_all("needs a url like \"https://example.org/changed\"");
  endpoint.url = content::to_uri(endpoint.url);
  if (is_there(config, endpoint.kind, endpoint.url))
    section.refuse("url", "is another webhook's too: who is told twice needs two addresses");
  config.endpoints.push_back(std::move(endpoint));
}

void read_purge(Section& section, push::PushConfig& config) {
  std::string kind = "http";
  push::ConfiguredEndpoint endpoint;
  section.read("kind", kind);
  section.read("url", endpoint.url);
  section.read("token", endpoint.secret);
  if (kind != "http" && kind != "fastly" && kind != "cloudflare")
    section.refuse("kind", "must be \"http\", \"fastly\" or \"cloudflare\"");
  if (!endpoint.url.empty() && !is_address(endpoint.url))
    section.refuse("url", "must be an address like \"http://cache.example.org:6081\"");
  if (endpoint.url.empty() && kind != "http") section.refuse_all("needs the url of the purge API");
  endpoint.url = content::to_uri(endpoint.url);
  endpoint.kind = kind == "http" ? "purge" : "purge-" + kind;
  config.endpoints.push_back(std::move(endpoint));
}

void read_count(Section& push, std::string_view key, std::int64_t most, std::size_t& count) {
  auto number = static_cast<std::int64_t>(count);
  push.read_number(key, 1, most, number);
  count = static_cast<std::size_t>(number);
}

void read_hub(Section& push, push::PushConfig& config) {
  push.read("hub", config.hub, "true or false");
  push.read("open_hub", config.open_hub, "true or false");
  push.read("rss_cloud", config.rss_cloud, "true or false");
  push.read("canary", config.canary, "true or false");
  push.read("signature", config.signature);
  const auto algorithm = push::find_algorithm(config.signature);
  if (!algorithm) push.refuse("signature", "must be \"sha1\", \"sha256\", \"sha384\" or \"sha512\"");
  if (!push::can_sign(*algorithm)) push.refuse("signature", "is none that OpenSSL offers here");
  push.read_duration("lease", config.lease, std::chrono::seconds(1));
  push.read_duration("shortest_lease", config.shortest_lease, std::chrono::seconds(1));
  push.read_duration("longest_lease", config.longest_lease, std::chrono::seconds(1));
  if (config.shortest_lease > config.lease || config.lease > config.longest_lease)
    push.refuse_all("needs shortest_lease <= lease <= longest_lease");
  std::vector<std::int64_t> ports;
  push.read_numbers("callback_ports", 1, 65535, ports);
  for (const std::int64_t port : ports) config.callback_ports.push_back(static_cast<std::uint16_t>(port));
  read_count(push, "max_subscriptions", most_subscriptions, config.max_subscriptions);
  read_count(push, "max_per_host", most_subscriptions, config.max_per_host);
  read_count(push, "max_per_topic", most_subscriptions, config.max_per_topic);
  read_count(push, "verifications_per_second", 1000, config.verifications_per_second);
  read_count(push, "parallel", most_parallel, config.parallel);
  read_count(push, "parallel_per_host", most_parallel, config.parallel_per_host);
}

}  // namespace

void read_push(Section& push, const std::filesystem::path& file, const toml::table& root, push::PushConfig& config) {
  read_hub(push, config);
  read_endpoints(push, "hubs", "websub", config);
  read_endpoints(push, "xml_rpc", "xml-rpc", config);
  read_endpoints(push, "rss_cloud_servers", "rss-cloud", config);
  read_endpoints(push, "index_now", "index-now", config);
  push.read("index_now_key", config.index_now_key);
  if (!config.index_now_key.empty() && !is_index_now_key(config.index_now_key))
    push.refuse("index_now_key", "must be 8 to 128 letters, digits and dashes");
  read_tables(push, file, root, "webhook", [&](Section& section) { read_webhook(section, config); });
  read_tables(push, file, root, "purge", [&](Section& section) { read_purge(section, config); });
}

}  // namespace feedd::daemon
