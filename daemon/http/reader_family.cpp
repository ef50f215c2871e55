// The table of readers. The first row whose mark stands in the User-Agent as a word of its own holds, so what others
// claim to be like comes last.
#include "daemon/http/reader_family.hpp"

#include "daemon/http/field.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string>

namespace feedd::daemon {
namespace {

enum class Kind : std::uint8_t { hosted, other };
enum class Place : std::uint8_t { word, anywhere };

struct Row {
  std::string_view mark;  // in lower case; empty: whoever is none of the others
  std::string_view name;
  Kind kind = Kind::other;
  Place place = Place::word;
};

constexpr Row rows[] = {
    // Hosted readers, which say `N subscribers`.
    {"feedly", "Feedly", Kind::hosted},
    {"inoreader", "Inoreader", Kind::hosted},
    {"newsblur", "NewsBlur", Kind::hosted},
    {"theoldreader", "The Old Reader", Kind::hosted},
    {"feedbin", "Feedbin", Kind::hosted},
    {"bazqux", "BazQux", Kind::hosted},
    {"feedspot", "Feedspot", Kind::hosted},
    {"feeder.co", "Feeder.co", Kind::hosted},
    {"feedpress", "FeedPress", Kind::hosted},
    {"feed wrangler", "Feed Wrangler", Kind::hosted},
    {"feedwrangler", "Feed Wrangler", Kind::hosted},
    {"g2reader", "G2Reader", Kind::hosted},
    {"netvibes", "Netvibes", Kind::hosted},
    {"bloglovin", "Bloglovin", Kind::hosted},
    {"blogtrottr", "Blogtrottr", Kind::hosted},
    {"flipboard", "Flipboard", Kind::hosted},
    {"readwise", "Readwise", Kind::hosted},
    {"reeder", "Reeder"},
    {"feedhq", "FeedHQ", Kind::hosted},
    {"superfeedr", "Superfeedr", Kind::hosted},
    {"rsscloud", "rssCloud"},
    {"slackbot", "Slack", Kind::hosted},
    {"discordbot", "Discord", Kind::hosted},
    {"monitorss", "MonitoRSS", Kind::hosted},
    {"ifttt", "IFTTT", Kind::hosted},
    {"zapier", "Zapier", Kind::hosted},
    {"mailchimp", "Mailchimp", Kind::hosted},
    // Readers of one person or one household.
    {"netnewswire", "NetNewsWire"},
    {"miniflux", "Miniflux"},
    {"freshrss", "FreshRSS"},
    {"tiny tiny rss", "Tiny Tiny RSS"},
    {"commafeed", "CommaFeed"},
    {"nextcloud-news", "Nextcloud News"},
    {"nextcloud news", "Nextcloud News"},
    {"selfoss", "selfoss"},
    {"yarr", "yarr"},
    {"newsboat", "newsboat"},
    {"newsbeuter", "newsboat"},
    {"liferea", "Liferea"},
    {"akregator", "Akregator"},
    {"rss guard", "RSS Guard"},
    {"rssguard", "RSS Guard"},
    {"quiterss", "QuiteRSS"},
    {"thunderbird", "Thunderbird"},
    {"vienna", "Vienna"},
    {"readkit", "ReadKit"},
    {"unread", "Unread"},
    {"lire/", "lire"},
    {"feedme", "FeedMe"},
    {"newsflash", "NewsFlash"},
    {"fluent reader", "Fluent Reader"},
    {"fluentreader", "Fluent Reader"},
    {"fluent-reader", "Fluent Reader"},
    {"newsify", "Newsify"},
    {"feeder/", "Feeder"},
    {"sparss", "spaRSS"},
    {"sfeed", "sfeed"},
    {"rawdog", "rawdog"},
    {"rss2email", "rss2email"},
    {"rssowl", "RSSOwl"},
    {"elfeed", "elfeed"},
    {"gnus", "Gnus"},
    {"antennapod", "AntennaPod"},
    {"gpodder", "gPodder"},
    {"podcastaddict", "Podcast Addict"},
    {"podcast addict", "Podcast Addict"},
    {"overcast", "Overcast", Kind::hosted},
    {"pocketcasts", "Pocket Casts", Kind::hosted},
    {"pocket casts", "Pocket Casts", Kind::hosted},
    {"itms", "Apple Podcasts", Kind::hosted},
    {"podcasts/", "Apple Podcasts app"},
    {"spotify", "Spotify", Kind::hosted},
    {"wordpress", "WordPress"},
    {"simplepie", "SimplePie"},
    {"magpierss", "Magpie"},
    {"feedparser", "feedparser"},
    {"universalfeedparser", "feedparser"},
    // Who is like them.
    {"feedfetcher-google", "Google", Kind::hosted},
    {"googlebot", "Googlebot"},
    {"bingbot", "Bing"},
    {"applebot", "Apple"},
    {"yandexbot", "Yandex"},
    {"curl/", "curl"},
    {"wget/", "Wget"},
    {"bot", "other bots", Kind::other, Place::anywhere},
    {"crawler", "other bots", Kind::other, Place::anywhere},
    {"spider", "other bots", Kind::other, Place::anywhere},
    {"mozilla/", "browsers"},
    {"opera/", "browsers"},
    {"", "others"},
};
static_assert(std::size(rows) <= reader_family_limit);

/// One name is one family.
constexpr bool are_of_one_kind() {
  for (const Row& row : rows)
    for (const Row& other : rows)
      if (row.name == other.name && row.kind != other.kind) return false;
  return true;
}
static_assert(are_of_one_kind());

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

bool is_letter(char c) {
  return is_upper(c) || (c >= 'a' && c <= 'z');
}

/// Whether a word may begin or end before `text[at]`: letters on both sides are one word, but for `FeedlyBot`.
bool is_word_edge(std::string_view text, std::size_t at) {
  if (at == 0 || at == text.size()) return true;
  const char before = text[at - 1];
  const char behind = text[at];
  return !is_letter(before) || !is_letter(behind) || (!is_upper(before) && is_upper(behind));
}

/// `lower` is `text` in lower case.
bool stands_in(const Row& row, std::string_view text, std::string_view lower) {
  for (auto at = lower.find(row.mark); at != std::string_view::npos; at = lower.find(row.mark, at + 1))
    if (row.place == Place::anywhere || (is_word_edge(text, at) && is_word_edge(text, at + row.mark.size())))
      return true;
  return false;
}

/// Takes off the digits `text` begins with, also where they stand in groups: `1,500`, `1.500`.
std::string take_digits(std::string_view& text) {
  const auto count = [](std::string_view of) { return std::min(of.find_first_not_of("0123456789"), of.size()); };
  std::string digits(text.substr(0, count(text)));
  text.remove_prefix(digits.size());
  const bool may_be_groups = digits.size() <= 3;
  while (may_be_groups && (text.starts_with(',') || text.starts_with('.')) && count(text.substr(1)) == 3) {
    digits.append(text.substr(1, 3));
    text.remove_prefix(4);
  }
  return digits;
}

/// The number before the first `subscriber`; readers write `12 subscribers`, `1 subscriber`, and some `12 readers`.
std::uint32_t read_subscribers(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_start = at == 0 || std::string_view(".,-0123456789").find(text[at - 1]) == std::string_view::npos;
    if (!is_digit(text[at]) || !is_start) continue;
    auto rest = text.substr(at);
    const auto digits = take_digits(rest);
    std::uint32_t count = 0;
    const auto error = std::from_chars(digits.data(), digits.data() + digits.size(), count).ec;
    const auto behind = trim_space(rest);
    const bool apart = rest.starts_with(' ') || rest.starts_with('\t');
    if (error == std::errc{} && apart && (behind.starts_with("subscriber") || behind.starts_with("reader")))
      return count;
  }
  return 0;
}

}  // namespace

ReaderAgent read_user_agent(std::string_view user_agent) {
  const std::string agent = in_lower_case(user_agent);
  const auto* row = std::find_if(std::begin(rows), std::end(rows),
                                 [&](const Row& each) { return stands_in(each, user_agent, agent); });
  const auto* named = std::find_if(std::begin(rows), row, [&](const Row& each) { return each.name == row->name; });
  return {static_cast<ReaderFamily>(named - std::begin(rows)), read_subscribers(agent)};
}

std::size_t reader_family_count() {
  return std::size(rows);
}

std::string_view name_of(ReaderFamily family) {
  return family < std::size(rows) ? rows[family].name : rows[std::size(rows) - 1].name;
}

bool is_hosted(ReaderFamily family) {
  return family < std::size(rows) && rows[family].kind == Kind::hosted;
}

}  // namespace feedd::daemon
