// What stands behind a shortcode's name, in any generator's spelling. Private to content.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// The arguments of a shortcode: `"a b" c key="d" key=e`, commas between them or not, blanks around `=` or not. A
/// quotation mark within one of its kind is escaped by a backslash. An address is no key, whatever `=` is in it.
class ShortcodeArguments {
 public:
  explicit ShortcodeArguments(std::string_view text);
  /// The first of `keys` that is there; empty: none.
  [[nodiscard]] std::string_view named(std::initializer_list<std::string_view> keys) const;
  /// The `index`-th without a key; empty: there is none.
  [[nodiscard]] std::string_view at(std::size_t index) const;
  /// named(keys), else the first without a key.
  [[nodiscard]] std::string_view first(std::initializer_list<std::string_view> keys) const;
  /// All from the `index`-th without a key on, as one text: `Snow, at last` without quotation marks too.
  [[nodiscard]] std::string text_from(std::size_t index) const;
  [[nodiscard]] std::string_view as_written() const { return text_; }

 private:
  struct Argument {
    std::string_view key;
    std::string value;
    std::size_t begin;  ///< where it stands in the text
    bool quoted;
  };
  std::size_t take_key(std::size_t at, std::string_view& key) const;
  std::size_t take_value(std::size_t at, Argument& argument) const;

  std::string_view text_;
  std::vector<Argument> all_;
};

}  // namespace feedd::content
