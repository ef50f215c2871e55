// The requests' side of a connection: reading one, finding its answer, queueing the bytes. Sends nothing itself.
#include "content/url.hpp"
#include "daemon/http/conditional.hpp"
#include "daemon/http/connection.hpp"
#include "daemon/http/delta.hpp"
#include "daemon/http/media.hpp"
#include "daemon/http/respond.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace feedd::daemon {
namespace {

/// A body that comes with a GET is read away up to here, which is cheaper than a new connection; a longer one is
/// refused.
constexpr std::uint64_t body_limit_bytes = 64 * 1024;

bool is_read(Method method) {
  return method == Method::get || method == Method::head;
}

/// Why a request cannot stay on this connection, or 0.
int unreadable_body(const Request& request, const std::optional<SubmissionRule>& rule) {
  const bool taken = rule && rule->post && request.method == Method::post;
  const bool answered = is_read(request.method) || request.method == Method::options;
  if (request.transfer_encoding) return taken ? 411 : answered ? 400 : 405;
  return request.content_length > (taken ? rule->body_limit_bytes : body_limit_bytes) ? 413 : 0;
}

Outcome outcome_of(const Request& request, int status) {
  switch (status) {
    case 200:
      return has_validator(request) ? Outcome::changed : Outcome::unconditional;
    case 226:
      return Outcome::delta;
    case 304:
      return Outcome::not_modified;
    case 404:
    case 410:
      return Outcome::missing;
    case 429:
      return Outcome::limited;
    default:
      return Outcome::other;
  }
}

}  // namespace

/// Takes one request off the front of `bytes`. Returns the bytes done with, 0 where it has to wait.
std::size_t Connection::serve_one(std::string_view bytes) {
  if (bytes.empty()) return 0;
  if (discard_ > 0) {
    const auto step = std::min<std::uint64_t>(discard_, bytes.size());
    discard_ -= step;
    finished_ = finished_ || discard_ == 0;
    return static_cast<std::size_t>(step);
  }
  if (bytes.size() < wanted_) return 0;
  if (awaits_proxy_) return take_proxy_header(bytes);
  Request request;
  const auto state = scan_.scan(bytes, context_.options.head);
  if (state == HeadScan::State::incomplete) return 0;
  int refused = state == HeadScan::State::refused ? scan_.status() : 0;
  if (refused == 0) refused = parse_head(bytes.substr(scan_.skipped(), scan_.size() - scan_.skipped()), request);
  Target target;
  std::optional<SubmissionRule> rule;
  if (refused == 0 && context_.rule && !is_read(request.method)) {
    target = resolve_target(request.target, context_.options.path_prefix, context_.path);
    if (target.status == 0) rule = context_.rule(target.path);
  }
  if (refused == 0) refused = unreadable_body(request, rule);
  if (refused != 0) {
    refuse(request, refused == 405 && rule ? context_.refusals.not_allowed(*rule) : context_.refusals[refused]);
    return bytes.size();
  }
  const auto size = scan_.size();
  scan_ = HeadScan{};
  const bool answered = rule ? take(request, target, *rule, bytes.substr(size), size) : answer(request);
  return answered ? size : 0;
}

/// False where Backend has been asked; the request is then kept and read once more.
bool Connection::answer(const Request& request) {
  const bool asks_options = request.method == Method::options;
  if (!is_read(request.method) && !asks_options) {
    reply(request, context_.refusals[405]);
    return true;
  }
  if (asks_options && request.target == "*") {
    reply(request, context_.refusals.options());
    return true;
  }
  const auto target = resolve_target(request.target, context_.options.path_prefix, context_.path);
  if (target.status != 0) {
    reply(request, context_.refusals[target.status]);
    return true;
  }
  std::string queried;
  if (!target.query.empty()) queried = context_.publication.find_query_rule(target.path, target.query);
  const std::string_view path = queried.empty() ? target.path : std::string_view(queried);
  const auto found = context_.publication.find(path);
  if (asks_options) {
    const bool is_unknown = found.verdict == Publication::Verdict::unknown;
    reply(request, is_unknown ? context_.refusals[404] : context_.refusals.preflight());
    return true;
  }
  if (found.verdict != Publication::Verdict::hit && queried.empty() && context_.rule)
    if (const auto rule = context_.rule(path)) return take(request, target, *rule, {}, 0);
  if (found.verdict == Publication::Verdict::ask) {
    asked_ = true;
    context_.fetch(id_, std::string{path});
    return false;
  }
  if (found.verdict == Publication::Verdict::hit) {
    if (ask_for_delta(request, *found.answer)) return false;
    reply(request, *found.answer, found.traffic);
  } else if (const std::string usual = context_.publication.find_feed_spelled_otherwise(path); !usual.empty()) {
    Answer moved;
    moved.path = path;
    moved.status = 301;
    moved.location = context_.options.path_prefix + content::encode_path(usual);
    reply(request, std::make_shared<const Published>(std::move(moved)));
  } else {
    reply(request, context_.refusals[404]);
  }
  return true;
}

/// Whether the client is to get what changed only, which Backend makes. Nearly all requests lack the field.
bool Connection::ask_for_delta(const Request& request, const std::shared_ptr<const Published>& current) {
  if (!request.has_manipulations || !context_.delta) return false;
  const auto base = delta_base(request, *current, context_.options.delta);
  if (!base) return false;
  asked_ = changes_ = true;
  context_.delta(id_, {current, std::string{base->tag}, base->revision});
  return true;
}

void Connection::on_fetched(Fetched fetched) {
  assert(asked_ && !stream_);
  asked_ = false;
  Request request;
  [[maybe_unused]] const auto state = scan_.scan(input_, context_.options.head);
  assert(state == HeadScan::State::complete);
  const std::string head = input_.substr(scan_.skipped(), scan_.size() - scan_.skipped());
  [[maybe_unused]] const int refused = parse_head(head, request);
  assert(refused == 0);
  auto* published = std::get_if<std::shared_ptr<const Published>>(&fetched);
  const bool may_be_delta = !std::exchange(changes_, false) && !submitted_ && published && *published;
  if (may_be_delta && ask_for_delta(request, *published)) {
    scan_ = HeadScan{};
    return;
  }
  input_.erase(0, scan_.size() + body_);
  scan_ = HeadScan{};
  if (std::exchange(submitted_, false)) {
    request.if_none_match = {};
    request.if_modified_since = {};
    request.is_guarded = false;
  }
  if (published && *published)
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

/// `known_traffic`: where the table keeps the place that a feed is counted at.
void Connection::reply(const Request& request, const std::shared_ptr<const Published>& published,
                       FeedTraffic** known_traffic) {
  const auto chosen = choose_reply(request, *published, context_.dates->now());
  if (chosen.status == 412 && published->status != 412) return reply(request, context_.refusals[412]);
  Traffic::Asked asked;
  asked.outcome = outcome_of(request, chosen.status);
  if (published->is_feed) {
    FeedTraffic* none = nullptr;
    auto*& traffic = known_traffic != nullptr ? *known_traffic : none;
    if (traffic == nullptr) traffic = &context_.traffic.feed(published->path);
    asked.feed = traffic;
    asked.kind = AnswerKind::feed;
    asked.client = client(request);
    const bool is_whole = asked.outcome == Outcome::unconditional && request.method == Method::get;
    const auto verdict = is_whole ? judge(request, *published, asked.client) : Politeness::Verdict{};
    asked.over_pace = verdict.over_pace;
    if (verdict.retry_after.count() > 0) {
      const auto& refusal = context_.refusals.slow_down(verdict.retry_after);
      asked.outcome = Outcome::limited;
      return queue(request, refusal, choose_reply(request, *refusal, context_.dates->now()), asked);
    }
  } else if (published->status == 200) {
    asked.kind = AnswerKind::document;
  }
  queue(request, published, chosen, asked);
}

void Connection::queue(const Request& request, const std::shared_ptr<const Published>& published, const Reply& chosen,
                       Traffic::Asked asked) {
  end_request(request);
  if (!published->used.load(std::memory_order_relaxed)) published->used.store(true, std::memory_order_relaxed);
  output().add(chosen.head, published);
  const auto tail_bytes = finish_head(request, chosen.modified_now);
  output().add(chosen.body);
  asked.bytes = chosen.head.size() + tail_bytes + chosen.body.size();
  count(request, chosen.status, asked);
}

void Connection::reply_media(const Request& request, std::shared_ptr<const MediaFile> file) {
  auto chosen = choose_media_reply(request, *file, context_.dates->now());
  if (chosen.status == 412) return reply(request, context_.refusals[412]);
  if (context_.held_bytes + media_piece_bytes > context_.options.max_held_bytes)
    return reply(request, context_.refusals[503]);
  end_request(request);
  Traffic::Asked asked;
  asked.kind = AnswerKind::media;
  asked.outcome = outcome_of(request, chosen.status);
  asked.bytes = chosen.head.size() + chosen.length;
  output().add_copy(std::move(chosen.head));
  asked.bytes += finish_head(request, false);
  count(request, chosen.status, asked);
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
void Connection::refuse(const Request& request, const std::shared_ptr<const Published>& refusal) {
  closing_ = linger_ = true;
  reply(request, refusal);
}

/// What the request means for those after it.
void Connection::end_request(const Request& request) {
  discard_ = body_ > 0 ? 0 : request.content_length;
  const bool body_may_follow = request.expects_continue && discard_ > 0 && !continued_;
  closing_ = closing_ || !request.keep_alive || context_.draining || body_may_follow;
  linger_ = linger_ || (closing_ && discard_ > 0);
  release_body();
  finished_ = true;
}

/// Says how many bytes it queued.
std::size_t Connection::finish_head(const Request& request, bool modified_now) {
  const auto kept = request.http_1_0 ? Persistence::keep_1_0 : Persistence::keep;
  const auto& dates = context_.dates;
  const auto tail = dates->tail(closing_ ? Persistence::close : kept, modified_now);
  output().add(tail, dates);
  return tail.size();
}

void Connection::count(const Request& request, int status, Traffic::Asked asked) {
  auto& counters = context_.counters;
  bump(counters.requests);
  bump(status == 200 || status == 206 || status == 226 ? counters.ok
       : status == 304                                 ? counters.not_modified
       : status == 404                                 ? counters.not_found
                                                       : counters.other);
  asked.user_agent = request.user_agent;
  context_.traffic.count(asked);
}

}  // namespace feedd::daemon
