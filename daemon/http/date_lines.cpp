// See date_lines.hpp.
#include "daemon/http/date_lines.hpp"

namespace feedd::daemon {

DateLines::DateLines(content::Timestamp now) : now_(now) {
  constexpr std::string_view said[] = {"", "Connection: close\r\n", "Connection: keep-alive\r\n"};
  const auto date = content::to_http_date(now);
  for (std::size_t i = 0; i < tails_.size(); ++i) {
    tails_[i][0] = "Date: " + date + "\r\n" + std::string{said[i]} + "\r\n";
    tails_[i][1] = "Last-Modified: " + date + "\r\n" + tails_[i][0];
  }
}

}  // namespace feedd::daemon
