#include "daemon/scheduling.hpp"

#include <cstdint>

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace feedd::daemon {
namespace {

/// The shortest the kernel takes. An answer from memory takes a tenth of it.
constexpr std::uint64_t slice_ns = 100'000;

/// sched_setattr(2); the C library has no declaration of it.
struct Attributes {
  std::uint32_t size = sizeof(Attributes);
  std::uint32_t policy = 0;  ///< SCHED_OTHER
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime = 0, deadline = 0, period = 0;
};

}  // namespace

void give_way(int nice) {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice);  // of a thread alone, on Linux
}

void go_first() {
  Attributes attributes;
  attributes.nice = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
  attributes.runtime = slice_ns;
  ::syscall(SYS_sched_setattr, 0, &attributes, 0U);
}

}  // namespace feedd::daemon
