// Status codes: their lines, and the few words a person reads in the body of an error.
#pragma once

#include "daemon/http/backend.hpp"
#include "daemon/http/published.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace feedd::daemon {

/// `HTTP/1.1 404 Not Found` with its CRLF.
[[nodiscard]] std::string status_line(int status);
/// A body for an answer that brings none, text/plain. A status without a row is taken for 400, in both.
[[nodiscard]] std::string status_words(int status);

/// The finished answers of a server that has nothing of its own to say: refusals of requests, 404, 503. One table a
/// loop.
class Refusals {
 public:
  /// `retry_after` is said with 503, in whole seconds, the only form all readers understand.
  explicit Refusals(std::chrono::seconds retry_after);

  /// For a status that there is no answer for: 400's.
  [[nodiscard]] const std::shared_ptr<const Published>& operator[](int status) const;
  /// 405 of a path that takes what the rule says.
  [[nodiscard]] const std::shared_ptr<const Published>& not_allowed(const SubmissionRule& rule) const;
  /// What OPTIONS is told (RFC 9110 section 9.3.7) at a path that takes what the rule says.
  [[nodiscard]] const std::shared_ptr<const Published>& options(const SubmissionRule& rule) const;
  /// The same at any other path: pages of other sites may ask for it with the conditions that caches make (CORS
  /// preflight, fetch.spec.whatwg.org section 3.2.2). Whether they may read it is said by the answer itself.
  [[nodiscard]] const std::shared_ptr<const Published>& preflight() const { return preflight_; }
  /// The same of the server, `OPTIONS *`.
  [[nodiscard]] const std::shared_ptr<const Published>& options() const { return options_.back(); }
  /// 429: this feed again only after `wait`, rounded up to a step.
  [[nodiscard]] const std::shared_ptr<const Published>& slow_down(std::chrono::seconds wait) const;
  /// 400 to who speaks HTTP where TLS is spoken.
  [[nodiscard]] const std::shared_ptr<const Published>& wants_tls() const { return wants_tls_; }
  /// A 404 that no cache keeps.
  [[nodiscard]] const std::shared_ptr<const Published>& not_yet() const { return not_yet_; }

 private:
  std::array<std::shared_ptr<const Published>, 15> answers_;
  std::shared_ptr<const Published> not_yet_, wants_tls_;
  std::array<std::shared_ptr<const Published>, 16> slow_down_;   // by step
  std::array<std::shared_ptr<const Published>, 3> not_allowed_;  // POST, GET, both
  std::array<std::shared_ptr<const Published>, 3> options_;
  std::shared_ptr<const Published> preflight_;
};

}  // namespace feedd::daemon
