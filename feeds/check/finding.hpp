// What is wrong with a feed: which rule, where, and what the specification says.
#pragma once

#include "content/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::feeds::check {

/// `error`: readers may refuse the feed or lose the entry. `warning`: legal, and something will show it wrong.
enum class Level : std::uint8_t { error, warning };

struct Finding {
  Level level = Level::error;
  /// Its name, stable: where and what, `rss-item-pubDate`; `well-formed` for what is no XML or JSON at all.
  std::string rule;
  std::string_view spec;  ///< where it is written: "RFC 4287 section 4.2.15"; a literal
  std::string reason;     ///< what is wrong and, where it helps, what to do
  content::Position at{};
  std::string path{};  ///< in JSON, which has no other names for places: `/items/3/id`
};

/// Takes findings in. Keeps the first `most` of each rule: a broken template breaks a thousand entries alike.
class Findings {
 public:
  /// `errors_only`: warnings are not even made.
  explicit Findings(bool errors_only = false, std::size_t most = 20) : errors_only_(errors_only), most_(most) {}

  [[nodiscard]] bool wants_warnings() const { return !errors_only_; }
  void add(Finding finding);
  [[nodiscard]] const std::vector<Finding>& all() const { return all_; }
  [[nodiscard]] std::vector<Finding> take() { return std::move(all_); }
  /// Of how many findings nothing is told.
  [[nodiscard]] std::size_t untold() const { return untold_; }

 private:
  bool errors_only_;
  std::size_t most_;
  std::vector<Finding> all_;
  std::size_t untold_ = 0;
};

}  // namespace feedd::feeds::check
