// The requests' side of a connection: reading one, finding its answer, queueing the bytes. Sends nothing itself.
#include "daemon/http/connection.hpp"
#include "daemon/http/media.hpp"
#include "daemon/http/respond.hpp"
#include "daemon/http/target.hpp"

#include <algorithm>
#include <cassert>

namespace feedd::daemon {
namespace {

/// A body that comes with a GET is read away up to here, which is cheaper than a new connection; a longer one is
/// refused.
constexpr std::uint64_t body_limit_bytes = 64 * 1024;

/// Why a request cannot stay on this connection, or 0.
int unreadable_body(const Request& request) {
  if (request.transfer_encoding) return request.method == Method::other ? 405 : 400;
  return request.content_length > body_limit_bytes ? 413 : 0;
}

}  // namespace

/// Takes one request off the front of `bytes`. Returns the bytes done with, 0 where it has to wait.
std::size_t Connection::serve_one(std::string_view bytes) {
  if (bytes.empty()) return 0;
  if (discard_ > 0) {
    const auto step = std::min<std::uint64_t>(discard_, bytes.size());
    discard_ -= step;
    return static_cast<std::size_t>(step);
  }
  Request request;
  const auto state = scan_.scan(bytes);
  if (state == HeadScan::State::incomplete) return 0;
  int refused = state == HeadScan::State::refused ? scan_.status() : 0;
  if (refused == 0) refused = parse_head(bytes.substr(scan_.skipped(), scan_.size() - scan_.skipped()), request);
  if (refused == 0) refused = unreadable_body(request);
  if (refused != 0) {
    refuse(request, refused);
    return bytes.size();
  }
  const auto size = scan_.size();
  scan_ = HeadScan{};
  return answer(request) ? size : 0;
}

/// False where Backend has been asked; the request is then kept and read once more.
bool Connection::answer(const Request& request) {
  if (request.method == Method::other) {
    reply(request, context_.refusals[405]);
    return true;
  }
  const auto target = resolve_target(request.target, context_.options.path_prefix, context_.path);
  if (target.status != 0) {
    reply(request, context_.refusals[target.status]);
    return true;
  }
  std::string rule;
  if (!target.query.empty()) rule = context_.publication.find_query_rule(target.path, target.query);
  const std::string_view path = rule.empty() ? target.path : std::string_view(rule);
  const auto found = context_.publication.find(path);
  if (found.verdict == Publication::Verdict::ask) {
    asked_ = true;
    context_.fetch(id_, std::string{path});
    return false;
  }
  if (found.verdict == Publication::Verdict::hit)
    reply(request, *found.answer);
  else
    reply(request, context_.refusals[404]);
  return true;
}

void Connection::on_fetched(Fetched fetched) {
  assert(asked_ && !stream_);
  asked_ = false;
  Request request;
  [[maybe_unused]] const auto state = scan_.scan(input_);
  assert(state == HeadScan::State::complete);
  const std::string head = input_.substr(scan_.skipped(), scan_.size() - scan_.skipped());
  [[maybe_unused]] const int refused = parse_head(head, request);
  assert(refused == 0);
  input_.erase(0, scan_.size());
  scan_ = HeadScan{};
  if (auto* published = std::get_if<std::shared_ptr<const Published>>(&fetched); published && *published)
    reply(request, *published);
  else if (auto* file = std::get_if<std::shared_ptr<const MediaFile>>(&fetched); file && *file)
    reply_media(request, std::move(*file));
  else
    reply(request, refusal_of(std::get_if<Refusal>(&fetched)));
  proceed();
}

const std::shared_ptr<const Published>& Connection::refusal_of(const Refusal* refusal) const {
  switch (refusal == nullptr ? Refusal::not_found : *refusal) {
    case Refusal::overloaded:
      return context_.refusals[503];
    case Refusal::gone:
      return context_.refusals[410];
    case Refusal::not_yet:
      return context_.refusals.not_yet();
    case Refusal::not_found:
      break;
  }
  return context_.refusals[404];
}

void Connection::reply(const Request& request, const std::shared_ptr<const Published>& published) {
  end_request(request);
  const auto chosen = choose_reply(request, *published, context_.dates->now());
  if (!published->used.load(std::memory_order_relaxed)) published->used.store(true, std::memory_order_relaxed);
  output().add(chosen.head, published);
  finish_head(request, chosen.modified_now);
  output().add(chosen.body);
  count(chosen.status);
}

void Connection::reply_media(const Request& request, std::shared_ptr<const MediaFile> file) {
  end_request(request);
  auto chosen = choose_media_reply(request, *file, context_.dates->now());
  output().add_copy(std::move(chosen.head));
  finish_head(request, false);
  count(chosen.status);
  if (chosen.length > 0) stream_ = std::make_unique<Stream>(Stream{std::move(file), chosen.offset, chosen.length});
}

void Connection::on_piece(const std::string& bytes) {
  assert(asked_ && stream_);
  asked_ = false;
  if (bytes.size() != std::min<std::uint64_t>(stream_->remaining, media_piece_bytes)) return close();
  output().add_copy(bytes);
  stream_->offset += bytes.size();
  stream_->remaining -= bytes.size();
  if (stream_->remaining == 0) stream_.reset();
  proceed();
}

/// The last answer of this connection: whatever else the client sends is read away.
void Connection::refuse(const Request& request, int status) {
  closing_ = linger_ = true;
  reply(request, context_.refusals[status]);
}

/// What the request means for those after it.
void Connection::end_request(const Request& request) {
  const bool body_may_follow = request.expects_continue && request.content_length > 0;
  closing_ = closing_ || !request.keep_alive || context_.draining || body_may_follow;
  discard_ = request.content_length;
  linger_ = linger_ || (closing_ && discard_ > 0);
}

void Connection::finish_head(const Request& request, bool modified_now) {
  const auto kept = request.http_1_0 ? Persistence::keep_1_0 : Persistence::keep;
  const auto& dates = context_.dates;
  output().add(dates->tail(closing_ ? Persistence::close : kept, modified_now), dates);
}

void Connection::count(int status) {
  auto& counters = context_.counters;
  const auto add = [](std::atomic<std::uint64_t>& counter) { counter.fetch_add(1, std::memory_order_relaxed); };
  add(counters.requests);
  add(status == 200 || status == 206 ? counters.ok
      : status == 304                ? counters.not_modified
      : status == 404                ? counters.not_found
                                     : counters.other);
}

}  // namespace feedd::daemon
