#include "daemon/userinfo.hpp"

#include "content/text.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

/// Where the authority lies; nowhere at the end of what has none.
struct Authority {
  explicit Authority(std::string_view address) {
    const std::size_t scheme = address.find("://");
    begin = scheme == std::string_view::npos ? address.size() : scheme + 3;
    end = std::min(address.find_first_of("/?#", begin), address.size());
    const std::size_t at = address.substr(begin, end - begin).rfind('@');
    host = at == std::string_view::npos ? begin : begin + at + 1;
  }
  std::size_t begin, host, end;
};

}  // namespace

SplitAddress split_userinfo(std::string_view address) {
  const Authority authority(address);
  SplitAddress parts;
  parts.url = std::string(address.substr(0, authority.begin)).append(address.substr(authority.host));
  if (authority.host > authority.begin)
    parts.userinfo = address.substr(authority.begin, authority.host - 1 - authority.begin);
  return parts;
}

std::string with_userinfo(const std::string& url, std::string_view userinfo) {
  if (userinfo.empty()) return url;
  return std::string(url).insert(Authority(url).begin, std::string(userinfo) + '@');
}

std::string origin_of(std::string_view address) {
  const Authority authority(address);
  return content::lower_ascii(std::string(address.substr(0, authority.begin))
                                  .append(address.substr(authority.host, authority.end - authority.host)));
}

}  // namespace feedd::daemon
