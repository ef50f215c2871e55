// A publisher telling somebody else's rssCloud server of a change: its `ping` (rsscloud.co, walkthrough).
#include "content/text.hpp"
#include "daemon/push/announcement.hpp"
#include "daemon/push/answer_text.hpp"
#include "daemon/push/form.hpp"
#include "daemon/push/notify_result.hpp"

namespace feedd::daemon::push {
namespace {

using What = Verdict::What;

What meaning(std::string_view message) {
  const std::string text = content::lower_ascii(message);
  const auto says = [&](std::string_view words) { return text.find(words) != std::string::npos; };
  // It has read the feed and knows the newest already: another attempt would tell it nothing.
  if (says("not changed") || says("n't changed") || says("unchanged")) return What::delivered;
  // "error reading the resource": it could not fetch the feed just now.
  return says("error reading") || asks_to_wait(text) ? What::again : What::refused;
}

}  // namespace

OutgoingRequest rss_cloud_request(const Endpoint& endpoint, const News& news) {
  OutgoingRequest request = form_post(endpoint.url, {{"url", std::string(news.feeds.front().url("rss"))}});
  request.headers.emplace_back("Accept", "text/xml, application/xml");
  return request;
}

Verdict judge_rss_cloud(const HttpResponse& response, content::Timestamp now) {
  Verdict verdict = judge_status(response, now);
  if (verdict.what != What::delivered) return verdict;
  const auto result = read_notify_result(response.body);
  if (!result) {
    const std::string said = one_line(response.body);
    if (said.empty()) return verdict;
    return {What::again, "answered " + std::to_string(response.status) + " with what is no notifyResult: " + said, {}};
  }
  if (result->success) return verdict;
  const std::string message = one_line(result->message);
  verdict.what = meaning(message);
  if (verdict.what != What::delivered)
    verdict.reason = "answered success=\"false\": " + (message.empty() ? "without a message" : message);
  return verdict;
}

}  // namespace feedd::daemon::push
