// The peer of a fan-out: takes whole requests on kept connections, discards their bodies and says 202; a GET is a
// verification, whose challenge it echoes. Says when deliveries came, and how many callbacks got one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <sys/types.h>

namespace feedd::bench {

/// Deliveries since they were asked for.
struct Arrivals {
  std::size_t awaited = 0;  ///< 0: nobody asks
  std::size_t count = 0;
  std::size_t distinct = 0;  ///< callbacks, by the number at the end of their path
  std::size_t is_signed = 0;
  std::int64_t first = 0, thousandth = 0, last = 0;  ///< ns since the epoch, the whole request read; 0: not yet
  std::vector<bool> seen;
};

/// Listens on a free port of the loopback, which is returned in `port`.
[[nodiscard]] int listen_on_loopback(std::uint16_t& port);

/// Never returns. `orders`: a descriptor of lines, each how many deliveries are awaited from now on; when they have
/// come, one line on stdout: count, distinct, signed, first, thousandth, last. Ends the program where it ends; -1:
/// none.
[[noreturn]] void run_sink(int listening, int orders);

/// A sink in a process of its own, on a core of its own; who calls stays on another. `process` is to be ended by who
/// calls. The port is returned.
[[nodiscard]] std::uint16_t start_sink(pid_t& process);

/// Ends the program.
[[noreturn]] void die(const char* what);

}  // namespace feedd::bench
