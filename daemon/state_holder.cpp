#include "daemon/state_holder.hpp"

#include "daemon/control.hpp"

#include <algorithm>
#include <thread>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

namespace feedd::daemon {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds look_again{20};

/// Whether the daemon that listens there has this state.
bool has(const std::filesystem::path& socket, const std::filesystem::path& state_dir) {
  const auto answer = ask_daemon(socket, {{"command", "status"}}, holder_patience);
  if (!answer) return false;
  boost::system::error_code error;
  const boost::json::value status = boost::json::parse(*answer, error);
  if (error || !status.is_object()) return false;
  const boost::json::value* state = status.get_object().if_contains("state_dir");
  if (state == nullptr || !state->is_string()) return false;
  const std::filesystem::path theirs(std::string(state->get_string()));
  std::error_code unseen;  // spelled the same, or the same folder by another way
  return theirs == state_dir || std::filesystem::equivalent(theirs, state_dir, unseen);
}

}  // namespace

content::Result<StateHolder> hold_state(const std::filesystem::path& state_dir, std::chrono::milliseconds patience) {
  for (const auto deadline = Clock::now() + patience;; std::this_thread::sleep_for(look_again)) {
    auto state = StateDir::open(state_dir);
    if (state) return StateHolder{std::move(*state), {}};
    if (state.error().operation != locked_operation) return state.error();
    // The unit's daemon listens in its runtime folder, any other beside its store.
    for (const std::filesystem::path& socket : {control_path(state_dir), std::filesystem::path(system_socket)})
      if (has(socket, state_dir)) return StateHolder{std::nullopt, socket};
    if (Clock::now() >= deadline) return state.error();
  }
}

content::Result<std::unique_ptr<content::sql::Database>> read_store_when_made(const std::filesystem::path& state_dir,
                                                                              std::chrono::milliseconds patience) {
  const auto began = Clock::now();
  for (;; std::this_thread::sleep_for(look_again)) {
    const bool filling = is_store_being_filled(state_dir);
    auto store = read_store(state_dir);
    const bool patient =
        Clock::now() < began + (filling ? std::max<std::chrono::milliseconds>(patience, filling_patience) : patience);
    if (store || store.error().operation != no_store_operation || !patient) return store;
  }
}

}  // namespace feedd::daemon
