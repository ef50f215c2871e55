#include "daemon/renames.hpp"

#include "content/digest.hpp"
#include "content/similarity.hpp"
#include "content/sources/article_file.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <set>

namespace feedd::daemon {
namespace {

/// Less in common is another article: git's own threshold is one half, but a wrong match here gives an id away.
constexpr double least_similarity = 0.6;
/// More files on either side are no renaming by hand, and each would be read twice.
constexpr std::size_t max_files = 1000;
/// Pairs that are compared at most: a second's work.
constexpr std::size_t max_pairs = 100'000;

struct Candidate {
  std::string path;
  content::Fingerprint print;
};

struct Match {
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

}  // namespace

std::map<std::string, std::string> find_renames(const content::Folder& folder, content::ArticleReader& reader,
                                                const content::ScanState& scanned,
                                                const std::vector<content::FolderFile>& files,
                                                const std::vector<std::string>& gone) {
  if (gone.empty() || files.empty() || gone.size() > max_files) return {};
  std::multiset<std::string> digests;
  for (const std::string& path : gone)
    if (const content::SourceFile* file = scanned.find(path)) digests.insert(file->digest);
  const std::multiset<std::string> before = digests;
  const std::vector<Candidate> fresh = appeared(folder, scanned, files, digests);
  if (fresh.empty()) return {};
  std::vector<Candidate> vanished;
  for (const std::string& path : gone) {
    const content::SourceFile* file = scanned.find(path);
    if (file != nullptr && before.count(file->digest) != digests.count(file->digest)) continue;  // renamed, not edited
    const auto text = reader.reading([&] { return reader.source_text(content::to_nfc(path)); });
    if (text && *text) vanished.push_back({path, content::fingerprint(**text)});
  }
  if (fresh.size() * vanished.size() > max_pairs) return {};
  std::vector<Match> matches;
  for (const Candidate& one : fresh)
    for (const Candidate& other : vanished)
      if (const double alike = content::similarity(one.print, other.print); alike >= least_similarity)
        matches.push_back({alike, &one, &other});
  std::stable_sort(matches.begin(), matches.end(),
                   [](const Match& a, const Match& b) { return a.similarity > b.similarity; });
  std::map<std::string, std::string> renames;
  std::set<std::string> taken;
  for (const Match& match : matches)
    if (!renames.contains(match.appeared->path) && taken.insert(match.vanished->path).second)
      renames.emplace(match.appeared->path, match.vanished->path);
  return renames;
}

}  // namespace feedd::daemon
