#include "daemon/ids.hpp"

#include "content/store/id_ledger.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/daemon_call.hpp"
#include "daemon/cli/ledger.hpp"
#include "daemon/control.hpp"
#include "daemon/state_holder.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

namespace feedd::daemon::cli {
namespace {

namespace json = boost::json;

int export_ids(const CommandLine& where, const std::filesystem::path& file) {
  auto text = call_daemon(where, {{"command", "ids-export"}});
  if (!text && text.error().operation == "connect") {
    const Config config = load_config(where);
    if (config.state_dir.empty()) return fail(text.error());
    auto database = read_store_when_made(config.state_dir);
    if (!database) return fail(database.error());
    text = exported_ids(**database);
  }
  if (!text) return fail(text.error());
  if (file.empty() || file == "-") {
    std::fputs(text->c_str(), stdout);
    return success;
  }
  // Beside it first: a ledger is never half there.
  const std::filesystem::path temporary = file.string() + ".tmp";
  std::ofstream out(temporary, std::ios::binary);
  out << *text;
  out.close();
  std::error_code error;
  if (out) std::filesystem::rename(temporary, file, error);
  if (!out || error) return fail({"write", file.string(), error ? error.message() : "it could not be written"});
  return success;
}

content::Result<std::string> import_offline(const Config& config, const content::IdLedger& ledger,
                                            const json::object& request) {
  auto holder = hold_state(config.state_dir);
  if (!holder) return holder.error();
  if (!holder->state) return ask_daemon(holder->daemon, request);  // it has begun in the meantime
  auto store = holder->state->open_store(config.site.id);
  if (!store) return store.error();
  auto adopted = (*store)->import_ids(ledger, wall_clock());
  if (!adopted) return adopted.error();
  const auto site_id = (*store)->reader().reading([&] { return (*store)->reader().site_id(); });
  if (site_id && !site_id->empty()) holder->state->keep_site_id(*site_id);
  return adopted_line(*adopted);
}

int import_ids(const CommandLine& where, const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail({"read", file.string(), "it cannot be opened"});
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const auto ledger = content::parse_ids(text, file.string());
  if (!ledger) return fail(ledger.error());
  const json::object request{{"command", "ids-import"}, {"ledger", text}};
  auto answer = call_daemon(where, request);
  if (!answer && answer.error().operation == "connect") {
    const Config config = load_config(where);
    if (!config.state_dir.empty()) answer = import_offline(config, *ledger, request);
  }
  if (!answer) return fail(answer.error());
  const json::value result = json::parse(*answer);
  for (const json::value& conflict : result.at("conflicts").as_array())
    std::fprintf(stderr, "%s\n", conflict.as_string().c_str());
  const auto number = [&](const char* key) { return result.at(key).to_number<long long>(); };
  std::printf("%lld ids added, %lld there already, %zu conflicts\n", number("added"), number("unchanged"),
              result.at("conflicts").as_array().size());
  return result.at("conflicts").as_array().empty() ? success : failure;
}

}  // namespace

int ids(const CommandLine& where, const IdsOptions& options) {
  return options.do_export ? export_ids(where, options.export_to) : import_ids(where, options.import_from);
}

}  // namespace feedd::daemon::cli
