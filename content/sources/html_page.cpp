// The names pages use for the same thing (linked data, Open Graph, Dublin Core, plain meta), most exact first.
#include "content/sources/html_page.hpp"

#include "content/sources/linked_data.hpp"
#include "content/text.hpp"
#include "content/time.hpp"
#include "content/url.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace feedd::content {

namespace {

struct Spellings {
  std::string_view key;
  std::array<std::string_view, 7> names;
};

// Pelican's own names stand beside those of Open Graph and Dublin Core.
constexpr std::array<Spellings, 14> table = {{
    {"date", {"article:published_time", "dcterms.created", "dc.date", "date", "pubdate", "dc.date.issued", "time"}},
    {"updated", {"article:modified_time", "og:updated_time", "dcterms.modified", "modified", "last-modified"}},
    {"expires", {"article:expiration_time"}},
    {"authors", {"author", "authors", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "byl"}},
    {"summary", {"summary", "description", "og:description", "dc.description", "twitter:description"}},
    {"tags", {"tags", "article:tag", "news_keywords", "keywords"}},
    {"category", {"category"}},
    {"section", {"article:section"}},
    {"image", {"og:image", "og:image:url", "og:image:secure_url", "twitter:image"}},
    {"rights", {"copyright", "dc.rights", "dcterms.rights"}},
    {"language", {"lang", "og:locale", "content-language"}},
    {"slug", {"slug"}},
    {"status", {"status"}},
    {"url", {"canonical", "og:url"}},
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
  if (key == "date" || key == "updated" || key == "expires") return read_date(text).has_value();
  if (key == "authors") return !url_scheme(text);
  if (key == "url") return url_scheme(text).has_value();
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

/// Pelican's `<meta name="authors">` and its kin name several in one, split at semicolons or commas.
void split_authors(Value& authors) {
  const std::string text = std::exchange(authors.scalar, {});
  const char separator = text.find(';') != std::string::npos ? ';' : ',';
  authors.kind = Value::Kind::list;
  for (std::size_t i = 0; i <= text.size();) {
    const std::size_t end = std::min(text.find(separator, i), text.size());
    authors.list.push_back(scalar(trim(std::string_view(text).substr(i, end - i))));
    i = end + 1;
  }
}

const std::string* text_named(const HtmlDocument& document, std::string_view name) {
  for (const auto& [found, text] : document.metadata)
    if (found == name) return &text;
  return nullptr;
}

/// `<title>` and the first heading say what the page is called; the article's own headline, or a title made for
/// sharing, is better where theirs has or may have the site's name in it.
std::string title_of(const HtmlDocument& document, const Value& linked) {
  const Value* const headline = linked.find("title");
  const std::string* const shared = text_named(document, "og:title");
  const std::string better = headline != nullptr && headline->kind == Value::Kind::scalar ? headline->scalar
                             : shared != nullptr                                          ? *shared
                                                                                          : std::string();
  const bool part = document.title.find(better) != std::string::npos || may_name_site(document.title);
  return document.title.empty() || (part && !better.empty()) ? better : document.title;
}

}  // namespace

Value metadata_of(const HtmlDocument& document) {
  Value page;
  page.kind = Value::Kind::map;
  const Value linked = article_in_linked_data(document.linked_data);
  for (const Spellings& spellings : table) {
    std::vector<Value> values = values_of(document, spellings);
    const bool several = spellings.key == "authors" || spellings.key == "tags";
    const Value* const said = linked.find(spellings.key);
    if (said != nullptr && (values.empty() || spellings.key == "date" || spellings.key == "authors")) {
      page.map.emplace_back(spellings.key, *said);
    } else if (values.size() == 1 || (!values.empty() && !several)) {
      if (spellings.key == "authors" && text_named(document, "authors") != nullptr) split_authors(values.front());
      page.map.emplace_back(spellings.key, std::move(values.front()));
    } else if (!values.empty()) {
      Value list;
      list.kind = Value::Kind::list;
      list.list = std::move(values);
      page.map.emplace_back(spellings.key, std::move(list));
    }
  }
  if (const std::string title = title_of(document, linked); !title.empty())
    page.map.emplace_back("title", scalar(title));
  if (!document.language.empty()) page.map.emplace_back("language", scalar(document.language));
  return page;
}

std::string resolve_in_page(std::string_view base, std::string_view reference) {
  constexpr std::string_view here = "https://page.invalid";
  const bool fragment = reference.starts_with('#');
  if (fragment || base.empty() || url_scheme(reference)) return std::string(reference);
  if (const auto scheme = url_scheme(base)) {
    const bool web = scheme == "http" || scheme == "https";
    return web ? resolve_url(base, reference).value_or(std::string(reference)) : std::string(reference);
  }
  if (reference.starts_with('/') || reference.starts_with('?')) return std::string(reference);
  const std::string_view folder = base.substr(0, base.rfind('/') + 1);
  if (!base.starts_with('/') || base.starts_with("//")) return std::string(folder).append(reference);
  const auto resolved = resolve_url(std::string(here).append(folder), reference);
  return resolved ? resolved->substr(here.size()) : std::string(reference);
}

}  // namespace feedd::content
