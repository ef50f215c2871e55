#include "daemon/media_readers.hpp"

#include "content/sources/article_file.hpp"
#include "content/store/article_reader.hpp"
#include "content/store/file_embargo.hpp"

#include <set>
#include <string_view>

namespace feedd::daemon {
namespace {

/// Articles beside a picture that came or went are read again, unless there are more than this.
constexpr std::size_t max_neighbours = 500;

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

/// As the store knows them. A store that cannot tell is no reason to stop: the neighbours are read all the same.
std::set<std::string> referring(const std::vector<std::string>& files, content::sql::Database& database) {
  std::set<std::string> articles;
  const auto read = content::ArticleReader(database).reading([&] {
    for (const std::string& path : files)
      for (std::string& article : content::articles_with_file(database, content::stored_path(path)))
        articles.insert(std::move(article));
    return true;
  });
  return read ? articles : std::set<std::string>();
}

void read_again(const std::set<std::string>& articles, std::vector<std::string>& paths, content::ScanState& scanned) {
  for (const std::string& path : articles) {
    if (scanned.find(path) == nullptr) continue;  // spelled otherwise on the disk, or brought by `publish`
    scanned.forget_reading(path);
    paths.push_back(path);
  }
}

}  // namespace

std::unordered_set<std::string> readers_of_changed_media(const content::Folder& folder, content::ScanState& scanned,
                                                         content::sql::Database& database) {
  std::unordered_set<std::string> articles;
  auto before = scanned.media();
  if (!before) return articles;
  const auto read = content::ArticleReader(database).reading([&] {
    std::string last;
    bool is_changed = false;
    content::each_file(database, [&](std::string_view file, std::string_view article) {
      if (file != last) {
        last = file;
        const auto noted = before->find(last);
        is_changed = noted == before->end() || noted->second != folder.seen(file);
        if (noted != before->end()) before->erase(noted);
      }
      if (is_changed) articles.emplace(article);
    });
    return true;
  });
  if (!read) return {};
  for (const auto& [path, key] : *before) scanned.forget_media(path);
  return articles;
}

void note_media(const content::Folder& folder, content::ScanState& scanned, const std::vector<std::string>& files) {
  for (const std::string& path : files) scanned.put_media(path, folder.seen(path));
}

void add_readers_of_media(std::vector<std::string>& paths, content::ScanState& scanned,
                          content::sql::Database& database) {
  std::vector<std::string> asked;
  std::set<std::string_view> folders;
  for (const std::string& path : paths) {
    const bool media = content::media_type_of(path).has_value();
    const bool arrives = content::is_article_path(path) && scanned.find(path) == nullptr;
    if (media || arrives) asked.push_back(path);
    if (!media) continue;
    folders.insert(folder_of(path));
    folders.insert(folder_of(folder_of(path)));
  }
  if (asked.empty()) return;
  std::set<std::string> again = referring(asked, database);
  std::vector<std::string> beside;
  if (!folders.empty())
    for (const auto& [path, file] : scanned.files())
      if (folders.contains(folder_of(path))) beside.push_back(path);
  if (beside.size() <= max_neighbours) again.insert(beside.begin(), beside.end());
  read_again(again, paths, scanned);
}

}  // namespace feedd::daemon
