// RSS 1.0 (purl.org/rss/1.0/spec).
#include "feeds/check/dialects.hpp"
#include "feeds/check/visit.hpp"

#include <algorithm>
#include <set>

namespace feedd::feeds::check {
namespace {

constexpr const char* of_channel = "RSS 1.0 section 5.3";
constexpr const char* of_item = "RSS 1.0 section 5.5";

void reference(const Visit& visit, const Node& node, std::string_view name) {
  need_attribute(visit, node, name, "rdf:resource", object_to_absolute);
}

constexpr Child item_children[] = {
    {Space::rss1, "title", Needed::yes, false, some_text, "RSS 1.0 section 5.5.1"},
    {Space::rss1, "link", Needed::yes, false, absolute_address, "RSS 1.0 section 5.5.2"},
    {Space::rss1, "description", Needed::no, false, html_text, "RSS 1.0 section 5.5.3"},
};

constexpr Child channel_children[] = {
    {Space::rss1, "title", Needed::yes, false, some_text, "RSS 1.0 section 5.3.1"},
    {Space::rss1, "link", Needed::yes, false, absolute_address, "RSS 1.0 section 5.3.2"},
    {Space::rss1, "description", Needed::yes, false, plain_text, "RSS 1.0 section 5.3.3"},
    {Space::rss1, "image", Needed::no, false, reference, "RSS 1.0 section 5.3.4"},
    {Space::rss1, "items", Needed::yes, false, nullptr, "RSS 1.0 section 5.3.5"},
    {Space::rss1, "textinput", Needed::no, false, reference, "RSS 1.0 section 5.3.6"},
};

constexpr Child image_children[] = {
    {Space::rss1, "title", Needed::yes, false, some_text, "RSS 1.0 section 5.4.1"},
    {Space::rss1, "url", Needed::yes, false, absolute_address, "RSS 1.0 section 5.4.2"},
    {Space::rss1, "link", Needed::yes, false, absolute_address, "RSS 1.0 section 5.4.3"},
};

void check_about(const Visit& visit, const Node& node) {
  need_attribute(visit, node, "about", "rdf:about", object_to_reference);
}

/// The addresses of what the channel says it has, in its order.
std::set<std::string> listed_in(const Node& channel) {
  std::set<std::string> listed;
  for (const Node& items : channel.children()) {
    if (!items.is(Space::rss1, "items")) continue;
    for (const Node& list : items.children())
      for (const Node& one : list.children())
        if (one.is(Space::rdf, "li"))
          listed.emplace(one.has_attribute("rdf:resource") ? one.attribute("rdf:resource") : one.attribute("resource"));
  }
  return listed;
}

}  // namespace

void check_rdf_item(Findings& findings, const Node& item) {
  const Visit visit{findings, "rdf-item", of_item};
  check_about(visit, item);
  check_children(visit, item, item_children);
}

void check_rdf(Findings& findings, const Node& rdf) {
  const Visit at_channel{findings, "rdf-channel", of_channel};
  const auto children = rdf.children();
  const auto channel =
      std::find_if(children.begin(), children.end(), [](const Node& node) { return node.is(Space::rss1, "channel"); });
  if (channel == children.end()) return at_channel.error(rdf, "channel", "<rdf:RDF> has no <channel>");
  check_about(at_channel, *channel);
  check_children(at_channel, *channel, channel_children);
  const std::set<std::string> listed = listed_in(*channel);
  std::set<std::string> seen;
  for (const Node& node : children) {
    if (node.is(Space::rss1, "image"))
      check_children({findings, "rdf-image", "RSS 1.0 section 5.4"}, node, image_children);
    if (!node.is(Space::rss1, "item")) continue;
    check_rdf_item(findings, node);
    const std::string about(node.attribute("rdf:about"));
    if (!seen.insert(about).second)
      Visit{findings, "rdf-item", of_item}.error(node, "about", quoted(about) + " is another item's address too");
    if (!listed.contains(about)) at_channel.error(node, "items", "the channel does not list " + quoted(about));
  }
  if (seen.size() < listed.size()) at_channel.error(*channel, "items", "the channel lists items that are not there");
}

}  // namespace feedd::feeds::check
