#include "daemon/workers.hpp"

#include "daemon/log.hpp"

#include <algorithm>
#include <string>

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace feedd::daemon {
namespace {

/// A tenth of a core where somebody else wants it. Not SCHED_IDLE, which gets nothing then: it takes locks that others
/// wait for.
constexpr int improver_nice = 10;

}  // namespace

Workers::Workers(unsigned count) : count_(count) {
  for (unsigned number = 0; number < count; ++number) threads_.emplace_back([this, number] { work(number); });
  threads_.emplace_back([this] { improve(); });
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  wake_improver_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Workers::submit(Priority priority, Task task) {
  const bool later = priority == Priority::later;
  {
    const std::lock_guard lock(mutex_);
    queue(priority).push_back(std::move(task));
  }
  (later ? wake_improver_ : wake_).notify_one();
}

void Workers::submit(Priority priority, std::vector<Task> tasks) {
  {
    const std::lock_guard lock(mutex_);
    for (Task& task : tasks) queue(priority).push_back(std::move(task));
  }
  (priority == Priority::later ? wake_improver_ : wake_).notify_all();
}

std::size_t Workers::waiting(Priority priority) const {
  const std::lock_guard lock(mutex_);
  return tasks_[static_cast<std::size_t>(priority)].size();
}

Workers::Task Workers::take() {
  for (const Priority priority : {Priority::publish, Priority::first_coding, Priority::miss, Priority::coding}) {
    if (queue(priority).empty()) continue;
    Task task = std::move(queue(priority).front());
    queue(priority).pop_front();
    return task;
  }
  return nullptr;
}

bool Workers::idle() const {
  return busy_ == 0 && std::all_of(tasks_.begin(), tasks_.end() - 1, [](const Queue& queue) { return queue.empty(); });
}

void Workers::run(Task& task, unsigned number) {
  try {
    task(number);
  } catch (const std::exception& error) {  // no memory, or a bug: neither may take the daemon with it
    log::error("worker", {{"error", error.what()}});
  }
  task = nullptr;
}

void Workers::work(unsigned number) {
  pthread_setname_np(pthread_self(), ("worker-" + std::to_string(number)).c_str());
  std::unique_lock lock(mutex_);
  for (;;) {
    Task task = take();
    if (!task && stopping_) return;  // everything that somebody waits for is finished before the threads end
    if (!task) {
      if (idle() && !queue(Priority::later).empty()) wake_improver_.notify_one();
      wake_.wait(lock);
      continue;
    }
    ++busy_;
    lock.unlock();
    run(task, number);
    lock.lock();
    --busy_;
  }
}

void Workers::improve() {
  pthread_setname_np(pthread_self(), "improver");
  // Of this thread alone, on Linux. Where it is forbidden, this is one thread among others.
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), improver_nice);
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_improver_.wait(lock, [this] { return stopping_ || (idle() && !queue(Priority::later).empty()); });
    if (stopping_) return;  // what is only an improvement is not waited for
    Task task = std::move(queue(Priority::later).front());
    queue(Priority::later).pop_front();
    lock.unlock();
    run(task, count_);
    lock.lock();
  }
}

}  // namespace feedd::daemon
