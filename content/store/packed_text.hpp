// Text packed for the store (LZ4): bodies are the most of it and are read rarely.
#pragma once

#include "content/store/sql.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace feedd::content {

/// The operation of the Error that a DamagedBody holds; its subject is what was asked for, an article's path.
inline constexpr std::string_view damaged_body = "unpack body";

/// One article's body cannot be read any more; the rest of the store can.
struct DamagedBody : sql::Failure {
  using Failure::Failure;
};

/// More than any article may be with its markup and its source: longer ones are not packed, and a length beyond it is
/// damage.
inline constexpr std::size_t max_packed_text_bytes = 256UL << 20U;

/// Packs an article's body and the text it was read from into one frame: the second is mostly the first again. Throws
/// std::length_error where they are longer than max_packed_text_bytes together.
[[nodiscard]] std::string pack_texts(std::string_view content, std::string_view source);
/// The body out of what pack_texts made. Damaged bytes give a DamagedBody naming `subject`.
[[nodiscard]] std::string unpack_content(std::string_view packed, std::string_view subject);
/// The text it was read from; errors as above.
[[nodiscard]] std::string unpack_source(std::string_view packed, std::string_view subject);

}  // namespace feedd::content
