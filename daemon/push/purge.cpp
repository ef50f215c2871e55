// Caches told to let go of what changed: by address (Varnish, nginx, Squid), by key (Fastly), by tag (Cloudflare).
#include "content/url.hpp"
#include "daemon/push/announcement.hpp"
#include "daemon/push/answer_text.hpp"
#include "daemon/push/surrogate_key.hpp"
#include "daemon/userinfo.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace feedd::daemon::push {
namespace {

namespace json = boost::json;

/// What one purge takes by their own documentation.
constexpr std::size_t fastly_keys = 256;
constexpr std::size_t cloudflare_tags = 30;

/// Keys of everything that shows what the news is about, or the key of all where these are more than `most`. Articles'
/// pages have one where feedd serves them.
std::vector<std::string> keys_of(const News& news, std::size_t most) {
  std::vector<std::string> keys{std::string(listings_key)};
  for (const ChangedFeed& feed : news.feeds) keys.push_back(surrogate_key(feed.key));
  const std::string ours = news.base_url + "/articles/";
  for (const ChangedArticle& article : news.articles)
    if (article.url.starts_with(ours))
      keys.push_back(article_surrogate_key(content::decode_path(std::string_view(article.url).substr(ours.size()))));
  if (keys.size() > most) keys = {std::string(everything_key)};
  return keys;
}

/// Cloudflare's `errors`: what the first says; empty where there is none.
std::string first_error(const json::object& answer) {
  const json::value* errors = answer.if_contains("errors");
  if (errors == nullptr || !errors->is_array() || errors->get_array().empty()) return {};
  const json::value& first = errors->get_array().front();
  const json::value* message = first.is_object() ? first.get_object().if_contains("message") : nullptr;
  return message != nullptr && message->is_string() ? one_line(message->get_string()) : std::string();
}

}  // namespace

OutgoingRequest purge_request(const Endpoint& endpoint, const News& news) {
  OutgoingRequest request{news.topic, "PURGE", {}, {}};
  if (!endpoint.url.empty()) {
    const std::string origin = origin_of(news.topic);
    request.url = origin_of(endpoint.url) + split_userinfo(news.topic).url.substr(origin.size());
    request.headers.emplace_back("Host", origin.substr(std::min(origin.find("://") + 3, origin.size())));
  }
  if (!endpoint.secret.empty()) request.headers.emplace_back("Authorization", "Bearer " + endpoint.secret);
  return request;
}

Verdict judge_purge(const HttpResponse& response, content::Timestamp now) {
  // nginx and Squid say so where they have nothing under that address (nginx in older versions by 412).
  if (response.status == 404 || response.status == 412) return {Verdict::What::delivered, {}, {}};
  Verdict verdict = judge_status(response, now);
  if (response.status == 405) verdict.reason += "; the cache takes no PURGE from here";
  return verdict;
}

OutgoingRequest fastly_request(const Endpoint& endpoint, const News& news) {
  std::string keys;
  for (const std::string& key : keys_of(news, fastly_keys)) keys.append(keys.empty() ? "" : " ").append(key);
  return {endpoint.url,
          "POST",
          {{"Fastly-Key", endpoint.secret}, {"Surrogate-Key", std::move(keys)}, {"Accept", "application/json"}},
          {}};
}

OutgoingRequest cloudflare_request(const Endpoint& endpoint, const News& news) {
  json::array tags;
  for (const std::string& key : keys_of(news, cloudflare_tags)) tags.emplace_back(key);
  return {endpoint.url,
          "POST",
          {{"Authorization", "Bearer " + endpoint.secret}, {"Content-Type", "application/json"}},
          std::make_shared<const std::string>(json::serialize(json::object{{"tags", std::move(tags)}}))};
}

Verdict judge_cloudflare(const HttpResponse& response, content::Timestamp now) {
  Verdict verdict = judge_status(response, now);
  boost::system::error_code error;
  const json::value body = json::parse(response.body, error);
  if (error || !body.is_object()) return verdict;
  const json::value* success = body.get_object().if_contains("success");
  if (success == nullptr || !success->is_bool() || success->get_bool()) return verdict;
  if (verdict.what == Verdict::What::delivered) verdict.what = Verdict::What::refused;
  const std::string message = first_error(body.get_object());
  verdict.reason = "answered " + std::to_string(response.status) + ": " +
                   (message.empty() ? "\"success\": false, without an error" : message);
  return verdict;
}

}  // namespace feedd::daemon::push
