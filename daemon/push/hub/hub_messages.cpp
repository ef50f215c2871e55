#include "daemon/push/hub/hub_messages.hpp"

#include "daemon/push/form.hpp"

namespace feedd::daemon::push {

OutgoingRequest verification(HubRequest::Mode mode, std::string_view callback, std::string_view topic,
                             std::string_view challenge, std::chrono::seconds lease) {
  const bool subscribe = mode == HubRequest::Mode::subscribe;
  Fields fields{{"hub.mode", subscribe ? "subscribe" : "unsubscribe"},
                {"hub.topic", std::string(topic)},
                {"hub.challenge", std::string(challenge)}};
  if (subscribe) fields.emplace_back("hub.lease_seconds", std::to_string(lease.count()));
  return {append_query(callback, fields), "GET", {}, {}};
}

OutgoingRequest denial(std::string_view callback, std::string_view topic, std::string_view reason) {
  const Fields fields{{"hub.mode", "denied"}, {"hub.topic", std::string(topic)}, {"hub.reason", std::string(reason)}};
  return {append_query(callback, fields), "GET", {}, {}};
}

OutgoingRequest delivery(std::string_view callback, std::shared_ptr<const std::string> body,
                         std::string_view media_type, std::span<const std::string> hub_urls, std::string_view self_url,
                         std::string_view secret, Algorithm algorithm) {
  std::string link;
  for (const std::string& hub : hub_urls) link.append("<").append(hub).append(">; rel=\"hub\", ");
  link.append("<").append(self_url).append(">; rel=\"self\"");
  OutgoingRequest request{std::string(callback), "POST", {}, std::move(body)};
  request.headers = {{"Content-Type", media_type.empty() ? "application/octet-stream" : std::string(media_type)},
                     {"Link", std::move(link)}};
  if (!secret.empty()) request.headers.emplace_back("X-Hub-Signature", signature(algorithm, secret, *request.body));
  return request;
}

}  // namespace feedd::daemon::push
