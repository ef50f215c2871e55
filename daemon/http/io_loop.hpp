// One thread that serves HTTP: its sockets, its connections, its own table of finished answers.
// Touches memory and sockets only: no file, SQL, DNS or compression happens here; Backend does that elsewhere.
#pragma once

#include "daemon/http/backend.hpp"
#include "daemon/http/counters.hpp"
#include "daemon/http/options.hpp"
#include "daemon/http/publication.hpp"
#include "daemon/http/tls.hpp"
#include "daemon/http/traffic.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace feedd::daemon {

class Loop;

/// Every function may be called from any thread; what they ask for happens on the loop, in the order asked.
class IoLoop {
 public:
  /// Starts the thread, named `io-<number>` or as given, in at most 15 bytes. The listening descriptors are borrowed,
  /// may be shared with other loops, and must stay open until it drained. Until set_ready() nothing is accepted:
  /// clients wait in the sockets' queues, where a restart loses none of them.
  IoLoop(unsigned number, const std::vector<int>& listening, HttpOptions options, Backend backend);
  IoLoop(const std::string& thread_name, const std::vector<int>& listening, HttpOptions options, Backend backend);
  /// Drains without patience and joins.
  ~IoLoop();
  IoLoop(const IoLoop&) = delete;
  IoLoop& operator=(const IoLoop&) = delete;

  /// Swaps the answers in, all at once; `ticket` is released once that is done, so the last loop's release tells the
  /// publisher that all serve them.
  void publish(std::vector<std::shared_ptr<const Published>> answers, std::shared_ptr<void> ticket = nullptr);
  void drop(std::vector<std::string> paths);
  void set_known(std::shared_ptr<const KnownPaths> known);
  void learn(std::vector<std::uint64_t> paths);
  /// Listens at further sockets, which are borrowed as the others are, for connections by TLS.
  void listen_by_tls(std::vector<int> listening, std::shared_ptr<const TlsContext> tls);
  /// For connections from now on; those there are keep what they began with.
  void use(std::shared_ptr<const TlsContext> tls);
  void set_ready();
  /// Runs `task` on the loop: heartbeats, tests. It must not block. Never run when the loop has ended.
  void post(std::function<void()> task);

  /// Accepts what already waits, then no more; answers with `Connection: close`; gives idle connections the drain grace
  /// and the others until `deadline` from now. Then the thread ends. Returns at once. `ticket` is released once it
  /// needs its listening descriptors no longer.
  void drain(std::chrono::milliseconds deadline, std::shared_ptr<void> ticket = nullptr);
  void join();

  [[nodiscard]] const HttpCounters& counters() const;
  [[nodiscard]] const Traffic& traffic() const;

 private:
  std::shared_ptr<Loop> loop_;  // shared with the callbacks of Backend, which hold it weakly
};

}  // namespace feedd::daemon
