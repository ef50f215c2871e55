// Figures in the text format that Prometheus reads (version 0.0.4). Knows no figure by name and keeps none: one of
// these is filled for each answer.
#pragma once

#include <charconv>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace feedd::daemon {

class Metrics {
 public:
  struct Label {
    std::string_view name;  ///< `[a-zA-Z_][a-zA-Z0-9_]*`, as written in the source
    std::string_view value;
  };
  using Labels = std::vector<Label>;

  /// The Content-Type of `text`.
  static constexpr std::string_view media_type = "text/plain; version=0.0.4; charset=utf-8";

  /// What may go up and down. `name` and `help` are the same for all labels of one; so are they for a counter, whose
  /// name ends in `_total` and which only goes up.
  template <class Number>
  void gauge(std::string_view name, std::string_view help, Number value, const Labels& labels = {}) {
    add("gauge", name, help, text_of(value), labels);
  }
  template <class Number>
  void counter(std::string_view name, std::string_view help, Number value, const Labels& labels = {}) {
    add("counter", name, help, text_of(value), labels);
  }

  /// All of it: the lines of each name together, HELP and TYPE before them, in the order in which names first came.
  [[nodiscard]] std::string text() const;

 private:
  struct Family {
    std::string name;
    std::string lines;
  };

  template <class Number>
  static std::string text_of(Number value) {
    static_assert(std::is_arithmetic_v<Number>);
    if constexpr (std::is_same_v<Number, bool>) {
      return value ? "1" : "0";
    } else {
      char digits[32];  // the longest double has 24 characters
      return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
    }
  }
  void add(std::string_view type, std::string_view name, std::string_view help, std::string_view value,
           const Labels& labels);

  std::vector<Family> families_;
};

}  // namespace feedd::daemon
