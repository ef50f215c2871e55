// The only file that knows curl.
#include "daemon/http_client.hpp"

#include "content/text.hpp"
#include "content/url.hpp"
#include "daemon/userinfo.hpp"

#include <algorithm>
#include <stdexcept>

#include <curl/curl.h>

namespace feedd::daemon {
namespace {

constexpr const char* user_agent = "feedd/" FEEDD_VERSION;
/// curl allocates this before a request is known to be sane.
constexpr std::size_t max_url_bytes = 8192;

void initialise_once() {
  static const CURLcode done = ::curl_global_init(CURL_GLOBAL_DEFAULT);
  if (done != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

struct FreeList {
  void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

void append(List& list, const std::string& line) {
  if (curl_slist* longer = ::curl_slist_append(list.get(), line.c_str())) {
    static_cast<void>(list.release());
    list.reset(longer);
  }
}

}  // namespace

std::string HttpResponse::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

/// One request under way: where curl's callbacks put what arrives.
class HttpClient::Transfer {
 public:
  Transfer(const NetworkGuard& guard, const HttpLimits& limits, const Progress& progress)
      : guard_(guard), limits_(limits), progress_(progress) {}

  void attach(CURL* handle) {
    ::curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    ::curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
    ::curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    ::curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
    ::curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open);
    ::curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, this);
    ::curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &Transfer::on_progress);
    ::curl_easy_setopt(handle, CURLOPT_XFERINFODATA, this);
    ::curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  }

  HttpResponse response;
  std::string forbidden;  ///< the address the guard refused
  bool too_large = false;

 private:
  static Transfer& self(void* data) { return *static_cast<Transfer*>(data); }

  static std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* data) {
    Transfer& transfer = self(data);
    if (transfer.response.body.size() + count > transfer.limits_.max_body_bytes) {
      transfer.too_large = true;
      return 0;
    }
    transfer.response.body.append(bytes, count);
    return count;
  }

  static std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* data) {
    Transfer& transfer = self(data);
    const std::string_view line(bytes, count);
    if (line.starts_with("HTTP/")) {  // of the final answer: those before it were informational
      transfer.response.headers.clear();
      transfer.header_bytes_ = 0;
    }
    transfer.header_bytes_ += count;
    if (transfer.header_bytes_ > transfer.limits_.max_header_bytes) {
      transfer.too_large = true;
      return 0;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return count;
    std::string_view value = line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
    while (!value.empty() && static_cast<unsigned char>(value.back()) <= ' ') value.remove_suffix(1);
    transfer.response.headers.emplace_back(content::lower_ascii(line.substr(0, colon)), value);
    return count;
  }

  /// The address a name resolved to, at the moment of connecting to it: nothing can change it after this look.
  static curl_socket_t on_open(void* data, curlsocktype, struct curl_sockaddr* address) {
    Transfer& transfer = self(data);
    if (!transfer.guard_.permits(address->addr)) {
      transfer.forbidden = NetworkGuard::to_string(address->addr);
      return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }

  static int on_progress(void* data, curl_off_t of, curl_off_t done, curl_off_t, curl_off_t) {
    Transfer& transfer = self(data);
    if (transfer.progress_) transfer.progress_(static_cast<std::size_t>(done), static_cast<std::size_t>(of));
    return 0;
  }

  const NetworkGuard& guard_;
  const HttpLimits& limits_;
  const Progress& progress_;
  std::size_t header_bytes_ = 0;
};

HttpClient::HttpClient(NetworkGuard guard, HttpLimits limits)
    : guard_(std::move(guard)), limits_(limits), handle_(nullptr) {
  initialise_once();
  handle_ = ::curl_easy_init();
  if (handle_ == nullptr) throw std::runtime_error("libcurl gives no handle");
}

HttpClient::~HttpClient() {
  ::curl_easy_cleanup(handle_);
}

content::Result<HttpResponse> HttpClient::send_once(const HttpRequest& request, const Progress& progress) {
  const auto [url, userinfo] = split_userinfo(request.url);
  const auto scheme = content::url_scheme(url);
  if (!scheme || (*scheme != "http" && *scheme != "https") || request.url.size() > max_url_bytes)
    return content::Error{"address", url.substr(0, 200), "must be an address of http or https"};
  CURL* handle = handle_;
  ::curl_easy_reset(handle);
  Transfer transfer(guard_, limits_, progress);
  transfer.attach(handle);
  ::curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  if (!userinfo.empty()) {
    const std::size_t colon = std::min(userinfo.find(':'), userinfo.size());
    ::curl_easy_setopt(handle, CURLOPT_USERNAME, content::decode_path(userinfo.substr(0, colon)).c_str());
    ::curl_easy_setopt(handle, CURLOPT_PASSWORD,
                       content::decode_path(userinfo.substr(std::min(colon + 1, userinfo.size()))).c_str());
  }
  ::curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  ::curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  ::curl_easy_setopt(handle, CURLOPT_PROXY, "");  // a proxy would resolve and connect behind the guard's back
  ::curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  ::curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "");
  ::curl_easy_setopt(handle, CURLOPT_USERAGENT, user_agent);
  ::curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, static_cast<long>(limits_.connect_time.count()));
  ::curl_easy_setopt(handle, CURLOPT_TIMEOUT, static_cast<long>(limits_.total_time.count()));
  ::curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
  ::curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits_.stall_time.count()));
  ::curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(limits_.max_body_bytes));
  List headers;
  for (const auto& [name, value] : request.headers) append(headers, name + ": " + value);
  if (request.method == "HEAD") {
    ::curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET") {
    ::curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    ::curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.c_str());
    ::curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    append(headers, "Expect:");  // nobody waits for 100 (Continue)
  }
  ::curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  const CURLcode done = ::curl_easy_perform(handle);
  ::curl_easy_setopt(handle, CURLOPT_HTTPHEADER, nullptr);
  if (!transfer.forbidden.empty() && done != CURLE_OK)
    return content::Error{"address", url,
                          "leads to " + transfer.forbidden +
                              ", which is not public; --allow-network or push.allow_networks open a network"};
  if (transfer.too_large || done == CURLE_FILESIZE_EXCEEDED)
    return content::Error{"too-large", url,
                          "the answer is larger than " + std::to_string(limits_.max_body_bytes >> 20U) + " MiB"};
  if (done != CURLE_OK) return content::Error{"fetch", url, ::curl_easy_strerror(done)};
  long status = 0;
  ::curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  transfer.response.status = static_cast<int>(status);
  transfer.response.url = url;
  return std::move(transfer.response);
}

content::Result<HttpResponse> HttpClient::send(const HttpRequest& request, const Progress& progress) {
  HttpRequest hop = request;
  const bool follows = request.method == "GET" || request.method == "HEAD";
  for (unsigned hops = 0;; ++hops) {
    content::Result<HttpResponse> response = send_once(hop, progress);
    if (!response || !follows || !is_redirect(response->status)) return response;
    const std::string location = response->header("location");
    const auto next = location.empty() ? std::nullopt : content::resolve_url(response->url, location);
    if (!next) return content::Error{"redirects", response->url, "redirects to nowhere"};
    if (hops == limits_.max_redirects)
      return content::Error{"redirects", split_userinfo(request.url).url,
                            "more than " + std::to_string(limits_.max_redirects) + " redirects"};
    const bool keeps = split_userinfo(*next).userinfo.empty() && origin_of(*next) == origin_of(hop.url);
    hop.url = keeps ? with_userinfo(*next, split_userinfo(hop.url).userinfo) : *next;
  }
}

}  // namespace feedd::daemon
