#include "feeds/check/finding.hpp"

#include <algorithm>

namespace feedd::feeds::check {

void Findings::add(Finding finding) {
  if (errors_only_ && finding.level == Level::warning) return;
  const auto same = std::count_if(all_.begin(), all_.end(), [&](const Finding& other) {
    return other.rule == finding.rule && other.level == finding.level;
  });
  if (static_cast<std::size_t>(same) >= most_)
    ++untold_;
  else
    all_.push_back(std::move(finding));
}

}  // namespace feedd::feeds::check
