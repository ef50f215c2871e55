// The table of readers. The first row whose mark stands anywhere in the User-Agent holds, so what others claim to be
// like comes last.
#include "daemon/http/reader_family.hpp"

#include "daemon/http/field.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace feedd::daemon {
namespace {

enum class Kind : std::uint8_t { hosted, other };

struct Row {
  std::string_view mark;  // in any case; empty: whoever is none of the others
  std::string_view name;
  Kind kind = Kind::other;
};

constexpr Row rows[] = {
    // Hosted readers, which say `N subscribers`.
    {"Feedly", "Feedly", Kind::hosted},
    {"Inoreader", "Inoreader", Kind::hosted},
    {"NewsBlur", "NewsBlur", Kind::hosted},
    {"theoldreader", "The Old Reader", Kind::hosted},
    {"Feedbin", "Feedbin", Kind::hosted},
    {"BazQux", "BazQux", Kind::hosted},
    {"Feedspot", "Feedspot", Kind::hosted},
    {"Feeder.co", "Feeder.co", Kind::hosted},
    {"Feedpress", "FeedPress", Kind::hosted},
    {"Feed Wrangler", "Feed Wrangler", Kind::hosted},
    {"Feedwrangler", "Feed Wrangler", Kind::hosted},
    {"G2Reader", "G2Reader", Kind::hosted},
    {"Netvibes", "Netvibes", Kind::hosted},
    {"Bloglovin", "Bloglovin", Kind::hosted},
    {"Blogtrottr", "Blogtrottr", Kind::hosted},
    {"Flipboard", "Flipboard", Kind::hosted},
    {"Readwise", "Readwise", Kind::hosted},
    {"Reeder", "Reeder"},
    {"Superfeedr", "Superfeedr", Kind::hosted},
    {"rssCloud", "rssCloud"},
    {"Slackbot", "Slack", Kind::hosted},
    {"Discordbot", "Discord", Kind::hosted},
    {"MonitoRSS", "MonitoRSS", Kind::hosted},
    {"IFTTT", "IFTTT", Kind::hosted},
    {"Zapier", "Zapier", Kind::hosted},
    {"Mailchimp", "Mailchimp", Kind::hosted},
    // Readers of one person or one household.
    {"NetNewsWire", "NetNewsWire"},
    {"Miniflux", "Miniflux"},
    {"FreshRSS", "FreshRSS"},
    {"Tiny Tiny RSS", "Tiny Tiny RSS"},
    {"CommaFeed", "CommaFeed"},
    {"Nextcloud-News", "Nextcloud News"},
    {"Nextcloud News", "Nextcloud News"},
    {"selfoss", "selfoss"},
    {"yarr", "yarr"},
    {"newsboat", "newsboat"},
    {"newsbeuter", "newsboat"},
    {"Liferea", "Liferea"},
    {"Akregator", "Akregator"},
    {"RSS Guard", "RSS Guard"},
    {"RSSGuard", "RSS Guard"},
    {"QuiteRSS", "QuiteRSS"},
    {"Thunderbird", "Thunderbird"},
    {"Vienna", "Vienna"},
    {"ReadKit", "ReadKit"},
    {"Unread", "Unread"},
    {"lire/", "lire"},
    {"FeedMe", "FeedMe"},
    {"Feeder/", "Feeder"},
    {"SpaRSS", "spaRSS"},
    {"sfeed", "sfeed"},
    {"rawdog", "rawdog"},
    {"rss2email", "rss2email"},
    {"rssowl", "RSSOwl"},
    {"Elfeed", "elfeed"},
    {"Gnus", "Gnus"},
    {"AntennaPod", "AntennaPod"},
    {"Overcast", "Overcast", Kind::hosted},
    {"PocketCasts", "Pocket Casts", Kind::hosted},
    {"Pocket Casts", "Pocket Casts", Kind::hosted},
    {"iTMS", "Apple Podcasts", Kind::hosted},
    {"Podcasts/", "Apple Podcasts app"},
    {"Spotify", "Spotify", Kind::hosted},
    {"WordPress", "WordPress"},
    {"SimplePie", "SimplePie"},
    {"MagpieRSS", "Magpie"},
    {"feedparser", "feedparser"},
    {"UniversalFeedParser", "feedparser"},
    // Who is like them.
    {"FeedFetcher-Google", "Google", Kind::hosted},
    {"Googlebot", "Googlebot"},
    {"bingbot", "Bing"},
    {"Applebot", "Apple"},
    {"YandexBot", "Yandex"},
    {"curl/", "curl"},
    {"Wget/", "Wget"},
    {"bot", "other bots"},
    {"crawler", "other bots"},
    {"spider", "other bots"},
    {"Mozilla/", "browsers"},
    {"Opera/", "browsers"},
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

bool is_mark(std::string_view text, std::string_view mark) {
  return text.size() >= mark.size() && equal_ignoring_case(text.substr(0, mark.size()), mark);
}

bool holds(std::string_view text, std::string_view mark) {
  for (std::size_t at = 0; at + mark.size() <= text.size(); ++at)
    if (is_mark(text.substr(at), mark)) return true;
  return false;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The number before the first `subscriber`; readers write `12 subscribers`, `1 subscriber`, and some `12 readers`.
std::uint32_t read_subscribers(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(text[at]) || (at > 0 && (is_digit(text[at - 1]) || text[at - 1] == '.'))) continue;
    std::uint32_t count = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), count);
    const auto behind = trim_space(text.substr(static_cast<std::size_t>(end - text.data())));
    const bool apart = end != text.data() + text.size() && (*end == ' ' || *end == '\t');
    if (error == std::errc{} && apart && (is_mark(behind, "subscriber") || is_mark(behind, "reader"))) return count;
  }
  return 0;
}

}  // namespace

ReaderAgent read_user_agent(std::string_view user_agent) {
  const auto* row =
      std::find_if(std::begin(rows), std::end(rows), [&](const Row& each) { return holds(user_agent, each.mark); });
  const auto* named = std::find_if(std::begin(rows), row, [&](const Row& each) { return each.name == row->name; });
  return {static_cast<ReaderFamily>(named - std::begin(rows)), read_subscribers(user_agent)};
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
