// One function a format. All numbers are read from pieces whose length was checked; offsets only ever grow.
#include "content/sources/image_size.hpp"

#include <algorithm>
#include <string_view>

namespace feedd::content {

namespace {

/// Segments before the frame header of a JPEG: metadata comes in pieces of 64 KiB, and colour profiles in several.
constexpr int max_segments = 400;
/// Boxes looked at in an AVIF, on every level together.
constexpr int max_boxes = 200;
/// No offset of a header lies behind this: a length that says so is damage.
constexpr std::uint64_t last_header_byte = 64ULL << 20;

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

std::uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < count; ++i) number = number << 8U | byte_at(bytes, at + i);
  return number;
}

std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t number = 0;
  for (std::size_t i = count; i > 0; --i) number = number << 8U | byte_at(bytes, at + i - 1);
  return number;
}

std::optional<ImageSize> sized(std::uint32_t width, std::uint32_t height) {
  if (width == 0 || height == 0) return std::nullopt;
  return ImageSize{width, height};
}

/// PNG (third edition) 11.2.1: IHDR is the first chunk. Apple's variant puts one before it.
std::optional<ImageSize> png_size(std::string_view head) {
  if (head.substr(12, 4) == "IHDR" && head.size() >= 24) return sized(big_endian(head, 16, 4), big_endian(head, 20, 4));
  if (head.size() >= 40 && head.substr(12, 4) == "CgBI" && head.substr(28, 4) == "IHDR")
    return sized(big_endian(head, 32, 4), big_endian(head, 36, 4));
  return std::nullopt;
}

/// GIF89a, logical screen descriptor.
std::optional<ImageSize> gif_size(std::string_view head) {
  if (head.size() < 10) return std::nullopt;
  return sized(little_endian(head, 6, 2), little_endian(head, 8, 2));
}

/// RFC 9649, and RFC 6386 section 9.1 for the frame of a simple one.
std::optional<ImageSize> webp_size(std::string_view head) {
  const std::string_view kind = head.substr(12, 4);
  if (kind == "VP8X" && head.size() >= 30) return sized(little_endian(head, 24, 3) + 1, little_endian(head, 27, 3) + 1);
  if (kind == "VP8L" && head.size() >= 25 && byte_at(head, 20) == 0x2F) {
    const std::uint32_t bits = little_endian(head, 21, 4);
    return sized((bits & 0x3FFFU) + 1, (bits >> 14U & 0x3FFFU) + 1);
  }
  if (kind == "VP8 " && head.size() >= 30 && head.substr(23, 3) == "\x9D\x01\x2A")
    return sized(little_endian(head, 26, 2) & 0x3FFFU, little_endian(head, 28, 2) & 0x3FFFU);
  return std::nullopt;
}

/// A frame header: SOF0 to SOF15 but for DHT, JPG and DAC, which share the numbers.
bool is_frame(std::uint32_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// ITU T.81 annex B: from segment to segment until a frame header.
std::optional<ImageSize> jpeg_size(const ReadAt& read) {
  std::uint64_t at = 2;
  for (int segment = 0; segment < max_segments && at < last_header_byte; ++segment) {
    const std::string piece = read(at, 10);
    if (piece.size() < 4 || byte_at(piece, 0) != 0xFF) return std::nullopt;
    const std::uint32_t marker = byte_at(piece, 1);
    if (marker == 0xFF) {  // fill bytes
      ++at;
      continue;
    }
    if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {  // without a length
      at += 2;
      continue;
    }
    if (marker == 0xD9 || marker == 0xDA) return std::nullopt;
    const std::uint32_t length = big_endian(piece, 2, 2);
    if (length < 2) return std::nullopt;
    if (is_frame(marker)) {
      if (piece.size() < 9 || length < 8) return std::nullopt;
      return sized(big_endian(piece, 7, 2), big_endian(piece, 5, 2));
    }
    at += 2 + length;
  }
  return std::nullopt;
}

/// ISO/IEC 14496-12 boxes down to `ispe` (ISO/IEC 23008-12 section 6.5.3). Of several the largest is the picture,
/// the others are its tiles and thumbnails.
std::optional<ImageSize> avif_size(const ReadAt& read) {
  std::optional<ImageSize> largest;
  std::uint64_t at = 0;
  std::uint64_t end = last_header_byte;
  for (int box = 0; box < max_boxes && at + 8 <= end; ++box) {
    const std::string piece = read(at, 20);
    if (piece.size() < 8) break;
    const std::string_view kind = std::string_view(piece).substr(4, 4);
    const std::uint64_t length = big_endian(piece, 0, 4);
    if (length < 8 || length > end - at) break;  // to the end of the file, or of 64 bits: no header is so long
    const std::uint64_t inside = kind == "meta" ? 12 : kind == "iprp" || kind == "ipco" ? 8 : 0;
    if (inside > 0) {  // what we look for is in here and nowhere behind
      end = at + length;
      at += inside;
      continue;
    }
    if (kind == "ispe" && piece.size() == 20 && length >= 20) {
      const auto found = sized(big_endian(piece, 12, 4), big_endian(piece, 16, 4));
      const auto area = [](const ImageSize& size) { return std::uint64_t{size.width} * size.height; };
      if (found && (!largest || area(*found) > area(*largest))) largest = found;
    }
    at += length;
  }
  return largest;
}

}  // namespace

std::optional<ImageSize> image_size(const ReadAt& read) {
  const std::string bytes = read(0, image_piece_bytes);
  const std::string_view head = bytes;
  if (head.size() < 16) return head.size() >= 10 && head.starts_with("GIF8") ? gif_size(head) : std::nullopt;
  if (head.starts_with("\x89PNG\r\n\x1A\n")) return png_size(head);
  if (head.starts_with("\xFF\xD8\xFF")) return jpeg_size(read);
  if (head.starts_with("GIF87a") || head.starts_with("GIF89a")) return gif_size(head);
  if (head.starts_with("RIFF") && head.substr(8, 4) == "WEBP") return webp_size(head);
  if (head.substr(4, 4) == "ftyp") return avif_size(read);
  return std::nullopt;
}

}  // namespace feedd::content
