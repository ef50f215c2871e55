#include "daemon/cli/commands.hpp"
#include "daemon/cli/daemon_call.hpp"
#include "daemon/cli/ledger.hpp"

#include <cstdio>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace feedd::daemon::cli {

namespace json = boost::json;

namespace {

/// A part of the daemon: its figures, and a line for each object of its lists.
void add_part(const std::string& name, const json::object& part, std::vector<std::string>& lists) {
  for (const auto& [key, value] : part) {
    const std::string full = name + '.' + std::string(key);
    if (const json::array* const list = value.if_array())
      for (const json::value& one : *list) lists.push_back(full + ": " + json::serialize(one));
    else
      std::printf("%-21s %s\n", full.c_str(), json::serialize(value).c_str());
  }
}

}  // namespace

int status(const CommandLine& where, bool as_json) {
  const auto answer = call_daemon(where, {{"command", "status"}});
  if (!answer) return fail(answer.error());
  if (as_json) {
    std::fputs(answer->c_str(), stdout);
    return success;
  }
  std::vector<std::string> lists;
  const json::value parsed = json::parse(*answer);
  for (const auto& [key, value] : parsed.get_object()) {
    if (const json::object* const part = value.if_object()) {
      add_part(std::string(key), *part, lists);
      continue;
    }
    if (const json::array* const problems = value.if_array()) {  // a line each, below
      for (const json::value& problem : *problems)
        lists.push_back(std::string(key) + ": " + std::string(problem.as_string()));
      continue;
    }
    const std::string text = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
    std::printf("%-21s %s\n", std::string(key).c_str(), text.c_str());
  }
  for (const std::string& line : lists) std::printf("%s\n", line.c_str());
  return success;
}

}  // namespace feedd::daemon::cli
