#include "daemon/config_section.hpp"

#include "content/url.hpp"
#include "daemon/userinfo.hpp"
#include "feeds/check/values.hpp"

namespace feedd::daemon {

bool trim_address(std::string& url) {
  const auto scheme = content::url_scheme(url);
  while (url.ends_with('/')) url.pop_back();
  const std::size_t host = url.find("://");
  const bool is_address = scheme && (*scheme == "http" || *scheme == "https") && host != std::string::npos &&
                          host + 3 < url.size() && url.find_first_of("?# \t\r\n\"<>") == std::string::npos &&
                          split_userinfo(url).userinfo.empty();
  if (is_address) url = content::to_uri(url);
  return is_address && feeds::check::object_to_web_address(url, feeds::check::Characters::uri).empty();
}

}  // namespace feedd::daemon
