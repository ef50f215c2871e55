#include "daemon/http_client.hpp"

#include "content/url.hpp"
#include "daemon/http_transfer.hpp"
#include "daemon/userinfo.hpp"

namespace feedd::daemon {
namespace {

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

TransferRules rules_of(const HttpLimits& limits) {
  TransferRules rules;
  rules.max_body_bytes = limits.max_body_bytes;
  rules.max_header_bytes = limits.max_header_bytes;
  rules.connect_time = limits.connect_time;
  rules.total_time = limits.total_time;
  rules.stall_time = limits.stall_time;
  rules.asks_for_codings = true;
  return rules;
}

}  // namespace

HttpClient::HttpClient(NetworkGuard guard, HttpLimits limits)
    : guard_(std::move(guard)), limits_(limits), transfer_(std::make_unique<HttpTransfer>(guard_, rules_of(limits))) {}

HttpClient::~HttpClient() = default;

content::Result<HttpResponse> HttpClient::send_once(const HttpRequest& request, const Progress& progress) {
  if (auto error = transfer_->begin({request.url, request.method, request.headers, request.body}, &progress))
    return *std::move(error);
  return transfer_->finish(transfer_->perform());
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
