#include "daemon/renames.hpp"

#include "content/digest.hpp"
#include "content/similarity.hpp"
#include "content/sources/article_file.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string_view>

namespace feedd::daemon {
namespace {

/// More files on either side are no renaming by hand, and each would be read twice.
constexpr std::size_t max_files = 1000;
/// Pairs that are compared at most: a second's work.
constexpr std::size_t max_pairs = 100'000;
/// Of the articles that stay, so many are asked what the site's template is.
constexpr std::size_t max_neighbours = 24;

struct Candidate {
  std::string path;
  content::Fingerprint print;
};

struct Match {
  bool same_title = false;
  double similarity = 0;
  const Candidate* appeared = nullptr;
  const Candidate* vanished = nullptr;
};

/// What appeared and has other bytes than all that vanished; the digests of the others are ticked off `digests`.
std::vector<Candidate> appeared(const content::Folder& folder, const content::ScanState& scanned,
                                const std::vector<content::FolderFile>& files, std::multiset<std::string>& digests) {
  std::vector<Candidate> found;
  std::size_t count = 0;
  for (const content::FolderFile& file : files) {
    if (scanned.find(file.path) != nullptr) continue;
    if (++count > max_files) return {};
    const auto bytes = folder.read(file.path, content::max_article_bytes);
    if (!bytes) continue;
    if (const auto same = digests.find(content::digest_hex(*bytes)); same != digests.end())
      digests.erase(same);
    else
      found.push_back({file.path, content::fingerprint(content::clean_text(*bytes).text)});
  }
  return found;
}

/// The paths that stay, those next to `beside` first: they have its template if any have.
std::vector<std::string_view> neighbours(std::string_view beside, const content::ScanState& scanned,
                                         const std::set<std::string_view>& gone) {
  std::vector<std::string_view> before, behind;
  for (const auto& [path, file] : scanned.files())
    if (!gone.contains(path)) (path < beside ? before : behind).push_back(path);
  const auto keep = [](std::vector<std::string_view>& paths, auto order) {
    const std::size_t kept = std::min(paths.size(), max_neighbours / 2);
    std::partial_sort(paths.begin(), paths.begin() + static_cast<std::ptrdiff_t>(kept), paths.end(), order);
    paths.resize(kept);
  };
  keep(before, std::greater<>());
  keep(behind, std::less<>());
  before.insert(before.end(), behind.begin(), behind.end());
  return before;
}

content::Boilerplate boilerplate_of(const std::vector<std::string_view>& paths, content::ArticleReader& reader) {
  content::Boilerplate boilerplate;
  for (const std::string_view path : paths) {
    const auto text = reader.reading([&] { return reader.source_text(content::stored_path(path)); });
    if (text && *text) boilerplate.add(content::fingerprint(**text));
  }
  return boilerplate;
}

}  // namespace

std::map<std::string, std::string> find_renames(const content::Folder& folder, content::ArticleReader& reader,
                                                const content::ScanState& scanned,
                                                const std::vector<content::FolderFile>& files,
                                                const std::vector<std::string>& gone) {
  if (gone.empty() || files.empty() || gone.size() > max_files) return {};
  std::multiset<std::string> digests;
  for (const std::string& path : gone)
    if (const content::SourceFile* file = scanned.find(path)) digests.emplace(file->bytes_digest());
  const std::multiset<std::string> before = digests;
  const std::vector<Candidate> fresh = appeared(folder, scanned, files, digests);
  if (fresh.empty()) return {};
  std::vector<Candidate> vanished;
  for (const std::string& path : gone) {
    const content::SourceFile* file = scanned.find(path);
    const std::string digest(file != nullptr ? file->bytes_digest() : std::string_view());
    if (before.count(digest) != digests.count(digest)) continue;  // renamed, not edited
    const auto text = reader.reading([&] { return reader.source_text(content::stored_path(path)); });
    if (text && *text) vanished.push_back({path, content::fingerprint(**text)});
  }
  if (fresh.size() * vanished.size() > max_pairs) return {};
  if (vanished.empty()) return {};
  const content::Boilerplate boilerplate =
      boilerplate_of(neighbours(vanished.front().path, scanned, {gone.begin(), gone.end()}), reader);
  std::vector<Match> matches;
  for (const Candidate& one : fresh)
    for (const Candidate& other : vanished)
      if (content::is_edited(other.print, one.print, boilerplate))
        matches.push_back({one.print.title != 0 && one.print.title == other.print.title,
                           content::similarity(one.print, other.print), &one, &other});
  std::stable_sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
    return std::pair(a.same_title, a.similarity) > std::pair(b.same_title, b.similarity);
  });
  std::map<std::string, std::string> renames;
  std::set<std::string> taken;
  for (const Match& match : matches)
    if (!renames.contains(match.appeared->path) && taken.insert(match.vanished->path).second)
      renames.emplace(match.appeared->path, match.vanished->path);
  return renames;
}

}  // namespace feedd::daemon
