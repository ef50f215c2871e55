#include "content/html.hpp"
#include "feeds/formats/format.hpp"
#include "feeds/pages/page_frame.hpp"

#include <cctype>

namespace feedd::feeds {
namespace {

using content::escape_html;

/// Readers on the web that take a feed's address in a link.
constexpr std::pair<std::string_view, std::string_view> readers[] = {
    {"Feedly", "https://feedly.com/i/subscription/feed%2F"},
    {"Inoreader", "https://www.inoreader.com/?add_feed="},
    {"NewsBlur", "https://www.newsblur.com/?url="},
    {"The Old Reader", "https://theoldreader.com/feeds/subscribe?url="}};

/// All but the unreserved characters (RFC 3986 section 2.3) percent-encoded.
std::string as_component(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && (std::isalnum(byte) != 0 || std::string_view("-._~").find(c) != std::string_view::npos)) {
      encoded += c;
      continue;
    }
    encoded += '%';
    encoded += digits[byte >> 4U];
    encoded += digits[byte & 15U];
  }
  return encoded;
}

}  // namespace

std::string subscribe_block(const Site& site, const Labels& labels, std::string_view key,
                            std::string_view page_language) {
  const std::string url = feed_url(site, key, formats().front().extension);
  std::string block = "<section class=\"subscribe\" aria-labelledby=\"feedd-subscribe\"" +
                      label_language(labels, page_language) + ">\n<h2 id=\"feedd-subscribe\">" +
                      std::string(labels.subscribe) + "</h2>\n<p>" + std::string(labels.explanation) +
                      "</p>\n<ul class=\"row\">\n";
  for (const auto& [name, address] : readers)
    block += "<li>" + link(std::string(address) + as_component(url), name) + "</li>\n";
  block += "</ul>\n<p><label for=\"feedd-address\">" + std::string(labels.address) +
           "</label>\n<input id=\"feedd-address\" type=\"url\" dir=\"ltr\" readonly value=\"" + escape_html(url) +
           "\"></p>\n<p class=\"soft\">" + std::string(labels.formats) + ":";
  for (const Format& format : formats()) block += " " + link(feed_url(site, key, format.extension), format.name);
  return block + "</p>\n</section>\n";
}

}  // namespace feedd::feeds
