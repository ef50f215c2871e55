// What is told of a change: feeds and articles as announcements name them, read from the store.
#pragma once

#include "content/store/article_reader.hpp"
#include "daemon/push/announcement.hpp"
#include "feeds/site.hpp"

#include <string_view>

namespace feedd::daemon::push {

/// What all announcements of a site say.
[[nodiscard]] News site_news(const feeds::Site& site, std::uint64_t revision);
[[nodiscard]] ChangedFeed changed_feed(const feeds::Site& site, content::ArticleReader& reader, std::string_view key);
/// Adds listed feeds and articles with news after `told` and up to `served`, as many as a request of this kind takes;
/// returns the revision up to which it is complete.
[[nodiscard]] std::uint64_t add_changes(News& news, const feeds::Site& site, content::ArticleReader& reader,
                                        const Kind& kind, std::uint64_t told, std::uint64_t served);

}  // namespace feedd::daemon::push
