#include "content/html.hpp"
#include "content/sources/article_file.hpp"
#include "content/sources/folder.hpp"
#include "content/text.hpp"
#include "content/url.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/daemon_call.hpp"
#include "daemon/cli/ledger.hpp"
#include "daemon/cli/store_place.hpp"
#include "daemon/delivered.hpp"
#include "feeds/feed.hpp"

#include <cstdio>

#include <boost/json/parse.hpp>

namespace feedd::daemon::cli {
namespace {

namespace json = boost::json;

/// A file anywhere, as an article of that name. What it refers to is looked for in the folder the daemon serves media
/// from.
content::Result<content::SourceArticle> read(const std::filesystem::path& file, const std::string& name,
                                             const Config& config) {
  const auto absolute = std::filesystem::absolute(file);
  const content::Folder beside(absolute.parent_path());
  const auto bytes = beside.read(absolute.filename().string(), content::max_article_bytes);
  if (!bytes) return content::Error{"publish", file.string(), bytes.error().reason};
  const content::Folder folder(config.content_dir);
  const content::FileLookup lookup = [&](std::string_view path) -> std::optional<content::FileFacts> {
    return config.content_dir.empty() ? std::nullopt : folder.facts_of(path);
  };
  auto article = content::read_article(name, *bytes, lookup, config.rules);
  if (!article) return article;
  article->origin = content::Origin::published;
  article->path = content::stored_path(article->path);
  for (const content::Error& missing : article->unresolved)
    article->warnings.push_back(missing.reason + "; copy it into the folder the daemon serves");
  return article;
}

void print(const DeliveryReport& report) {
  for (const content::Error& refused : report.refused) std::fprintf(stderr, "%s\n", refused.to_string().c_str());
  std::printf("%zu added, %zu updated, %zu unchanged, %zu refused\n", report.added, report.updated, report.unchanged,
              report.refused.size());
}

}  // namespace

int publish(const CommandLine& where, const PublishOptions& options) {
  if (!options.name.empty() && options.files.size() != 1) {
    std::fprintf(stderr, "feedd: --as names one file, not %zu\n", options.files.size());
    return usage;
  }
  auto config = store_config(where);
  if (!config) return fail(config.error());
  std::vector<content::SourceArticle> articles;
  std::vector<content::Error> refused;
  for (const std::filesystem::path& file : options.files) {
    const std::string name = options.name.empty() ? file.filename().string() : options.name;
    auto article = read(file, name, *config);
    if (!article) {
      refused.push_back(article.error());
      continue;
    }
    for (const std::string& warning : article->warnings)
      std::fprintf(stderr, "warning: %s: %s\n", file.c_str(), warning.c_str());
    articles.push_back(std::move(*article));
  }
  DeliveryReport report;
  if (!articles.empty()) {
    auto delivery = Delivery::open(*config);
    if (!delivery) return fail(delivery.error());
    auto sent = (*delivery)->send(std::move(articles), Telling::everyone);
    if (!sent) return fail(sent.error());
    report = std::move(*sent);
  }
  report.refused.insert(report.refused.end(), refused.begin(), refused.end());
  if (options.json)
    std::fputs(to_line(report).c_str(), stdout);
  else
    print(report);
  return report.refused.empty() ? success : failure;
}

}  // namespace feedd::daemon::cli
