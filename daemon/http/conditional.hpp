// Preconditions of GET and HEAD: RFC 9110 section 13, and the ranges of section 14 they guard.
#pragma once

#include "content/time.hpp"
#include "daemon/http/field.hpp"
#include "daemon/http/request_parser.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace feedd::daemon {

/// Whether a tag of an If-None-Match list is `etag` (opaque, without quotes), compared weakly; `*` is any. A suffix
/// that a compressing proxy wrote into the tag (`"tag-gzip"`, `"tag;br"`) is not part of it; lost quotes are forgiven.
[[nodiscard]] bool matches_etag(const FieldLines& if_none_match, std::string_view etag);

/// Whether If-Match, or where there is none If-Unmodified-Since, wants another state than this: 412. Both come before
/// all other conditions (section 13.2.2) and are for a `Request::is_guarded` only. `etag` is the strong tag of what
/// would be sent; empty where it is weak or there is none, and then only `*` matches (section 13.1.1).
[[nodiscard]] bool is_precondition_failed(const Request& request, std::string_view etag, content::Timestamp changed_at);

/// The tag of a live feed (the revision it stands at and the digest of its bytes), taken apart.
struct FeedTag {
  std::string_view tag;  ///< opaque, without what a proxy wrote into it
  std::uint64_t revision = 0;
  std::string_view digest;
};
/// Nothing where it is no feed's.
[[nodiscard]] std::optional<FeedTag> read_feed_tag(std::string_view tag);
/// The one tag of If-None-Match; nothing for several, for `*` and for what is no feed's.
[[nodiscard]] std::optional<FeedTag> sole_feed_tag(const FieldLines& if_none_match);

/// Whether the client has it already. If-Modified-Since counts only where there is no If-None-Match (section 13.1.3).
/// An empty etag and the epoch mean that there is none.
[[nodiscard]] bool is_not_modified(const Request& request, std::string_view etag, content::Timestamp changed_at);

/// Whether it says what the client has: a tag or, where there is no If-None-Match, a date. An invalid date is as if
/// there were none (section 13.1.3).
[[nodiscard]] bool has_validator(const Request& request);

/// Whether Range is to be obeyed: there is no If-Range, or it names the strong tag or exactly the date
/// (section 13.1.5).
[[nodiscard]] bool is_range_current(const Request& request, std::string_view etag, content::Timestamp changed_at);

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;  ///< 0: cannot be satisfied, 416
};

/// The one range of `bytes=…` asked for, cut at `size`. Nothing where the whole is to be sent: no Range, another unit,
/// a malformed one, or several (sections 14.1.2 and 14.2 allow to ignore them).
[[nodiscard]] std::optional<ByteRange> read_range(std::string_view range, std::uint64_t size);

}  // namespace feedd::daemon
