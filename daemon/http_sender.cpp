#include "daemon/http_sender.hpp"

#include "daemon/http_multi.hpp"
#include "daemon/http_transfer.hpp"

#include <string_view>

#include <boost/asio/post.hpp>

namespace feedd::daemon {
namespace {

TransferRules rules_of(const SendLimits& limits) {
  TransferRules rules;
  rules.max_body_bytes = limits.max_body_bytes;
  rules.max_header_bytes = limits.max_header_bytes;
  rules.connect_time = limits.connect_time;
  rules.total_time = limits.total_time;
  rules.cuts_bodies = true;
  return rules;
}

}  // namespace

/// A request under way, or room for one. The transfer reads the request's body until it is finished.
struct HttpSender::Slot {
  Slot(const NetworkGuard& guard, const SendLimits& limits) : transfer(guard, rules_of(limits)) {}
  OutgoingRequest request;
  Done done;
  std::size_t place = 0;  ///< in active_
  HttpTransfer transfer;
};

HttpSender::HttpSender(boost::asio::io_context& context, NetworkGuard guard, SendLimits limits)
    : context_(context),
      guard_(std::move(guard)),
      limits_(limits),
      multi_(std::make_shared<HttpMulti>(context, [this](void* handle, int code) { finish(handle, code); })) {
  multi_->keep_idle(limits_.max_idle_connections);
}

HttpSender::~HttpSender() {
  for (const auto& slot : active_) multi_->remove(slot->transfer.handle());
  multi_->close();
}

std::unique_ptr<HttpSender::Slot> HttpSender::take_slot() {
  if (idle_.empty()) return std::make_unique<Slot>(guard_, limits_);
  auto slot = std::move(idle_.back());
  idle_.pop_back();
  return slot;
}

void HttpSender::send(OutgoingRequest request, Done done) {
  auto slot = take_slot();
  slot->request = std::move(request);
  slot->done = std::move(done);
  const OutgoingRequest& sent = slot->request;
  const std::string_view body = sent.body ? std::string_view(*sent.body) : std::string_view();
  if (auto error = slot->transfer.begin({sent.url, sent.method, sent.headers, body, sent.max_answer_bytes})) {
    refuse(std::move(slot->done), *std::move(error));
    return;
  }
  CURL* const handle = slot->transfer.handle();
  ::curl_easy_setopt(handle, CURLOPT_PRIVATE, slot.get());
  if (const CURLMcode code = multi_->add(handle); code != CURLM_OK) {
    refuse(std::move(slot->done), {"fetch", "libcurl", ::curl_multi_strerror(code)});
    return;
  }
  slot->place = active_.size();
  active_.push_back(std::move(slot));
}

/// Told later: never inside send().
void HttpSender::refuse(Done done, content::Error error) {
  ++refused_;
  boost::asio::post(context_, [this, alive = std::weak_ptr<HttpMulti>(multi_), done = std::move(done),
                               error = std::move(error)]() mutable {
    if (alive.expired()) return;
    --refused_;
    done(std::move(error));
  });
}

/// The handle is free for another request before Done is called, which may send one, or destroy this.
void HttpSender::finish(void* handle, int code) {
  Slot* slot = nullptr;
  ::curl_easy_getinfo(handle, CURLINFO_PRIVATE, &slot);
  auto result = slot->transfer.finish(static_cast<CURLcode>(code));
  const Done done = std::exchange(slot->done, nullptr);
  slot->request = {};
  const std::size_t place = slot->place;
  active_.back()->place = place;
  std::swap(active_[place], active_.back());
  if (idle_.size() < limits_.max_idle_connections) idle_.push_back(std::move(active_.back()));
  active_.pop_back();
  done(std::move(result));
}

std::size_t HttpSender::under_way() const {
  return active_.size() + refused_;
}

}  // namespace feedd::daemon
