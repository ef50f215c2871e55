// The peer of push_bench: a process that takes whole requests on kept connections, discards their bodies and says 202.
#pragma once

#include <cstdint>

#include <sys/types.h>

namespace feedd::bench {

/// Starts it on a free port of the loopback, which is returned, and on a core of its own; who calls stays on another.
/// `process` is to be ended by who calls.
[[nodiscard]] std::uint16_t start_sink(pid_t& process);

/// Ends the program.
[[noreturn]] void die(const char* what);

}  // namespace feedd::bench
