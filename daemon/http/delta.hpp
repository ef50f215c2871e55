// Which requests are answered with a delta of a feed: RFC 3229 with the instance manipulation `feed`. Makes none.
#pragma once

#include "daemon/http/conditional.hpp"
#include "daemon/http/options.hpp"
#include "daemon/http/published.hpp"
#include "daemon/http/request_parser.hpp"

#include <optional>
#include <string_view>

namespace feedd::daemon {

/// Whether a reader was seen to take 226 as it is meant, by the name its User-Agent begins with.
[[nodiscard]] bool is_known_for_deltas(std::string_view user_agent);

/// What the client has, where it is to get what changed since: it asks for a delta (`A-IM: feed`), is one of `readers`,
/// and has one earlier document of this feed, and sets no condition besides. Nothing: the answer is for it as it is, or
/// 304.
[[nodiscard]] std::optional<FeedTag> delta_base(const Request& request, const Answer& current, DeltaReaders readers);

}  // namespace feedd::daemon
