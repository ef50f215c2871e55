// JSON Feed 1.1. Rights and photo credit, which it lacks, stand in an extension object.
#include "content/time.hpp"
#include "feeds/formats/format.hpp"

#include <boost/json.hpp>

namespace feedd::feeds {
namespace {

namespace json = boost::json;

constexpr std::string_view place = "\"items\":[]";

content::Error broken(std::string_view rule, std::string_view reason) {
  return content::Error{"json-" + std::string(rule), "", std::string(reason), {}};
}

json::array people(const std::vector<content::Term>& authors) {
  json::array list;
  for (const content::Term& author : authors) list.push_back(json::object{{"name", author.label}});
  return list;
}

json::array attachments(const std::vector<content::Media>& all) {
  json::array list;
  for (const content::Media& media : all) {
    if (media.type.empty()) continue;  // mime_type is required
    json::object attachment{{"url", media.url}, {"mime_type", media.type}};
    if (media.length_bytes != 0) attachment["size_in_bytes"] = media.length_bytes;
    list.push_back(std::move(attachment));
  }
  return list;
}

json::object extension(const Entry& entry) {
  json::object extension;
  if (!entry.rights.empty()) extension["rights"] = entry.rights;
  if (!entry.article.photo_credit.empty()) extension["photo_credit"] = entry.article.photo_credit;
  return extension;
}

bool has_text(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() && !value->get_string().empty();
}

}  // namespace

std::string json_fragment(const Entry& entry) {
  const content::Article& article = entry.article;
  json::object item{{"id", article.id}, {"url", entry.url}};
  if (!article.title.empty()) item["title"] = article.title;
  if (entry.content.empty())
    item["content_text"] = article.summary;
  else
    item["content_html"] = entry.content;
  if (!article.summary.empty()) item["summary"] = article.summary;
  if (!entry.media.empty() && entry.media.front().type.starts_with("image/")) item["image"] = entry.media.front().url;
  item["date_published"] = content::to_rfc3339(article.published);
  item["date_modified"] = content::to_rfc3339(article.updated);
  if (!article.authors.empty()) item["authors"] = people(article.authors);
  if (!article.tags.empty()) {
    json::array& tags = item["tags"].emplace_array();
    for (const content::Term& tag : article.tags) tags.emplace_back(tag.label);
  }
  if (!entry.language.empty()) item["language"] = entry.language;
  if (json::array list = attachments(entry.media); !list.empty()) item["attachments"] = std::move(list);
  if (json::object own = extension(entry); !own.empty()) item["_feedd"] = std::move(own);
  return json::serialize(item);
}

std::string json_compose(const FeedHead& head, std::span<const std::string_view> fragments) {
  json::object feed{{"version", "https://jsonfeed.org/version/1.1"},
                    {"title", head.title},
                    {"home_page_url", head.home_url},
                    {"feed_url", head.self_url}};
  if (head.description != head.title) feed["description"] = head.description;
  feed["authors"] = json::array{json::object{{"name", head.author}}};
  if (!head.language.empty()) feed["language"] = head.language;
  feed["items"].emplace_array();  // last: what stands before it cannot hold its unescaped quotes
  std::string text = json::serialize(feed);
  std::string items;
  for (const std::string_view fragment : fragments) {
    items += items.empty() ? "\n" : ",\n";
    items += fragment;
  }
  text.insert(text.rfind(place) + place.size() - 1, items);
  text += '\n';
  return text;
}

content::Result<void> json_check_fragment(std::string_view fragment) {
  boost::system::error_code error;
  const json::value value = json::parse(fragment, error);
  if (error || !value.is_object()) return broken("well-formed", error.message());
  const json::object& item = value.get_object();
  if (!has_text(item, "id")) return broken("item-id", "an item needs an id");
  if (!item.contains("content_html") && !item.contains("content_text"))
    return broken("item-content", "an item needs content_html or content_text");
  return {};
}

content::Result<void> json_check_document(std::string_view document) {
  boost::system::error_code error;
  const json::value value = json::parse(document, error);
  if (error || !value.is_object()) return broken("well-formed", error.message());
  const json::object& feed = value.get_object();
  if (!has_text(feed, "version")) return broken("feed-version", "a feed needs its version");
  if (!has_text(feed, "title")) return broken("feed-title", "a feed needs a title");
  if (!feed.contains("items")) return broken("feed-items", "a feed needs items");
  return {};
}

}  // namespace feedd::feeds
