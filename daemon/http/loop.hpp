// The inside of an I/O loop: an epoll descriptor of our own nested in Asio, so that a batch of events costs one Asio
// wait. Everything here runs on the loop's thread but where it says otherwise.
#pragma once

#include "daemon/http/client_connections.hpp"
#include "daemon/http/connection_table.hpp"
#include "daemon/http/loop_context.hpp"
#include "daemon/http/mailbox.hpp"

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <sys/epoll.h>

namespace feedd::daemon {

class Loop : public std::enable_shared_from_this<Loop> {
 public:
  using Task = std::function<void(Loop&)>;

  Loop(const std::vector<int>& listening, HttpOptions options, Backend backend);

  /// Any thread, once: starts the thread that runs it.
  void start(const std::string& thread_name);
  /// Any thread: runs `task` on the loop.
  void post(Task task) { mailbox_.post(std::move(task)); }
  /// Any thread.
  void join();
  /// Any thread.
  [[nodiscard]] const HttpCounters& counters() const { return context_.counters; }
  /// Any thread.
  [[nodiscard]] const Traffic& traffic() const { return context_.traffic; }

  [[nodiscard]] LoopContext& context() { return context_; }
  /// Further sockets, whose connections speak TLS.
  void listen_by_tls(const std::vector<int>& listening, std::shared_ptr<const TlsContext> tls);
  void open();  ///< begins to accept
  void drain(std::chrono::milliseconds deadline);

 private:
  struct Listening {
    int descriptor;
    bool by_tls;
  };

  void run();
  void await_events();
  void handle_events();
  void handle(const epoll_event& event);
  void run_tasks();
  void tell_time();

  void listen(bool on);
  bool accept_from(const Listening& listening);
  [[nodiscard]] int accept_one(int listening, Peer& peer);
  bool make_room();
  void admit(int descriptor, const Peer& peer, bool by_tls);

  void visit(ConnectionId id, const std::function<void(Connection&)>& action);
  void remove(Connection& connection);
  void remove_if_closed(Connection& connection);
  void schedule_sweep();
  void sweep();
  void stop_when_drained();
  void connect_backend(Backend backend);
  [[nodiscard]] std::function<void(Fetched)> answering(ConnectionId id);

  boost::asio::io_context io_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE};  // others reach the loop by its mailbox alone
  boost::asio::posix::stream_descriptor poller_{io_};
  boost::asio::steady_timer sweep_timer_{io_};
  boost::asio::steady_timer grace_timer_{io_};
  boost::asio::steady_timer end_timer_{io_};
  Mailbox<Task> mailbox_;
  std::function<void(std::shared_ptr<void>)> release_;  ///< Backend's
  LoopContext context_;
  ConnectionTable connections_;
  ClientConnections clients_{context_.options};
  std::vector<Listening> listening_;
  bool open_ = false;
  bool accepting_ = false;
  std::array<epoll_event, 256> events_{};
  std::thread thread_;
};

}  // namespace feedd::daemon
