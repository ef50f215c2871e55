// What is told of a change: feeds and articles as announcements name them, read from the store.
#pragma once

#include "content/store/article_reader.hpp"
#include "daemon/push/announcement.hpp"
#include "feeds/site.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace feedd::daemon::push {

/// What all announcements of a site say.
[[nodiscard]] News site_news(const feeds::Site& site, std::uint64_t revision);
[[nodiscard]] ChangedFeed changed_feed(const feeds::Site& site, content::ArticleReader& reader, std::string_view key);

/// How far an endpoint has been told of changes: of all up to a revision, and of the feeds of the next some.
struct Progress {
  std::uint64_t told = 0;
  std::uint64_t within = 0;  ///< the next revision with anything, of which the articles are told; 0: none is
  std::string feed{};        ///< and its feeds up to this one
};
/// Adds listed feeds and articles with news behind `from` and up to `served`, as many as a request of this kind takes;
/// returns how far they go. All feeds of a commit stand at one revision, which is parted where it is too large.
[[nodiscard]] Progress add_changes(News& news, const feeds::Site& site, content::ArticleReader& reader,
                                   const Kind& kind, const Progress& from, std::uint64_t served);

}  // namespace feedd::daemon::push
