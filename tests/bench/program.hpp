// What the small programs of the benchmarks share: how they end, and how they read numbers.
#pragma once

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace feedd::bench {

/// Ends the process with status 1, saying which program, what, and why where errno tells.
[[noreturn]] inline void die(std::string_view what) {
  std::fprintf(stderr, "%s: %.*s%s%s\n", program_invocation_short_name, static_cast<int>(what.size()), what.data(),
               errno != 0 ? ": " : "", errno != 0 ? std::strerror(errno) : "");
  std::exit(1);
}

/// A whole argument as a number, or the end.
template <class Number>
Number number(std::string_view text) {
  Number value{};
  errno = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ptr != text.data() + text.size()) die(text);
  return value;
}

}  // namespace feedd::bench
