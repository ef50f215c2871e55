// What is wrong with a feed: which rule, where, and what the specification says.
#pragma once

#include "content/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace feedd::feeds::check {

/// `error`: readers may refuse the feed or lose the entry. `warning`: legal, and something will show it wrong.
enum class Level : std::uint8_t { error, warning };

struct Finding {
  Level level = Level::error;
  /// Its name, stable: where and what, `rss-item-pubDate`; `well-formed` for what is no XML or JSON at all.
  std::string rule;
  std::string_view spec;  ///< where it is written: "RFC 4287 section 4.2.15"; a literal
  std::string reason;  ///< what is wrong and, where it helps, what to do; nothing of the feed's that a terminal obeys
  content::Position at{};
  std::string path{};  ///< in JSON, which has no other names for places: `/items/3/id` (RFC 6901)
};

/// Whose feed is looked at. `ours`: the first error decides, warnings are not even made, and what readers put up with
/// is an error. `anybodys`: what readers put up with is a warning.
enum class Author : std::uint8_t { ours, anybodys };

/// Takes findings in. Keeps the first `most` errors and the first `most` warnings of each rule, and counts the rest: a
/// broken template breaks a thousand entries alike. Rules must be of a bounded number, no names out of the feed.
class Findings {
 public:
  explicit Findings(Author author = Author::anybodys, std::size_t most = 20) : author_(author), most_(most) {}

  [[nodiscard]] bool wants_warnings() const { return author_ == Author::anybodys; }
  /// The level of what a specification forbids and every reader copes with.
  [[nodiscard]] Level lapse() const { return author_ == Author::ours ? Level::error : Level::warning; }
  /// Whether a finding of this rule will be kept, and counts it. Ask before a reason and a place are made.
  [[nodiscard]] bool admits(Level level, std::string_view rule);
  /// Keeps a finding that was admitted.
  void keep(Finding finding) { all_.push_back(std::move(finding)); }
  /// Both, for a finding that is cheap to make.
  void add(Finding finding);
  [[nodiscard]] const std::vector<Finding>& all() const { return all_; }
  [[nodiscard]] std::vector<Finding> take() { return std::move(all_); }
  /// Of how many findings nothing is told.
  [[nodiscard]] std::size_t untold() const { return untold_; }

 private:
  struct Count {
    std::size_t errors = 0;
    std::size_t warnings = 0;
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  Author author_;
  std::size_t most_;
  std::vector<Finding> all_;
  std::unordered_map<std::string, Count, Hash, std::equal_to<>> told_;
  std::size_t untold_ = 0;
};

}  // namespace feedd::feeds::check
