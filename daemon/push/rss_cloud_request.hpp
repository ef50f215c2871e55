// What an rssCloud subscriber asks of us and what it is sent (rsscloud.co, walkthrough): registrations over HTTP POST
// and XML-RPC, read and judged; answers, challenges and notifications, written. Pure.
#pragma once

#include "daemon/outgoing_request.hpp"
#include "daemon/push/challenge.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace feedd::daemon::push {

/// How a subscriber is to be told.
enum class CloudProtocol : std::uint8_t { http_post, https_post, xml_rpc };
/// How a registration came, and is answered.
enum class CloudVariant : std::uint8_t { form, xml_rpc };

struct CloudRegistration {
  std::string callback;  ///< as peer_url writes it
  CloudProtocol protocol = CloudProtocol::http_post;
  std::string procedure;  ///< to be called at the callback; empty but for xml_rpc
  /// As they were written, or where XML can't say that, as peer_url writes it; each once, at least one.
  std::vector<std::string> feeds;
  bool has_domain = false;  ///< it named its host: cloud_challenge proves it; else cloud_test
  CloudVariant variant = CloudVariant::form;
};

/// The status to answer with, and a sentence for who wrote the subscriber. XML-RPC answers 200 always.
struct CloudRefusal {
  int status = 400;
  std::string reason;
  CloudVariant variant = CloudVariant::form;
};

struct CloudRules {
  std::vector<std::uint16_t> ports;  ///< of callbacks; empty: PortRules' own
  std::uint16_t own_port = 0;        ///< of base_url: feeds may have it besides PortRules' own
};

/// `peer_ip` is the address that the request came from, IPv4 or IPv6: without a domain it is the callback's host.
[[nodiscard]] std::variant<CloudRegistration, CloudRefusal> read_cloud_registration(std::string_view media_type,
                                                                                    std::string_view body,
                                                                                    std::string_view peer_ip,
                                                                                    const CloudRules& rules = {});

inline constexpr std::string_view cloud_answer_type = "text/xml; charset=utf-8";
/// The body that answers a registration: notifyResult, or XML-RPC's true or fault.
[[nodiscard]] std::string cloud_answer(CloudVariant variant, bool success, std::string_view message);

/// With a domain: a GET whose challenge is to be sent back; is_confirmed judges the answer.
[[nodiscard]] OutgoingRequest cloud_challenge(std::string_view callback, std::string_view feed_url,
                                              std::string_view challenge);
/// A feed has changed. `procedure` is for xml_rpc.
[[nodiscard]] OutgoingRequest cloud_notification(std::string_view callback, CloudProtocol protocol,
                                                 std::string_view procedure, std::string_view feed_url);
/// Without a domain: a first notification, which is to be answered 2xx.
[[nodiscard]] OutgoingRequest cloud_test(const CloudRegistration& registration, std::string_view feed_url);

}  // namespace feedd::daemon::push
