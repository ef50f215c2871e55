// See loop.hpp. Accepting is in listener.cpp.
#include "daemon/http/loop.hpp"

#include <limits>
#include <system_error>
#include <utility>

#include <pthread.h>
#include <unistd.h>

namespace feedd::daemon {
namespace asio = boost::asio;
namespace {

/// In what epoll says; connections and listening sockets have the others.
constexpr auto mailbox_id = std::numeric_limits<ConnectionId>::max();

}  // namespace

Loop::Loop(const std::vector<int>& listening, HttpOptions options, Backend backend) : context_(std::move(options)) {
  for (const int descriptor : listening) listening_.push_back({descriptor, false});
  context_.poller = ::epoll_create1(EPOLL_CLOEXEC);
  if (context_.poller < 0) throw std::system_error(errno, std::generic_category(), "cannot create an epoll descriptor");
  poller_.assign(context_.poller);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = mailbox_id;
  if (::epoll_ctl(context_.poller, EPOLL_CTL_ADD, mailbox_.descriptor(), &event) < 0)
    throw std::system_error(errno, std::generic_category(), "cannot watch the event descriptor");
  tell_time();
  connect_backend(std::move(backend));
}

/// How an answer comes back: from any thread, and later than the connection or even the loop may live.
std::function<void(Fetched)> Loop::answering(ConnectionId id) {
  return [weak = weak_from_this(), id](Fetched fetched) {
    const auto loop = weak.lock();
    if (!loop) return;
    loop->post([id, fetched = std::move(fetched)](Loop& self) {
      self.visit(id, [&](Connection& connection) { connection.on_fetched(fetched); });
    });
  };
}

void Loop::connect_backend(Backend backend) {
  release_ = std::move(backend.release);
  context_.rule = std::move(backend.rule);
  context_.submit = [this, submit = std::move(backend.submit)](ConnectionId id, Submission submission) {
    submit(std::move(submission), answering(id));
  };
  context_.fetch = [this, fetch = std::move(backend.fetch)](ConnectionId id, std::string path) {
    fetch(std::move(path), answering(id));
  };
  if (backend.delta)
    context_.delta = [this, delta = std::move(backend.delta)](ConnectionId id, DeltaRequest request) {
      delta(std::move(request), answering(id));
    };
  context_.read = [this, read = std::move(backend.read)](ConnectionId id, std::shared_ptr<const MediaFile> file,
                                                         std::uint64_t offset, std::size_t length) {
    read(std::move(file), offset, length, [weak = weak_from_this(), id](std::string bytes) {
      const auto loop = weak.lock();
      if (!loop) return;
      loop->post([id, bytes = std::move(bytes)](Loop& self) {
        self.visit(id, [&](Connection& connection) { connection.on_piece(bytes); });
      });
    });
  };
}

void Loop::start(const std::string& thread_name) {
  thread_ = std::thread([this, thread_name] {
    ::pthread_setname_np(::pthread_self(), thread_name.c_str());
    run();
  });
}

void Loop::run() {
  await_events();
  schedule_sweep();
  io_.run();
  for (const auto id : connections_.ids()) connections_.remove(id);
  context_.counters.open_connections = 0;
}

void Loop::join() {
  if (thread_.joinable()) thread_.join();
}

void Loop::await_events() {
  poller_.async_wait(asio::posix::stream_descriptor::wait_read, [this](boost::system::error_code error) {
    if (error) return;
    handle_events();
    stop_when_drained();
    await_events();
  });
}

void Loop::handle_events() {
  const int count = ::epoll_wait(context_.poller, events_.data(), static_cast<int>(events_.size()), 0);
  tell_time();
  if (!mailbox_.empty()) run_tasks();  // whoever posts and then asks finds it done
  for (int i = 0; i < count; ++i) handle(events_[static_cast<std::size_t>(i)]);
}

void Loop::handle(const epoll_event& event) {
  const auto id = event.data.u64;
  if (id == mailbox_id) {
    run_tasks();
    return;
  }
  if (id >= ConnectionTable::id_limit) {
    accept_from(listening_[id - ConnectionTable::id_limit]);
    return;
  }
  auto* connection = connections_.find(id);
  if (connection == nullptr) return;  // ended by an earlier event of this batch
  connection->on_ready(event.events);
  remove_if_closed(*connection);
}

void Loop::run_tasks() {
  auto tasks = mailbox_.take();
  for (const Task& task : tasks) task(*this);
  if (release_) release_(std::make_shared<std::vector<Task>>(std::move(tasks)));
}

void Loop::tell_time() {
  context_.now = std::chrono::steady_clock::now();
  const auto second = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  if (context_.dates && context_.dates->now() == second) return;
  context_.dates = std::make_shared<const DateLines>(second);
  const auto day = std::chrono::floor<std::chrono::days>(second).time_since_epoch();
  context_.traffic.begin_day(static_cast<DayNumber>(day.count()));
}

void Loop::visit(ConnectionId id, const std::function<void(Connection&)>& action) {
  auto* connection = connections_.find(id);
  if (connection == nullptr) return;
  action(*connection);
  remove_if_closed(*connection);
}

void Loop::remove_if_closed(Connection& connection) {
  if (connection.closed()) remove(connection);
}

void Loop::schedule_sweep() {
  sweep_timer_.expires_after(context_.options.sweep_interval);
  sweep_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    sweep();
    schedule_sweep();
  });
}

void Loop::sweep() {
  tell_time();
  for (const auto id : connections_.ids()) {
    visit(id, [this](Connection& connection) {
      const bool patient = connection.waiting() == Connection::Waiting::backend;
      if (!patient && connection.deadline() <= context_.now) connection.on_deadline();
    });
  }
  if (open_ && !context_.draining) listen(true);
  stop_when_drained();
}

void Loop::open() {
  open_ = true;
  if (!context_.draining) listen(true);
}

void Loop::drain(std::chrono::milliseconds deadline) {
  if (!context_.draining) {
    context_.draining = true;
    for (std::size_t i = 0; open_ && i < listening_.size(); ++i)
      while (accept_from(listening_[i])) {
      }
    listen(false);
    for (const auto id : connections_.ids()) visit(id, [](Connection& connection) { connection.hurry(); });
    grace_timer_.expires_after(context_.options.drain_grace);
    grace_timer_.async_wait([this](boost::system::error_code error) {
      if (!error) sweep();
    });
  }
  end_timer_.expires_after(deadline);
  end_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) io_.stop();
  });
}

void Loop::stop_when_drained() {
  if (context_.draining && connections_.size() == 0) io_.stop();
}

}  // namespace feedd::daemon
