// Lines and columns of offsets in a text.
#pragma once

#include "content/error.hpp"

#include <string_view>
#include <vector>

namespace feedd::feeds::check {

/// Where the lines of a text begin. Made in one walk; each question is answered by a search among the lines.
class Lines {
 public:
  explicit Lines(std::string_view text);

  /// Line and column (in bytes) from 1; a text ends behind its last character.
  [[nodiscard]] content::Position at(std::size_t offset) const;

 private:
  std::vector<std::size_t> starts_;
};

}  // namespace feedd::feeds::check
