#include "daemon/config.hpp"

#include "content/digest.hpp"
#include "content/language.hpp"
#include "content/text.hpp"
#include "content/time_zone.hpp"
#include "content/url.hpp"
#include "daemon/config_section.hpp"
#include "daemon/feed_settings.hpp"
#include "daemon/http_settings.hpp"
#include "daemon/network_guard.hpp"
#include "daemon/push_settings.hpp"
#include "daemon/redirect_presets.hpp"
#include "feeds/check/podcast_category.hpp"
#include "feeds/check/values.hpp"
#include "feeds/gate.hpp"

#include <algorithm>
#include <cstdlib>
#include <system_error>

namespace feedd::daemon {
namespace {

constexpr std::int64_t max_loops = 64;

void read_site(Section& top, Section& site, Section& feeds, feeds::Site& to) {
  top.read_url("base_url", to.base_url);
  top.read_url("site_url", to.site_url);
  site.read("id", to.id);
  site.read("title", to.title);
  site.read("description", to.description);
  site.read("language", to.language);
  if (!to.language.empty() && !content::is_language_tag(to.language))
    site.refuse("language", "must be a language tag like \"en\" or \"ko-KR\"");
  site.read("rights", to.rights);
  site.read_url("image", to.image);
  site.read_url("icon", to.icon);
  std::int64_t limit = static_cast<std::int64_t>(to.limit);
  feeds.read_number("limit", 1, max_limit, limit);
  to.limit = static_cast<std::size_t>(limit);
  feeds.read_duration("max_age", to.max_age);
  feeds.read("full_text", to.full_text, "true or false");
}

void read_podcast(Section& podcast, const toml::table& root, feeds::Site& site) {
  feeds::Podcast show;
  podcast.read("author", show.author);
  podcast.read("category", show.category);
  podcast.read("owner_name", show.owner_name);
  podcast.read("owner_email", show.owner_email);
  podcast.read_url("image", show.image);
  podcast.read("type", show.type);
  podcast.read("guid", show.guid);
  podcast.read("explicit", show.is_explicit, "true or false");
  if (!show.type.empty() && show.type != "episodic" && show.type != "serial")
    podcast.refuse("type", "must be \"episodic\" or \"serial\"");
  if (!show.category.empty() && !feeds::check::is_podcast_category(show.category))
    podcast.refuse("category", "must be one of Apple's, like \"News\" or \"Society & Culture > Documentary\"");
  if (!show.owner_email.empty() && !feeds::check::object_to_mailbox(show.owner_email).empty())
    podcast.refuse("owner_email", "must be an e-mail address like \"radio@example.org\"");
  if (!show.guid.empty() &&
      !feeds::check::object_to_absolute("urn:uuid:" + show.guid, feeds::check::Characters::uri).empty())
    podcast.refuse("guid", "must be a UUID");
  podcast.done();
  if (root.contains("podcast")) site.podcast = std::move(show);
}

void read_http(Section& http, const std::filesystem::path& file, Config& config) {
  http.read_address("listen", config.listen);
  http.read("admin", config.admin);
  if (!config.admin.empty() && config.admin != "socket") http.read_address("admin", config.admin);
  std::int64_t loops = config.loops;
  http.read_number("loops", 1, max_loops, loops);
  config.loops = static_cast<unsigned>(loops);
  read_http_options(http, config.http);
  config.tls = read_tls(http, file);
  http.read_list("redirect_presets", config.redirect_presets);
  for (const std::string& name : config.redirect_presets)
    if (find_redirect_preset(name) == nullptr)
      http.refuse("redirect_presets", "has no preset " + name + "; there are wordpress, hugo, jekyll and ghost");
  config.redirects = read_redirect_tables(http, file, config.site.base_url, config.redirect_presets);
}

void read_content(Section& content, Config& config, const std::filesystem::path& file) {
  std::string dir;
  content.read("dir", dir);
  if (!dir.empty()) config.content_dir = file.parent_path() / dir;  // relative to the file that says it
  content.read("permalink", config.site.permalink);
  content.read_url("media_base", config.site.media_base);
  content.read_list("exclude", config.exclude);
  content.read("time_zone", config.rules.time_zone);
  if (const auto zone = content::TimeZone::find(config.rules.time_zone))
    config.site.time_zone = *zone;
  else
    content.refuse("time_zone", "must be a name of the IANA time zone database, like \"Asia/Seoul\"");
  content.read("trusted_html", config.rules.trusted_html, "true or false");
  content.read_list("iframe_hosts", config.rules.iframe_hosts);
  std::string slugs = "unicode";
  content.read("slugs", slugs);
  if (slugs != "unicode" && slugs != "ascii") content.refuse("slugs", "must be \"unicode\" or \"ascii\"");
  config.rules.transliterate_slugs = slugs == "ascii";
}

void read_log(Section& section, Config& config) {
  std::string level = "info";
  section.read("level", level);
  if (!log::parse_level(level, config.log_level)) section.refuse("level", "must be debug, info, warning or error");
}

void read_file(const std::filesystem::path& file, Config& config) {
  toml::table root;
  try {
    root = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    if (error.source().begin.line == 0) throw ConfigError(file.string() + ": " + std::string(error.description()));
    fail(file, error.source(), std::string(error.description()));
  }
  Section top(file, root, "");
  Section site(file, root, "site"), content(file, root, "content"), feeds(file, root, "feeds"),
      http(file, root, "http"), push(file, root, "push"), log(file, root, "log"), podcast(file, root, "podcast");
  for (const char* name : {"site", "content", "feeds", "feed", "http", "push", "log", "podcast"}) top.ignore(name);
  read_podcast(podcast, root, config.site);
  std::string state;
  top.read("state", state);
  if (!state.empty()) config.state_dir = file.parent_path() / state;
  read_site(top, site, feeds, config.site);
  read_content(content, config, file);
  read_http(http, file, config);
  feeds.read_duration("tombstones", config.tombstone_time);
  push.read_list("allow_networks", config.allow_networks);
  if (const auto guard = NetworkGuard::create(config.allow_networks); !guard)
    push.refuse("allow_networks", "is not right: " + guard.error().to_string());
  read_push(push, file, root, config.push);
  read_log(log, config);
  config.site.feeds = read_feed_settings(file, root, config.rules.transliterate_slugs);
  for (const Section* section : {&top, &site, &content, &feeds, &http, &push, &log}) section->done();
}

std::filesystem::path clean(const std::filesystem::path& path) {
  std::filesystem::path normal = std::filesystem::absolute(path).lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

}  // namespace

std::string base_path_of(std::string_view url) {
  const std::size_t host = url.find("://");
  const std::size_t slash = host == std::string_view::npos ? url.npos : url.find('/', host + 3);
  return slash == std::string_view::npos ? std::string() : content::decode_path(url.substr(slash));
}

std::filesystem::path default_state_dir(const std::filesystem::path& content_dir) {
  if (const char* given = std::getenv("STATE_DIRECTORY"); given != nullptr && *given != '\0')
    return std::string_view(given).substr(0, std::string_view(given).find(':'));
  const std::string name = content::digest_hex(clean(content_dir).string()).substr(0, 16);
  if (const char* given = std::getenv("XDG_STATE_HOME"); given != nullptr && *given == '/')
    return std::filesystem::path(given) / "feedd" / name;
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0')
    throw ConfigError("no place for the state: give --state, or set HOME or XDG_STATE_HOME");
  return std::filesystem::path(home) / ".local/state/feedd" / name;
}

Config load_config(const CommandLine& command_line) {
  Config config;
  if (command_line.config_file) read_file(clean(*command_line.config_file), config);
  if (command_line.content_dir) config.content_dir = *command_line.content_dir;
  if (command_line.state_dir) config.state_dir = *command_line.state_dir;
  if (command_line.listen) config.listen = *command_line.listen;
  if (command_line.base_url) {
    config.site.base_url = *command_line.base_url;
    if (!trim_address(config.site.base_url))
      throw ConfigError("--base-url must be an address like https://example.org/news");
  }
  if (!config.content_dir.empty()) {
    config.content_dir = clean(config.content_dir);
    if (config.site.title.empty()) config.site.title = content::clean_text(config.content_dir.filename().string()).text;
  }
  if (config.site.title.empty()) config.site.title = "feedd";
  if (const auto good = feeds::check_heads(config.site); !good)
    throw ConfigError("with this configuration a feed would be invalid: " + good.error().to_string());
  if (config.state_dir.empty() && config.content_dir.empty()) return config;
  if (config.state_dir.empty()) config.state_dir = default_state_dir(config.content_dir);
  config.state_dir = clean(config.state_dir);
  const auto inside = config.state_dir.lexically_relative(config.content_dir);
  if (!config.content_dir.empty() && !inside.empty() && *inside.begin() != "..")
    throw ConfigError("the state folder " + config.state_dir.string() +
                      " lies inside the folder of articles; choose another with --state");
  return config;
}

}  // namespace feedd::daemon
