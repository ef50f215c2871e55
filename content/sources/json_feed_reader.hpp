// JSON Feed 1.0 and 1.1 as entries. Private to content.
#pragma once

#include "content/error.hpp"
#include "content/sources/feed_entry.hpp"

#include <vector>

namespace feedd::content {

struct JsonFeed {
  FeedHead head;
  std::vector<FeedEntry> entries;
  std::vector<Error> refused;  ///< items that are no objects, and why
};

/// Reads a whole document, at most max_json_bytes. `name` and `address`: the document's.
[[nodiscard]] Result<JsonFeed> read_json_feed(std::string_view text, const std::string& name,
                                              const std::string& address);

inline constexpr std::size_t max_json_bytes = 256U << 20;

}  // namespace feedd::content
