// `feedd check --feed`: any feed in the world by the rules that ours are held to.
#include "daemon/cli/commands.hpp"
#include "daemon/cli/feed_source.hpp"
#include "daemon/cli/ledger.hpp"
#include "feeds/check/check.hpp"
#include "feeds/check/shown.hpp"

#include <algorithm>
#include <cstdio>

#include <boost/json/serialize.hpp>

namespace feedd::daemon::cli {
namespace {

namespace json = boost::json;
using feeds::check::Finding;
using feeds::check::Level;
using feeds::check::visible;

const char* name_of(Level level) {
  return level == Level::error ? "error" : "warning";
}

/// `feed.xml:12:5: error: reason [rule, specification]`, as compilers print.
void print_line(const std::string& name, const Finding& found) {
  std::string line = name;
  if (found.at.line != 0) line += ':' + std::to_string(found.at.line) + ':' + std::to_string(found.at.column);
  line.append(": ").append(name_of(found.level)).append(": ").append(found.reason);
  if (!found.path.empty()) line.append(" at ").append(found.path);
  line.append(" [").append(found.rule);
  if (!found.spec.empty()) line.append(", ").append(found.spec);
  std::printf("%s]\n", visible(line).c_str());  // one line, whatever names and pointers hold
}

void print_record(const std::string& name, const Finding& found) {
  const json::object record{{"level", name_of(found.level)},
                            {"file", name},
                            {"line", found.at.line},
                            {"column", found.at.column},
                            {"path", found.path},
                            {"rule", found.rule},
                            {"spec", found.spec},
                            {"reason", found.reason}};
  std::printf("%s\n", json::serialize(record).c_str());
}

std::size_t count(const feeds::check::Judged& judged, Level level) {
  return static_cast<std::size_t>(std::count_if(judged.findings.begin(), judged.findings.end(),
                                                [&](const Finding& one) { return one.level == level; }));
}

void print_summary(const std::string& name, const feeds::check::Judged& judged) {
  std::string line = name + ": " + (judged.kind.empty() ? "no feed" : judged.kind) + ": " +
                     std::to_string(count(judged, Level::error)) + " errors, " +
                     std::to_string(count(judged, Level::warning)) + " warnings";
  if (judged.untold != 0) line += ", and " + std::to_string(judged.untold) + " more of the same";
  std::printf("%s\n", visible(line).c_str());
}

/// The record that closes a feed's findings. `error`: why it could not be read, if it could not.
void print_closing_record(const std::string& name, const feeds::check::Judged& judged, const std::string& error) {
  json::object record{{"feed", name},
                      {"kind", judged.kind},
                      {"valid", error.empty() && judged.is_valid()},
                      {"errors", count(judged, Level::error)},
                      {"warnings", count(judged, Level::warning)},
                      {"untold", judged.untold}};
  if (!error.empty()) record["error"] = error;
  std::printf("%s\n", json::serialize(record).c_str());
}

std::string read_all(const content::FeedDocument& document) {
  const content::ChunkReader read = document.open();
  std::string bytes;
  for (std::string_view piece = read(); !piece.empty(); piece = read()) bytes += piece;
  return bytes;
}

}  // namespace

int check_feeds(const CommandLine& where, const CheckOptions& options) {
  std::vector<std::string> networks = load_config(where).allow_networks;
  networks.insert(networks.end(), options.allow_networks.begin(), options.allow_networks.end());
  const auto guard = NetworkGuard::create(networks);
  if (!guard) throw ConfigError(guard.error().to_string());
  bool all_valid = true;
  for (const std::string& feed : options.feeds) {
    ProgressBar bar(ProgressUnit::bytes);
    FeedSource source(*guard, bar);
    const auto document = source.open(feed);
    if (!document) {
      bar.hide();
      all_valid = false;
      fail(document.error());
      if (options.json) print_closing_record(feed, {}, document.error().to_string());
      continue;
    }
    const std::string bytes = read_all(*document);
    bar.hide();
    const auto judged = feeds::check::judge(bytes, document->content_type, document->address);
    for (const Finding& found : judged.findings)
      options.json ? print_record(document->name, found) : print_line(document->name, found);
    options.json ? print_closing_record(document->name, judged, {}) : print_summary(document->name, judged);
    all_valid = all_valid && judged.is_valid();
  }
  return all_valid ? success : failure;
}

}  // namespace feedd::daemon::cli
