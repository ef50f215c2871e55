// The kinds of announcement: one row and one file for each. Adding a kind is adding a row. Nothing here sends: a kind
// is what a request says and what its answer means, both pure.
#pragma once

#include "content/time.hpp"
#include "daemon/http_client.hpp"
#include "daemon/outgoing_request.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::daemon::push {

/// What one request of a kind is about.
enum class Unit : std::uint8_t {
  topic,   ///< one feed in one format
  feed,    ///< one feed
  changes  ///< whatever changed since the last, feeds and articles
};

struct ChangedFeed {
  std::string key;  ///< as FeedKey prints it: `feed`, `tags/korea`
  std::string title;
  std::string page_url;           ///< the readable page
  std::vector<std::string> urls;  ///< by row of feeds::formats(); empty where the feed has none in that format

  /// In the format of this extension; empty where there is none.
  [[nodiscard]] std::string_view url(std::string_view extension) const;
};

struct ChangedArticle {
  std::string id, url, title;
  bool removed = false;  ///< withdrawn, expired, vanished
  content::Timestamp published, updated;
};

/// What is announced. Addresses are absolute.
struct News {
  std::string site_title, home_url, base_url;  ///< base_url without final slash
  std::uint64_t revision = 0;                  ///< the store's, as served
  std::string topic;                           ///< Unit::topic: its URL
  std::vector<ChangedFeed> feeds;              ///< Unit::feed: exactly one
  std::vector<ChangedArticle> articles;
};

/// Whom it is announced to.
struct Endpoint {
  std::string kind;    ///< a row's name
  std::string url;     ///< `purge`: may be empty, or the cache's own origin
  std::string secret;  ///< webhook: HMAC key; purge: token
  std::string key;     ///< IndexNow's key
  bool plain = false;  ///< xml-rpc: this endpoint knows only weblogUpdates.ping
};

/// What an answer means.
struct Verdict {
  enum class What : std::uint8_t {
    delivered,
    again,    ///< worth another attempt
    refused,  ///< as it stands it never will be taken
    plainer   ///< worth another attempt with Endpoint::plain
  };
  What what = What::again;
  std::string reason;                  ///< for people, one line; empty where delivered
  std::chrono::seconds not_before{0};  ///< Retry-After, from now; at most a day
};

/// One kind. Functions are pure.
struct Kind {
  std::string_view name;
  Unit unit;
  std::size_t articles_at_once;  ///< Unit::changes: at most this many in one request; 0: it does not tell of articles
  std::size_t feeds_at_once;     ///< the same of feeds
  /// News with nothing of what the kind tells of is not to be asked for.
  OutgoingRequest (*request)(const Endpoint&, const News&);
  /// `now` is for a Retry-After that is a date.
  Verdict (*judge)(const HttpResponse&, content::Timestamp now);
  bool tells_of_unlisted = false;  ///< caches have every feed that somebody asked for
};

[[nodiscard]] std::span<const Kind> kinds();
/// The row of a name, or nullptr.
[[nodiscard]] const Kind* find_kind(std::string_view name);

/// The kind's judgement of what this endpoint answered: nothing is plainer than plain.
[[nodiscard]] Verdict judge(const Kind& kind, const Endpoint& endpoint, const HttpResponse& response,
                            content::Timestamp now);

/// What a status says where a protocol says nothing more: 2xx delivered; 408, 425, 429, 5xx again, not before
/// Retry-After (RFC 9110 section 10.2.3, either form); other 3xx and 4xx refused.
[[nodiscard]] Verdict judge_status(const HttpResponse& response, content::Timestamp now);

// The rows' functions, each in the file of its kind.
OutgoingRequest websub_request(const Endpoint& endpoint, const News& news);
OutgoingRequest xml_rpc_request(const Endpoint& endpoint, const News& news);
Verdict judge_xml_rpc(const HttpResponse& response, content::Timestamp now);
OutgoingRequest rss_cloud_request(const Endpoint& endpoint, const News& news);
Verdict judge_rss_cloud(const HttpResponse& response, content::Timestamp now);
OutgoingRequest index_now_request(const Endpoint& endpoint, const News& news);
Verdict judge_index_now(const HttpResponse& response, content::Timestamp now);
OutgoingRequest webhook_request(const Endpoint& endpoint, const News& news);
OutgoingRequest purge_request(const Endpoint& endpoint, const News& news);
Verdict judge_purge(const HttpResponse& response, content::Timestamp now);
OutgoingRequest fastly_request(const Endpoint& endpoint, const News& news);
OutgoingRequest cloudflare_request(const Endpoint& endpoint, const News& news);
Verdict judge_cloudflare(const HttpResponse& response, content::Timestamp now);

}  // namespace feedd::daemon::push
