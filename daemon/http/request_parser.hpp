// Request heads, RFC 9112 taken strictly, without any I/O: first where a head ends, then what it says.
// Knows no paths and no answers; a refused request is told as the status it deserves.
#pragma once

#include "daemon/http/field.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace feedd::daemon {

/// How large a head may be.
struct HeadLimits {
  std::size_t request_line_bytes = 8 * 1024;  ///< RFC 9112 section 3 asks for 8000 at least
  std::size_t field_lines_bytes = 16 * 1024;  ///< a browser with many cookies stays below
  std::size_t field_lines = 100;              ///< browsers send some twenty, proxies add ten
  [[nodiscard]] bool operator==(const HeadLimits&) const = default;
};

/// Finds the end of a head while it arrives. Looks at every byte once, however small the pieces are.
class HeadScan {
 public:
  enum class State : std::uint8_t { incomplete, complete, refused };

  /// `bytes` starts where the request starts and may only have grown since the last call (its address may differ).
  State scan(std::string_view bytes, const HeadLimits& limits = {});
  /// When complete: bytes up to and with the empty line, and how many of them stand before the request line (a stray
  /// CRLF, RFC 9112 section 2.2).
  [[nodiscard]] std::size_t size() const { return position_; }
  [[nodiscard]] std::size_t skipped() const { return start_; }
  /// When refused: 400, 414 or 431.
  [[nodiscard]] int status() const { return status_; }

 private:
  State refuse(int status);
  State take_line(std::size_t newline, const HeadLimits& limits, bool& done);
  State check_limits(std::size_t size, const HeadLimits& limits);

  std::uint32_t position_ = 0;    // all before it was looked at
  std::uint32_t line_start_ = 0;  // of the line being looked at
  std::uint32_t fields_at_ = 0;   // where the field lines start; 0: still in the request line
  std::uint16_t start_ = 0;
  std::uint16_t fields_ = 0;
  std::uint16_t status_ = 0;
};

enum class Method : std::uint8_t { get, head, post, options, other };

/// One request. All views point into the bytes it was parsed from. Of a field that must not be repeated the first line
/// holds, but for those where repeating is refused.
struct Request {
  Method method = Method::other;
  bool http_1_0 = false;
  bool keep_alive = false;         ///< what version and Connection say together (RFC 9112 section 9.3)
  bool transfer_encoding = false;  ///< `chunked`, and nothing else
  bool expects_continue = false;
  bool is_forwarded = false;       ///< Forwarded or X-Forwarded-For is there; `field_value` has what it says
  bool has_manipulations = false;  ///< A-IM (RFC 3229 section 10.5.3) is there; `field_value` has what it says
  bool is_guarded = false;         ///< If-Match or If-Unmodified-Since is there; `field_value` has what it says
  std::uint64_t content_length = 0;
  std::string_view head;  ///< all of it, for fields that are read only where somebody asks
  std::string_view target;
  std::string_view host;
  FieldLines if_none_match;
  FieldLines accept_encoding;
  std::string_view if_modified_since;
  std::string_view if_range;
  std::string_view range;
  std::string_view fetch_dest;  ///< Sec-Fetch-Dest
  std::string_view user_agent;
  std::string_view content_type;
};

/// Reads a head that HeadScan found complete, from its request line on. Returns 0, or the status of the refusal:
/// 400, 417 (an unknown expectation), 431 (too many lines of one field), 501 (a method or a transfer coding nobody
/// knows), 505.
[[nodiscard]] int parse_head(std::string_view head, Request& request);

/// All lines of a field in a head that parse_head has taken, joined to one list (RFC 9110 section 5.3). Looks through
/// the whole head each time.
[[nodiscard]] std::optional<std::string> field_value(std::string_view head, std::string_view name);

}  // namespace feedd::daemon
