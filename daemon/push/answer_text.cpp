// Servers of these protocols have no codes for what they mean, or each its own: there are only their words.
#include "daemon/push/answer_text.hpp"

#include "content/text.hpp"

#include <algorithm>
#include <span>

namespace feedd::daemon::push {
namespace {

/// Longest line in characters: enough for every message of the servers there are, short beside a page of HTML.
constexpr std::size_t longest_line = 200;
/// As much of an answer as can matter to that line.
constexpr std::size_t longest_look_bytes = 4096;

constexpr std::string_view waiting[] = {
    "too often",  "too many pings", "too many requests", "too frequent", "too soon",       "too fast",
    "too recent", "too short",      "slow down",         "recently",     "already pinged", "rate limit",
    "rate-limit", "throttl",        "try again",         "try later",    "please wait",    "busy",
    "temporar",   "timeout",        "timed out",         "overload",     "unavailable",    "interval"};
constexpr std::string_view call_words[] = {"method", "function", "procedure", "extendedping"};
constexpr std::string_view missing[] = {
    "unknown",     "no such",       "not found",       "not supported",  "unsupported",      "not exist",
    "undefined",   "not defined",   "not implemented", "not recognized", "no method",        "can't find",
    "cannot find", "not available", "n't exist",       "nosuchmethod",   "failed to locate", "could not find",
    "n't find",    "not specified", "invalid method",  "illegal method", "unimplemented",    "not registered"};
constexpr std::string_view parameter_words[] = {"param", "argument"};
constexpr std::string_view mismatch[] = {"wrong",  "invalid",  "number of", "too many", "incorrect", "takes",
                                         "expect", "mismatch", "bad ",      "extra",    "unexpected"};

bool has_any(std::string_view text, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string clean = content::clean_text(text.substr(0, longest_look_bytes)).text;
  std::erase(clean, '\x7F');
  return content::shorten(content::collapse_space(clean), longest_line);
}

bool asks_to_wait(std::string_view message) {
  return has_any(content::lower_ascii(message), waiting);
}

bool knows_no_such_call(std::string_view message) {
  const std::string text = content::lower_ascii(message);
  return (has_any(text, call_words) && has_any(text, missing)) ||
         (has_any(text, parameter_words) && has_any(text, mismatch));
}

}  // namespace feedd::daemon::push
