#include "daemon/workers.hpp"

#include "daemon/log.hpp"
#include "daemon/scheduling.hpp"

#include <algorithm>
#include <string>

#include <pthread.h>

namespace feedd::daemon {
namespace {

/// As little of a core as can be where somebody else wants it. Not SCHED_IDLE, which gets nothing then: coders take
/// locks that others wait for.
constexpr int coder_nice = 19;

}  // namespace

Workers::Workers(unsigned count, Crew crew) : count_(count) {
  for (unsigned number = 0; number < count; ++number) threads_.emplace_back([=, this] { work(number, crew); });
  if (crew == Crew::ingest) return;
  for (unsigned number = 0; number < count; ++number) threads_.emplace_back([=, this] { code(number); });
}

void Workers::end() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  wake_coders_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Workers::submit(Priority priority, Task task) {
  const bool coding = priority >= Priority::coding;
  {
    const std::lock_guard lock(mutex_);
    queue(priority).push_back(std::move(task));
  }
  (coding ? wake_coders_ : wake_).notify_one();
}

void Workers::share(Priority priority, std::vector<Task> tasks, std::size_t most) {
  const std::size_t others = std::min<std::size_t>(tasks.size(), count_);
  std::unique_lock lock(mutex_);
  for (Task& task : tasks) queue(priority).push_back(std::move(task));
  for (std::size_t i = 1; i < others; ++i) wake_.notify_one();
  for (; most != 0; --most) {
    Task task = take({priority});
    if (!task) break;
    run(task, count_, busy_, lock);
  }
  if (!queue(priority).empty()) wake_.notify_all();
  if (may_improve()) wake_coders_.notify_one();
}

std::size_t Workers::waiting(Priority priority) const {
  const std::lock_guard lock(mutex_);
  return tasks_[static_cast<std::size_t>(priority)].size();
}

Workers::Task Workers::take(std::initializer_list<Priority> priorities) {
  for (const Priority priority : priorities) {
    if (queue(priority).empty()) continue;
    Task task = std::move(queue(priority).front());
    queue(priority).pop_front();
    return task;
  }
  return nullptr;
}

bool Workers::may_improve() const {
  return !stopping_ && busy_ == 0 &&
         std::all_of(tasks_.begin(), tasks_.end() - 1, [](const Queue& queue) { return queue.empty(); });
}

void Workers::run(Task& task, unsigned number, unsigned& running, std::unique_lock<std::mutex>& lock) {
  ++running;
  lock.unlock();
  try {
    task(number);
  } catch (const std::exception& error) {  // no memory, or a bug: neither may take the daemon with it
    log::error("worker", {{"error", error.what()}});
  }
  task = nullptr;
  lock.lock();
  --running;
}

void Workers::work(unsigned number, Crew crew) {
  pthread_setname_np(pthread_self(), ((crew == Crew::ingest ? "ingest-" : "worker-") + std::to_string(number)).c_str());
  if (crew == Crew::ingest) give_way(ingest_nice);
  std::unique_lock lock(mutex_);
  for (;;) {
    Task task = take({Priority::publish, Priority::first_coding, Priority::miss});
    if (!task && stopping_) return;  // what somebody waits for is finished before the threads end
    if (!task) {
      if (may_improve()) wake_coders_.notify_one();
      wake_.wait(lock);
      continue;
    }
    run(task, number, busy_, lock);
  }
}

void Workers::code(unsigned number) {
  pthread_setname_np(pthread_self(), ("coder-" + std::to_string(number)).c_str());
  give_way(coder_nice);
  std::unique_lock lock(mutex_);
  while (!stopping_) {  // what is only made smaller is not waited for
    if (Task task = take({Priority::coding})) {
      run(task, count_, busy_, lock);
    } else if (may_improve() && improving_ == 0 && (task = take({Priority::later}))) {
      run(task, count_, improving_, lock);
    } else {
      wake_coders_.wait(lock);
    }
  }
}

}  // namespace feedd::daemon
