// The end of every response head: what depends on the second and on the connection, made once a second.
#pragma once

#include "content/time.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace feedd::daemon {

/// What a response says about its connection. HTTP/1.1 keeps it without a word; HTTP/1.0 wants to be told.
enum class Persistence : std::uint8_t { keep, close, keep_1_0 };

/// Immutable, since a slow connection may still be sending a line of an earlier second.
class DateLines {
 public:
  explicit DateLines(content::Timestamp now);

  [[nodiscard]] content::Timestamp now() const { return now_; }
  /// Date, Connection where needed, and the empty line; `modified_now` puts `Last-Modified: <Date>` before them.
  [[nodiscard]] std::string_view tail(Persistence persistence, bool modified_now) const {
    return tails_[static_cast<std::size_t>(persistence)][modified_now ? 1 : 0];
  }

 private:
  content::Timestamp now_;
  std::array<std::array<std::string, 2>, 3> tails_;
};

/// Bytes of a Last-Modified line with its CRLF, the last line of a prepared head: an IMF-fixdate has one length.
inline constexpr std::size_t last_modified_line_bytes =
    std::string_view{"Last-Modified: Thu, 17 Sep 2020 05:05:00 GMT\r\n"}.size();

}  // namespace feedd::daemon
