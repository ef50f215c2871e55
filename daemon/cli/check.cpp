#include "daemon/certificate_keeper.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/ledger.hpp"
#include "daemon/listening.hpp"
#include "daemon/served_with.hpp"
#include "feeds/feed_document.hpp"

#include <cstdio>

#include <boost/json/serialize.hpp>

namespace feedd::daemon::cli {
namespace {

namespace json = boost::json;

void print_finding(const char* level, const content::Error& error, bool as_json) {
  if (!as_json) {
    std::fprintf(stderr, "%s%s\n", level == std::string_view("warning") ? "warning: " : "", error.to_string().c_str());
    return;
  }
  const json::object record{{"level", level},          {"file", error.subject},
                            {"line", error.at.line},   {"column", error.at.column},
                            {"rule", error.operation}, {"reason", error.reason}};
  std::printf("%s\n", json::serialize(record).c_str());
}

}  // namespace

int check(const CommandLine& where, bool as_json) {
  const Config config = folder_config(where);
  if (config.site.base_url.empty()) {
    require_local(config.listen);
    if (config.tls) require_local(config.tls->listen);
  }
  auto ledger = Ledger::open(config, Ledger::Kind::throwaway);
  if (!ledger) return fail(ledger.error());
  const feeds::Site site = offline_site(config, (*ledger)->database());
  content::ArticleReader reader((*ledger)->database());
  const auto keys = reader.reading([&] { return reader.feeds(); });
  if (!keys) return fail(keys.error());
  feeds::FragmentCache cache(64 << 20);
  std::vector<content::Error> errors = (*ledger)->report().problems;
  if (config.tls)
    if (const auto tls = CertificateKeeper::read(*config.tls); !tls) errors.push_back(tls.error());
  for (const std::string& key : *keys) {
    auto feed = feeds::FeedRenderer(site, cache).render(reader, *feeds::FeedKey::parse(key));
    if (!feed) return fail(feed.error());
    errors.insert(errors.end(), feed->left_out.begin(), feed->left_out.end());
    errors.insert(errors.end(), feed->held_back.begin(), feed->held_back.end());
  }
  std::vector<content::Error> notices = (*ledger)->report().notices;
  std::erase_if(notices, [&](const content::Error& notice) { return !is_worth_saying(notice, config.site); });
  feeds::Site served = as_served(config.state_dir, site);
  if (config.site.base_url.empty()) served.base_url = site.base_url;  // nobody says another one
  const std::vector<content::Error> changes = (*ledger)->identity_changes(site, served);
  notices.insert(notices.end(), changes.begin(), changes.end());
  for (const content::Error& notice : notices) print_finding("warning", notice, as_json);
  for (const content::Error& error : errors) print_finding("error", error, as_json);
  if (!as_json)
    std::printf("%zu files, %zu feeds: %zu errors, %zu warnings\n", (*ledger)->report().files, keys->size(),
                errors.size(), notices.size());
  return errors.empty() ? success : failure;
}

}  // namespace feedd::daemon::cli
