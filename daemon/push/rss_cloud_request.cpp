#include "daemon/push/rss_cloud_request.hpp"

#include "content/text.hpp"
#include "daemon/push/form.hpp"
#include "daemon/push/notify_result.hpp"
#include "daemon/push/peer_url.hpp"
#include "daemon/push/xml_rpc_message.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace feedd::daemon::push {
namespace {

/// Most feeds in one registration, and what they, at their longest, take with everything else.
constexpr std::size_t most_feeds = 50;
constexpr std::size_t longest_body_bytes = 256U << 10;
constexpr std::size_t most_fields = most_feeds + 20;
/// Longest name of a procedure: those there are have some 30.
constexpr std::size_t longest_procedure_bytes = 100;
/// The number of rssCloud servers' faults.
constexpr int fault_code = 4;

/// A registration as it came, in either variant.
struct Asked {
  std::string procedure, port, path, protocol, domain;
  std::vector<std::string> feeds;
};

bool is_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// url1, url2, ...; `url` where there is but one.
bool names_a_feed(std::string_view field) {
  return field.starts_with("url") && is_digits(field.substr(3));
}

/// An empty reason where the form could be read.
std::string read_form_variant(std::string_view body, Asked& asked) {
  const auto fields = read_form(body, most_fields);
  if (!fields) return "The form cannot be read, " + fields.error().subject + ": " + fields.error().reason + '.';
  const std::array<std::pair<std::string_view, std::string*>, 5> known = {{{"notifyProcedure", &asked.procedure},
                                                                           {"port", &asked.port},
                                                                           {"path", &asked.path},
                                                                           {"protocol", &asked.protocol},
                                                                           {"domain", &asked.domain}}};
  for (const auto& [name, value] : *fields) {
    if (names_a_feed(name)) asked.feeds.push_back(value);
    for (const auto& [own, where] : known) {
      if (name != own) continue;
      if (!where->empty()) return name + " is there more than once.";
      *where = value;
    }
  }
  return {};
}

std::string read_xml_rpc_variant(std::string_view body, Asked& asked) {
  const auto call = read_xml_rpc_call(body);
  if (!call) return "The body is no XML-RPC call.";
  if (call->method != "rssCloud.pleaseNotify")
    return "There is no method of that name; rssCloud.pleaseNotify is the one there is.";
  const auto& parameters = call->parameters;
  const auto is_array = [](const XmlRpcValue& value) { return value.type == XmlRpcValue::Type::array; };
  if (parameters.size() < 5 || parameters.size() > 6 || !is_array(parameters[4]))
    return "rssCloud.pleaseNotify takes notifyProcedure, port, path, protocol, an array of feeds' addresses and, where "
           "it is not the caller's own address, domain.";
  asked.procedure = parameters[0].text;
  asked.port = parameters[1].text;
  asked.path = parameters[2].text;
  asked.protocol = parameters[3].text;
  if (parameters.size() == 6) asked.domain = parameters[5].text;
  for (const XmlRpcValue& feed : parameters[4].items) asked.feeds.push_back(feed.text);
  return {};
}

std::optional<CloudProtocol> find_protocol(std::string_view name) {
  if (name == "http-post") return CloudProtocol::http_post;
  if (name == "https-post") return CloudProtocol::https_post;
  if (name == "xml-rpc") return CloudProtocol::xml_rpc;
  return std::nullopt;
}

/// The specification of XML-RPC: "upper and lower-case A-Z, the numeric characters, 0-9, underscore, dot, colon and
/// slash".
bool is_procedure(std::string_view name) {
  return !name.empty() && name.size() <= longest_procedure_bytes && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == ':' || c == '/';
  });
}

/// An address as it stands in a URL: IPv6 in brackets, IPv4 in IPv6 as what it is.
std::string host_of(std::string_view peer_ip) {
  constexpr std::string_view mapped = "::ffff:";
  if (content::lower_ascii(peer_ip).starts_with(mapped) && peer_ip.find('.') != std::string_view::npos)
    return std::string(peer_ip.substr(mapped.size()));
  if (peer_ip.find(':') == std::string_view::npos) return std::string(peer_ip);
  return std::string("[").append(peer_ip) += ']';
}

/// Where it asks to be called; an Error says what is wrong.
content::Result<std::string> callback_of(const Asked& asked, CloudProtocol protocol, std::string_view peer_ip,
                                         const CloudRules& rules) {
  if (asked.port.empty() || !is_digits(asked.port))
    return content::Error{"address", "port", "must be a number in digits"};
  if (asked.domain.find_first_of("/?#@:\\[]") != std::string::npos)
    return content::Error{"address", "domain", "must be a host's name alone, without http:// and port"};
  const std::string host = asked.domain.empty() ? host_of(peer_ip) : asked.domain;
  const std::string scheme = protocol == CloudProtocol::https_post ? "https://" : "http://";
  const std::string slash = asked.path.starts_with('/') ? "" : "/";
  return peer_url("The callback (domain, port and path)", scheme + host + ':' + asked.port + slash + asked.path,
                  {rules.ports, 0});
}

/// An empty reason where all are taken.
std::string read_feeds(const Asked& asked, const CloudRules& rules, std::vector<std::string>& feeds) {
  if (asked.feeds.empty()) return "url1 is missing: the address of the feed that you want to be told of.";
  if (asked.feeds.size() > most_feeds)
    return "At most " + std::to_string(most_feeds) + " feeds are taken in one request; send several.";
  std::vector<std::string> known;
  for (std::size_t i = 0; i < asked.feeds.size(); ++i) {
    auto feed = peer_url("url" + std::to_string(i + 1), asked.feeds[i], {{}, rules.own_port});
    if (!feed) return feed.error().subject + ' ' + feed.error().reason + '.';
    if (std::find(known.begin(), known.end(), *feed) != known.end()) continue;
    const bool is_sendable = content::clean_text(asked.feeds[i]).text == asked.feeds[i];  // in XML, too
    feeds.push_back(is_sendable ? asked.feeds[i] : *feed);
    known.push_back(std::move(*feed));
  }
  return {};
}

/// An empty reason where the registration stands.
std::string judge(const Asked& asked, std::string_view peer_ip, const CloudRules& rules,
                  CloudRegistration& registration) {
  const auto protocol = find_protocol(asked.protocol);
  if (!protocol) return "protocol must be http-post, https-post or xml-rpc.";
  registration.protocol = *protocol;
  if (*protocol == CloudProtocol::xml_rpc) {
    if (!is_procedure(asked.procedure))
      return "notifyProcedure must be the name of a procedure, as xml-rpc needs one to call.";
    registration.procedure = asked.procedure;
  }
  auto callback = callback_of(asked, *protocol, peer_ip, rules);
  if (!callback) return callback.error().subject + ' ' + callback.error().reason + '.';
  registration.callback = std::move(*callback);
  registration.has_domain = !asked.domain.empty();
  return read_feeds(asked, rules, registration.feeds);
}

}  // namespace

std::variant<CloudRegistration, CloudRefusal> read_cloud_registration(std::string_view media_type,
                                                                      std::string_view body, std::string_view peer_ip,
                                                                      const CloudRules& rules) {
  const bool is_xml = is_media_type(media_type, "text/xml") || is_media_type(media_type, "application/xml");
  const CloudVariant variant = is_xml ? CloudVariant::xml_rpc : CloudVariant::form;
  if (!is_xml && !is_media_type(media_type, form_type))
    return CloudRefusal{415, "The request must be a form (" + std::string(form_type) + ") or XML-RPC (text/xml).",
                        variant};
  if (body.size() > longest_body_bytes)
    return CloudRefusal{is_xml ? 200 : 413, "The request is too long; send several.", variant};
  Asked asked;
  CloudRegistration registration;
  registration.variant = variant;
  std::string reason = is_xml ? read_xml_rpc_variant(body, asked) : read_form_variant(body, asked);
  if (reason.empty()) reason = judge(asked, peer_ip, rules, registration);
  if (!reason.empty()) return CloudRefusal{is_xml ? 200 : 400, std::move(reason), variant};
  return registration;
}

std::string cloud_answer(CloudVariant variant, bool success, std::string_view message) {
  if (variant == CloudVariant::form) return print_notify_result({success, std::string(message)});
  return success ? xml_rpc_boolean(true) : xml_rpc_fault(fault_code, message);
}

OutgoingRequest cloud_challenge(std::string_view callback, std::string_view feed_url, std::string_view challenge) {
  return {
      append_query(callback, {{"url", std::string(feed_url)}, {"challenge", std::string(challenge)}}), "GET", {}, {}};
}

OutgoingRequest cloud_notification(std::string_view callback, CloudProtocol protocol, std::string_view procedure,
                                   std::string_view feed_url) {
  if (protocol != CloudProtocol::xml_rpc) return form_post(std::string(callback), {{"url", std::string(feed_url)}});
  const std::array parameters = {std::string(feed_url)};
  return {std::string(callback),
          "POST",
          {{"Content-Type", "text/xml"}},
          std::make_shared<const std::string>(xml_rpc_call(procedure, parameters))};
}

OutgoingRequest cloud_test(const CloudRegistration& registration, std::string_view feed_url) {
  return cloud_notification(registration.callback, registration.protocol, registration.procedure, feed_url);
}

}  // namespace feedd::daemon::push
