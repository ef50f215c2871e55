#include "daemon/cli/commands.hpp"
#include "daemon/cli/daemon_call.hpp"
#include "daemon/cli/ledger.hpp"
#include "daemon/control.hpp"
#include "daemon/delivered.hpp"
#include "daemon/state_holder.hpp"
#include "feeds/feed.hpp"

#include <cstdio>

#include <boost/json/parse.hpp>

namespace feedd::daemon::cli {
namespace {

content::Result<std::string> withdraw_offline(const Config& config, const WithdrawOptions& options,
                                              const boost::json::object& request) {
  auto holder = hold_state(config.state_dir);
  if (!holder) return holder.error();
  if (!holder->state) return ask_daemon(holder->daemon, request);  // it has begun in the meantime
  auto store = holder->state->open_store(config.site.id);
  if (!store) return store.error();
  (*store)->keep_tombstones(config.tombstone_time);
  const auto committed = (*store)->withdraw(options.id, options.undo, feeds::touched_feeds, wall_clock());
  if (!committed) return committed.error();
  return change_lines(*committed);
}

}  // namespace

int withdraw(const CommandLine& where, const WithdrawOptions& options) {
  const boost::json::object request{{"command", "withdraw"}, {"id", options.id}, {"undo", options.undo}};
  auto answer = call_daemon(where, request);
  if (!answer && answer.error().operation == "connect") {
    const Config config = load_config(where);
    if (!config.state_dir.empty() && std::filesystem::exists(config.state_dir))
      answer = withdraw_offline(config, options, request);
  }
  if (!answer) return fail(answer.error());
  if (options.json) {
    std::fputs(answer->c_str(), stdout);
  } else if (answer->empty()) {
    std::printf("nothing to do: it is %s already\n", options.undo ? "not withdrawn" : "withdrawn");
  } else {
    const boost::json::value change = boost::json::parse(answer->substr(0, answer->find('\n')));
    std::printf("%s %s\n", change.at("change").as_string().c_str(), change.at("id").as_string().c_str());
  }
  return success;
}

}  // namespace feedd::daemon::cli
