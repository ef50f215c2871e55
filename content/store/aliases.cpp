// Paths an article's page had before: kept with it, each leading to the present page.
#include "content/store/writing.hpp"
#include "content/url.hpp"

#include <algorithm>

namespace feedd::content {
namespace {

/// A longer path is no address anybody had.
constexpr std::size_t max_alias_bytes = 1024;
/// Where the path lies that the article says its page has.
constexpr std::int64_t own_position = -1;
/// Where those begin, downwards, that an import brought to a file's article: its file does not say them.
constexpr std::int64_t inherited_position = -2;

/// As requests have it: decoded, from the root; empty for what is no path.
std::string normal(std::string_view alias) {
  if (alias.empty() || alias.size() > max_alias_bytes || alias.starts_with("//") || url_scheme(alias)) return {};
  const std::size_t query = alias.find('?');  // `/?p=7`: a rule for a query, which stays as it is written
  std::string path = decode_path(alias.substr(0, query));
  if (query != std::string_view::npos) path += alias.substr(query);
  if (!path.starts_with('/')) path.insert(0, "/");
  return path == "/" ? std::string() : path;
}

}  // namespace

std::vector<std::string> ArticleStore::Writing::aliases_of(std::int64_t key) {
  std::vector<std::string> aliases;
  database_.run("SELECT path FROM article_alias WHERE article = $1", {key},
                [&](const sql::Row& row) { aliases.emplace_back(row.text(0)); });
  return aliases;
}

void ArticleStore::Writing::write_aliases(const SourceArticle& article, const Known& row, Change& change) {
  if (!row.fresh) change.aliases = aliases_of(row.key);
  if (!change.aliases.empty())
    database_.run("DELETE FROM article_alias WHERE article = $1 AND position >= $2", {row.key, own_position});
  const auto add = [&](const std::string& alias, std::int64_t position) {
    if (alias.empty()) return;
    note_taken_alias(alias, row);
    database_.run("INSERT INTO article_alias(article, position, site, path) VALUES($1, $2, $3, $4)",
                  {row.key, position, site_, alias});
    if (std::find(change.aliases.begin(), change.aliases.end(), alias) == change.aliases.end())
      change.aliases.push_back(alias);
  };
  add(normal(article.url), own_position);
  for (std::size_t i = 0; i < article.aliases.size(); ++i)
    add(normal(article.aliases[i]), static_cast<std::int64_t>(i));
}

void ArticleStore::Writing::inherit_aliases(const SourceArticle& article, const Known& row) {
  std::int64_t position = inherited_position;
  const auto add = [&](const std::string& alias) {
    if (alias.empty()) return;
    note_taken_alias(alias, row);
    database_.run("INSERT INTO article_alias(article, position, site, path) VALUES($1, $2, $3, $4)",
                  {row.key, position--, site_, alias});
  };
  add(normal(article.url));
  for (const std::string& alias : article.aliases) add(normal(alias));
}

void ArticleStore::Writing::keep_aliases(const Known& row) {
  database_.run("UPDATE article_alias SET position = $2 - position WHERE article = $1 AND position >= $3",
                {row.key, inherited_position + own_position, own_position});
}

/// A page that stands wins over an alias; of two articles with one alias, the one the store had first.
void ArticleStore::Writing::note_taken_alias(const std::string& alias, const Known& row) {
  constexpr std::string_view articles = "/articles/";
  std::string other;
  const auto take = [&](const sql::Row& found) { other = found.text(0); };
  if (alias.starts_with(articles))
    database_.run(
        "SELECT a.path FROM article_slug s JOIN article a ON a.article = s.article"
        " WHERE s.site = $1 AND s.slug = $2 AND s.article <> $3",
        {site_, std::string_view(alias).substr(articles.size()), row.key}, take);
  if (other.empty())
    database_.run(
        "SELECT a.path FROM article_alias l JOIN article a ON a.article = l.article"
        " WHERE l.site = $1 AND l.path = $2 AND l.article <> $3 AND a.status <> 6 LIMIT 1",
        {site_, alias, row.key}, take);
  if (!other.empty())
    done_.notices.push_back(
        Error{"duplicate-alias", row.path, "alias " + alias + " leads to " + other + " already", {}});
}

}  // namespace feedd::content
