// RSS 2.0 (rssboard.org/rss-specification) with the RSS Advisory Board's profile of best practices.
#include "content/text.hpp"
#include "feeds/check/dialects.hpp"
#include "feeds/check/links.hpp"
#include "feeds/check/visit.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace feedd::feeds::check {
namespace {

constexpr const char* of_channel = "RSS 2.0, channel";
constexpr const char* of_item = "RSS 2.0, item";
constexpr const char* profile = "RSS profile";

void enclosure(const Visit& visit, const Node& node, std::string_view name) {
  need_attribute(visit, node, name, "url", object_to_web_address);
  need_attribute(visit, node, name, "length", number);
  need_attribute(visit, node, name, "type", media_type);
}

void guid(const Visit& visit, const Node& node, std::string_view name) {
  const std::string text(content::trim(node.text()));
  if (text.empty()) return visit.error(node, name, "<guid> is empty");
  const std::string_view is_link = node.has_attribute("isPermaLink") ? node.attribute("isPermaLink") : "true";
  if (is_link != "true" && is_link != "false")
    return visit.error(node, name, "isPermaLink " + quoted(is_link) + " is neither true nor false");
  if (is_link == "false") {
    constexpr std::size_t short_bytes = 9;
    if (text.size() < short_bytes && is_whole_number(text))
      visit.warning(node, name, quoted(text) + " is not unique enough: another site's entry may have it");
    return;
  }
  if (!object_to_web_address(text, Characters::uri).empty())
    visit.error(node, name, quoted(text) + " is no address of a page; say isPermaLink=\"false\"");
}

void source(const Visit& visit, const Node& node, std::string_view name) {
  need_attribute(visit, node, name, "url", object_to_absolute);
}

void cloud(const Visit& visit, const Node& node, std::string_view name) {
  for (const char* attribute : {"domain", "path", "protocol"}) need_attribute(visit, node, name, attribute, anything);
  // Empty where the protocol has no procedures.
  need_attribute(visit, node, name, "registerProcedure", [](std::string_view, Characters) { return Objection{}; });
  need_attribute(visit, node, name, "port", number);
}

void avoided(const Visit& visit, const Node& node, std::string_view name) {
  visit.warning(node, name, "readers do nothing with " + tag(node));
}

void image_size(const Visit& visit, const Node& node, std::string_view name) {
  const std::string text(content::trim(node.text()));
  const int most = name == "width" ? 144 : 400;
  if (!is_whole_number(text) || text.size() > 3 || text == "0" || std::stoi(text) > most)
    visit.error(node, name, quoted(text) + " is no number from 1 to " + std::to_string(most));
}

constexpr Child root_children[] = {{Space::none, "channel", Needed::yes, false, nullptr, "RSS 2.0"}};

/// The attributes of RSS's own elements; those that are not here have none.
struct Attributes {
  std::string_view element;
  std::array<std::string_view, 5> names;
};
constexpr Attributes attributes[] = {
    {"category", {"domain"}},
    {"cloud", {"domain", "port", "path", "registerProcedure", "protocol"}},
    {"enclosure", {"url", "length", "type"}},
    {"guid", {"isPermaLink"}},
    {"rss", {"version"}},
    {"source", {"url"}},
};

/// RSS 2.0, "Extending RSS": what the specification does not name is in a namespace.
void check_attributes(const Visit& visit, const Node& node) {
  if (node.space() != Space::none || !node.has_attributes()) return;
  const auto* const row = std::find_if(std::begin(attributes), std::end(attributes),
                                       [&](const Attributes& one) { return one.element == node.local_name(); });
  const std::span<const std::string_view> known =
      row == std::end(attributes) ? std::span<const std::string_view>{} : std::span(row->names);
  if (const std::string_view name = node.unknown_attribute(known); !name.empty())
    visit.error(node, "unknown", tag(node) + " has no attribute " + quoted(name) + " in RSS");
}

void check_attributes(const Visit& visit, const Node& parent, std::span<const Node> children) {
  check_attributes(visit, parent);
  for (const Node& node : children) check_attributes(visit, node);
}

constexpr Child image_children[] = {
    {Space::none, "url", Needed::yes, false, absolute_address, of_channel},
    {Space::none, "title", Needed::yes, false, some_text, of_channel},
    {Space::none, "link", Needed::yes, false, absolute_address, of_channel},
    {Space::none, "width", Needed::no, false, image_size, of_channel},
    {Space::none, "height", Needed::no, false, image_size, of_channel},
    {Space::none, "description", Needed::no, false, any_text, of_channel},
};

void image(const Visit& visit, const Node& node, std::string_view) {
  const Visit inside{visit.findings, "rss-image", visit.spec, visit.characters};
  const std::vector<Node> children = node.children();
  check_children(inside, node, children, image_children);
  for (const Node& child : children) check_attributes(inside, child);
}

void skip_hours(const Visit& visit, const Node& node, std::string_view name) {
  for (const Node& hour : node.children()) {
    const std::string text(content::trim(hour.text()));
    if (!hour.is(Space::none, "hour") || !is_whole_number(text) || text.size() > 2 || std::stoi(text) > 24)
      visit.error(hour, name, "holds other than <hour> with a number from 0 to 23");
    else if (text == "24")
      visit.lapse(hour, name, "24 is the midnight of RSS 0.91; in RSS 2.0 it is 0");
  }
}

void skip_days(const Visit& visit, const Node& node, std::string_view name) {
  constexpr std::array<std::string_view, 7> days = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                    "Friday", "Saturday", "Sunday"};
  for (const Node& day : node.children())
    if (!day.is(Space::none, "day") || std::find(days.begin(), days.end(), content::trim(day.text())) == days.end())
      visit.error(day, name, "holds other than <day> with the English name of one");
}

constexpr Child item_children[] = {
    {Space::none, "title", Needed::no, false, some_text, of_item},
    {Space::none, "link", Needed::no, false, absolute_address, of_item},
    {Space::none, "description", Needed::no, false, html_text, of_item},
    {Space::none, "author", Needed::no, false, mailbox, of_item},
    {Space::none, "category", Needed::no, true, some_text, of_item},
    {Space::none, "comments", Needed::no, false, absolute_address, of_item},
    {Space::none, "enclosure", Needed::no, true, enclosure, of_item},
    {Space::none, "guid", Needed::recommended, false, guid, of_item},
    {Space::none, "pubDate", Needed::recommended, false, date_rfc822, of_item},
    {Space::none, "source", Needed::no, false, source, of_item},
    {Space::none, "expirationDate", Needed::no, false, date_rfc822, "RSS 0.93, item"},
};

constexpr Child channel_children[] = {
    {Space::none, "title", Needed::yes, false, some_text, of_channel},
    {Space::none, "link", Needed::yes, false, absolute_address, of_channel},
    {Space::none, "description", Needed::yes, false, plain_text, of_channel},
    {Space::none, "language", Needed::no, false, language_tag, of_channel},
    {Space::none, "copyright", Needed::no, false, plain_text, of_channel},
    {Space::none, "managingEditor", Needed::no, false, mailbox, of_channel},
    {Space::none, "webMaster", Needed::no, false, mailbox, of_channel},
    {Space::none, "pubDate", Needed::no, false, date_rfc822, of_channel},
    {Space::none, "lastBuildDate", Needed::no, false, date_rfc822, of_channel},
    {Space::none, "category", Needed::no, true, some_text, of_channel},
    {Space::none, "generator", Needed::no, false, any_text, of_channel},
    {Space::none, "docs", Needed::no, false, absolute_address, of_channel},
    {Space::none, "cloud", Needed::no, false, cloud, of_channel},
    {Space::none, "ttl", Needed::no, false, positive_number, of_channel},
    {Space::none, "image", Needed::no, false, image, of_channel},
    {Space::none, "rating", Needed::no, false, any_text, of_channel},
    {Space::none, "textInput", Needed::no, false, avoided, profile},
    {Space::none, "textinput", Needed::no, false, avoided, profile},  // as RSS 0.91 writes it
    {Space::none, "skipHours", Needed::no, false, skip_hours, of_channel},
    {Space::none, "skipDays", Needed::no, false, skip_days, of_channel},
    {Space::none, "item", Needed::no, true, nullptr, of_item},
};

/// Whether it is one of RSS's versions, or one between them: 2.0.1.
bool is_version(std::string_view text) {
  constexpr std::array<std::string_view, 6> versions = {"0.90", "0.91", "0.92", "0.93", "0.94", "2.0"};
  return std::any_of(versions.begin(), versions.end(), [&](std::string_view version) {
    if (!text.starts_with(version)) return false;
    const std::string_view rest = text.substr(version.size());
    return rest.empty() || (rest.size() > 1 && rest.size() < 8 && rest.front() == '.' &&
                            rest.find_first_not_of(".0123456789") == std::string_view::npos);
  });
}

/// What says where the entry's text and its author stand, taken together.
void check_item_as_a_whole(const Visit& visit, const Node& item, std::span<const Node> children) {
  bool has_title = false, has_description = false, has_author = false, has_enclosure = false;
  for (const Node& node : children) {
    if (node.is(Space::none, "title")) has_title = true;
    if (node.is(Space::none, "description")) has_description = true;
    if (node.is(Space::none, "author")) has_author = true;
    if (node.is(Space::none, "enclosure") && std::exchange(has_enclosure, true))
      visit.lapse(node, "enclosure", "a second enclosure: most readers play only one");
    if (node.is(Space::content, "encoded") && !has_description)
      visit.warning(node, "description", "<content:encoded> has no <description> before it");
    if (node.is(Space::dc, "creator") && has_author)
      visit.warning(node, "author", "<author> and <dc:creator> both name the author");
  }
  if (!has_title && !has_description) visit.error(item, "title", "an item needs a title or a description");
}

void check_any_item(Findings& findings, const Node& item, std::span<const Node> children) {
  const Visit visit{findings, "rss-item", of_item};
  check_children(visit, item, children, item_children);
  check_attributes(visit, item, children);
  check_item_as_a_whole(visit, item, children);
}

/// RSS 2.0, `image`: its title and link are in practice the channel's own, and readers show the one for the other.
void check_image(Findings& findings, std::span<const Node> in_channel) {
  if (!findings.wants_warnings()) return;
  const auto text_of = [](std::span<const Node> nodes, std::string_view name) {
    const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const Node& n) { return n.is(Space::none, name); });
    std::string text = found == nodes.end() ? std::string() : std::string(content::trim(found->text()));
    if (name == "link" && text.ends_with('/')) text.pop_back();
    return text;
  };
  const Visit visit{findings, "rss-image", of_channel};
  for (const Node& image : in_channel) {
    if (!image.is(Space::none, "image")) continue;
    const std::vector<Node> inside = image.children();
    for (const std::string_view name : {std::string_view("title"), std::string_view("link")})
      if (const std::string text = text_of(inside, name);
          text != text_of(in_channel, name) && !text.empty() &&
          (name != "link" || object_to_absolute(text, visit.characters).empty()))
        visit.warning(image, name, quoted(text) + " is not the channel's <" + std::string(name) + '>');
  }
}

void check_items(Findings& findings, std::span<const Node> in_channel) {
  std::set<std::string> guids;
  for (const Node& node : in_channel) {
    if (!node.is(Space::none, "item")) continue;
    const std::vector<Node> children = node.children();
    check_any_item(findings, node, children);
    for (const Node& child : children) {
      if (!child.is(Space::none, "guid")) continue;
      const std::string guid(content::trim(child.text()));
      if (!guid.empty() && !guids.insert(guid).second)
        Visit{findings, "rss-item", of_item}.error(child, "guid", quoted(guid) + " is another item's guid too");
    }
  }
}

}  // namespace

void check_rss_item(Findings& findings, const Node& item) {
  const std::vector<Node> children = item.children();
  check_any_item(findings, item, children);
  // Our own items have all three: readers order by the date, tell entries apart by the guid, and go to the link.
  for (const std::string_view name :
       {std::string_view("link"), std::string_view("guid"), std::string_view("pubDate")}) {
    if (std::none_of(children.begin(), children.end(), [&](const Node& node) { return node.is(Space::none, name); }))
      Visit{findings, "rss-item", of_item}.error(item, name, "<item> has no <" + std::string(name) + '>');
  }
}

std::string kind_of_rss(const Node& rss) {
  const std::string_view version = rss.attribute("version");
  return is_version(version) ? "RSS " + std::string(version) : "RSS";
}

void check_rss(Findings& findings, const Node& rss) {
  const Visit visit{findings, "rss", "RSS 2.0"};
  const std::string_view version = rss.attribute("version");
  if (!rss.has_attribute("version"))
    visit.error(rss, "version", "<rss> has no attribute version");
  else if (!is_version(version))
    visit.error(rss, "version", "version " + quoted(version) + " is none of RSS's (2.0)");
  check_attributes(visit, rss);
  const auto children = rss.children();
  check_children(visit, rss, children, root_children);
  const auto channel =
      std::find_if(children.begin(), children.end(), [](const Node& node) { return node.is(Space::none, "channel"); });
  if (channel == children.end()) return;
  const Visit at_channel{findings, "rss-channel", of_channel};
  const std::vector<Node> inside = channel->children();
  check_children(at_channel, *channel, inside, channel_children);
  check_attributes(at_channel, *channel, inside);
  check_links({findings, "rss-channel", profile}, *channel, inside, true);
  check_image(findings, inside);
  check_items(findings, inside);
}

}  // namespace feedd::feeds::check
