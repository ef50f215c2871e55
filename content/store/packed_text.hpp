// Text packed for the store (zstd, RFC 8878): bodies are the most of it and are read rarely.
#pragma once

#include <string>
#include <string_view>

namespace feedd::content {

/// Packs text; one compressor a thread is kept.
[[nodiscard]] std::string pack_text(std::string_view text);
/// Unpacks what pack_text made. Damaged bytes give an sql::Failure naming `subject`.
[[nodiscard]] std::string unpack_text(std::string_view packed, std::string_view subject);

}  // namespace feedd::content
