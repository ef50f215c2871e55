// The log: one line an event, `event key=value …`. Under systemd lines carry the journal's levels and no time of their
// own.
#pragma once

#include <chrono>
#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

namespace feedd::daemon::log {

enum class Level : std::uint8_t { debug, info, warning, error };
[[nodiscard]] bool parse_level(std::string_view name, Level& level);

/// One pair of a line. Values with spaces or quotes are quoted; line breaks become `\n`.
struct Field {
  std::string_view key;
  std::string value;

  Field(std::string_view key_, std::string value_) : key(key_), value(std::move(value_)) {}
  Field(std::string_view key_, std::string_view value_) : key(key_), value(value_) {}
  Field(std::string_view key_, const char* value_) : key(key_), value(value_) {}
  template <std::integral Number>
  Field(std::string_view key_, Number value_) : key(key_), value(std::to_string(value_)) {}
  /// In milliseconds, to the microsecond.
  Field(std::string_view key_, std::chrono::nanoseconds value_);
};
using Fields = std::initializer_list<Field>;

/// Opens the log on stderr. `journal`: with `<N>` prefixes (sd-daemon(3)) and without times.
void open(bool journal);
void set_level(Level level);
void flush();

void debug(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void warning(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

}  // namespace feedd::daemon::log
