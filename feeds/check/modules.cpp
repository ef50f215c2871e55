// Rules of the modules: elements of other namespaces that channels, items, feeds and entries have.
#include "content/text.hpp"
#include "feeds/check/links.hpp"
#include "feeds/check/podcast_category.hpp"
#include "feeds/check/visit.hpp"

#include <algorithm>
#include <array>

namespace feedd::feeds::check {
namespace {

constexpr const char* dublin_core = "Dublin Core 1.1";
constexpr const char* media_rss = "Media RSS 1.5.1";
constexpr const char* apple = "Apple's podcast RSS requirements";
constexpr const char* podcasting = "Podcasting 2.0";
constexpr const char* rfc5005 = "RFC 5005";
constexpr const char* rfc6721 = "RFC 6721 section 3";

template <std::size_t N>
void one_of(const Visit& visit, const Node& node, std::string_view name,
            const std::array<std::string_view, N>& values) {
  const std::string text = content::lower_ascii(content::trim(node.text()));
  if (std::find(values.begin(), values.end(), text) != values.end()) return;
  std::string reason = quoted(text) + " is none of";
  for (const std::string_view value : values) reason.append(1, ' ').append(value);
  visit.error(node, name, std::move(reason));
}

constexpr std::array<std::string_view, 2> yes_or_no = {"yes", "no"};
constexpr std::array<std::string_view, 6> explicitness = {"true", "false", "yes", "no", "clean", "explicit"};
constexpr std::array<std::string_view, 3> episode_kinds = {"full", "trailer", "bonus"};
constexpr std::array<std::string_view, 2> show_kinds = {"episodic", "serial"};
constexpr std::array<std::string_view, 5> update_periods = {"hourly", "daily", "weekly", "monthly", "yearly"};
constexpr std::array<std::string_view, 5> media_kinds = {"image", "audio", "video", "document", "executable"};

void is_explicit(const Visit& visit, const Node& node, std::string_view name) {
  one_of(visit, node, name, explicitness);
}
void episode_kind(const Visit& visit, const Node& node, std::string_view name) {
  one_of(visit, node, name, episode_kinds);
}
void show_kind(const Visit& visit, const Node& node, std::string_view name) {
  one_of(visit, node, name, show_kinds);
}
void update_period(const Visit& visit, const Node& node, std::string_view name) {
  one_of(visit, node, name, update_periods);
}
void locked(const Visit& visit, const Node& node, std::string_view name) {
  one_of(visit, node, name, yes_or_no);
}

/// Seconds, or h:mm:ss.
void duration(const Visit& visit, const Node& node, std::string_view name) {
  const std::string text(content::trim(node.text()));
  std::string_view rest = text;
  bool good = !rest.empty();
  for (int part = 0; good && part < 3; ++part) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    good = is_whole_number(rest.substr(0, end)) && (part == 0 || (end == 2 && rest[0] < '6'));
    if (end == rest.size()) return good ? void() : visit.error(node, name, quoted(text) + " is no duration (1:02:03)");
    rest.remove_prefix(end + 1);
  }
  visit.error(node, name, quoted(text) + " is no duration (1:02:03)");
}

void at_most(const Visit& visit, const Node& node, std::string_view name, std::size_t most) {
  const std::string text = node.text();
  const auto characters =
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; });
  if (static_cast<std::size_t>(characters) > most)
    visit.error(node, name, "is longer than " + std::to_string(most) + " characters");
}

void short_text(const Visit& visit, const Node& node, std::string_view name) {
  at_most(visit, node, name, 255);
  plain_text(visit, node, name);
}

void summary(const Visit& visit, const Node& node, std::string_view name) {
  at_most(visit, node, name, 4000);
  any_text(visit, node, name);
}

void image_reference(const Visit& visit, const Node& node, std::string_view name) {
  need_attribute(visit, node, name, "href", object_to_web_address);
}

/// A category, and those of its own, by Apple's list. Names of older lists are all over the world.
void show_category(const Visit& visit, const Node& node, std::string_view name) {
  need_attribute(visit, node, name, "text", anything);
  if (!node.has_attribute("text")) return;
  const std::string category(content::trim(node.attribute("text")));
  if (!is_podcast_category(category) || category.find('>') != std::string::npos)
    return visit.lapse(node, name, quoted(category) + " is no category of Apple's");
  for (const Node& child : node.children()) {
    if (!child.is(Space::itunes, "category")) continue;
    need_attribute(visit, child, name, "text", anything);
    const std::string below(content::trim(child.attribute("text")));
    std::string both = category;
    if (!is_podcast_category(both.append(" > ").append(below)))
      visit.lapse(child, name, quoted(below) + " is no category of Apple's in " + quoted(category));
  }
}

void owner(const Visit& visit, const Node& node, std::string_view name) {
  bool has_email = false;
  for (const Node& child : node.children()) {
    if (!child.is(Space::itunes, "email")) continue;
    has_email = true;
    email(visit, child, "email");
  }
  if (!has_email) visit.error(node, name, "<itunes:owner> has no <itunes:email>");
}

void linked_file(const Visit& visit, const Node& node, std::string_view name) {
  need_attribute(visit, node, name, "url", object_to_web_address);
  need_attribute(visit, node, name, "type", media_type);
}

void uuid(const Visit& visit, const Node& node, std::string_view name) {
  const std::string text(content::trim(node.text()));
  if (!object_to_absolute("urn:uuid:" + text, Characters::uri).empty())
    visit.error(node, name, quoted(text) + " is no UUID");
}

// Media RSS.

void media_text(const Visit& visit, const Node& node, std::string_view name) {
  const std::string_view type = node.attribute("type");
  if (type.empty() || type == "plain") return plain_text(visit, node, name);
  if (type == "html") return html_text(visit, node, name);
  visit.error(node, name, "type " + quoted(type) + " is neither plain nor html");
}

void thumbnail(const Visit& visit, const Node& node, std::string_view name) {
  need_attribute(visit, node, name, "url", object_to_absolute);
  check_attribute(visit, node, name, "width", number);
  check_attribute(visit, node, name, "height", number);
}

void credit(const Visit& visit, const Node& node, std::string_view name) {
  const std::string_view role = node.attribute("role");
  if (role != content::lower_ascii(role)) visit.error(node, name, "role " + quoted(role) + " is not in lower case");
}

void player(const Visit& visit, const Node& node, std::string_view name) {
  need_attribute(visit, node, name, "url", object_to_absolute);
  check_attribute(visit, node, name, "width", number);
  check_attribute(visit, node, name, "height", number);
}

void subtitles(const Visit& visit, const Node& node, std::string_view name) {
  need_attribute(visit, node, name, "href", object_to_absolute);
  check_attribute(visit, node, name, "type", media_type);
}

void restriction(const Visit& visit, const Node& node, std::string_view name) {
  need_attribute(visit, node, name, "relationship", [](std::string_view text, Characters) {
    return text == "allow" || text == "deny" ? Objection{} : "is neither allow nor deny";
  });
}

/// All of Media RSS may stand in contents and groups; what every module may is below.
void inside_media(const Visit& visit, const Node& node) {
  check_children({visit.findings, "media", media_rss, visit.characters}, node, {});
}

void media_content(const Visit& visit, const Node& node, std::string_view name) {
  check_attribute(visit, node, name, "url", object_to_absolute);
  check_attribute(visit, node, name, "type", media_type);
  for (const char* count : {"fileSize", "width", "height"}) check_attribute(visit, node, name, count, number);
  if (node.has_attribute("medium")) {
    const std::string_view medium = node.attribute("medium");
    if (std::find(media_kinds.begin(), media_kinds.end(), medium) == media_kinds.end())
      visit.error(node, name, "medium " + quoted(medium) + " is none of image audio video document executable");
  }
  inside_media(visit, node);
}

void media_group(const Visit& visit, const Node& node, std::string_view) {
  inside_media(visit, node);
}

// Threading and deleted entries.

void in_reply_to(const Visit& visit, const Node& node, std::string_view name) {
  need_attribute(visit, node, name, "ref", object_to_absolute);
  check_attribute(visit, node, name, "href", object_to_reference);
  check_attribute(visit, node, name, "type", media_type);
}

void deleted_entry(const Visit& visit, const Node& node, std::string_view name) {
  need_attribute(visit, node, name, "ref", object_to_absolute);
  need_attribute(visit, node, name, "when", [](std::string_view text, Characters) { return object_to_rfc3339(text); });
}

constexpr Child rows[] = {
    {Space::content, "encoded", Needed::no, false, html_text, "RSS 1.0 module content"},
    {Space::content, "items", Needed::no, false, nullptr, "RSS 1.0 module content"},
    {Space::dc, "creator", Needed::no, true, plain_text, dublin_core},
    {Space::dc, "contributor", Needed::no, true, plain_text, dublin_core},
    {Space::dc, "publisher", Needed::no, true, plain_text, dublin_core},
    {Space::dc, "subject", Needed::no, true, plain_text, dublin_core},
    {Space::dc, "date", Needed::no, true, date_w3cdtf, dublin_core},
    {Space::dc, "language", Needed::no, true, language_tag, dublin_core},
    {Space::dc, "rights", Needed::no, true, plain_text, dublin_core},
    {Space::dc, "identifier", Needed::no, true, any_text, dublin_core},
    {Space::dc, "source", Needed::no, true, any_text, dublin_core},
    {Space::dc, "relation", Needed::no, true, any_text, dublin_core},
    {Space::dc, "title", Needed::no, true, plain_text, dublin_core},
    {Space::dc, "description", Needed::no, true, any_text, dublin_core},
    {Space::dc, "type", Needed::no, true, any_text, dublin_core},
    {Space::dc, "format", Needed::no, true, any_text, dublin_core},
    {Space::dc, "coverage", Needed::no, true, any_text, dublin_core},
    {Space::itunes, "author", Needed::no, false, short_text, apple},
    {Space::itunes, "title", Needed::no, false, plain_text, apple},
    {Space::itunes, "subtitle", Needed::no, false, short_text, apple},
    {Space::itunes, "summary", Needed::no, false, summary, apple},
    {Space::itunes, "keywords", Needed::no, false, short_text, apple},
    {Space::itunes, "category", Needed::no, true, show_category, apple},
    {Space::itunes, "explicit", Needed::no, false, is_explicit, apple},
    {Space::itunes, "image", Needed::no, false, image_reference, apple},
    {Space::itunes, "type", Needed::no, false, show_kind, apple},
    {Space::itunes, "owner", Needed::no, false, owner, apple},
    {Space::itunes, "block", Needed::no, false, any_text, apple},
    {Space::itunes, "complete", Needed::no, false, any_text, apple},
    {Space::itunes, "new-feed-url", Needed::no, false, absolute_address, apple},
    {Space::itunes, "duration", Needed::no, false, duration, apple},
    {Space::itunes, "season", Needed::no, false, positive_number, apple},
    {Space::itunes, "episode", Needed::no, false, positive_number, apple},
    {Space::itunes, "episodeType", Needed::no, false, episode_kind, apple},
    {Space::itunes, "order", Needed::no, false, any_text, apple},
    {Space::itunes, "isClosedCaptioned", Needed::no, false, any_text, apple},
    {Space::podcast, "guid", Needed::no, false, uuid, podcasting},
    {Space::podcast, "locked", Needed::no, false, locked, podcasting},
    {Space::podcast, "chapters", Needed::no, false, linked_file, podcasting},
    {Space::podcast, "transcript", Needed::no, true, linked_file, podcasting},
    {Space::podcast, "person", Needed::no, true, some_text, podcasting},
    {Space::podcast, "season", Needed::no, false, whole_number, podcasting},
    {Space::history, "archive", Needed::no, false, nullptr, rfc5005},
    {Space::history, "complete", Needed::no, false, nullptr, rfc5005},
    {Space::threading, "in-reply-to", Needed::no, true, in_reply_to, "RFC 4685 section 3"},
    {Space::threading, "total", Needed::no, false, whole_number, "RFC 4685 section 5"},
    {Space::tombstones, "deleted-entry", Needed::no, true, deleted_entry, rfc6721},
    {Space::syndication, "updatePeriod", Needed::no, false, update_period, "RSS 1.0 module syndication"},
    {Space::syndication, "updateFrequency", Needed::no, false, positive_number, "RSS 1.0 module syndication"},
    {Space::comments, "commentRss", Needed::no, false, absolute_address, "CommentAPI"},
    {Space::comments, "comment", Needed::no, false, absolute_address, "CommentAPI"},
    {Space::atom, "link", Needed::no, true, atom_link, "RFC 4287 section 4.2.7"},
    {Space::atom, "author", Needed::no, true, atom_person, "RFC 4287 section 4.2.1"},
    {Space::media, "content", Needed::no, true, media_content, media_rss},
    {Space::media, "group", Needed::no, true, media_group, media_rss},
    {Space::media, "title", Needed::no, false, media_text, media_rss},
    {Space::media, "description", Needed::no, false, media_text, media_rss},
    {Space::media, "thumbnail", Needed::no, true, thumbnail, media_rss},
    {Space::media, "credit", Needed::no, true, credit, media_rss},
    {Space::media, "text", Needed::no, true, nullptr, media_rss},
    {Space::media, "keywords", Needed::no, true, any_text, media_rss},
    {Space::media, "rating", Needed::no, true, any_text, media_rss},
    {Space::media, "adult", Needed::no, true, any_text, media_rss},
    {Space::media, "copyright", Needed::no, true, any_text, media_rss},
    {Space::media, "category", Needed::no, true, any_text, media_rss},
    {Space::media, "player", Needed::no, true, player, media_rss},
    {Space::media, "hash", Needed::no, true, any_text, media_rss},
    {Space::media, "license", Needed::no, true, nullptr, media_rss},
    {Space::media, "community", Needed::no, true, nullptr, media_rss},
    {Space::media, "restriction", Needed::no, true, restriction, media_rss},
    {Space::media, "comments", Needed::no, true, nullptr, media_rss},
    {Space::media, "embed", Needed::no, true, player, media_rss},
    {Space::media, "responses", Needed::no, true, nullptr, media_rss},
    {Space::media, "backLinks", Needed::no, true, nullptr, media_rss},
    {Space::media, "status", Needed::no, true, nullptr, media_rss},
    {Space::media, "price", Needed::no, true, nullptr, media_rss},
    {Space::media, "subTitle", Needed::no, true, subtitles, media_rss},
    {Space::media, "peerLink", Needed::no, true, subtitles, media_rss},
    {Space::media, "location", Needed::no, true, nullptr, media_rss},
    {Space::media, "rights", Needed::no, true, nullptr, media_rss},
    {Space::media, "scenes", Needed::no, true, nullptr, media_rss},
};

}  // namespace

std::span<const Child> modules() {
  return rows;
}

}  // namespace feedd::feeds::check
