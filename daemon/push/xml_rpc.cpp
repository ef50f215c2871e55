// weblogUpdates.extendedPing, and weblogUpdates.ping for who knows only that.
#include "daemon/push/announcement.hpp"
#include "daemon/push/answer_text.hpp"
#include "daemon/push/xml_rpc_message.hpp"

#include <array>

namespace feedd::daemon::push {
namespace {

using What = Verdict::What;

// Codes that servers agree on (Dan Libby's fault code interoperability).
constexpr int no_such_method = -32601;
constexpr int other_parameters = -32602;
constexpr int system_error = -32400;
constexpr int transport_error = -32300;

/// What words mean: they are all there is.
What meaning(std::string_view message) {
  if (knows_no_such_call(message)) return What::plainer;
  return asks_to_wait(message) ? What::again : What::refused;
}

What meaning(const XmlRpcFault& fault) {
  if (fault.code == no_such_method || fault.code == other_parameters) return What::plainer;
  if (fault.code == system_error || fault.code == transport_error) return What::again;
  return meaning(fault.message);
}

/// An answer that was read and has no flerror says nothing of a failure: some answer a boolean or a string of thanks.
bool is_error(const XmlRpcValue& value) {
  const XmlRpcValue* error = value.member("flerror");
  return error != nullptr && error->is_true();
}

std::string message_of(const XmlRpcValue& value) {
  const XmlRpcValue* message = value.member("message");
  return message == nullptr ? std::string() : one_line(message->text);
}

}  // namespace

OutgoingRequest xml_rpc_request(const Endpoint& endpoint, const News& news) {
  const ChangedFeed& feed = news.feeds.front();
  const std::array<std::string, 4> parameters = {news.site_title, news.home_url, feed.page_url,
                                                 std::string(feed.url("rss"))};
  const std::span<const std::string> all(parameters);
  std::string call = endpoint.plain ? xml_rpc_call("weblogUpdates.ping", all.first(2))
                                    : xml_rpc_call("weblogUpdates.extendedPing", all);
  return {endpoint.url, "POST", {{"Content-Type", "text/xml"}}, std::make_shared<const std::string>(std::move(call))};
}

Verdict judge_xml_rpc(const HttpResponse& response, content::Timestamp now) {
  const auto answer = read_xml_rpc_answer(response.body);
  if (answer && answer->fault) {
    const XmlRpcFault& fault = *answer->fault;
    return {meaning(fault), "fault " + std::to_string(fault.code) + ": " + one_line(fault.message),
            judge_status(response, now).not_before};
  }
  Verdict verdict = judge_status(response, now);
  if (verdict.what != What::delivered) return verdict;
  // A page for people with status 200 stands where a server is being moved or mended: the ping was not taken, and may
  // be later. Were it refused, a maintenance page would cost the announcement.
  if (!answer)
    return {What::again,
            "answered " + std::to_string(response.status) + " with what is no XML-RPC: " + one_line(response.body),
            {}};
  if (!is_error(answer->value)) return verdict;
  const std::string message = message_of(answer->value);
  return {meaning(message), "flerror: " + (message.empty() ? "without a message" : message), {}};
}

}  // namespace feedd::daemon::push
