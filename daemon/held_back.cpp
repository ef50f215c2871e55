#include "daemon/held_back.hpp"

#include <algorithm>
#include <set>

namespace feedd::daemon {

bool HeldBack::is_known(const std::string& problem) const {
  return std::any_of(by_path_.begin(), by_path_.end(), [&](const auto& document) {
    return std::find(document.second.begin(), document.second.end(), problem) != document.second.end();
  });
}

std::vector<std::string> HeldBack::note(std::string_view path, const std::vector<content::Error>& problems) {
  std::vector<std::string> news;
  const std::lock_guard lock(mutex_);
  if (problems.empty()) {
    if (const auto found = by_path_.find(path); found != by_path_.end()) by_path_.erase(found);
    return news;
  }
  std::vector<std::string> lines;
  for (const content::Error& problem : problems) {
    std::string line = problem.to_string();
    if (!is_known(line)) news.push_back(line);
    lines.push_back(std::move(line));
  }
  by_path_.insert_or_assign(std::string(path), std::move(lines));
  return news;
}

std::vector<std::string> HeldBack::all() const {
  std::set<std::string> lines;
  const std::lock_guard lock(mutex_);
  for (const auto& [path, problems] : by_path_) lines.insert(problems.begin(), problems.end());
  return {lines.begin(), lines.end()};
}

}  // namespace feedd::daemon
