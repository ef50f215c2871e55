#include "daemon/served_with.hpp"

#include <fstream>
#include <iterator>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace feedd::daemon {
namespace {

namespace json = boost::json;
constexpr const char* file_name = "served-with";

constexpr std::pair<const char*, std::string feeds::Site::*> addresses[] = {{"site_base_url", &feeds::Site::base_url},
                                                                            {"site_url", &feeds::Site::site_url},
                                                                            {"permalink", &feeds::Site::permalink}};

json::object read_kept(const std::filesystem::path& state_dir) {
  std::ifstream file(state_dir / file_name);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  boost::system::error_code error;
  json::value kept = json::parse(text, error);
  return error || !kept.is_object() ? json::object() : std::move(kept.get_object());
}

void take(const json::object& kept, const char* key, auto& to) {
  const json::value* value = kept.if_contains(key);
  if (value != nullptr && value->is_string()) to = std::string(value->get_string());
}

}  // namespace

void keep_served_with(const std::filesystem::path& state_dir, const CommandLine& command_line,
                      const feeds::Site& site) {
  json::object kept;
  for (const auto& [key, member] : addresses) kept[key] = site.*member;
  kept["time_zone"] = site.time_zone.name();
  if (command_line.config_file) kept["config"] = std::filesystem::absolute(*command_line.config_file).string();
  if (command_line.content_dir) kept["content_dir"] = std::filesystem::absolute(*command_line.content_dir).string();
  if (command_line.base_url) kept["base_url"] = *command_line.base_url;
  const std::filesystem::path temporary = state_dir / (std::string(file_name) + ".tmp");
  std::ofstream(temporary) << json::serialize(kept) << '\n';
  std::error_code ignored;
  std::filesystem::rename(temporary, state_dir / file_name, ignored);
}

std::optional<CommandLine> served_with(const std::filesystem::path& state_dir) {
  const json::object kept = read_kept(state_dir);
  if (kept.empty()) return std::nullopt;
  CommandLine command_line;
  take(kept, "config", command_line.config_file);
  take(kept, "content_dir", command_line.content_dir);
  take(kept, "base_url", command_line.base_url);
  command_line.state_dir = state_dir;
  return command_line;
}

feeds::Site as_served(const std::filesystem::path& state_dir, feeds::Site site) {
  const json::object kept = read_kept(state_dir);
  const std::string here = site.base_url;
  for (const auto& [key, member] : addresses) take(kept, key, site.*member);
  if (site.base_url.empty()) site.base_url = here;  // where it listens, which nobody wrote down
  std::string zone = site.time_zone.name();
  take(kept, "time_zone", zone);
  site.time_zone = content::TimeZone::find(zone).value_or(site.time_zone);
  return site;
}

}  // namespace feedd::daemon
