// How a body and its source lie in the store: one LZ4 block, which finds in the source what the body has said already.
// Stores of before have zstd frames; they are read.
#include "content/store/packed_text.hpp"

#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>

#include <lz4.h>
#include <zstd.h>

namespace feedd::content {
namespace {

/// What a packed text begins with: this letter (a zstd frame begins with `(`) and the length of the plain text, 4
/// bytes, the least one first.
constexpr char lz4_mark = 'L';
constexpr std::size_t header_bytes = 5;

/// A thread keeps its buffers for the next article, but not those of a huge one.
constexpr std::size_t kept_buffer_bytes = 256 << 10;

struct FreeContext {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

std::optional<std::string> unpack_lz4(std::string_view packed) {
  std::uint32_t size = 0;
  for (std::size_t i = header_bytes; i-- > 1;) size = size << 8U | static_cast<unsigned char>(packed[i]);
  if (size > max_packed_text_bytes) return std::nullopt;
  std::string text(size, '\0');
  packed.remove_prefix(header_bytes);
  const int got =
      LZ4_decompress_safe(packed.data(), text.data(), static_cast<int>(packed.size()), static_cast<int>(text.size()));
  if (got < 0 || static_cast<std::size_t>(got) != text.size()) return std::nullopt;
  return text;
}

std::optional<std::string> unpack_zstd(std::string_view packed) {
  const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size > max_packed_text_bytes) return std::nullopt;
  std::string text(static_cast<std::size_t>(size), '\0');
  const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  if (ZSTD_decompressDCtx(context.get(), text.data(), text.size(), packed.data(), packed.size()) != size)
    return std::nullopt;
  return text;
}

/// A frame opened: the whole text, and the bounds of the body in it.
struct Opened {
  std::string text;
  std::size_t begin = 0;
  std::size_t length = 0;
};

Opened open_frame(std::string_view packed, std::string_view subject) {
  const auto damaged = [&] {
    return DamagedBody(
        Error{std::string(damaged_body), std::string(subject), "damaged in the store; save the file again", {}});
  };
  const bool is_lz4 = packed.size() > header_bytes && packed[0] == lz4_mark;
  std::optional<std::string> text = is_lz4 ? unpack_lz4(packed) : unpack_zstd(packed);
  if (!text) throw damaged();
  std::size_t length = 0;
  const std::string_view plain = *text;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), length);
  const auto begin = static_cast<std::size_t>(end - plain.data()) + 1;
  if (error != std::errc() || begin > plain.size() || length > plain.size() - begin) throw damaged();
  return {std::move(*text), begin, length};
}

}  // namespace

// The plain text is the body's length as a decimal number, a line feed, the body, the source.
std::string pack_texts(std::string_view content, std::string_view source) {
  thread_local std::string plain;
  thread_local std::string packed;
  const std::string length = std::to_string(content.size()) + '\n';
  if (length.size() + content.size() + source.size() > max_packed_text_bytes)
    throw std::length_error("its text and its source are larger than 256 MiB together, more than the store takes");
  plain.clear();
  plain.append(length).append(content).append(source);
  packed.resize(header_bytes + static_cast<std::size_t>(LZ4_compressBound(static_cast<int>(plain.size()))));
  packed[0] = lz4_mark;
  for (std::size_t i = 1; i < header_bytes; ++i) packed[i] = static_cast<char>(plain.size() >> (8 * (i - 1)) & 0xFFU);
  const int size = LZ4_compress_default(plain.data(), packed.data() + header_bytes, static_cast<int>(plain.size()),
                                        static_cast<int>(packed.size() - header_bytes));
  if (size <= 0) throw std::length_error("a text that cannot be packed");
  std::string kept = packed.substr(0, header_bytes + static_cast<std::size_t>(size));
  if (packed.capacity() > kept_buffer_bytes) {
    plain = std::string();
    packed = std::string();
  }
  return kept;
}

std::string unpack_content(std::string_view packed, std::string_view subject) {
  const Opened opened = open_frame(packed, subject);
  return opened.text.substr(opened.begin, opened.length);
}

std::string unpack_source(std::string_view packed, std::string_view subject) {
  const Opened opened = open_frame(packed, subject);
  return opened.text.substr(opened.begin + opened.length);
}

}  // namespace feedd::content
