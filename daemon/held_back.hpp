// What readers do not get although it is published: entries that broke a rule of a format, and documents whose head
// did. For `status` and the log.
#pragma once

#include "content/error.hpp"

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::daemon {

/// Thread-safe.
class HeldBack {
 public:
  /// What is wrong with a document now; nothing, where all is well again. Gives back what was not known before, of
  /// any document.
  std::vector<std::string> note(std::string_view path, const std::vector<content::Error>& problems);
  /// Each once, sorted: `article or document: reason (rule)`.
  [[nodiscard]] std::vector<std::string> all() const;

 private:
  [[nodiscard]] bool is_known(const std::string& problem) const;

  mutable std::mutex mutex_;
  std::map<std::string, std::vector<std::string>, std::less<>> by_path_;
};

}  // namespace feedd::daemon
