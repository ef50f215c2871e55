// The syntaxes of metadata, each read into the same tree of values. Private to content.
#pragma once

#include "content/sources/front_matter.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace feedd::content {

/// Deeper nesting than any article needs: a bound for the recursion over the tree, here and in whoever reads it.
inline constexpr int max_value_depth = 32;

/// A value costs some hundred bytes of memory for two of text (`a,`): this bounds what one file can take.
inline constexpr std::size_t max_front_matter_bytes = 256UL << 10U;

/// One YAML document, `first_line` being its first line in the file `path`. Aliases stand for copies, `<<` merges maps;
/// what all aliases of a document copy is bounded. Tags beyond the core ones and depth over max_value_depth are
/// refused.
[[nodiscard]] Result<Value> read_yaml(std::string_view path, std::string_view block, int first_line);

/// One TOML document. Dates and times come as text: an offset only where one is written.
[[nodiscard]] Result<Value> read_toml(std::string_view path, std::string_view block, int first_line);

/// A block that ends where its syntax says so, and how long it is in bytes.
struct Block {
  Value values;
  std::size_t length = 0;
};

/// The JSON value `text` begins with, `first_line` being the line it begins in.
[[nodiscard]] Result<Block> read_json(std::string_view path, std::string_view text, int first_line);

/// Pelican's and MultiMarkdown's `Title: A title` lines up to the first that is none, or nothing where `text` does not
/// begin with such lines: each is `Key: value` or an indented continuation, and a title is among them. Where no blank
/// line ends them, they begin with a title or another usual key.
/// `Authors` and `Tags` become lists.
[[nodiscard]] std::optional<Block> read_header_lines(std::string_view text);

/// The place of the byte at `offset` of `text`, whose first line is `first_line` of its file.
[[nodiscard]] Position place_of(std::string_view text, std::size_t offset, int first_line);

}  // namespace feedd::content
