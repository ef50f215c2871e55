// User-Agents as readers send them.
#include "daemon/http/reader_family.hpp"

#include <string>

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

std::string family_of(std::string_view user_agent) {
  return std::string(name_of(read_user_agent(user_agent).family));
}

TEST(ReaderFamily, IsKnownByItsMark) {
  const std::pair<const char*, const char*> agents[] = {
      {"NetNewsWire (RSS Reader; https://netnewswire.com/)", "NetNewsWire"},
      {"Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)", "Feedly"},
      {"FeedFetcher-Google; (+http://www.google.com/feedfetcher.html)", "Google"},
      {"newsboat/2.21 (Linux x86_64)", "newsboat"},
      {"FreshRSS/1.20.0 (Linux; https://freshrss.org)", "FreshRSS"},
      {"Mozilla/5.0 (compatible; Miniflux/2.0.50; +https://miniflux.app)", "Miniflux"},
      {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0", "Thunderbird"},
      {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "browsers"},
      {"Mozilla/5.0 (compatible; SomethingBot/2.1; +http://example.com/bot)", "other bots"},
      {"curl/7.88.1", "curl"},
      {"FEEDBIN feed-id:123 - 4 subscribers", "Feedbin"},
      {"MagnusReader/1.0", "others"},
      {"Unreadable/2", "others"},
      {"Thunderbirdie", "others"},
      {"FlipboardProxy/1.2", "Flipboard"},
      {"UniversalFeedParser/5.2.1", "feedparser"},
      {"Reeder5", "Reeder"},
      {"Unreadable/2 Unread/3", "Unread"},
      {"NewsFlash/3.3", "NewsFlash"},
      {"gPodder/3.11.4 (+http://gpodder.org/) Linux", "gPodder"},
      {"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 FluentReader/1.1.4 Chrome/110", "Fluent Reader"},
      {"FeedHQ/1.9 (https://github.com/feedhq/feedhq; 2 subscribers)", "FeedHQ"},
      {"Newsify/1.0", "Newsify"},
      {"PodcastAddict/v5 (+https://podcastaddict.com/)", "Podcast Addict"},
      {"whatever", "others"},
      {"", "others"},
  };
  for (const auto& [agent, name] : agents) EXPECT_EQ(family_of(agent), name) << agent;
}

TEST(ReaderFamily, HasOneRowForOneName) {
  EXPECT_EQ(read_user_agent("newsbeuter/2.9").family, read_user_agent("newsboat/2.31").family);
}

TEST(ReaderFamily, SparesNoCrawlerForItsOwnersReader) {
  EXPECT_FALSE(is_hosted(read_user_agent("Mozilla/5.0 (compatible; Googlebot/2.1)").family));
  EXPECT_FALSE(is_hosted(read_user_agent("Podcasts/4024.510.1 CFNetwork/3826 Darwin/24.5.0").family));
}

TEST(ReaderFamily, SaysWhoAsksFromServersOfItsOwn) {
  EXPECT_TRUE(is_hosted(read_user_agent("Feedly/1.0").family));
  EXPECT_FALSE(is_hosted(read_user_agent("NetNewsWire").family));
  EXPECT_FALSE(is_hosted(read_user_agent("curl/8").family));
  EXPECT_FALSE(is_hosted(255));
}

TEST(ReaderFamily, ReadsForHowManySubscribersItAsks) {
  const std::pair<const char*, std::uint32_t> agents[] = {
      {"Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)", 16},
      {"Feedbin feed-id:123 - 4 subscribers", 4},
      {"NewsBlur Feed Fetcher - 1 subscriber - http://www.newsblur.com/site/7/x", 1},
      {"BazQux/2.4 (+https://bazqux.com/fetcher; 3 Subscribers)", 3},
      {"G2Reader-Bot/1.0 (7 readers)", 7},
      {"Netvibes (http://www.netvibes.com; 5 subscribers; feedId: 123)", 5},
      {"Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 4294967295 subscribers; )", 4294967295U},
      {"x 1,500 subscribers", 1500},
      {"x (1.234.567 subscribers)", 1234567},
      // No number of subscribers.
      {"Feedly/1.0", 0},
      {"x/1.16 subscribers", 0},
      {"x 4,51 subscribers", 0},
      {"x 4,5123 subscribers", 0},
      {"x 4512,512 subscribers", 0},
      {"x -5 subscribers", 0},
      {"x 99999999999 subscribers", 0},
      {"x -subscribers", 0},
      {"12subscribers", 0},
      {"12", 0},
  };
  for (const auto& [agent, count] : agents) EXPECT_EQ(read_user_agent(agent).subscribers, count) << agent;
}

}  // namespace
}  // namespace feedd::daemon
