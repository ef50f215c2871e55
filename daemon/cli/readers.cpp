#include "daemon/cli/commands.hpp"
#include "daemon/cli/daemon_call.hpp"
#include "daemon/cli/ledger.hpp"
#include "feeds/formats/format.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>

namespace feedd::daemon::cli {
namespace {

namespace json = boost::json;

/// Feeds shown to people; `--json` has all.
constexpr std::size_t feeds_shown = 20;

std::uint64_t number(const json::object& object, std::string_view key) {
  return object.at(key).to_number<std::uint64_t>();
}

/// Requests without a validator, also those that were refused for it.
std::uint64_t without_tag(const json::object& counts) {
  return number(counts, "unconditional") + number(counts, "limited");
}

/// Of a hundred requests.
unsigned share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<unsigned>((part * 100 + whole / 2) / whole);
}

std::string clients(const json::object& feed, std::string_view key) {
  const json::value& count = feed.at(key);
  return count.is_null() ? "-" : std::to_string(count.to_number<std::uint64_t>());
}

/// `Feedly 16, NewsBlur 2`, most first.
std::string subscribers(const json::object& feed) {
  std::vector<std::pair<std::uint64_t, std::string>> counts;
  for (const auto& [reader, count] : feed.at("subscribers").as_object())
    counts.emplace_back(count.to_number<std::uint64_t>(), reader);
  std::sort(counts.rbegin(), counts.rend());
  std::string text;
  for (const auto& [count, reader] : counts) text += (text.empty() ? "" : ", ") + reader + ' ' + std::to_string(count);
  return text.empty() ? "-" : text;
}

void print_feed(const json::object& feed) {
  const auto requests = number(feed, "requests");
  const std::string name(feed.at("feed").as_string());
  std::printf("%-28s %10" PRIu64 " %9u%% %9u%% %9s %9s  %s\n", name.empty() ? "(others)" : name.c_str(), requests,
              share(number(feed, "not_modified"), requests), share(without_tag(feed), requests),
              clients(feed, "clients_today").c_str(), clients(feed, "clients_yesterday").c_str(),
              subscribers(feed).c_str());
}

void print_readers(const json::object& site) {
  std::vector<std::pair<std::uint64_t, std::string>> readers;
  for (const auto& [name, counts] : site.at("readers").as_object())
    readers.emplace_back(number(counts.as_object(), "requests"), name);
  std::sort(readers.rbegin(), readers.rend());
  std::printf("\n%-28s %10s %10s %10s %10s %10s %14s\n", "reader", "requests", "unchanged", "no tag", "too often",
              "refused", "bytes");
  for (const auto& [requests, name] : readers) {
    const json::object& counts = site.at("readers").at(name).as_object();
    std::printf("%-28s %10" PRIu64 " %9u%% %9u%% %10" PRIu64 " %10" PRIu64 " %14" PRIu64 "\n", name.c_str(), requests,
                share(number(counts, "not_modified"), requests), share(without_tag(counts), requests),
                number(counts, "over_pace"), number(counts, "limited"), number(counts, "bytes"));
  }
}

void print_site(const json::object& site) {
  std::printf("clients: about %" PRIu64 " today, %" PRIu64 " yesterday (UTC, since the start)\n",
              number(site, "clients_today"), number(site, "clients_yesterday"));
  std::printf("over the pace asked for: %" PRIu64 " fetches, %" PRIu64 " of them refused\n\n",
              number(site, "over_pace"), number(site, "limited"));
}

/// `/tags/korea.rss` -> `tags/korea`, as people may write it.
std::string key_of(std::string feed) {
  if (feed.starts_with('/')) feed.erase(0, 1);
  const std::size_t dot = feed.rfind('.');
  if (dot != std::string::npos && feeds::find_format(feed.substr(dot + 1)) != nullptr) feed.resize(dot);
  return feed;
}

}  // namespace

int readers(const CommandLine& where, const std::string& named, bool as_json) {
  const std::string feed = key_of(named);
  const auto answer = call_daemon(where, {{"command", "readers"}, {"feed", feed}});
  if (!answer) return fail(answer.error());
  if (as_json) {
    std::fputs(answer->c_str(), stdout);
    return success;
  }
  std::vector<json::value> feeds;
  json::value site;
  for (std::string_view rest = *answer; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    json::value line = json::parse(rest.substr(0, end));
    rest.remove_prefix(end + 1);
    if (line.as_object().contains("feed"))
      feeds.push_back(std::move(line));
    else
      site = std::move(line);
  }
  if (feeds.empty()) {
    std::printf("nobody has asked for %s since the start\n", feed.empty() ? "a feed" : feed.c_str());
    return success;
  }
  if (site.is_object()) print_site(site.get_object());
  std::printf("%-28s %10s %10s %10s %9s %9s  %s\n", "feed", "requests", "unchanged", "no tag", "today", "yesterday",
              "subscribers");
  for (std::size_t i = 0; i < std::min(feeds.size(), feeds_shown); ++i) print_feed(feeds[i].as_object());
  if (feeds.size() > feeds_shown) std::printf("and %zu more; --json has them\n", feeds.size() - feeds_shown);
  if (site.is_object()) print_readers(site.get_object());
  return success;
}

}  // namespace feedd::daemon::cli
