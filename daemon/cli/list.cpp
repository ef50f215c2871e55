// `list` and `show`: the daemon's answer where one runs, else the ledger's.
#include "daemon/cli/commands.hpp"
#include "daemon/cli/daemon_call.hpp"
#include "daemon/cli/ledger.hpp"
#include "daemon/records.hpp"
#include "daemon/state_holder.hpp"

#include <cstdio>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace feedd::daemon::cli {
namespace {

namespace json = boost::json;

/// Asks the daemon; where none listens and a folder is known, does the same without one.
template <class Offline>
content::Result<std::string> lines(const CommandLine& where, const json::object& request, Offline offline) {
  auto answer = call_daemon(where, request);
  if (answer || answer.error().operation != "connect") return answer;
  const Config config = load_config(where);
  const bool kept = std::filesystem::exists(config.state_dir);
  if (config.content_dir.empty() && !kept) return answer;
  if (config.content_dir.empty()) {  // a store whose daemon does not run: as it was left
    auto reader = read_store_when_made(config.state_dir);
    if (!reader) return reader.error();
    content::ArticleReader articles(**reader);
    return offline(offline_site(config, **reader), articles, std::vector<std::pair<std::string, std::string>>{});
  }
  auto ledger = Ledger::open(config, Ledger::Kind::kept);
  if (!ledger) return ledger.error();
  content::ArticleReader articles((*ledger)->database());
  return offline(offline_site(config, (*ledger)->database()), articles, (*ledger)->problems());
}

void print_row(const json::object& record) {
  const auto text = [&](const char* key) {
    return record.at(key).is_string() ? std::string(record.at(key).get_string()) : std::string();
  };
  const std::string title = text("title").empty() ? text("source") : text("title");
  std::printf("%-10.10s  %-11s  %s  %s\n", text("published").c_str(), text("status").c_str(), title.c_str(),
              text("slug").c_str());
}

void print_fields(const json::object& record) {
  for (const auto& [key, value] : record) {
    std::string text = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
    if (value.is_array()) {
      text.clear();
      for (const json::value& item : value.get_array())
        text +=
            (text.empty() ? "" : ", ") + (item.is_string() ? std::string(item.get_string()) : json::serialize(item));
    }
    std::printf("%-13s %s\n", std::string(key).c_str(), text.c_str());
  }
}

template <class Print>
int print(const content::Result<std::string>& answer, bool as_json, Print print_one) {
  if (!answer) return fail(answer.error());
  if (as_json) {
    std::fputs(answer->c_str(), stdout);
    return success;
  }
  std::string_view rest = *answer;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    print_one(json::parse(rest.substr(0, end)).get_object());
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return success;
}

}  // namespace

int list(const CommandLine& where, bool as_json) {
  return print(lines(where, {{"command", "list"}}, list_lines), as_json, print_row);
}

int show(const CommandLine& where, const std::string& id, bool as_json) {
  const auto one = [&](const feeds::Site& site, content::ArticleReader& reader, const auto&) {
    return show_line(site, reader, id);
  };
  return print(lines(where, {{"command", "show"}, {"id", id}}, one), as_json, print_fields);
}

}  // namespace feedd::daemon::cli
