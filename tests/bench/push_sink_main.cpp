// The sink as a program: prints its port, then does as push_sink.hpp says of orders, which are lines on stdin.
#include "tests/bench/push_sink.hpp"

#include <cstdio>

#include <unistd.h>

int main() {
  std::uint16_t port = 0;
  const int listening = feedd::bench::listen_on_loopback(port);
  std::printf("%u\n", unsigned{port});
  std::fflush(stdout);
  feedd::bench::run_sink(listening, STDIN_FILENO);
}
