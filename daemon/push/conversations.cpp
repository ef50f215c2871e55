#include "daemon/push/conversations.hpp"

#include "daemon/push/subscriptions.hpp"

#include <algorithm>
#include <utility>

namespace feedd::daemon::push {
namespace {

using namespace std::chrono_literals;

/// Beyond these, a client that floods is told to come later. A question is some hundred bytes.
constexpr std::size_t most_waiting = 8192;
constexpr std::size_t most_waiting_of_host = 1024;
/// At once, before the rate holds: a reader that starts renews all it has.
constexpr auto burst = 5s;
constexpr unsigned most_attempts = 3;
constexpr auto retry_delay = 2s;
/// Hosts are remembered until their rate has recovered; swept out when there are so many.
constexpr std::size_t many_hosts = 4096;

}  // namespace

Conversations::Conversations(Dispatcher& dispatcher, NetworkGuard guard, std::size_t per_second)
    : dispatcher_(dispatcher),
      guard_(std::move(guard)),
      interval_(std::max<std::size_t>(1, 1000 / std::max<std::size_t>(1, per_second))) {
  dispatcher_.serve(Desk::conversation, [this](Job job) { begin(job); });
}

/// How long the host is left in peace before this question.
std::chrono::milliseconds Conversations::take_turn(Host& host) const {
  const Time now = std::chrono::steady_clock::now();
  host.free_at = std::max(host.free_at, now - burst) + interval_;
  return std::max(std::chrono::ceil<std::chrono::milliseconds>(host.free_at - now), 0ms);
}

bool Conversations::ask(OutgoingRequest request, Done done, Patience patience) {
  const std::string name = counted_host(request.url, guard_);
  if (hosts_.size() > many_hosts) {
    const Time now = std::chrono::steady_clock::now();
    std::erase_if(hosts_, [&](const auto& one) { return one.second.waiting == 0 && one.second.free_at < now - burst; });
  }
  Host& host = hosts_[name];
  if (questions_.size() >= most_waiting || host.waiting >= most_waiting_of_host) return false;
  ++host.waiting;
  const std::uint64_t number = next_number_++;
  questions_.emplace(number, Question{std::move(request), std::move(done), name, patience});
  const Job job = make_job(Desk::conversation, number);
  const auto delay = guard_.judge(name) == NetworkGuard::Literal::allowed ? 0ms : take_turn(host);
  if (delay > 0ms)
    dispatcher_.add_asleep(job, name, delay);
  else
    dispatcher_.add(job, name, Schedule::Place::front);
  return true;
}

void Conversations::begin(Job job) {
  dispatcher_.send(questions_.at(number_of(job)).request,
                   [this, job](const content::Result<HttpResponse>& answer) { settle(job, answer); });
}

void Conversations::settle(Job job, const content::Result<HttpResponse>& answer) {
  const auto found = questions_.find(number_of(job));
  Question& question = found->second;
  const bool nobody =
      answer ? question.patience == Patience::well && !is_host_well(answer) : answer.error().operation == "fetch";
  if (nobody && ++question.attempts < most_attempts)
    return dispatcher_.finish_asleep(job, false, retry_delay * question.attempts);
  const Done done = std::move(question.done);
  --hosts_[question.host].waiting;
  questions_.erase(found);
  dispatcher_.finish(job, is_host_well(answer));
  done(answer);
}

}  // namespace feedd::daemon::push
