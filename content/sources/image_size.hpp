// Pixel dimensions from the header of an image file: PNG, JPEG, GIF, WebP, AVIF. Decodes no pixel, believes no length:
// reads few and small pieces wherever the file says the next one is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace feedd::content {

/// Pixels as stored, before any rotation that metadata asks for.
struct ImageSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  bool operator==(const ImageSize&) const = default;
};

/// At most `length` bytes at `offset`; fewer at the end of the file or after an error.
using ReadAt = std::function<std::string(std::uint64_t offset, std::size_t length)>;

/// Nothing where it is none of these formats, is damaged, or says that it is empty. Asks `read` a bounded number of
/// times, for at most `image_piece_bytes` each.
[[nodiscard]] std::optional<ImageSize> image_size(const ReadAt& read);

inline constexpr std::size_t image_piece_bytes = 64;

}  // namespace feedd::content
