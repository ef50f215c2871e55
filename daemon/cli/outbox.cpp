#include "daemon/cli/commands.hpp"
#include "daemon/cli/daemon_call.hpp"
#include "daemon/cli/ledger.hpp"

#include <cstdio>
#include <string>
#include <string_view>

#include <boost/json/parse.hpp>

namespace feedd::daemon::cli {
namespace {

namespace json = boost::json;

void print_line(std::string_view line) {
  const json::value parsed = json::parse(line);
  const auto text = [&](const char* key) { return std::string(parsed.at(key).as_string()); };
  if (parsed.get_object().contains("callback")) {
    std::printf("%s %s %s until %s, %lld delivered, last %s%s%s\n", text("id").c_str(), text("topic").c_str(),
                text("callback").c_str(), text("expires").c_str(),
                static_cast<long long>(parsed.at("delivered").to_number<std::int64_t>()),
                text("last_success").empty() ? "never" : text("last_success").c_str(),
                text("error").empty() ? "" : ": ", text("error").c_str());
    return;
  }
  std::printf("%-9s %s %s %s", text("state").c_str(), text("id").c_str(), text("kind").c_str(), text("url").c_str());
  const std::string retry_at = text("retry_at"), error = text("error");
  if (const auto attempts = parsed.at("attempts").to_number<unsigned>(); attempts != 0)
    std::printf(", %u attempts, next %s", attempts, retry_at.c_str());
  if (!error.empty()) std::printf(": %s", error.c_str());
  std::printf("\n");
}

}  // namespace

int outbox(const CommandLine& where, const OutboxOptions& options) {
  const auto answer = call_daemon(where, {{"command", "outbox"}, {"action", options.action}, {"id", options.id}});
  if (!answer) return fail(answer.error());
  if (options.json) {
    std::fputs(answer->c_str(), stdout);
    return success;
  }
  if (options.action == "retry" || options.action == "drop") {
    const json::value done = json::parse(*answer);
    std::printf("%s: %lld announcements\n", options.action.c_str(),
                static_cast<long long>(done.at("announcements").to_number<std::int64_t>()));
    return success;
  }
  if (answer->empty()) std::printf(options.action == "list" ? "nothing waits\n" : "nobody is subscribed\n");
  for (std::string_view rest = *answer; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    print_line(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return success;
}

}  // namespace feedd::daemon::cli
