// `import`: a feed or an export into the store, with a report.
#include "content/sources/feed_import.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/feed_source.hpp"
#include "daemon/cli/ledger.hpp"
#include "daemon/cli/store_place.hpp"
#include "daemon/delivery.hpp"

#include <cstdio>
#include <memory>
#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace feedd::daemon::cli {
namespace {

namespace json = boost::json;

json::array strings(const std::vector<std::string>& list) {
  json::array array;
  for (const std::string& text : list) array.emplace_back(text);
  return array;
}

std::string date(const std::optional<content::Timestamp>& time) {
  return time ? content::to_rfc3339(*time) : std::string();
}

/// An article that would be imported: keys as `show` has them.
json::object article_record(const content::SourceArticle& article) {
  json::array media;
  for (const content::Media& item : article.media)
    media.push_back(json::object{{"url", item.url},
                                 {"type", item.type},
                                 {"length", item.length_bytes},
                                 {"alt", item.alt},
                                 {"credit", item.credit}});
  return {{"id", article.id},
          {"slug", article.slug},
          {"url", article.url},
          {"title", article.title},
          {"authors", strings(article.authors)},
          {"published", date(article.published)},
          {"updated", date(article.updated)},
          {"tags", strings(article.tags)},
          {"language", article.language},
          {"status", article.draft ? "draft" : "published"},
          {"source", article.path},
          {"summary", article.summary},
          {"content_html", article.content},
          {"rights", article.rights},
          {"photo_credit", article.photo_credit},
          {"section", article.section},
          {"aliases", strings(article.aliases)},
          {"media", media},
          {"warnings", strings(article.warnings)}};
}

json::array findings(const std::vector<content::Error>& errors) {
  json::array list;
  for (const content::Error& error : errors)
    list.push_back(json::object{{"file", error.subject},
                                {"line", error.at.line},
                                {"column", error.at.column},
                                {"rule", error.operation},
                                {"reason", error.reason}});
  return list;
}

template <class Counts>
json::object counted(const Counts& counts) {
  json::object object;
  for (const auto& [what, count] : counts) object[what] = count;
  return object;
}

void print_json(const content::ImportReport& report, const DeliveryReport& delivered) {
  std::vector<content::Error> refused = report.refused;
  refused.insert(refused.end(), delivered.refused.begin(), delivered.refused.end());
  const json::object feed{{"title", report.title},
                          {"description", report.description},
                          {"link", report.link},
                          {"language", report.language},
                          {"rights", report.rights}};
  const json::object record{{"format", report.format},
                            {"charset", report.charset},
                            {"feed", feed},
                            {"pages", report.pages},
                            {"read", report.read},
                            {"added", delivered.added},
                            {"updated", delivered.updated},
                            {"unchanged", delivered.unchanged},
                            {"kept", delivered.kept},
                            {"duplicates", report.duplicates},
                            {"skipped", counted(report.skipped)},
                            {"repaired", counted(report.repairs)},
                            {"warnings", findings(report.warnings)},
                            {"refused_count", report.refused_count + delivered.refused.size()},
                            {"refused", findings(refused)}};
  std::printf("%s\n", json::serialize(json::object{{"report", record}}).c_str());
}

template <class Counts>
void print_counts(const char* what, const Counts& counts) {
  if (counts.empty()) return;
  std::string line;
  for (const auto& [name, count] : counts) line += (line.empty() ? "" : ", ") + std::to_string(count) + " " + name;
  std::printf("%s: %s\n", what, line.c_str());
}

void print_text(const content::ImportReport& report, const DeliveryReport& delivered, bool dry) {
  for (const content::Error& warning : report.warnings)
    std::fprintf(stderr, "warning: %s\n", warning.to_string().c_str());
  print_problems(report.refused);
  print_problems(delivered.refused);
  std::printf("%s, %s: %s\n", report.format.c_str(), report.charset.c_str(), report.title.c_str());
  std::printf("%zu entries read on %zu %s", report.read, report.pages, report.pages == 1 ? "page" : "pages");
  if (dry)
    std::printf(", %zu would be imported", report.taken);
  else
    std::printf(": %zu added, %zu updated, %zu unchanged", delivered.added, delivered.updated, delivered.unchanged);
  if (delivered.kept > 0) std::printf(", %zu in the folder, which stay as their files say", delivered.kept);
  std::printf(", %zu refused", report.refused_count + delivered.refused.size());
  if (report.duplicates > 0) std::printf(", %zu met twice", report.duplicates);
  std::printf("\n");
  print_counts("skipped", report.skipped);
  print_counts("repaired", report.repairs);
}

void add(DeliveryReport& to, const DeliveryReport& from) {
  to.added += from.added;
  to.updated += from.updated;
  to.unchanged += from.unchanged;
  to.kept += from.kept;
  to.refused.insert(to.refused.end(), from.refused.begin(), from.refused.end());
}

}  // namespace

int import(const CommandLine& where, const ImportCommand& command) {
  const bool needs_store = !command.dry_run || where.state_dir || where.content_dir;
  const auto found = needs_store ? store_config(where) : content::Result<Config>(load_config(where));
  if (!found) return fail(found.error());
  const Config& config = *found;
  std::vector<std::string> networks = config.allow_networks;
  networks.insert(networks.end(), command.allow_networks.begin(), command.allow_networks.end());
  auto guard = NetworkGuard::create(networks);
  if (!guard) throw ConfigError(guard.error().to_string());
  ProgressBar bar(ProgressUnit::bytes);
  FeedSource source(std::move(*guard), bar);
  const auto document = source.open(command.source);
  if (!document) return bar.hide(), fail(document.error());

  std::unique_ptr<Delivery> delivery;  // while articles come, and not while a page is waited for
  DeliveryReport delivered;
  const auto take = [&](std::vector<content::SourceArticle> articles) -> content::Result<void> {
    if (command.dry_run) {
      bar.hide();
      for (const content::SourceArticle& article : articles)
        if (command.json)
          std::printf("%s\n", json::serialize(json::object{{"article", article_record(article)}}).c_str());
      return {};
    }
    if (!delivery) {
      auto opened = Delivery::open(config);
      if (!opened) return opened.error();
      delivery = std::move(*opened);
    }
    auto report = delivery->send(std::move(articles), command.announce ? Telling::everyone : Telling::nobody);
    if (!report) return report.error();
    add(delivered, *report);
    return {};
  };
  content::FetchPage fetch;
  if (FeedSource::is_address(command.source))
    fetch = [&](const std::string& address) {
      delivery.reset();
      return source.fetch(address);
    };
  content::ImportOptions options;
  options.max_pages = command.max_pages;
  options.keep_drafts = command.keep_drafts;
  options.own_address = config.site.base_url;
  options.rules = config.rules;
  const auto report = content::import_feed(*document, fetch, take, options);
  bar.hide();
  if (!report) {
    if (delivered.added + delivered.updated != 0)
      std::fprintf(stderr, "feedd: before that, %zu articles were added and %zu updated; they stay\n", delivered.added,
                   delivered.updated);
    return fail(report.error());
  }
  if (command.json)
    print_json(*report, delivered);
  else
    print_text(*report, delivered, command.dry_run);
  return report->refused_count + delivered.refused.size() == 0 ? success : failure;
}

}  // namespace feedd::daemon::cli
