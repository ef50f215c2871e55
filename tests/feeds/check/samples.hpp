// Small feeds of others, and what the judge says of them.
#pragma once

#include "feeds/check/check.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace feedd::feeds::check {

inline std::vector<std::string> rules(const Judged& judged, Level level) {
  std::vector<std::string> names;
  for (const Finding& one : judged.findings)
    if (one.level == level) names.push_back(one.rule);
  return names;
}
inline std::vector<std::string> errors(std::string_view feed) {
  return rules(judge(feed, "", ""), Level::error);
}
inline std::vector<std::string> warnings(std::string_view feed) {
  return rules(judge(feed, "", ""), Level::warning);
}

inline std::string rss(std::string_view items) {
  return R"(<?xml version="1.0"?>
<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>t</title><link>https://e.org/</link><description>d</description><language>en</language>
<a:link rel="self" href="https://e.org/feed.rss"/>
)" + std::string(items) +
         "</channel></rss>";
}

inline std::string item(std::string_view guid, std::string_view inside = "") {
  return "<item><title>t</title><link>https://e.org/</link><guid isPermaLink=\"false\">" + std::string(guid) +
         "</guid><pubDate>Thu, 01 Jan 2026 00:00:00 +0000</pubDate>" + std::string(inside) + "</item>\n";
}

inline std::string in_channel(std::string_view more) {
  return rss(std::string(more) + item("one"));
}
inline std::string in_item(std::string_view inside) {
  return rss(item("one", inside));
}
inline std::string atom(std::string_view more, std::string_view root = "") {
  return "<feed xmlns=\"http://www.w3.org/2005/Atom\"" + std::string(root) +
         "><id>urn:isbn:1</id><title>t</title><updated>2026-01-01T00:00:00Z</updated>"
         "<link rel=\"self\" href=\"https://e.org/f\"/>" +
         std::string(more) + "</feed>";
}
inline std::string entry(std::string_view inside = "") {
  return "<entry><id>urn:isbn:2</id><title>t</title><updated>2026-01-01T00:00:00Z</updated><content>c</content>" +
         std::string(inside) + "</entry>";
}

}  // namespace feedd::feeds::check
