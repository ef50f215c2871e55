// What machines read of an article's page: OpenGraph and JSON-LD. Nothing of it runs.
#pragma once

#include "feeds/formats/format.hpp"

#include <string>

namespace feedd::feeds {

/// Elements for the head: OpenGraph (ogp.me) and a `NewsArticle` (schema.org) as a data block, in which no character
/// could end it.
[[nodiscard]] std::string structured_data(const Site& site, const Entry& entry, const std::string& language);

}  // namespace feedd::feeds
