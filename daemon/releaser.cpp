#include "daemon/releaser.hpp"

#include <poll.h>
#include <pthread.h>

namespace feedd::daemon {

Releaser::Releaser() : thread_([this] { run(); }) {}

void Releaser::end() {
  if (!thread_.joinable()) return;
  left_.post(nullptr);
  thread_.join();
}

void Releaser::run() {
  ::pthread_setname_np(::pthread_self(), "release");
  pollfd watched{left_.descriptor(), POLLIN, 0};
  for (bool ended = false; !ended;) {
    ::poll(&watched, 1, -1);
    for (auto& what : left_.take()) {
      ended = ended || !what;
      what = nullptr;
    }
  }
}

}  // namespace feedd::daemon
