#include "daemon/push/hub/topic.hpp"

#include "content/store/article_reader.hpp"
#include "content/text.hpp"
#include "content/url.hpp"
#include "daemon/answers.hpp"

namespace feedd::daemon::push {
namespace {

/// An address with scheme and host in small letters and without the port its scheme has anyway.
std::string comparable(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::string(url);
  const std::size_t path = std::min(url.find('/', scheme + 3), url.size());
  std::string origin = content::lower_ascii(url.substr(0, path));
  for (const auto& [prefix, port] : {std::pair("http:", ":80"), std::pair("https:", ":443")})
    if (origin.starts_with(prefix) && origin.ends_with(port))
      origin.resize(origin.size() - std::string_view(port).size());
  return origin + content::decode_path(url.substr(path));
}

bool exists(content::sql::Database& reader, const std::string& feed) {
  return feed == feeds::site_feed || content::ArticleReader(reader).feed_state(feed);
}

}  // namespace

bool is_own(const feeds::Site& site, std::string_view url) {
  return comparable(url).starts_with(comparable(site.base_url) + '/');
}

std::optional<std::string> own_topic(const feeds::Site& site, content::sql::Database& reader, std::string_view url) {
  const std::string asked = comparable(url);
  const std::string base = comparable(site.base_url) + '/';
  if (!asked.starts_with(base)) return std::nullopt;
  const std::string topic = asked.substr(base.size());
  const auto feed = parse_feed_path('/' + topic);
  if (!feed || !exists(reader, feed->key.to_string())) return std::nullopt;
  return topic;
}

std::optional<std::string> ended_feed(content::sql::Database& reader, std::string_view topic) {
  const auto feed = parse_feed_path('/' + std::string(topic));
  if (!feed || exists(reader, feed->key.to_string())) return std::nullopt;
  return feed->key.to_string();
}

std::string topic_url(const feeds::Site& site, std::string_view topic) {
  return site.base_url + '/' + content::to_uri(topic);
}

}  // namespace feedd::daemon::push
