// What an rssCloud server answers over HTTP POST: `<notifyResult success="true" msg="..."/>` (rsscloud.co,
// walkthrough).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace feedd::daemon::push {

struct NotifyResult {
  bool success = false;
  std::string message;
};

/// Nothing where the bytes are no such document.
[[nodiscard]] std::optional<NotifyResult> read_notify_result(std::string_view body);
[[nodiscard]] std::string print_notify_result(const NotifyResult& result);

}  // namespace feedd::daemon::push
