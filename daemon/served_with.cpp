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

}  // namespace

void keep_served_with(const std::filesystem::path& state_dir, const CommandLine& command_line) {
  json::object kept;
  if (command_line.config_file) kept["config"] = std::filesystem::absolute(*command_line.config_file).string();
  if (command_line.content_dir) kept["content_dir"] = std::filesystem::absolute(*command_line.content_dir).string();
  if (command_line.base_url) kept["base_url"] = *command_line.base_url;
  const std::filesystem::path temporary = state_dir / (std::string(file_name) + ".tmp");
  std::ofstream(temporary) << json::serialize(kept) << '\n';
  std::error_code ignored;
  std::filesystem::rename(temporary, state_dir / file_name, ignored);
}

std::optional<CommandLine> served_with(const std::filesystem::path& state_dir) {
  std::ifstream file(state_dir / file_name);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  boost::system::error_code error;
  const json::value kept = json::parse(text, error);
  if (error || !kept.is_object()) return std::nullopt;
  const auto take = [&](const char* key, auto& to) {
    const json::value* value = kept.get_object().if_contains(key);
    if (value != nullptr && value->is_string()) to = std::string(value->get_string());
  };
  CommandLine command_line;
  take("config", command_line.config_file);
  take("content_dir", command_line.content_dir);
  take("base_url", command_line.base_url);
  command_line.state_dir = state_dir;
  return command_line;
}

}  // namespace feedd::daemon
