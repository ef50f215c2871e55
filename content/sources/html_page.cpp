// The names pages use for the same thing (Open Graph, Dublin Core, plain meta), most exact first.
#include "content/sources/html_page.hpp"

#include "content/time.hpp"
#include "content/url.hpp"

#include <algorithm>
#include <array>

namespace feedd::content {

namespace {

struct Spellings {
  std::string_view key;
  std::array<std::string_view, 6> names;
};

constexpr std::array<Spellings, 8> table = {{
    {"date", {"article:published_time", "dcterms.created", "dc.date", "date", "pubdate", "time"}},
    {"updated", {"article:modified_time", "og:updated_time", "dcterms.modified", "last-modified"}},
    {"authors", {"author", "article:author", "dc.creator", "dcterms.creator", "parsely-author"}},
    {"summary", {"description", "og:description", "dc.description", "twitter:description"}},
    {"tags", {"article:tag", "news_keywords", "keywords"}},
    {"image", {"og:image", "og:image:url", "twitter:image"}},
    {"rights", {"copyright", "dc.rights", "dcterms.rights"}},
    {"language", {"og:locale", "content-language"}},
}};

Value scalar(std::string_view text) {
  Value value;
  value.kind = Value::Kind::scalar;
  value.quoted = true;
  value.scalar = text;
  return value;
}

/// Whether a page that means `key` can mean this: dates must be dates, and an author's address is no name.
bool fits(std::string_view key, std::string_view text) {
  if (key == "date" || key == "updated") return parse_date(text).has_value();
  if (key == "authors") return !url_scheme(text);
  return true;
}

/// The values of the first name that has any; of authors and tags there may be several.
std::vector<Value> values_of(const HtmlDocument& document, const Spellings& spellings) {
  std::vector<Value> values;
  for (const std::string_view name : spellings.names) {
    if (name.empty() || !values.empty()) break;
    for (const auto& [found, text] : document.metadata)
      if (found == name && fits(spellings.key, text)) values.push_back(scalar(text));
  }
  return values;
}

}  // namespace

Value metadata_of(const HtmlDocument& document) {
  Value page;
  page.kind = Value::Kind::map;
  for (const Spellings& spellings : table) {
    std::vector<Value> values = values_of(document, spellings);
    if (values.empty()) continue;
    if (values.size() == 1 || (spellings.key != "authors" && spellings.key != "tags")) {
      page.map.emplace_back(std::string(spellings.key), std::move(values.front()));
    } else {
      Value list;
      list.kind = Value::Kind::list;
      list.list = std::move(values);
      page.map.emplace_back(std::string(spellings.key), std::move(list));
    }
  }
  if (!document.title.empty()) page.map.emplace_back("title", scalar(document.title));
  if (!document.language.empty()) page.map.emplace_back("language", scalar(document.language));
  return page;
}

}  // namespace feedd::content
