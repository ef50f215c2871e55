// The configuration: a TOML file and what the command line adds. Read at start and at SIGHUP; a broken one is never
// half taken.
#pragma once

#include "content/sources/article_file.hpp"
#include "daemon/http/options.hpp"
#include "daemon/http/tls.hpp"
#include "daemon/log.hpp"
#include "daemon/push/push_config.hpp"
#include "daemon/redirects.hpp"
#include "feeds/site.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace feedd::daemon {

/// What is wrong with the configuration, as `file:line:column: reason`. The process ends with 78 (EX_CONFIG), or keeps
/// what it has.
class ConfigError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// `[http.tls]`: where and with what TLS is spoken.
struct TlsSettings {
  std::string listen = "127.0.0.1:8443";   ///< not reloadable
  std::filesystem::path certificate;       ///< reloadable
  std::filesystem::path key;               ///< reloadable
  TlsVersion least = TlsVersion::tls_1_2;  ///< reloadable
};

/// Everything that can be configured. `reloadable` keys take effect at SIGHUP; the others keep their value until a
/// restart.
struct Config {
  feeds::Site site;                       ///< reloadable; id: only before the first article
  std::filesystem::path content_dir;      ///< not reloadable
  std::vector<std::string> exclude;       ///< not reloadable
  content::SourceRules rules;             ///< not reloadable
  std::filesystem::path state_dir;        ///< not reloadable; empty where neither it nor a folder of articles is named
  std::string listen = "127.0.0.1:8080";  ///< not reloadable
  std::string admin = "socket";           ///< not reloadable: as for Admin::open; empty: no admin listener
  unsigned loops = 1;                     ///< not reloadable
  HttpOptions http;                       ///< not reloadable
  std::optional<TlsSettings> tls;         ///< whether it is there is not reloadable
  std::shared_ptr<const RedirectTable> redirects;  ///< reloadable; null: none
  std::vector<std::string> redirect_presets;       ///< reloadable: wordpress, hugo, jekyll, ghost
  push::PushConfig push;                           ///< reloadable, but what it says itself
  std::vector<std::string> allow_networks;         ///< private networks that may be fetched from and sent to, as CIDR
  std::chrono::seconds tombstone_time{std::chrono::hours(30 * 24)};  ///< reloadable
  log::Level log_level = log::Level::info;                           ///< reloadable
};

/// What the command line says; it wins over the file.
struct CommandLine {
  std::optional<std::filesystem::path> config_file;
  std::optional<std::filesystem::path> content_dir;
  std::optional<std::filesystem::path> state_dir;
  std::optional<std::string> base_url;
  std::optional<std::string> listen;
  bool announce = false;  ///< what a first start finds is news
};

/// Reads and checks everything. Throws ConfigError.
[[nodiscard]] Config load_config(const CommandLine& command_line);

/// The path of a base_url, decoded, without a slash at its end: `/blog`, or empty.
[[nodiscard]] std::string base_path_of(std::string_view url);

/// Where state lies without `--state`: `$STATE_DIRECTORY`, else `$XDG_STATE_HOME/feedd/<digest of the folder's path>`.
[[nodiscard]] std::filesystem::path default_state_dir(const std::filesystem::path& content_dir);

}  // namespace feedd::daemon
