// The table of readers is here and nowhere else.
#include "daemon/http/delta.hpp"

#include "content/digest.hpp"
#include "daemon/http/field.hpp"
#include "daemon/http/negotiate.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

/// Readers that keep what they have and add what a 226 brings. Not here: whatever is built on feedparser, which always
/// asks for deltas and leaves it to others to understand them (rss2email does not).
constexpr std::string_view known_readers[] = {"newsboat"};

}  // namespace

bool is_known_for_deltas(std::string_view user_agent) {
  const auto name = user_agent.substr(0, user_agent.find_first_of("/ "));
  return std::any_of(std::begin(known_readers), std::end(known_readers),
                     [&](std::string_view known) { return equal_ignoring_case(known, name); });
}

std::optional<FeedTag> delta_base(const Request& request, const Answer& current, DeltaReaders readers) {
  if (readers == DeltaReaders::none || current.status != 200 || request.is_guarded) return std::nullopt;
  if (readers == DeltaReaders::known && !is_known_for_deltas(request.user_agent)) return std::nullopt;
  const auto manipulations = field_value(request.head, "A-IM");
  if (!manipulations || !accepts(*manipulations, "feed")) return std::nullopt;
  const auto base = sole_feed_tag(request.if_none_match);
  const auto now = read_feed_tag(current.etag);
  if (!base || !now || base->revision >= now->revision || base->digest == now->digest) return std::nullopt;
  if (!content::is_named_digest(base->digest, current.path)) return std::nullopt;  // another feed's, or made up
  return base;
}

}  // namespace feedd::daemon
