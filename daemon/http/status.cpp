// One table; everything said about a status stands in its row.
#include "daemon/http/status.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

using namespace std::chrono_literals;

struct Row {
  int status;
  std::string_view reason;
  std::string_view words;
};

constexpr Row rows[] = {
    {200, "OK", ""},
    {202, "Accepted", "Accepted."},
    {204, "No Content", ""},
    {206, "Partial Content", ""},
    {226, "IM Used", ""},
    {301, "Moved Permanently", "This has moved; its new address is in the Location field."},
    {304, "Not Modified", ""},
    {308, "Permanent Redirect", "This has moved; its new address is in the Location field."},
    {400, "Bad Request", "This request does not follow HTTP/1.1 (RFC 9112)."},
    {403, "Forbidden", "This is not allowed."},
    {404, "Not Found", "There is nothing at this address. The front page lists the feeds of this site."},
    {405, "Method Not Allowed", "This method is not answered here; the Allow field names those that are."},
    {408, "Request Timeout", "The request did not arrive in time."},
    {410, "Gone", "This was here once and has been withdrawn for good."},
    {411, "Length Required", "The size of the body has to be said in the Content-Length field."},
    {412, "Precondition Failed", "What is here is no longer, or not yet, what the request is meant for."},
    {413, "Content Too Large", "The body is larger than what is taken here."},
    {414, "URI Too Long", "The request line is too long."},
    {415, "Unsupported Media Type", "The body is of a type that is not understood here."},
    {416, "Range Not Satisfiable", "The file ends before that range."},
    {417, "Expectation Failed", "Only 100-continue can be expected here."},
    {422, "Unprocessable Content", "The request is understood, but what it asks for makes no sense."},
    {429, "Too Many Requests", "Too many requests. Please try again later."},
    {431, "Request Header Fields Too Large", "The header fields are too large or too many."},
    {500, "Internal Server Error", "Something went wrong here."},
    {501, "Not Implemented", "This method or transfer coding is unknown here; GET and HEAD are answered."},
    {503, "Service Unavailable", "The server is busy or still starting. Please try again later."},
    {505, "HTTP Version Not Supported", "Only HTTP/1.1 and HTTP/1.0 are spoken here."},
};

const Row& row(int status) {
  const auto is_of = [](int wanted) { return [wanted](const Row& each) { return each.status == wanted; }; };
  const auto* found = std::find_if(std::begin(rows), std::end(rows), is_of(status));
  return found != std::end(rows) ? *found : *std::find_if(std::begin(rows), std::end(rows), is_of(400));
}

constexpr std::array<int, 15> refused = {400, 404, 405, 408, 410, 411, 412, 413, 414, 417, 429, 431, 501, 503, 505};
/// What a feed's path may be answered: pages of other sites may read it there like the feed itself.
constexpr std::array<int, 5> said_of_feeds = {404, 410, 412, 429, 503};
/// Long enough that a crowd asking for one missing path hits a proxy's cache, short enough that a new article appears.
constexpr std::chrono::seconds not_found_age{60};

/// What a path may allow, in the order of `allowed_of`.
constexpr std::array<std::string_view, 3> allowed = {"POST, OPTIONS", "GET, HEAD, OPTIONS", "GET, HEAD, POST, OPTIONS"};
constexpr std::size_t only_reads = 1;

std::size_t allowed_of(const SubmissionRule& rule) {
  return rule.get ? (rule.post ? 2 : only_reads) : 0;
}

Answer make_allow(int status, std::string_view methods) {
  Answer answer;
  answer.status = status;
  answer.fields = {"Cache-Control: no-store", "Allow: " + std::string{methods}};
  return answer;
}

Answer make_preflight() {
  auto answer = make_allow(204, allowed[only_reads]);
  answer.cross_origin = true;
  answer.fields.emplace_back("Access-Control-Allow-Methods: GET, HEAD");
  answer.fields.emplace_back("Access-Control-Allow-Headers: If-None-Match, If-Modified-Since, A-IM, Cache-Control");
  answer.fields.emplace_back("Access-Control-Max-Age: 86400");  // a day; browsers cut it to what they keep
  return answer;
}

Answer make_wants_tls() {
  Answer answer;
  answer.status = 400;
  answer.fields = {"Cache-Control: no-store"};
  answer.media_type = "text/plain; charset=utf-8";
  answer.bodies[0] = std::make_shared<const std::string>("This port speaks HTTPS: the address begins with https://\n");
  return answer;
}

std::shared_ptr<const Published> publish(Answer answer) {
  return std::make_shared<const Published>(std::move(answer));
}

/// What a client is told to wait: few answers, made beforehand.
constexpr std::array<std::chrono::seconds, 16> waits = {1s,   2s,   5s,    10s,   20s,   30s,    60s,    120s,
                                                        300s, 600s, 1800s, 3600s, 7200s, 21600s, 43200s, 86400s};

std::shared_ptr<const Published> make_slow_down(std::chrono::seconds wait) {
  Answer answer;
  answer.status = 429;
  answer.media_type = "text/plain; charset=utf-8";
  answer.bodies[0] = std::make_shared<const std::string>(
      "This feed was fetched too often without a validator. Please send the ETag of the last answer as If-None-Match, "
      "and come back after as many seconds as Retry-After says.\n");
  answer.fields = {"Cache-Control: no-store", "Retry-After: " + std::to_string(wait.count())};
  answer.cross_origin = true;
  return publish(std::move(answer));
}

std::shared_ptr<const Published> make_refusal(int status, std::chrono::seconds retry_after, bool kept) {
  if (status == 405) return publish(make_allow(405, allowed[only_reads]));
  Answer answer;
  answer.status = status;
  answer.cross_origin = std::find(said_of_feeds.begin(), said_of_feeds.end(), status) != said_of_feeds.end();
  if (kept) answer.max_age = not_found_age;
  if (!kept) answer.fields.emplace_back("Cache-Control: no-store");
  if (status == 503 || status == 429) answer.fields.push_back("Retry-After: " + std::to_string(retry_after.count()));
  return publish(std::move(answer));
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
  wants_tls_ = publish(make_wants_tls());
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    not_allowed_[i] = publish(make_allow(405, allowed[i]));
    options_[i] = publish(make_allow(204, allowed[i]));
  }
  preflight_ = publish(make_preflight());
  std::transform(waits.begin(), waits.end(), slow_down_.begin(), make_slow_down);
}

const std::shared_ptr<const Published>& Refusals::not_allowed(const SubmissionRule& rule) const {
  return not_allowed_[allowed_of(rule)];
}

const std::shared_ptr<const Published>& Refusals::options(const SubmissionRule& rule) const {
  return options_[allowed_of(rule)];
}

const std::shared_ptr<const Published>& Refusals::slow_down(std::chrono::seconds wait) const {
  const auto found = std::lower_bound(waits.begin(), waits.end() - 1, wait);
  return slow_down_[static_cast<std::size_t>(found - waits.begin())];
}

const std::shared_ptr<const Published>& Refusals::operator[](int status) const {
  const auto found = std::find(refused.begin(), refused.end(), status);
  return answers_[found != refused.end() ? static_cast<std::size_t>(found - refused.begin()) : 0];
}

}  // namespace feedd::daemon
