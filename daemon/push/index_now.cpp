// IndexNow (indexnow.org/documentation): addresses of pages that appeared, changed or went, for search engines.
#include "daemon/push/announcement.hpp"
#include "daemon/userinfo.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace feedd::daemon::push {
namespace {

namespace json = boost::json;

std::string host_of(std::string_view url) {
  const std::string origin = origin_of(url);
  return origin.substr(std::min(origin.find("://") + 3, origin.size()));
}

/// One request is about one host. That of the site where an article is on it, ours next, else the first's: an article
/// that was imported with an address somewhere else is not this site's to tell of.
std::string host_of(const News& news) {
  for (const std::string& preferred : {news.home_url, news.base_url}) {
    std::string host = host_of(preferred);
    const auto is_there = [&](const ChangedArticle& article) { return host_of(article.url) == host; };
    if (!host.empty() && std::any_of(news.articles.begin(), news.articles.end(), is_there)) return host;
  }
  return news.articles.empty() ? std::string() : host_of(news.articles.front().url);
}

}  // namespace

OutgoingRequest index_now_request(const Endpoint& endpoint, const News& news) {
  const std::string host = host_of(news);
  json::array urls;
  for (const ChangedArticle& article : news.articles)
    if (host_of(article.url) == host) urls.emplace_back(article.url);
  json::object body{{"host", host}, {"key", endpoint.key}};
  // The key file is ours to serve on our host only; elsewhere engines look for it at the root.
  if (host == host_of(news.base_url)) body["keyLocation"] = news.base_url + "/" + endpoint.key + ".txt";
  body["urlList"] = std::move(urls);
  return {endpoint.url,
          "POST",
          {{"Content-Type", "application/json; charset=utf-8"}},
          std::make_shared<const std::string>(json::serialize(body))};
}

Verdict judge_index_now(const HttpResponse& response, content::Timestamp now) {
  Verdict verdict = judge_status(response, now);
  if (response.status == 403)
    verdict.reason += "; the key is not taken: the key file must be there to be read, and say nothing but the key";
  if (response.status == 422)
    verdict.reason += "; the addresses are not of the key's host, or not below the folder its file is in";
  return verdict;
}

}  // namespace feedd::daemon::push
