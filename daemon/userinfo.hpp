// What an address says of who asks, `https://user:password@host/`: for the request, and for nothing that is kept, shown
// or logged.
#pragma once

#include <string>
#include <string_view>

namespace feedd::daemon {

/// An address taken apart.
struct SplitAddress {
  std::string url;       ///< without userinfo
  std::string userinfo;  ///< `user:password` as it was written; empty where there is none
};
[[nodiscard]] SplitAddress split_userinfo(std::string_view address);
/// The address with `userinfo` in it, unless that is empty.
[[nodiscard]] std::string with_userinfo(const std::string& url, std::string_view userinfo);
/// Scheme, host and port as written, in small letters: credentials go no further than this (RFC 6454 section 4).
[[nodiscard]] std::string origin_of(std::string_view address);

}  // namespace feedd::daemon
