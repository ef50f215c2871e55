// The side of a connection that takes submissions: the body is collected, or will be read away, and Backend is asked.
// What the answer does to the connection is in connection_answer.cpp.
#include "daemon/http/connection.hpp"
#include "daemon/http/peer.hpp"

namespace feedd::daemon {
namespace {

/// RFC 9110 section 15.2.1. It has no fields.
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

/// A request, read from a head of `head_bytes`, to a path that has a rule. False where an answer is still to come: from
/// Backend, or once the rest of the body is there; the request is then kept and read once more.
bool Connection::take(const Request& request, const Target& target, const SubmissionRule& rule,
                      std::string_view behind_head, std::size_t head_bytes) {
  const bool is_post = request.method == Method::post;
  if (request.method == Method::options) {
    reply(request, context_.refusals.options(rule));
    return true;
  }
  if (request.method == Method::other || !(is_post ? rule.post : rule.get)) {
    reply(request, context_.refusals.not_allowed(rule));
    return true;
  }
  Submission submission;
  if (is_post && request.content_length > 0) {
    if (body_ == 0 && !begin_body(request, rule, !behind_head.empty())) {
      reply(request, context_.refusals[503]);
      return true;
    }
    if (behind_head.size() < body_) {
      wanted_ = head_bytes + body_;
      return false;
    }
    submission.body = behind_head.substr(0, body_);
  }
  submission.is_post = is_post;
  submission.path = target.path;
  submission.query = target.query;
  submission.host = host_of(request.target, request.host);
  submission.media_type = request.content_type;
  if (const auto client = this->client(request)) submission.peer = to_text(*client);
  asked_ = submitted_ = true;
  context_.submit(id_, std::move(submission));
  return false;
}

/// Sets aside what the body will take, and lets a client send it that waits for a word (RFC 9110 section 10.1.1). False
/// where the loop has no room for it.
bool Connection::begin_body(const Request& request, const SubmissionRule& rule, bool has_come) {
  const auto size = static_cast<std::size_t>(request.content_length);  // at most the rule's limit
  if (!rule.discards_body) {
    if (context_.bodies_bytes + size > context_.options.bodies_limit_bytes) return false;
    context_.bodies_bytes += size;
    body_ = size;
  }
  continued_ = request.expects_continue && !request.http_1_0;
  if (continued_ && !has_come) output().add(continue_line);
  return true;
}

void Connection::release_body() {
  context_.bodies_bytes -= body_;
  body_ = wanted_ = 0;
  continued_ = false;
}

}  // namespace feedd::daemon
