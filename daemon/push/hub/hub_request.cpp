#include "daemon/push/hub/hub_request.hpp"

#include "daemon/http/target.hpp"
#include "daemon/push/form.hpp"
#include "daemon/push/peer_url.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace feedd::daemon::push {
namespace {

using Mode = HubRequest::Mode;

/// A subscription has five parameters and a publisher names a handful of topics; the rest is nobody's.
constexpr std::size_t most_fields = 100;
/// Section 5.1: "MUST be less than 200 bytes in length".
constexpr std::size_t secret_limit_bytes = 200;

HubRefusal refused(std::string reason) {
  return {400, std::move(reason)};
}

/// The parameters of one request.
class Parameters {
 public:
  explicit Parameters(const Fields& fields) : fields_(fields) {}

  /// Empty where it is not there: no parameter of ours may be empty and mean something.
  [[nodiscard]] std::string_view get(std::string_view name) const {
    for (const auto& [own, value] : fields_)
      if (own == name) return value;
    return {};
  }
  [[nodiscard]] bool is_repeated(std::string_view name) const {
    return std::count_if(fields_.begin(), fields_.end(), [&](const auto& field) { return field.first == name; }) > 1;
  }
  [[nodiscard]] const Fields& all() const { return fields_; }

 private:
  const Fields& fields_;
};

std::optional<Mode> find_mode(std::string_view name) {
  if (name == "subscribe") return Mode::subscribe;
  if (name == "unsubscribe") return Mode::unsubscribe;
  if (name == "publish") return Mode::publish;
  return std::nullopt;
}

HubRefusal refusal_of(const content::Error& error) {
  return refused(error.subject + ' ' + error.reason + '.');
}

/// Nothing where it is no number; one that no type has is the longest lease there is.
std::optional<std::chrono::seconds> read_lease(std::string_view text, const HubRules& rules) {
  if (text.empty()) return rules.lease;
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  std::int64_t seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (read.ec != std::errc{}) return rules.longest;
  return std::clamp(std::chrono::seconds{seconds}, rules.shortest, rules.longest);
}

std::variant<HubRequest, HubRefusal> read_publish(const Parameters& parameters, const HubRules& rules) {
  HubRequest request;
  request.mode = Mode::publish;
  for (const auto& [name, value] : parameters.all()) {
    if (name != "hub.url" && name != "hub.topic") continue;
    auto topic = peer_url(name, value, {{}, rules.own_port});
    if (!topic) return refusal_of(topic.error());
    if (std::find(request.topics.begin(), request.topics.end(), *topic) == request.topics.end())
      request.topics.push_back(std::move(*topic));
  }
  if (request.topics.empty()) return refused("hub.url is missing: the address of the feed that has changed.");
  request.topic = request.topics.front();
  return request;
}

std::variant<HubRequest, HubRefusal> read_subscription(Mode mode, const Parameters& parameters, const HubRules& rules) {
  for (const char* name : {"hub.topic", "hub.callback", "hub.lease_seconds", "hub.secret"})
    if (parameters.is_repeated(name)) return refused(std::string(name) + " is there more than once.");
  if (parameters.get("hub.topic").empty())
    return refused("hub.topic is missing: the address that the feed itself names as rel=\"self\".");
  if (parameters.get("hub.callback").empty())
    return refused("hub.callback is missing: the address that the feed is to be sent to.");
  auto topic = peer_url("hub.topic", parameters.get("hub.topic"), {{}, rules.own_port});
  if (!topic) return refusal_of(topic.error());
  auto callback = peer_url("hub.callback", parameters.get("hub.callback"), {rules.ports, 0});
  if (!callback) return refusal_of(callback.error());
  HubRequest request{mode, std::move(*topic), std::move(*callback), {}, {}, {}};
  request.written_topic = is_utf8(parameters.get("hub.topic")) ? parameters.get("hub.topic") : request.topic;
  if (mode == Mode::unsubscribe) return request;

  const auto lease = read_lease(parameters.get("hub.lease_seconds"), rules);
  if (!lease) return refused("hub.lease_seconds must be a number of seconds in digits.");
  request.lease = *lease;
  request.secret = parameters.get("hub.secret");
  if (request.secret.size() >= secret_limit_bytes) return refused("hub.secret must have fewer than 200 bytes.");
  return request;
}

}  // namespace

std::variant<HubRequest, HubRefusal> read_hub_request(std::string_view media_type, std::string_view form,
                                                      const HubRules& rules) {
  if (!is_media_type(media_type, form_type))
    return HubRefusal{415, "The request must be a form: Content-Type: " + std::string(form_type) + "."};
  const auto fields = read_form(form, most_fields);
  if (!fields)
    return refused("The form cannot be read, " + fields.error().subject + ": " + fields.error().reason + '.');
  const Parameters parameters(*fields);
  if (parameters.is_repeated("hub.mode")) return refused("hub.mode is there more than once.");
  const auto mode = find_mode(parameters.get("hub.mode"));
  if (!mode) return refused("hub.mode must be subscribe, unsubscribe or publish.");
  return *mode == Mode::publish ? read_publish(parameters, rules) : read_subscription(*mode, parameters, rules);
}

}  // namespace feedd::daemon::push
