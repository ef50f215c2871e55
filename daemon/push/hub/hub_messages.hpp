// What our hub sends (WebSub, sections 5.2, 5.3 and 7): questions to a callback, denials, and documents. Pure.
#pragma once

#include "daemon/outgoing_request.hpp"
#include "daemon/push/challenge.hpp"
#include "daemon/push/hmac.hpp"
#include "daemon/push/hub/hub_request.hpp"

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace feedd::daemon::push {

/// Section 5.3: whether the callback means it; is_confirmed judges its answer. The lease is told to subscribers only.
[[nodiscard]] OutgoingRequest verification(HubRequest::Mode mode, std::string_view callback, std::string_view topic,
                                           std::string_view challenge, std::chrono::seconds lease);
/// Section 5.2: the subscription is not granted, or has ended before its lease.
[[nodiscard]] OutgoingRequest denial(std::string_view callback, std::string_view topic, std::string_view reason);
/// Section 7: the document in the topic's own media type, signed (section 7.1) where there is a secret.
[[nodiscard]] OutgoingRequest delivery(std::string_view callback, std::shared_ptr<const std::string> body,
                                       std::string_view media_type, std::span<const std::string> hub_urls,
                                       std::string_view self_url, std::string_view secret, Algorithm algorithm);

}  // namespace feedd::daemon::push
