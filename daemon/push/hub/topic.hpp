// Which feed of ours a topic's address names.
#pragma once

#include "content/store/sql.hpp"
#include "feeds/site.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace feedd::daemon::push {

/// The path of a feed that there is, without its slash, `tags/한국.rss`; nothing where the address is no feed of this
/// site in some format. Reads the store; throws sql::Failure.
[[nodiscard]] std::optional<std::string> own_topic(const feeds::Site& site, content::sql::Database& reader,
                                                   std::string_view url);
/// The feed of a topic's path, where it is no more; nothing for others' topics. Reads the store; throws sql::Failure.
[[nodiscard]] std::optional<std::string> ended_feed(content::sql::Database& reader, std::string_view topic);
/// The address a topic's path has now.
[[nodiscard]] std::string topic_url(const feeds::Site& site, std::string_view topic);
/// Whether an address lies below the site's.
[[nodiscard]] bool is_own(const feeds::Site& site, std::string_view url);

}  // namespace feedd::daemon::push
