// Everything asked of a loop becomes a message to its thread.
#include "daemon/http/io_loop.hpp"

#include "daemon/http/loop.hpp"

namespace feedd::daemon {

IoLoop::IoLoop(unsigned number, const std::vector<int>& listening, HttpOptions options, Backend backend)
    : IoLoop("io-" + std::to_string(number), listening, std::move(options), std::move(backend)) {}

IoLoop::IoLoop(const std::string& thread_name, const std::vector<int>& listening, HttpOptions options, Backend backend)
    : loop_(std::make_shared<Loop>(listening, std::move(options), std::move(backend))) {
  loop_->start(thread_name);
}

IoLoop::~IoLoop() {
  drain(std::chrono::milliseconds{0});
  join();
}

void IoLoop::publish(std::vector<std::shared_ptr<const Published>> answers, std::shared_ptr<void> ticket) {
  loop_->post([answers = std::move(answers), ticket = std::move(ticket)](Loop& loop) mutable {
    for (auto& answer : answers) answer = loop.context().publication.put(std::move(answer));
  });
}

void IoLoop::drop(std::vector<std::string> paths) {
  using Dropped = std::vector<std::shared_ptr<const Published>>;
  loop_->post([paths = std::move(paths), dropped = Dropped{}](Loop& loop) mutable {
    for (const auto& path : paths) dropped.push_back(loop.context().publication.drop(path));
  });
}

void IoLoop::learn(std::vector<std::uint64_t> paths) {
  loop_->post([paths = std::move(paths)](Loop& loop) { loop.context().publication.learn(paths); });
}

void IoLoop::set_known(std::shared_ptr<const KnownPaths> known) {
  loop_->post([known = std::move(known)](Loop& loop) mutable {
    known = loop.context().publication.set_known(std::move(known));
  });
}

void IoLoop::listen_by_tls(std::vector<int> listening, std::shared_ptr<const TlsContext> tls) {
  loop_->post(
      [listening = std::move(listening), tls = std::move(tls)](Loop& loop) { loop.listen_by_tls(listening, tls); });
}

void IoLoop::use(std::shared_ptr<const TlsContext> tls) {
  loop_->post([tls = std::move(tls)](Loop& loop) { loop.context().tls = tls; });
}

void IoLoop::set_ready() {
  loop_->post([](Loop& loop) { loop.open(); });
}

void IoLoop::post(std::function<void()> task) {
  loop_->post([task = std::move(task)](Loop&) { task(); });
}

void IoLoop::drain(std::chrono::milliseconds deadline, std::shared_ptr<void> ticket) {
  loop_->post([deadline, ticket = std::move(ticket)](Loop& loop) { loop.drain(deadline); });
}

void IoLoop::join() {
  loop_->join();
}

const HttpCounters& IoLoop::counters() const {
  return loop_->counters();
}

const Traffic& IoLoop::traffic() const {
  return loop_->traffic();
}

}  // namespace feedd::daemon
