// What subscribers and publishers ask of our hub (WebSub, W3C Recommendation of 23 January 2018, section 5.1): a form,
// read and judged. Does not know which topics there are, nor who is subscribed.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace feedd::daemon::push {

struct HubRequest {
  enum class Mode : std::uint8_t { subscribe, unsubscribe, publish };
  Mode mode = Mode::subscribe;
  std::string topic;                ///< as peer_url writes it; publish: the first of `topics`
  std::string callback;             ///< the same; publish: empty
  std::chrono::seconds lease{0};    ///< subscribe: what is granted
  std::string secret;               ///< subscribe: bytes, empty: none
  std::vector<std::string> topics;  ///< publish: each once
  /// subscribe, unsubscribe: the topic byte for byte, where it is UTF-8: a subscriber knows its own request again by
  /// it.
  std::string written_topic{};
};

/// Status and a line of text for who wrote the subscriber.
struct HubRefusal {
  int status = 400;
  std::string reason;
};

struct HubRules {
  std::chrono::seconds lease = std::chrono::days{10};    ///< for who asks for none
  std::chrono::seconds shortest = std::chrono::days{1};  ///< FreshRSS renews under 23 hours
  std::chrono::seconds longest = std::chrono::days{30};
  std::vector<std::uint16_t> ports;  ///< of callbacks; empty: PortRules' own
  /// The port of base_url. Topics have PortRules' ports whatever callbacks have: those of others are fetched.
  std::uint16_t own_port = 0;
};

/// Parameters that it does not know are passed over, those it knows come once; `hub.url` and `hub.topic` of `publish`
/// may come several times.
[[nodiscard]] std::variant<HubRequest, HubRefusal> read_hub_request(std::string_view media_type, std::string_view form,
                                                                    const HubRules& rules);

}  // namespace feedd::daemon::push
