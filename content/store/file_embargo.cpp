// A file that several articles refer to is served as soon as one of them is visible.
#include "content/store/file_embargo.hpp"

#include "content/article.hpp"
#include "content/html.hpp"
#include "content/store/packed_text.hpp"
#include "content/url.hpp"

#include <set>

namespace feedd::content {

namespace {

constexpr std::string_view media_scheme = "media:";

/// The columns that Owners reads. An article that never stood in a feed has no number in any, and nothing tells that it
/// was withdrawn.
const std::string owner_columns =
    "SELECT a.visible, CASE WHEN a.status = 4 AND EXISTS(SELECT 1 FROM joined j WHERE j.article = a.article)"
    " THEN 1 ELSE 0 END";

/// What the articles found so far say together.
struct Owners {
  bool any = false;
  bool visible = false;
  bool all_withdrawn = true;

  void add(const sql::Row& row) {
    any = true;
    visible = visible || row.integer(0) != 0;
    all_withdrawn = all_withdrawn && row.integer(1) != 0;
  }
  [[nodiscard]] FileAccess access() const {
    return visible ? FileAccess::served : any && all_withdrawn ? FileAccess::withdrawn : FileAccess::held;
  }
};

/// `folder/index.md`, `folder/index.ko.md`: everything from `folder/index.` to `folder/index/` in the order of bytes.
Owners owners_of_bundle(sql::Database& database, const std::string& folder, std::int64_t site) {
  Owners owners;
  const std::string from = folder + "/index.";
  const std::string to = folder + "/index/";
  static const std::string query = owner_columns + " FROM article a WHERE a.site = $1 AND a.path > $2 AND a.path < $3";
  database.run(query, {site, from, to}, [&](const sql::Row& row) { owners.add(row); });
  return owners;
}

/// The source's files in one stored article: of its text and of its media.
std::set<std::string> files_in(sql::Database& database, std::int64_t article) {
  std::set<std::string> files;
  std::string body;
  const auto take = [&](std::string_view address) {
    if (address.starts_with(media_scheme)) files.insert(decode_path(address.substr(media_scheme.size())));
    return std::string(address);
  };
  database.run("SELECT texts FROM article_body WHERE article = $1", {article},
               [&](const sql::Row& row) { body = row.text(0); });
  try {
    if (!body.empty()) (void)map_urls(unpack_content(body, "stored article"), take);
  } catch (const DamagedBody&) {
    // Nobody sees what it refers to.
  }
  database.run("SELECT url FROM article_media WHERE article = $1", {article},
               [&](const sql::Row& row) { take(row.text(0)); });
  return files;
}

}  // namespace

FileAccess file_access(sql::Database& database, std::string_view path,
                       const std::function<bool(const std::string& folder)>& is_bundle, std::int64_t site) {
  Owners owners;
  static const std::string query =
      owner_columns + " FROM article_file f JOIN article a ON a.article = f.article WHERE f.site = $1 AND f.path = $2";
  database.run(query, {site, path}, [&](const sql::Row& row) { owners.add(row); });
  std::string folder(path);
  for (std::size_t slash = folder.rfind('/'); !owners.any && slash != std::string::npos; slash = folder.rfind('/')) {
    folder.erase(slash);
    owners = owners_of_bundle(database, folder, site);
    if (!owners.any && is_bundle(folder)) return FileAccess::held;
  }
  return owners.access();
}

std::vector<std::string> articles_with_file(sql::Database& database, std::string_view path, std::int64_t site) {
  std::vector<std::string> paths;
  database.run(
      "SELECT a.path FROM article_file f JOIN article a ON a.article = f.article"
      " WHERE f.site = $1 AND f.path = $2 ORDER BY a.path",
      {site, path}, [&](const sql::Row& row) { paths.emplace_back(row.text(0)); });
  return paths;
}

void each_file(sql::Database& database, const std::function<void(std::string_view, std::string_view)>& visit,
               std::int64_t site) {
  database.run(
      "SELECT f.path, a.path FROM article_file f JOIN article a ON a.article = f.article"
      " WHERE f.site = $1 AND f.path <> '' ORDER BY f.path",
      {site}, [&](const sql::Row& row) { visit(row.text(0), row.text(1)); });
}

void write_files(sql::Database& database, std::int64_t site, std::int64_t article, bool fresh,
                 std::span<const std::string> files) {
  if (!fresh) database.run("DELETE FROM article_file WHERE article = $1", {article});
  for (const std::string& path : files)
    database.run("INSERT INTO article_file(article, path, site) VALUES($1, $2, $3)", {article, path, site});
}

Result<void> fill_files(sql::Database& database) {
  try {
    sql::Transaction transaction(database, sql::Transaction::Kind::writing);
    std::vector<std::pair<std::int64_t, std::int64_t>> articles;
    database.run("SELECT article, site FROM article_file WHERE path = ''", {},
                 [&](const sql::Row& row) { articles.emplace_back(row.integer(0), row.integer(1)); });
    for (const auto& [article, site] : articles) {
      const std::set<std::string> found = files_in(database, article);
      write_files(database, site, article, false, std::vector<std::string>(found.begin(), found.end()));
    }
    transaction.commit();
  } catch (const sql::Failure& failure) {
    return failure.error();
  }
  return {};
}

}  // namespace feedd::content
