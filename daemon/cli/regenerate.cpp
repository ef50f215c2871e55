#include "daemon/cli/commands.hpp"
#include "daemon/cli/daemon_call.hpp"
#include "daemon/cli/ledger.hpp"

#include <cstdio>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

namespace feedd::daemon::cli {

namespace json = boost::json;

int regenerate(const CommandLine& where, const RegenerateOptions& options) {
  json::array feeds;
  for (const std::string& feed : options.feeds) feeds.emplace_back(feed);
  const auto answer =
      call_daemon(where, {{"command", "regenerate"}, {"feeds", feeds}, {"accept_deletions", options.accept_deletions}});
  if (!answer) return fail(answer.error());
  const json::object result = json::parse(*answer).get_object();
  if (options.json) {
    std::fputs(answer->c_str(), stdout);
    return result.at("problems").as_array().empty() ? success : failure;
  }
  for (const json::value& change : result.at("changes").as_array())
    std::printf("%-9s %s\n", change.at("change").as_string().c_str(), change.at("path").as_string().c_str());
  for (const json::value& problem : result.at("problems").as_array())
    std::fprintf(stderr, "%s\n", problem.as_string().c_str());
  const auto number = [&](const char* key) { return result.at(key).to_number<long long>(); };
  std::printf("%lld files, %lld read, %zu changes; %lld feed documents made, revision %lld\n", number("files"),
              number("read"), result.at("changes").as_array().size(), number("documents_made"), number("revision"));
  if (number("deletions_held") != 0)
    std::printf(
        "%lld articles are kept although their files are gone; if that was meant: feedd regenerate "
        "--accept-deletions\n",
        number("deletions_held"));
  return result.at("problems").as_array().empty() ? success : failure;
}

}  // namespace feedd::daemon::cli
