#include "feeds/check/lines.hpp"

#include <algorithm>

namespace feedd::feeds::check {

Lines::Lines(std::string_view text) : starts_{0} {
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', end + 1))
    starts_.push_back(end + 1);
}

content::Position Lines::at(std::size_t offset) const {
  const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
  return {static_cast<int>(next - starts_.begin()), static_cast<int>(offset - *std::prev(next)) + 1};
}

}  // namespace feedd::feeds::check
