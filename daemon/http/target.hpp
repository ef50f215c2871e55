// From a request target to the path that answers are kept under. Looks nothing up.
#pragma once

#include <string>
#include <string_view>

namespace feedd::daemon {

struct Target {
  int status = 0;  ///< 0, or why there is no path: 400 (none at all, bad escape, control character, not UTF-8, dot
                   ///< segment) or 404
  std::string_view path;   ///< decoded, without the query; a view into the target or `scratch`
  std::string_view query;  ///< as it was sent, without its `?`
};

/// Takes origin-form and absolute-form (RFC 9112 section 3.2). Escapes are decoded once. A segment `.` or `..` is
/// refused, also where an escape hid it: clients resolve them before they ask (RFC 3986 section 5.2.4), and a proxy in
/// front may have judged another path than the one that would be left. An escaped slash would be another path once
/// decoded, so it is 404. `prefix` (base_url's path, without a slash at its end) is taken off where it is there.
[[nodiscard]] Target resolve_target(std::string_view target, std::string_view prefix, std::string& scratch);

/// The authority of an absolute-form target, which stands above the Host field (RFC 9112 section 3.2.2); else `host`.
[[nodiscard]] std::string_view host_of(std::string_view target, std::string_view host);

/// Whether `bytes` is UTF-8 (Unicode 15 table 3-7: no surrogates, nothing overlong).
[[nodiscard]] bool is_utf8(std::string_view bytes);

}  // namespace feedd::daemon
