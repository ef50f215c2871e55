// One table of the configuration file, read key by key. Whoever includes this includes toml++: config.cpp and
// the settings beside it.
#pragma once

#include "content/text.hpp"
#include "daemon/config.hpp"
#include "daemon/http/listen.hpp"

#include <charconv>
#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <toml++/toml.h>

namespace feedd::daemon {

[[noreturn]] inline void fail(const std::filesystem::path& file, const toml::source_region& at,
                              const std::string& reason) {
  throw ConfigError(file.string() + ':' + std::to_string(at.begin.line) + ':' + std::to_string(at.begin.column) + ": " +
                    reason);
}

/// Takes the slashes off the end and writes what is left as a URI (content/url.hpp); false for what is no address of
/// http or https with a host and without query and fragment. One with a password in it would be published.
[[nodiscard]] bool trim_address(std::string& url);

/// One table of the file. Every key read is ticked off; `done` refuses the rest, with the keys there are.
class Section {
 public:
  Section(const std::filesystem::path& file, const toml::table* table, std::string name)
      : file_(file), name_(std::move(name)), table_(table) {}
  Section(const std::filesystem::path& file, const toml::table& root, std::string name)
      : file_(file), name_(std::move(name)) {
    if (name_.empty()) {
      table_ = &root;
    } else if (const toml::node* node = root.get(name_)) {
      table_ = node->as_table();
      if (table_ == nullptr) fail(file_, node->source(), "[" + name_ + "] must be a table");
    }
  }

  template <class Value>
  void read(std::string_view key, Value& value, const char* wanted) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const auto found = node->value_exact<Value>();
    if (!found) fail(file_, node->source(), full(key) + " must be " + wanted);
    value = *found;
  }
  /// Text comes into documents: what XML 1.0 has no character for would make each of them invalid.
  void read(std::string_view key, std::string& value) {
    read(key, value, "a string");
    if (find(key) != nullptr && content::clean_text(value).text != value)
      refuse(key, "must have no control characters");
  }

  /// An address of http or https without a slash at its end.
  void read_url(std::string_view key, std::string& url) {
    read(key, url);
    const toml::node* node = find(key);
    if (node == nullptr || url.empty()) return;
    if (!trim_address(url)) refuse(key, "must be an address like \"https://example.org/news\"");
  }

  /// What listen_on takes.
  void read_address(std::string_view key, std::string& address) {
    read(key, address);
    if (const auto objection = object_to_address(address); find(key) != nullptr && !objection.empty())
      refuse(key, "is " + objection);
  }

  void read_number(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t& number) {
    read(key, number, "a whole number");
    if (const toml::node* node = find(key); node != nullptr && (number < least || number > most))
      fail(file_, node->source(), full(key) + " must be from " + std::to_string(least) + " to " + std::to_string(most));
  }

  template <class Duration>
  void read_duration(std::string_view key, Duration& duration, std::chrono::milliseconds least = {}) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const auto text = node->value_exact<std::string>();
    const auto parsed = text ? parse_duration(*text) : std::nullopt;
    if (!parsed) fail(file_, node->source(), full(key) + " must be a time like \"90s\", \"15m\" or \"2h\"");
    if (*parsed < least) refuse(key, "must be at least a second");
    duration = std::chrono::duration_cast<Duration>(*parsed);
  }

  void read_list(std::string_view key, std::vector<std::string>& list) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const toml::array* array = node->as_array();
    if (array == nullptr) fail(file_, node->source(), full(key) + " must be a list of strings");
    for (const toml::node& element : *array) {
      const auto text = element.value_exact<std::string>();
      if (!text) fail(file_, element.source(), full(key) + " must hold strings");
      list.push_back(*text);
    }
  }

  void read_numbers(std::string_view key, std::int64_t least, std::int64_t most, std::vector<std::int64_t>& list) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const toml::array* array = node->as_array();
    if (array == nullptr) fail(file_, node->source(), full(key) + " must be a list of whole numbers");
    for (const toml::node& element : *array) {
      const auto number = element.value_exact<std::int64_t>();
      if (!number || *number < least || *number > most)
        fail(file_, element.source(),
             full(key) + " must hold numbers from " + std::to_string(least) + " to " + std::to_string(most));
      list.push_back(*number);
    }
  }

  /// Calls `take` with each key of the table at `key` and its value.
  template <class Take>
  void read_entries(std::string_view key, const Take& take) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const toml::table* table = node->as_table();
    if (table == nullptr) fail(file_, node->source(), full(key) + " must be a table");
    for (const auto& [name, value] : *table) take(name.str(), value);
  }

  /// A text, or a list of texts.
  void read_texts(std::string_view key, std::vector<std::string>& list) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    if (const auto one = node->value_exact<std::string>()) return list.push_back(*one);
    read_list(key, list);
  }
  [[nodiscard]] bool has(std::string_view key) { return find(key) != nullptr; }
  /// A table within this one; one without keys where it is missing.
  [[nodiscard]] Section inside(std::string_view key) {
    const toml::node* node = find(key);
    if (node == nullptr) return Section(file_, nullptr, full(key));
    if (!node->is_table()) refuse(key, "must be a table");
    return Section(file_, node->as_table(), full(key));
  }

  [[noreturn]] void refuse(std::string_view key, const std::string& reason) {
    fail(file_, find(key)->source(), full(key) + ' ' + reason);
  }

  /// For what is wrong with a table as a whole.
  [[noreturn]] void refuse_all(const std::string& reason) { fail(file_, table_->source(), name_ + ' ' + reason); }

  void ignore(std::string_view key) { known_.emplace(key); }

  /// Refuses what nobody asked for: a misspelt key would be ignored in silence.
  void done() const {
    if (table_ == nullptr) return;
    for (const auto& [key, node] : *table_) {
      if (known_.contains(std::string(key.str()))) continue;
      std::string list;
      for (const std::string& name : known_) list += (list.empty() ? "" : ", ") + name;
      fail(file_, key.source(), "unknown key " + full(key.str()) + "; known here: " + list);
    }
  }

 private:
  static std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    if (error != std::errc() || number < 0 || number > 1'000'000) return std::nullopt;
    if (unit == "ms") return std::chrono::milliseconds(number);
    if (unit == "s") return std::chrono::seconds(number);
    if (unit == "m") return std::chrono::minutes(number);
    if (unit == "h") return std::chrono::hours(number);
    return std::nullopt;
  }

  [[nodiscard]] std::string full(std::string_view key) const {
    return name_.empty() ? std::string(key) : name_ + '.' + std::string(key);
  }
  const toml::node* find(std::string_view key) {
    known_.emplace(key);
    return table_ == nullptr ? nullptr : table_->get(key);
  }

  const std::filesystem::path& file_;
  std::string name_;
  const toml::table* table_ = nullptr;
  std::set<std::string> known_;
};

}  // namespace feedd::daemon
