#include "daemon/workers.hpp"

#include "daemon/log.hpp"

#include <string>

#include <pthread.h>

namespace feedd::daemon {

Workers::Workers(unsigned count) {
  for (unsigned number = 0; number < count; ++number) threads_.emplace_back([this, number] { work(number); });
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Workers::submit(Priority priority, Task task) {
  {
    const std::lock_guard lock(mutex_);
    tasks_[static_cast<std::size_t>(priority)].push_back(std::move(task));
  }
  wake_.notify_one();
}

std::size_t Workers::waiting(Priority priority) const {
  const std::lock_guard lock(mutex_);
  return tasks_[static_cast<std::size_t>(priority)].size();
}

Workers::Task Workers::take(std::unique_lock<std::mutex>& lock, bool& later) {
  for (;;) {
    for (const Priority priority : {Priority::publish, Priority::miss, Priority::later}) {
      auto& queue = tasks_[static_cast<std::size_t>(priority)];
      later = priority == Priority::later;
      if (queue.empty() || (later && (stopping_ || later_running_ || busy_ > 0))) continue;
      Task task = std::move(queue.front());
      queue.pop_front();
      return task;
    }
    // What is only an improvement is not waited for; everything else is finished before the threads end.
    if (stopping_) return nullptr;
    wake_.wait(lock);
  }
}

void Workers::work(unsigned number) {
  pthread_setname_np(pthread_self(), ("worker-" + std::to_string(number)).c_str());
  std::unique_lock lock(mutex_);
  for (;;) {
    bool later = false;
    Task task = take(lock, later);
    if (!task) return;
    ++busy_;
    if (later) later_running_ = true;
    lock.unlock();
    try {
      task(number);
    } catch (const std::exception& error) {  // no memory, or a bug: neither may take the daemon with it
      log::error("worker", {{"error", error.what()}});
    }
    task = nullptr;
    lock.lock();
    --busy_;
    if (later) later_running_ = false;
    if (!tasks_[static_cast<std::size_t>(Priority::later)].empty()) wake_.notify_one();
  }
}

}  // namespace feedd::daemon
