// JSON Feed 1.1. Rights and photo credit, which it lacks, stand in an extension object.
#include "content/time.hpp"
#include "feeds/formats/format.hpp"

#include <algorithm>

#include <boost/json.hpp>

namespace feedd::feeds {
namespace {

namespace json = boost::json;

constexpr std::string_view place = "\"items\":[]";

json::array people(const std::vector<content::Term>& authors) {
  json::array list;
  for (const content::Term& author : authors) list.push_back(json::object{{"name", author.label}});
  return list;
}

json::array attachments(const Entry& entry) {
  json::array list;
  for (const content::Media& media : entry.media) {
    if (media.type.empty()) continue;  // mime_type is required
    json::object attachment{{"url", media.url}, {"mime_type", media.type}};
    if (media.length_bytes != 0) attachment["size_in_bytes"] = media.length_bytes;
    if (!media.alt.empty()) attachment["title"] = media.alt;
    if (is_recording(media) && entry.details.episode && entry.details.episode->duration_seconds != 0)
      attachment["duration_in_seconds"] = entry.details.episode->duration_seconds;
    list.push_back(std::move(attachment));
  }
  return list;
}

json::array links(const std::vector<content::NamedLink>& all) {
  json::array list;
  for (const content::NamedLink& one : all) {
    json::object link{{"url", one.url}};
    if (!one.title.empty()) link["title"] = one.title;
    list.push_back(std::move(link));
  }
  return list;
}

json::object extension(const Entry& entry) {
  json::object extension;
  if (!entry.rights.empty()) extension["rights"] = entry.rights;
  if (!entry.article.photo_credit.empty()) extension["photo_credit"] = entry.article.photo_credit;
  if (!entry.article.section.empty()) extension["section"] = entry.article.section;
  const content::Details& details = entry.details;
  if (!details.corrections.empty()) {
    json::array& list = extension["corrections"].emplace_array();
    for (const content::Correction& one : details.corrections) {
      json::object correction{{"note", one.note}};
      if (one.at) correction["date"] = content::to_rfc3339(*one.at);
      list.push_back(std::move(correction));
    }
  }
  if (!details.contributors.empty()) {
    json::array& list = extension["contributors"].emplace_array();
    for (const std::string& name : details.contributors) list.push_back(json::object{{"name", name}});
  }
  if (!entry.related.empty()) extension["related"] = links(entry.related);
  if (!details.in_reply_to.empty()) extension["in_reply_to"] = links(details.in_reply_to);
  if (details.source)
    extension["source"] = json::object{{"url", details.source->url}, {"title", details.source->title}};
  return extension;
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
  if (const content::Media* const lead = lead_image(entry)) item["image"] = lead->url;
  item["date_published"] = content::to_rfc3339(article.published);
  item["date_modified"] = content::to_rfc3339(article.updated);
  if (!article.authors.empty()) item["authors"] = people(article.authors);
  if (const std::vector<Category> all = categories(entry); !all.empty()) {
    json::array& tags = item["tags"].emplace_array();
    for (const Category& category : all) tags.emplace_back(category.label);
  }
  if (!entry.language.empty()) item["language"] = entry.language;
  if (json::array list = attachments(entry); !list.empty()) item["attachments"] = std::move(list);
  if (json::object own = extension(entry); !own.empty()) item["_feedd"] = std::move(own);
  return json::serialize(item);
}

Frame json_frame(const FeedHead& head) {
  json::object feed{{"version", "https://jsonfeed.org/version/1.1"},
                    {"title", head.title},
                    {"home_page_url", head.home_url},
                    {"feed_url", head.self_url}};
  if (head.description != head.title) feed["description"] = head.description;
  if (!head.history.previous.empty()) feed["next_url"] = head.history.previous;
  if (!head.image.empty() || !head.icon.empty()) feed["icon"] = head.image.empty() ? head.icon : head.image;
  if (!head.icon.empty()) feed["favicon"] = head.icon;
  feed["authors"] = json::array{json::object{{"name", head.author}}};
  if (!head.language.empty()) feed["language"] = head.language;
  if (!head.hubs.empty()) {
    json::array& hubs = feed["hubs"].emplace_array();
    for (const std::string& hub : head.hubs) hubs.push_back(json::object{{"type", "WebSub"}, {"url", hub}});
  }
  feed["items"].emplace_array();  // last: what stands before it cannot hold its unescaped quotes
  const std::string around = json::serialize(feed);
  const std::size_t at = around.rfind(place) + place.size() - 1;
  return {around.substr(0, at) + '\n', ",\n", around.substr(at) + '\n'};
}

}  // namespace feedd::feeds
