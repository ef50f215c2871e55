#include "feeds/check/finding.hpp"

namespace feedd::feeds::check {

bool Findings::admits(Level level, std::string_view rule) {
  if (level == Level::warning && !wants_warnings()) return false;
  auto told = told_.find(rule);
  if (told == told_.end()) told = told_.emplace(rule, Count{}).first;
  std::size_t& count = level == Level::error ? told->second.errors : told->second.warnings;
  if (count < most_) return ++count, true;
  ++untold_;
  return false;
}

void Findings::add(Finding finding) {
  if (admits(finding.level, finding.rule)) keep(std::move(finding));
}

}  // namespace feedd::feeds::check
