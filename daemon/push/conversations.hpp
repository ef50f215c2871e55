// Questions that are asked once: does this callback mean it, does it echo a challenge. Bounded in all and for each
// host, and slow towards a host that did not ask to be asked so often.
#pragma once

#include "daemon/network_guard.hpp"
#include "daemon/push/dispatcher.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <unordered_map>

namespace feedd::daemon::push {

/// Confined to its context's thread.
class Conversations {
 public:
  using Done = std::function<void(const content::Result<HttpResponse>&)>;

  /// `per_second`: questions to one host of the public internet in the long run; networks that `guard` was told to
  /// allow are asked as fast as they answer.
  Conversations(Dispatcher& dispatcher, NetworkGuard guard, std::size_t per_second);

  enum class Patience : std::uint8_t {
    answered,  ///< any answer is one
    well       ///< one that says the host is not well is none (is_host_well)
  };
  /// Asks soon; where there is no answer, twice more. False where too much waits already: nothing is asked.
  [[nodiscard]] bool ask(OutgoingRequest request, Done done, Patience patience = Patience::answered);
  [[nodiscard]] std::size_t waiting() const { return questions_.size(); }

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Question {
    OutgoingRequest request;
    Done done;
    std::string host;
    Patience patience;
    unsigned attempts = 0;
  };
  struct Host {
    std::size_t waiting = 0;
    Time free_at{};  ///< when the next question is due at the permitted rate
  };
  void begin(Job job);
  void settle(Job job, const content::Result<HttpResponse>& answer);
  [[nodiscard]] std::chrono::milliseconds take_turn(Host& host) const;

  Dispatcher& dispatcher_;
  NetworkGuard guard_;
  std::chrono::milliseconds interval_;
  std::unordered_map<std::uint64_t, Question> questions_;
  std::unordered_map<std::string, Host> hosts_;
  std::uint64_t next_number_ = 1;
};

}  // namespace feedd::daemon::push
