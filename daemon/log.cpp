#include "daemon/log.hpp"

#include <cstdio>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace feedd::daemon::log {
namespace {

std::shared_ptr<spdlog::logger>& logger() {
  static std::shared_ptr<spdlog::logger> instance =
      std::make_shared<spdlog::logger>("feedd", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  return instance;
}

/// Whether lines begin with the journal's levels.
bool journal_prefixes = false;

bool is_plain(std::string_view value) {
  return !value.empty() && value.find_first_of(" \"=\n\r\t\\") == std::string_view::npos;
}

void append_value(std::string& line, std::string_view value) {
  if (is_plain(value)) {
    line += value;
    return;
  }
  line += '"';
  for (const char c : value) {
    if (c == '\n')
      line += "\\n";
    else if (c == '\r')
      line += "\\r";
    else if (c == '\t')
      line += "\\t";
    else if (c == '"' || c == '\\')
      (line += '\\') += c;
    else
      line += c;
  }
  line += '"';
}

/// sd-daemon(3): 7 debug, 6 info, 4 warning, 3 error.
constexpr std::string_view prefix(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::debug:
      return "<7>";
    case spdlog::level::warn:
      return "<4>";
    case spdlog::level::err:
      return "<3>";
    default:
      return "<6>";
  }
}

void write(spdlog::level::level_enum level, std::string_view event, Fields fields) {
  if (!logger()->should_log(level)) return;
  std::string line(journal_prefixes ? prefix(level) : "");
  line += event;
  for (const Field& field : fields) {
    ((line += ' ') += field.key) += '=';
    append_value(line, field.value);
  }
  logger()->log(level, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace

Field::Field(std::string_view key_, std::chrono::nanoseconds value_) : key(key_) {
  char text[32];
  const int size = std::snprintf(text, sizeof text, "%.3f", std::chrono::duration<double, std::milli>(value_).count());
  value.assign(text, static_cast<std::size_t>(size));
}

bool parse_level(std::string_view name, Level& level) {
  if (name == "debug")
    level = Level::debug;
  else if (name == "info")
    level = Level::info;
  else if (name == "warning")
    level = Level::warning;
  else if (name == "error")
    level = Level::error;
  else
    return false;
  return true;
}

void open(bool journal) {
  journal_prefixes = journal;
  logger()->set_pattern(journal ? "%v" : "%Y-%m-%dT%H:%M:%S.%fZ %l %v", spdlog::pattern_time_type::utc);
  logger()->flush_on(spdlog::level::debug);
}

void set_level(Level level) {
  constexpr spdlog::level::level_enum levels[] = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                                  spdlog::level::err};
  logger()->set_level(levels[static_cast<std::size_t>(level)]);
}

void flush() {
  logger()->flush();
}

void debug(std::string_view event, Fields fields) {
  write(spdlog::level::debug, event, fields);
}
void info(std::string_view event, Fields fields) {
  write(spdlog::level::info, event, fields);
}
void warning(std::string_view event, Fields fields) {
  write(spdlog::level::warn, event, fields);
}
void error(std::string_view event, Fields fields) {
  write(spdlog::level::err, event, fields);
}

}  // namespace feedd::daemon::log
