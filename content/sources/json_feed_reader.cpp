// https://www.jsonfeed.org/version/1.1/, and 1.0 where it differs (`author`). What has the wrong type is passed over.
#include "content/sources/json_feed_reader.hpp"

#include "content/sources/article_file.hpp"
#include "content/sources/metadata.hpp"
#include "content/text.hpp"
#include "content/url.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace feedd::content {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr) return {};
  if (const json::string* text = value->if_string()) return std::string(*text);
  return value->is_int64() || value->is_uint64() || value->is_double() ? json::serialize(*value) : std::string();
}

/// The list at `key`, or an empty one.
const json::array& list_of(const json::object& object, const char* key) {
  static const json::array none;
  const json::value* value = object.if_contains(key);
  const json::array* list = value == nullptr ? nullptr : value->if_array();
  return list == nullptr ? none : *list;
}

std::string absolute(const std::string& reference, const FeedHead& head) {
  const std::string_view written = trim(reference);
  if (written.empty()) return {};
  const std::string& base = head.address.empty() ? head.link : head.address;
  std::optional<std::string> address;
  if (url_scheme(written))
    address = to_uri(written);
  else if (!base.empty())
    address = resolve_url(base, written);
  const auto scheme = address ? url_scheme(*address) : std::nullopt;
  return scheme && (*scheme == "http" || *scheme == "https") ? *address : std::string();
}

std::vector<std::string> authors_of(const json::object& object) {
  std::vector<std::string> names;
  const auto add = [&](const json::value& value) {
    const json::object* author = value.if_object();
    if (author != nullptr) append_label(names, author_name(text_of(*author, "name")));
  };
  for (const json::value& author : list_of(object, "authors")) add(author);
  if (const json::value* author = object.if_contains("author"); author != nullptr && names.empty()) add(*author);
  return names;
}

void add_media(FeedEntry& entry, Media media) {
  if (media.url.empty()) return;
  if (media.type.empty())
    media.type = media_type_of(std::string_view(media.url).substr(0, media.url.find_first_of("?#"))).value_or("");
  const auto same = [&](const Media& other) { return other.url == media.url; };
  if (std::none_of(entry.media.begin(), entry.media.end(), same)) entry.media.push_back(std::move(media));
}

void read_attachments(const json::object& item, const FeedHead& head, FeedEntry& entry) {
  for (const json::value& value : list_of(item, "attachments")) {
    const json::object* attachment = value.if_object();
    if (attachment == nullptr) continue;
    Media media;
    media.url = absolute(text_of(*attachment, "url"), head);
    media.type = collapse_space(clean_text(text_of(*attachment, "mime_type")).text);
    media.alt = collapse_space(clean_text(text_of(*attachment, "title")).text);
    if (const json::value* size = attachment->if_contains("size_in_bytes"); size != nullptr && size->is_number()) {
      json::error_code error;
      const auto bytes = size->to_number<std::uint64_t>(error);
      if (!error) media.length_bytes = bytes;
    }
    add_media(entry, std::move(media));
  }
  for (const char* key : {"image", "banner_image"}) add_media(entry, {absolute(text_of(item, key), head), "", 0, ""});
}

FeedEntry read_item(const json::object& item, const FeedHead& head) {
  FeedEntry entry;
  entry.id = text_of(item, "id");
  entry.link = absolute(text_of(item, "url"), head);
  if (entry.link.empty()) entry.link = absolute(text_of(item, "external_url"), head);
  entry.title = {text_of(item, "title"), false, ""};
  const std::string html = text_of(item, "content_html");
  entry.content = html.empty() ? FeedText{text_of(item, "content_text"), false, ""} : FeedText{html, true, ""};
  entry.summary = {text_of(item, "summary"), false, ""};
  if (entry.content.empty()) entry.content = std::move(entry.summary), entry.summary = {};
  entry.published = entry_date(text_of(item, "date_published"), entry);
  entry.updated = entry_date(text_of(item, "date_modified"), entry);
  if (!entry.published) entry.published = entry.updated;
  entry.authors = authors_of(item);
  if (entry.authors.empty()) entry.authors = head.authors;
  for (const json::value& tag : list_of(item, "tags"))
    if (const json::string* label = tag.if_string()) append_label(entry.tags, std::string_view(*label));
  entry.language = text_of(item, "language");
  if (entry.language.empty()) entry.language = head.language;
  read_attachments(item, head, entry);
  return entry;
}

FeedHead read_head(const json::object& feed, const std::string& address) {
  FeedHead head;
  head.address = address;
  const auto line = [&](const char* key) { return collapse_space(clean_text(text_of(feed, key)).text); };
  const std::string version = line("version");
  const std::size_t number = version.find("/version/");
  head.format = number == std::string::npos ? "JSON Feed" : "JSON Feed " + shorten(version.substr(number + 9), 8);
  head.title = line("title");
  head.description = line("description");
  head.language = line("language");
  head.link = absolute(text_of(feed, "home_page_url"), head);
  head.next = absolute(text_of(feed, "next_url"), head);
  head.authors = authors_of(feed);
  return head;
}

}  // namespace

Result<JsonFeed> read_json_feed(std::string_view text, const std::string& name, const std::string& address) {
  json::parse_options options;
  options.allow_comments = true;
  options.allow_trailing_commas = true;
  options.allow_invalid_utf8 = true;
  json::error_code failed;
  const json::value document = json::parse(text, failed, {}, options);
  if (failed) return Error{"json", name, "not JSON: " + failed.message()};
  const json::object* feed = document.if_object();
  const bool is_feed =
      feed != nullptr && (feed->contains("items") || text_of(*feed, "version").find("jsonfeed") != std::string::npos);
  if (!is_feed) return Error{"json-feed", name, "JSON, but no feed: it has no list \"items\""};
  JsonFeed result;
  result.head = read_head(*feed, address);
  std::size_t number = 0;
  for (const json::value& item : list_of(*feed, "items")) {
    ++number;
    if (const json::object* object = item.if_object())
      result.entries.push_back(read_item(*object, result.head));
    else
      result.refused.emplace_back("json-feed", name, "item " + std::to_string(number) + " is no object");
  }
  return result;
}

}  // namespace feedd::content
