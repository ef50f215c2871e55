// The names under which caches keep what feedd serves (Surrogate-Key, Cache-Tag), and by which they are told to let go.
#pragma once

#include <string>
#include <string_view>

namespace feedd::daemon::push {

/// On everything that feedd serves.
inline constexpr std::string_view everything_key = "feedd";
/// On what lists feeds or articles and is no feed: the index page, OPML, sitemaps. Every purge by keys names it.
inline constexpr std::string_view listings_key = "feedd/listings";
/// No key is longer: 256 of them, which is what Fastly takes at once, stay under its 16 KB for a header.
inline constexpr std::size_t longest_key_bytes = 62;

/// The key of a feed in all its formats and of its readable page: `tags/korea` -> `feedd/tags/korea`; what is not
/// ASCII, or long, by its digest: `tags/경제` -> `feedd/tags/x-` and 32 hex digits. Letters, digits and `-._~/` only.
[[nodiscard]] std::string surrogate_key(std::string_view feed_key);
/// The key of an article's page.
[[nodiscard]] std::string article_surrogate_key(std::string_view slug);

}  // namespace feedd::daemon::push
