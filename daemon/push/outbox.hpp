// `feedd outbox`: what is still to be told, and what people do about it.
#pragma once

#include "daemon/push/fan_out.hpp"
#include "daemon/push/pings.hpp"

#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace feedd::daemon::push {

/// Confined to the courier's thread. Something that waits has a name: `e3:tags/korea.rss` is what endpoint 3 has not
/// been told of that topic, `e3` all of it, `s12` what subscription 12 has not.
class Outbox {
 public:
  Outbox(Pings& pings, FanOut& fan_out, content::sql::Database& reader)
      : pings_(pings), fan_out_(fan_out), reader_(reader) {}

  /// Objects of one line each: `id kind url subject state attempts retry_at error`. State is waiting, retrying or
  /// given_up. Subscriptions that only wait their turn are not listed.
  [[nodiscard]] content::Result<std::string> list();
  /// Subscriptions, one line each: `id wire topic callback created expires delivered last_success latency_ms error`.
  /// The first ten thousand behind `after`, the name of one.
  [[nodiscard]] content::Result<std::string> subscribers(std::string_view after);
  /// Tried again now, or told no more; an empty name: all. How many things that were.
  [[nodiscard]] content::Result<std::size_t> retry(std::string_view name);
  [[nodiscard]] content::Result<std::size_t> drop(std::string_view name);

 private:
  [[nodiscard]] content::Result<std::size_t> apply(std::string_view name, bool retry);
  [[nodiscard]] content::Result<std::vector<Subscription>> in_trouble(std::int64_t after);

  Pings& pings_;
  FanOut& fan_out_;
  content::sql::Database& reader_;
};

}  // namespace feedd::daemon::push
