// Answers of conversations: made for one request, never kept.
#pragma once

#include "daemon/http/backend.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace feedd::daemon::push {

using Reply = std::function<void(Fetched)>;

/// One line of text, ended by a line feed.
[[nodiscard]] Fetched text_reply(int status, std::string_view text, std::vector<std::string> fields = {});
[[nodiscard]] Fetched reply(int status, std::string body, std::string_view media_type);

}  // namespace feedd::daemon::push
