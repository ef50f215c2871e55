// What one I/O loop serves: path -> finished answer, and which other paths exist at all.
// Belongs to its loop's thread: no locks. Evicts nothing by itself: whoever keeps the byte budget says `drop`.
#pragma once

#include "daemon/http/published.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

namespace feedd::daemon {

/// content::digest64 of every path there is an answer for, kept or not, decoded as in Answer::path.
using KnownPaths = boost::unordered_flat_set<std::uint64_t>;

struct FeedTraffic;

class Publication {
 public:
  enum class Verdict : std::uint8_t {
    hit,      ///< here it is
    unknown,  ///< no such path: 404 without asking anybody
    ask       ///< Backend::fetch knows
  };
  struct Found {
    Verdict verdict;
    const std::shared_ptr<const Published>* answer = nullptr;  ///< for a hit, valid until the next change of the table
    FeedTraffic** traffic = nullptr;  ///< for a hit: kept for whoever counts there; null at first
  };

  /// Replaces what stands at the answer's path, unless that has a higher revision. What is left over, to be let go of:
  /// null, or one of the two.
  [[nodiscard]] std::shared_ptr<const Published> put(std::shared_ptr<const Published> answer);
  /// What stood there, or null.
  [[nodiscard]] std::shared_ptr<const Published> drop(std::string_view path);
  /// Without known paths (none were given yet, or null) every miss is asked for. `/media/…` is always asked for,
  /// and the archives of a feed that is known.
  /// What it knew before, to be let go of.
  [[nodiscard]] std::shared_ptr<const KnownPaths> set_known(std::shared_ptr<const KnownPaths> known) {
    learned_.clear();
    return std::exchange(known_, std::move(known));
  }
  /// More of them: a commit brings a few, and the set may have a million.
  void learn(const std::vector<std::uint64_t>& paths) { learned_.insert(paths.begin(), paths.end()); }

  [[nodiscard]] Found find(std::string_view path) const;
  /// Of a path there is none of: that of the feed whose name is the same to people, letters composed and small, as
  /// slugs are; empty where there is none.
  [[nodiscard]] std::string find_feed_spelled_otherwise(std::string_view path) const;
  /// A rule for the whole query or for one pair of it, which stands under `PATH?QUERY` or `PATH?NAME=VALUE`: that path,
  /// or empty where there is none. Looks at the first pairs only. A query changes nothing else.
  [[nodiscard]] std::string find_query_rule(std::string_view path, std::string_view query) const;
  [[nodiscard]] std::size_t size() const { return answers_.size(); }

 private:
  struct PathHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view path) const { return std::hash<std::string_view>{}(path); }
  };

  struct Entry {
    std::shared_ptr<const Published> answer;
    mutable FeedTraffic* traffic = nullptr;
  };

  std::unordered_map<std::string, Entry, PathHash, std::equal_to<>> answers_;
  [[nodiscard]] bool knows(std::string_view path) const;

  std::shared_ptr<const KnownPaths> known_;
  KnownPaths learned_;  ///< beside them
};

}  // namespace feedd::daemon
