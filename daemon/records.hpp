// Articles as `list --json` and `show --json` give them: keys that programs may rely on.
#pragma once

#include "content/store/article_reader.hpp"
#include "feeds/site.hpp"

#include <string>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

namespace feedd::daemon {

/// `id slug url title authors published updated tags language status source`; times in RFC 3339, authors and tags as
/// labels.
[[nodiscard]] boost::json::object list_record(const feeds::Site& site, const content::Article& article);
/// The list's keys and `summary content_html rights photo_credit media revision`, addresses absolute.
[[nodiscard]] boost::json::object show_record(const feeds::Site& site, const content::Article& article,
                                              const feeds::Site::PageOf& page_of = {});

/// Every article, newest first, then files that are no articles, as objects of one line each. `problems`: path and
/// reason.
[[nodiscard]] content::Result<std::string> list_lines(const feeds::Site& site, content::ArticleReader& reader,
                                                      const std::vector<std::pair<std::string, std::string>>& problems);
/// One article as one line; an Error where there is none.
[[nodiscard]] content::Result<std::string> show_line(const feeds::Site& site, content::ArticleReader& reader,
                                                     const std::string& id_slug_or_path);

}  // namespace feedd::daemon
