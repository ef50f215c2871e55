// What changed, as JSON for programs of anybody. Keys are stable: there may be more, never fewer.
#include "daemon/push/announcement.hpp"
#include "daemon/push/hmac.hpp"
#include "feeds/formats/format.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace feedd::daemon::push {
namespace {

namespace json = boost::json;

json::object feed_record(const ChangedFeed& feed) {
  json::object urls;
  for (const feeds::Format& format : feeds::formats())
    if (const std::string_view url = feed.url(format.extension); !url.empty()) urls[format.extension] = url;
  return {{"feed", feed.key}, {"title", feed.title}, {"urls", std::move(urls)}};
}

json::object article_record(const ChangedArticle& article) {
  return {{"id", article.id},
          {"url", article.url},
          {"title", article.title},
          {"status", article.removed ? "removed" : "published"},
          {"date_published", content::to_rfc3339(article.published)},
          {"date_modified", content::to_rfc3339(article.updated)}};
}

}  // namespace

OutgoingRequest webhook_request(const Endpoint& endpoint, const News& news) {
  json::object body{{"site", news.site_title}, {"home_page_url", news.home_url}, {"revision", news.revision}};
  json::array& feeds = body["feeds"].emplace_array();
  for (const ChangedFeed& feed : news.feeds) feeds.emplace_back(feed_record(feed));
  json::array& articles = body["articles"].emplace_array();
  for (const ChangedArticle& article : news.articles) articles.emplace_back(article_record(article));
  OutgoingRequest request;
  request.url = endpoint.url;
  request.body = std::make_shared<const std::string>(json::serialize(body));
  request.headers = {{"Content-Type", "application/json"},
                     {"X-Feedd-Event", "changed"},
                     {"X-Feedd-Revision", std::to_string(news.revision)}};
  if (!endpoint.secret.empty())
    request.headers.emplace_back("X-Hub-Signature", signature(Algorithm::sha256, endpoint.secret, *request.body));
  return request;
}

}  // namespace feedd::daemon::push
