// Any bytes as what strangers send to the hub and to the rssCloud server: read or refused in a sentence, and what was
// read can be sent to, says nothing else when it is read again, and holds no more than it may.
#include "daemon/push/form.hpp"
#include "daemon/push/hub/hub_messages.hpp"
#include "daemon/push/hub/hub_request.hpp"
#include "daemon/push/notify_result.hpp"
#include "daemon/push/peer_url.hpp"
#include "daemon/push/rss_cloud_request.hpp"
#include "daemon/push/xml_rpc_message.hpp"
#include "tests/fuzz/claims.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace {

using namespace feedd::daemon;
using namespace feedd::daemon::push;
using feedd::fuzz::require;

constexpr std::size_t most_fields = 100;

void check_sentence(const std::string& reason) {
  require(reason.size() > 10 && reason.size() < 400 && reason.ends_with('.'));
  require(std::all_of(reason.begin(), reason.end(), [](char c) { return c >= ' ' && c < 0x7F; }));
}

/// An address that a request line may have, of the web, and the same when it is read again.
void check_address(const std::string& url) {
  require(url.starts_with("http://") || url.starts_with("https://"));
  require(url.size() <= longest_url_bytes);
  require(std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7F; }));
  require(url.find_first_of("#<>\"\\") == std::string::npos);
  const std::string authority = url.substr(url.find("://") + 3, url.find('/', 8) - url.find("://") - 3);
  require(!authority.empty() && authority.find('@') == std::string::npos);
  const auto again = peer_url("again", url, {});
  require(again.has_value() && *again == url);
}

/// An address as a subscriber wrote it: what it is told, in the same letters.
void check_feed(const std::string& written) {
  feedd::fuzz::require_xml_text(written);
  const auto feed = peer_url("feed", written, {});
  require(feed.has_value());
  check_address(*feed);
}

void check_form(std::string_view bytes) {
  const auto fields = read_form(bytes, most_fields);
  if (!fields) return;
  require(fields->size() <= most_fields);
  const auto again = read_form(form(*fields), most_fields);
  require(again.has_value() && *again == *fields);
  const std::string url = append_query("https://r.example/?k#f", *fields);
  require(url.starts_with("https://r.example/?k") && url.ends_with("#f"));
}

void check_hub(std::string_view bytes) {
  const HubRules rules;
  const auto result = read_hub_request(form_type, bytes, rules);
  if (const auto* refusal = std::get_if<HubRefusal>(&result)) {
    require(refusal->status == 400);
    return check_sentence(refusal->reason);
  }
  const auto& request = std::get<HubRequest>(result);
  check_address(request.topic);
  for (const std::string& topic : request.topics) check_address(topic);
  if (request.mode == HubRequest::Mode::publish) return require(!request.topics.empty());
  check_address(request.callback);
  require(request.secret.size() < 200);
  if (request.mode == HubRequest::Mode::subscribe)
    require(request.lease >= rules.shortest && request.lease <= rules.longest);
  const std::string asked = verification(request.mode, request.callback, request.topic, "c", request.lease).url;
  require(asked.starts_with(request.callback));
  const std::size_t mark = asked.find_first_not_of("?&", request.callback.size());
  const auto query = read_form(asked.substr(mark), most_fields);
  require(query && query->front().first == "hub.mode");
  require(denial(request.callback, request.topic, bytes).url.starts_with(request.callback));
}

void check_cloud(std::string_view media_type, std::string_view bytes) {
  const auto result = read_cloud_registration(media_type, bytes, "2001:db8::7");
  if (const auto* refusal = std::get_if<CloudRefusal>(&result)) return check_sentence(refusal->reason);
  const auto& registration = std::get<CloudRegistration>(result);
  check_address(registration.callback);
  require(registration.has_domain || registration.callback.find("://[2001:db8::7]") != std::string::npos);
  require(!registration.feeds.empty() && registration.feeds.size() <= 50);
  for (const std::string& feed : registration.feeds) check_feed(feed);
  require((registration.protocol == CloudProtocol::xml_rpc) == !registration.procedure.empty());
  const OutgoingRequest told = cloud_test(registration, registration.feeds.front());
  if (registration.protocol != CloudProtocol::xml_rpc) return;
  const auto call = read_xml_rpc_call(*told.body);
  require(call && call->method == registration.procedure &&
          call->parameters.front().text == registration.feeds.front());
}

void check_answers(std::string_view bytes) {
  if (const auto answer = read_xml_rpc_answer(bytes); answer && answer->fault) {
    const auto again = read_xml_rpc_answer(xml_rpc_fault(answer->fault->code, answer->fault->message));
    require(again && again->fault && again->fault->code == answer->fault->code);
    require(again->fault->message == answer->fault->message);
  }
  if (const auto call = read_xml_rpc_call(bytes)) feedd::fuzz::require_xml_text(call->method);
  const std::string printed = print_notify_result({true, std::string(bytes)});
  const auto result = read_notify_result(printed);
  require(result && result->success);
  feedd::fuzz::require_xml_text(result->message);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_form(bytes);
  check_hub(bytes);
  check_cloud(form_type, bytes);
  check_cloud("text/xml", bytes);
  check_answers(bytes);
  if (const auto url = peer_url("url", bytes, {})) check_address(*url);
  return 0;
}
