// One table; everything said about a status stands in its row.
#include "daemon/http/status.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

struct Row {
  int status;
  std::string_view reason;
  std::string_view words;
};

constexpr Row rows[] = {
    {200, "OK", ""},
    {206, "Partial Content", ""},
    {301, "Moved Permanently", "This has moved; its new address is in the Location field."},
    {304, "Not Modified", ""},
    {400, "Bad Request", "This request does not follow HTTP/1.1 (RFC 9112)."},
    {404, "Not Found", "There is nothing at this address. The front page lists the feeds of this site."},
    {405, "Method Not Allowed", "Only GET and HEAD are answered here."},
    {408, "Request Timeout", "The request did not arrive in time."},
    {410, "Gone", "This was here once and has been withdrawn for good."},
    {413, "Content Too Large", "No request here needs a body, and this one is too large to read away."},
    {414, "URI Too Long", "The request line is too long."},
    {416, "Range Not Satisfiable", "The file ends before that range."},
    {417, "Expectation Failed", "Only 100-continue can be expected here."},
    {431, "Request Header Fields Too Large", "The header fields are too large or too many."},
    {501, "Not Implemented", "This method is unknown here; GET and HEAD are answered."},
    {503, "Service Unavailable", "The server is busy or still starting. Please try again later."},
    {505, "HTTP Version Not Supported", "Only HTTP/1.1 and HTTP/1.0 are spoken here."},
};

const Row& row(int status) {
  const auto* found =
      std::find_if(std::begin(rows), std::end(rows), [&](const Row& each) { return each.status == status; });
  return found != std::end(rows) ? *found : rows[4];
}

constexpr std::array<int, 12> refused = {400, 404, 405, 408, 410, 413, 414, 417, 431, 501, 503, 505};
/// Long enough that a crowd asking for one missing path hits a proxy's cache, short enough that a new article appears.
constexpr std::chrono::seconds not_found_age{60};

std::shared_ptr<const Published> make_refusal(int status, std::chrono::seconds retry_after, bool kept) {
  Answer answer;
  answer.status = status;
  if (kept) answer.max_age = not_found_age;
  if (!kept) answer.fields.emplace_back("Cache-Control: no-store");
  if (status == 405) answer.fields.emplace_back("Allow: GET, HEAD");
  if (status == 503) answer.fields.push_back("Retry-After: " + std::to_string(retry_after.count()));
  return std::make_shared<const Published>(std::move(answer));
}

}  // namespace

std::string status_line(int status) {
  return "HTTP/1.1 " + std::to_string(row(status).status) + ' ' + std::string{row(status).reason} + "\r\n";
}

std::string status_words(int status) {
  return std::string{row(status).words} + '\n';
}

Refusals::Refusals(std::chrono::seconds retry_after) {
  std::transform(refused.begin(), refused.end(), answers_.begin(),
                 [&](int status) { return make_refusal(status, retry_after, status == 404); });
  not_yet_ = make_refusal(404, retry_after, false);
}

const std::shared_ptr<const Published>& Refusals::operator[](int status) const {
  const auto found = std::find(refused.begin(), refused.end(), status);
  return answers_[found != refused.end() ? static_cast<std::size_t>(found - refused.begin()) : 0];
}

}  // namespace feedd::daemon
