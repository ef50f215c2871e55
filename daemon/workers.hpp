// The worker threads: parsing, rendering, compression, reading the store. Five priorities, nothing else.
#pragma once

#include <array>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace feedd::daemon {

/// What a task is for; lower numbers first.
enum class Priority : std::uint8_t {
  publish,       ///< a change on its way to readers
  first_coding,  ///< gzip of a change that is served already
  miss,          ///< somebody waits for it
  coding,        ///< another coding of what is served already
  later,         ///< better compression: one at a time, only when nothing else waits
};

/// What a pool is for.
enum class Crew : std::uint8_t {
  serving,  ///< somebody waits: `worker-N` and, for codings, `coder-N`
  ingest,   ///< an archive is taken in: `ingest-N` alone, which give way to whoever stores and serves meanwhile
};

/// A pool named `worker-N`, and as many `coder-N` beside it, which take what is coded or improved and give way to
/// whoever else wants a core: what comes meanwhile finds every worker free. Thread-safe, share() aside. What a task
/// throws is logged, and lost.
class Workers {
 public:
  /// A task is told the number of its worker: each has a connection to the store of its own, and so has whoever shares,
  /// as number count(). A coder has none, and says count() too.
  using Task = std::function<void(unsigned worker)>;

  explicit Workers(unsigned count, Crew crew = Crew::serving);
  ~Workers() { end(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  [[nodiscard]] unsigned count() const { return count_; }
  void submit(Priority priority, Task task);
  /// All at once: what the first of them submits comes behind the last. The calling thread takes up to `most` of that
  /// priority: it has a core, where a worker must first get one, and the kernel likes to wake two on the same. One
  /// thread only.
  void share(Priority priority, std::vector<Task> tasks, std::size_t most);
  /// Finishes what somebody waits for and ends the threads. What is submitted afterwards is not run.
  void end();
  /// Submits and gives the answer.
  template <class Function>
  [[nodiscard]] auto ask(Priority priority, Function function) {
    using Given = std::invoke_result_t<Function, unsigned>;
    auto task = std::make_shared<std::packaged_task<Given(unsigned)>>(std::move(function));
    std::future<Given> answer = task->get_future();
    submit(priority, [task](unsigned worker) { (*task)(worker); });
    return answer;
  }
  [[nodiscard]] std::size_t waiting(Priority priority) const;

 private:
  using Queue = std::deque<Task>;
  [[nodiscard]] Queue& queue(Priority priority) { return tasks_[static_cast<std::size_t>(priority)]; }
  void work(unsigned number, Crew crew);
  void code(unsigned number);
  /// The most urgent of these; nothing where there is none. With the lock held.
  [[nodiscard]] Task take(std::initializer_list<Priority> priorities);
  [[nodiscard]] bool may_improve() const;
  /// Counted as `running` meanwhile, without the lock.
  static void run(Task& task, unsigned number, unsigned& running, std::unique_lock<std::mutex>& lock);

  const unsigned count_;
  mutable std::mutex mutex_;
  std::condition_variable wake_, wake_coders_;
  std::array<Queue, 5> tasks_;
  unsigned busy_ = 0;  ///< tasks running, improvements aside
  unsigned improving_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace feedd::daemon
