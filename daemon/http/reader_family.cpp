// The table of readers. The first row whose mark stands anywhere in the User-Agent holds, so what others claim to be
// like comes last.
#include "daemon/http/reader_family.hpp"

#include "daemon/http/field.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string>

namespace feedd::daemon {
namespace {

enum class Kind : std::uint8_t { hosted, other };

struct Row {
  std::string_view mark;  // in lower case; empty: whoever is none of the others
  std::string_view name;
  Kind kind = Kind::other;
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
    {"feeder/", "Feeder"},
    {"sparss", "spaRSS"},
    {"sfeed", "sfeed"},
    {"rawdog", "rawdog"},
    {"rss2email", "rss2email"},
    {"rssowl", "RSSOwl"},
    {"elfeed", "elfeed"},
    {"gnus", "Gnus"},
    {"antennapod", "AntennaPod"},
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
    {"bot", "other bots"},
    {"crawler", "other bots"},
    {"spider", "other bots"},
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

/// The number before the first `subscriber`; readers write `12 subscribers`, `1 subscriber`, and some `12 readers`.
std::uint32_t read_subscribers(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_start = at == 0 || std::string_view(".,-0123456789").find(text[at - 1]) == std::string_view::npos;
    if (!is_digit(text[at]) || !is_start) continue;
    std::uint32_t count = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), count);
    const auto behind = trim_space(text.substr(static_cast<std::size_t>(end - text.data())));
    const bool apart = end != text.data() + text.size() && (*end == ' ' || *end == '\t');
    if (error == std::errc{} && apart && (behind.starts_with("subscriber") || behind.starts_with("reader")))
      return count;
  }
  return 0;
}

}  // namespace

ReaderAgent read_user_agent(std::string_view user_agent) {
  const std::string agent = in_lower_case(user_agent);
  const auto* row = std::find_if(std::begin(rows), std::end(rows),
                                 [&](const Row& each) { return agent.find(each.mark) != std::string::npos; });
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
