#include "daemon/http_transfer.hpp"

#include "content/text.hpp"
#include "content/url.hpp"
#include "daemon/userinfo.hpp"

#include <algorithm>
#include <stdexcept>

#include <sys/socket.h>

namespace feedd::daemon {
namespace {

constexpr const char* user_agent = "feedd/" FEEDD_VERSION;
/// curl allocates this before a request is known to be sane.
constexpr std::size_t max_url_bytes = 8192;
/// Of an ordinary answer: room made once for all.
constexpr std::size_t expected_headers = 12;

/// curl's limits of time: whole milliseconds, of which 0 would mean its own default.
long at_least_one(std::chrono::milliseconds time) {
  return static_cast<long>(std::max<std::chrono::milliseconds::rep>(time.count(), 1));
}

/// Nothing in it ends the line that is being written, or the text that curl is given.
bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool is_bodiless(const std::string& method) {
  return method == "GET" || method == "HEAD";
}

std::string size_text(std::size_t bytes) {
  return bytes >= 1U << 20U ? std::to_string(bytes >> 20U) + " MiB" : std::to_string(bytes >> 10U) + " KiB";
}

/// What curl calls this failure, and what it says of this one where that says more. The detail may repeat what a peer
/// sent.
std::string reason_of(CURLcode code, std::string detail) {
  std::string name = ::curl_easy_strerror(code);
  std::replace_if(
      detail.begin(), detail.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; }, '?');
  if (detail.empty()) return name;
  return detail.find(name) == std::string::npos ? name + ": " + detail : detail;
}

}  // namespace

void start_curl() {
  static const CURLcode done = ::curl_global_init(CURL_GLOBAL_DEFAULT);
  if (done != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

HttpTransfer::HttpTransfer(const NetworkGuard& guard, TransferRules rules) : guard_(guard), rules_(rules) {
  start_curl();
  handle_.reset(::curl_easy_init());
  if (!handle_) throw std::runtime_error("libcurl gives no handle");
  set_rules();
}

std::size_t HttpTransfer::on_body(char* bytes, std::size_t, std::size_t count, void* data) {
  HttpTransfer& transfer = self(data);
  std::string& body = transfer.response_.body;
  const std::size_t room = transfer.body_bound_bytes_ - body.size();
  if (count <= room) {
    body.append(bytes, count);
    return count;
  }
  transfer.excess_ = Excess::body;
  if (transfer.rules_.cuts_bodies) body.append(bytes, room);
  return 0;
}

std::size_t HttpTransfer::on_header(char* bytes, std::size_t, std::size_t count, void* data) {
  HttpTransfer& transfer = self(data);
  const std::string_view line(bytes, count);
  if (line.starts_with("HTTP/")) {  // of the final answer: those before it were informational
    transfer.response_.headers.clear();
    transfer.response_.headers.reserve(expected_headers);
    transfer.header_bytes_ = 0;
  }
  transfer.header_bytes_ += count;
  if (transfer.header_bytes_ > transfer.rules_.max_header_bytes) {
    transfer.excess_ = Excess::headers;
    return 0;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return count;
  std::string_view value = line.substr(colon + 1);
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
  while (!value.empty() && static_cast<unsigned char>(value.back()) <= ' ') value.remove_suffix(1);
  transfer.response_.headers.emplace_back(content::lower_ascii(line.substr(0, colon)), value);
  return count;
}

/// The address a name resolved to, at the moment of connecting to it: nothing can change it after this look.
curl_socket_t HttpTransfer::on_open(void* data, curlsocktype, curl_sockaddr* address) {
  HttpTransfer& transfer = self(data);
  if (!transfer.guard_.permits(address->addr)) {
    transfer.forbidden_ = NetworkGuard::to_string(address->addr);
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int HttpTransfer::on_progress(void* data, curl_off_t of, curl_off_t done, curl_off_t, curl_off_t) {
  (*self(data).progress_)(static_cast<std::size_t>(done), static_cast<std::size_t>(of));
  return 0;
}

void HttpTransfer::set_rules() {
  CURL* const handle = handle_.get();
  ::curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &HttpTransfer::on_body);
  ::curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
  ::curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &HttpTransfer::on_header);
  ::curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
  ::curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &HttpTransfer::on_open);
  ::curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, this);
  ::curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, detail_.data());
  ::curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  ::curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  ::curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  ::curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);  // a callback is called as it was written
  ::curl_easy_setopt(handle, CURLOPT_PROXY, "");       // a proxy would resolve and connect behind the guard's back
  ::curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  // A look-up that outlasts its request is left to its own thread: waiting for it would hold up everybody else.
  ::curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
  ::curl_easy_setopt(handle, CURLOPT_USERAGENT, user_agent);
  ::curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, at_least_one(rules_.connect_time));
  ::curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, at_least_one(rules_.total_time));
  if (rules_.stall_time.count() > 0) {
    ::curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    ::curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(rules_.stall_time.count()));
  }
  if (rules_.asks_for_codings) ::curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "");
  if (!rules_.cuts_bodies)
    ::curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(rules_.max_body_bytes));
}

void HttpTransfer::set_credentials(std::string_view userinfo) {
  if (userinfo.empty()) return;
  const std::size_t colon = std::min(userinfo.find(':'), userinfo.size());
  ::curl_easy_setopt(handle(), CURLOPT_USERNAME, content::decode_path(userinfo.substr(0, colon)).c_str());
  ::curl_easy_setopt(handle(), CURLOPT_PASSWORD,
                     content::decode_path(userinfo.substr(std::min(colon + 1, userinfo.size()))).c_str());
}

void HttpTransfer::append_header(const char* line) {
  if (curl_slist* longer = ::curl_slist_append(headers_.get(), line)) {
    static_cast<void>(headers_.release());
    headers_.reset(longer);
  }
}

/// False where one would be more than a line. What curl would send unasked is left out by a name with nothing after it.
bool HttpTransfer::set_headers(const TransferRequest& request) {
  bool says_type = is_bodiless(request.method);
  std::string line;
  for (const auto& [name, value] : request.headers) {
    if (!is_one_line(name) || !is_one_line(value)) return false;
    line.assign(name).append(value.empty() ? ";" : ": ").append(value);  // `Name:` would tell curl to leave one out
    append_header(line.c_str());
    says_type = says_type || content::lower_ascii(name) == "content-type";
  }
  if (!says_type) append_header("Content-Type:");              // it need not be a form
  if (!is_bodiless(request.method)) append_header("Expect:");  // nobody waits for 100 (Continue)
  ::curl_easy_setopt(handle(), CURLOPT_HTTPHEADER, headers_.get());
  return true;
}

void HttpTransfer::set_body(const TransferRequest& request) {
  if (request.method == "HEAD") {
    ::curl_easy_setopt(handle(), CURLOPT_NOBODY, 1L);
  } else if (!is_bodiless(request.method)) {
    ::curl_easy_setopt(handle(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    ::curl_easy_setopt(handle(), CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data());
    ::curl_easy_setopt(handle(), CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

std::optional<content::Error> HttpTransfer::begin(const TransferRequest& request, const Progress* progress) {
  body_bound_bytes_ = request.max_answer_bytes != 0 ? request.max_answer_bytes : rules_.max_body_bytes;
  auto error = prepare(request);
  if (error) {
    forget();
  } else if (progress != nullptr && *progress) {
    progress_ = progress;
    ::curl_easy_setopt(handle(), CURLOPT_XFERINFOFUNCTION, &HttpTransfer::on_progress);
    ::curl_easy_setopt(handle(), CURLOPT_XFERINFODATA, this);
    ::curl_easy_setopt(handle(), CURLOPT_NOPROGRESS, 0L);
  }
  return error;
}

std::optional<content::Error> HttpTransfer::prepare(const TransferRequest& request) {
  auto [url, userinfo] = split_userinfo(request.url);
  const auto scheme = content::url_scheme(url);
  if (!scheme || (*scheme != "http" && *scheme != "https") || request.url.size() > max_url_bytes)
    return content::Error{"address", url.substr(0, 200), "must be an address of http or https"};
  ::curl_easy_setopt(handle(), CURLOPT_URL, url.c_str());
  set_credentials(userinfo);
  if (!set_headers(request)) return content::Error{"header", url, "a header of the request must be one line"};
  set_body(request);
  response_.url = std::move(url);
  return std::nullopt;
}

/// Who has said that it was well and then breaks off, or drips, has it: it must not be sent again.
bool HttpTransfer::is_broken_off(CURLcode code, long status) const {
  const bool broke = code == CURLE_PARTIAL_FILE || code == CURLE_OPERATION_TIMEDOUT || code == CURLE_RECV_ERROR ||
                     code == CURLE_BAD_CONTENT_ENCODING || code == CURLE_WRITE_ERROR;
  return rules_.cuts_bodies && excess_ == Excess::none && broke && status >= 200 && status < 300;
}

std::optional<content::Error> HttpTransfer::failure(CURLcode code, long status) const {
  if (!forbidden_.empty() && code != CURLE_OK)
    return content::Error{
        "address", response_.url,
        "leads to " + forbidden_ + ", which is not public; --allow-network or push.allow_networks open a network"};
  if (excess_ == Excess::headers)
    return content::Error{"too-large", response_.url,
                          "the headers of the answer are larger than " + size_text(rules_.max_header_bytes)};
  if (excess_ == Excess::body && rules_.cuts_bodies) return std::nullopt;
  if (is_broken_off(code, status)) return std::nullopt;
  if (excess_ == Excess::body || code == CURLE_FILESIZE_EXCEEDED)
    return content::Error{"too-large", response_.url, "the answer is larger than " + size_text(rules_.max_body_bytes)};
  if (code != CURLE_OK) return content::Error{"fetch", response_.url, reason_of(code, detail_.data())};
  return std::nullopt;
}

content::Result<HttpResponse> HttpTransfer::finish(CURLcode code) {
  long status = 0;
  ::curl_easy_getinfo(handle(), CURLINFO_RESPONSE_CODE, &status);
  auto error = failure(code, status);
  HttpResponse response = std::move(response_);
  response.status = static_cast<int>(status);
  response.truncated = excess_ == Excess::body || is_broken_off(code, status);
  forget();
  if (error) return *std::move(error);
  return response;
}

/// Takes back all that begin() may have set. curl_easy_reset would, too, and setting the rules anew each time costs a
/// fan-out some 4 % of its deliveries a second.
void HttpTransfer::forget() {
  ::curl_easy_setopt(handle(), CURLOPT_HTTPHEADER, nullptr);
  headers_.reset();
  ::curl_easy_setopt(handle(), CURLOPT_USERNAME, nullptr);
  ::curl_easy_setopt(handle(), CURLOPT_PASSWORD, nullptr);
  ::curl_easy_setopt(handle(), CURLOPT_CUSTOMREQUEST, nullptr);
  ::curl_easy_setopt(handle(), CURLOPT_POSTFIELDS, nullptr);
  ::curl_easy_setopt(handle(), CURLOPT_HTTPGET, 1L);  // last: undoes the method that POSTFIELDS implies, and NOBODY
  ::curl_easy_setopt(handle(), CURLOPT_NOPROGRESS, 1L);
  progress_ = nullptr;
  response_ = {};
  forbidden_.clear();
  excess_ = Excess::none;
  header_bytes_ = 0;
  detail_[0] = '\0';
}

}  // namespace feedd::daemon
