#include "daemon/push/announcement.hpp"

#include "daemon/push/answer_text.hpp"
#include "feeds/formats/format.hpp"

#include <algorithm>
#include <charconv>

namespace feedd::daemon::push {
namespace {

/// One URL of IndexNow's 10,000 is at most 2,048 bytes, so a request of them stays under 20 MB.
constexpr std::size_t index_now_urls = 10'000;
/// A receiver's body limit is often 1 MB, and what changed is told in some 500 bytes each.
constexpr std::size_t webhook_articles = 1'000;
constexpr std::size_t webhook_feeds = 500;
// Fastly takes 256 keys, Cloudflare 30 tags; one of them is that of the listings.
constexpr std::size_t fastly_articles = 155;
constexpr std::size_t fastly_feeds = 100;
constexpr std::size_t cloudflare_articles = 15;
constexpr std::size_t cloudflare_feeds = 14;

constexpr Kind table[] = {
    {"websub", Unit::topic, 0, 0, websub_request, judge_status},
    {"xml-rpc", Unit::feed, 0, 1, xml_rpc_request, judge_xml_rpc},
    {"rss-cloud", Unit::feed, 0, 1, rss_cloud_request, judge_rss_cloud},
    {"index-now", Unit::changes, index_now_urls, 0, index_now_request, judge_index_now},
    {"webhook", Unit::changes, webhook_articles, webhook_feeds, webhook_request, judge_status},
    {"purge", Unit::topic, 0, 0, purge_request, judge_purge, true},
    {"purge-fastly", Unit::changes, fastly_articles, fastly_feeds, fastly_request, judge_status, true},
    {"purge-cloudflare", Unit::changes, cloudflare_articles, cloudflare_feeds, cloudflare_request, judge_cloudflare,
     true},
};

/// Longest wait that a peer may ask for: what is told later than a day after is no news.
constexpr std::chrono::seconds longest_wait = std::chrono::days{1};

std::chrono::seconds retry_after(const HttpResponse& response, content::Timestamp now) {
  const std::string text = response.header("retry-after");
  if (text.empty()) return {};
  if (std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    std::int64_t seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    return read.ec == std::errc{} ? std::min(std::chrono::seconds{seconds}, longest_wait) : longest_wait;
  }
  const auto date = content::parse_http_date(text);
  return date ? std::clamp<std::chrono::seconds>(*date - now, {}, longest_wait) : std::chrono::seconds{};
}

bool is_worth_another_attempt(int status) {
  return status == 408 || status == 425 || status == 429 || status < 100 || (status >= 500 && status < 600);
}

}  // namespace

std::string_view ChangedFeed::url(std::string_view extension) const {
  const std::span<const feeds::Format> formats = feeds::formats();
  for (std::size_t row = 0; row < std::min(formats.size(), urls.size()); ++row)
    if (formats[row].extension == extension) return urls[row];
  return {};
}

std::span<const Kind> kinds() {
  return table;
}

const Kind* find_kind(std::string_view name) {
  for (const Kind& kind : table)
    if (kind.name == name) return &kind;
  return nullptr;
}

Verdict judge(const Kind& kind, const Endpoint& endpoint, const HttpResponse& response, content::Timestamp now) {
  Verdict verdict = kind.judge(response, now);
  if (verdict.what == Verdict::What::plainer && endpoint.plain) verdict.what = Verdict::What::refused;
  return verdict;
}

Verdict judge_status(const HttpResponse& response, content::Timestamp now) {
  if (response.status >= 200 && response.status < 300) return {Verdict::What::delivered, {}, {}};
  std::string reason = "answered " + std::to_string(response.status);
  const std::string location = response.header("location");
  if (response.status >= 300 && response.status < 400 && !location.empty())
    reason += ", a redirect to " + one_line(location) + "; redirects are not followed: configure the address it names";
  else if (const std::string said = one_line(response.body); !said.empty() && !said.starts_with('<'))
    reason += ": " + said;
  if (!is_worth_another_attempt(response.status))
    return {Verdict::What::refused, std::move(reason), retry_after(response, now)};
  return {Verdict::What::again, std::move(reason), retry_after(response, now)};
}

}  // namespace feedd::daemon::push
