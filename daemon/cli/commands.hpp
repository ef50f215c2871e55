// The commands, one file each. They print for people on a terminal and in `--json` for programs, and return the exit
// status.
#pragma once

#include "daemon/config.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace feedd::daemon::cli {

/// sysexits(3) where they exist; `usage` is what shells and most commands use.
enum ExitStatus : int { success = 0, failure = 1, usage = 2, configuration = 78 };

struct RenderOptions {
  std::filesystem::path out;
  bool pages = false;                ///< the index and article pages, the style sheet and media too
  bool archives = false;             ///< each feed's history too, which feeds then link to
  std::vector<std::string> formats;  ///< extensions; none: all
};
int render(const CommandLine& where, const RenderOptions& options);

struct RegenerateOptions {
  std::vector<std::string> feeds;  ///< keys; none: all
  bool accept_deletions = false;
  bool json = false;
};
int regenerate(const CommandLine& where, const RegenerateOptions& options);

struct PublishOptions {
  std::vector<std::filesystem::path> files;
  std::string name;  ///< instead of the one file's own
  bool json = false;
};
int publish(const CommandLine& where, const PublishOptions& options);

struct WithdrawOptions {
  std::string id;  ///< id, slug or path
  bool undo = false;
  bool json = false;
};
int withdraw(const CommandLine& where, const WithdrawOptions& options);

struct IdsOptions {
  bool do_export = false;
  std::filesystem::path export_to;  ///< empty: stdout
  std::filesystem::path import_from;
};
int ids(const CommandLine& where, const IdsOptions& options);

struct ImportCommand {
  std::string source;                       ///< a file, `-`, or an address
  std::vector<std::string> allow_networks;  ///< besides the configuration's
  std::size_t max_pages = 1000;
  bool keep_drafts = true;
  bool announce = false;  ///< subscribers and hubs are told of what comes in
  bool dry_run = false;   ///< read and report only
  bool json = false;
};
int import(const CommandLine& where, const ImportCommand& command);

/// Configuration, articles and feeds of a folder.
int check(const CommandLine& where, bool json);
struct CheckOptions {
  std::vector<std::string> feeds;           ///< files, `-`, or addresses
  std::vector<std::string> allow_networks;  ///< besides the configuration's
  bool json = false;
};
/// Feeds of anybody.
int check_feeds(const CommandLine& where, const CheckOptions& options);
int list(const CommandLine& where, bool json);
int show(const CommandLine& where, const std::string& id, bool json);
int status(const CommandLine& where, bool json);
/// Who reads the feeds, or the one feed.
int readers(const CommandLine& where, const std::string& feed, bool json);

struct OutboxOptions {
  std::string action = "list";  ///< or subscribers, retry, drop
  std::string id;               ///< as `list` names it; empty: all
  bool json = false;
};
int outbox(const CommandLine& where, const OutboxOptions& options);

/// Parses the command line and runs what it asks for; the process's exit status.
int run(int argc, const char* const* argv);

}  // namespace feedd::daemon::cli
