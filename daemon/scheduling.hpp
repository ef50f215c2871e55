// Which thread goes first where there are more of them than cores. Says nothing of what they do.
#pragma once

namespace feedd::daemon {

/// Who is told waits longer than who asks: a fan-out takes its cores for as long as it lasts.
inline constexpr int courier_nice = 5;
/// Of an archive that is taken in, who reads and parses waits for who stores: that is one thread and the longest way.
inline constexpr int ingest_nice = 5;

/// The calling thread gets less of a core than others (setpriority(2)): 5 is a third of what a thread at 0 gets, 10 a
/// tenth. Where that is forbidden, it is one thread among others.
void give_way(int nice);

/// The calling thread, which sleeps mostly and then has little to do, does it at once: it asks the kernel for short
/// slices, and whoever does is let in while others have longer ones (sched_setattr(2), Linux 6.12). Older kernels have
/// all wait alike.
void go_first();

}  // namespace feedd::daemon
