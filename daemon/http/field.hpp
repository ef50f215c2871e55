// The syntax that header fields share: RFC 9110 section 5.6. Knows no particular field.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace feedd::daemon {

/// A character of a token (section 5.6.2): methods, field names, codings.
[[nodiscard]] bool is_token_char(char c);
/// A character that may stand in a field value (section 5.5): visible, space, tab, or above ASCII.
[[nodiscard]] bool is_value_char(char c);
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);
/// Spaces and tabs at both ends removed (OWS, section 5.6.3).
[[nodiscard]] std::string_view trim_space(std::string_view text);
/// Takes the next element off a comma-separated list, trimmed; empty elements are passed over (section 5.6.1.2).
/// Knows no quoted strings.
[[nodiscard]] std::optional<std::string_view> next_element(std::string_view& list);

/// The lines of one field that may come several times and then is one list (section 5.3). Views into the request.
class FieldLines {
 public:
  /// False where there is no room: nobody sends more.
  bool add(std::string_view line) {
    if (count_ == lines_.size()) return false;
    lines_[count_++] = line;
    return true;
  }
  [[nodiscard]] bool present() const { return count_ > 0; }
  [[nodiscard]] const std::string_view* begin() const { return lines_.data(); }
  [[nodiscard]] const std::string_view* end() const { return lines_.data() + count_; }

 private:
  std::array<std::string_view, 8> lines_;
  std::size_t count_ = 0;
};

}  // namespace feedd::daemon
