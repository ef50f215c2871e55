// How a body and its source lie in the store. A body of usual length stands as it is, which costs a page of disk and no
// time, and its source is packed against it: LZ4 finds there what the body has said already. Where the body is long,
// both are one LZ4 block. Stores of before have zstd frames; they are read.
#include "content/store/packed_text.hpp"

#include "content/digest.hpp"

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

/// What a body begins with that stands as it is: this letter, the lengths of body and source, 4 bytes each, their
/// digest64, 8 bytes each; the least byte first.
constexpr char plain_mark = 'S';
constexpr std::size_t plain_header_bytes = 25;
/// Longer bodies are worth packing, and beyond 64 KiB LZ4 would not find all of it.
constexpr std::size_t longest_plain_body = 16 << 10;

/// A thread keeps its buffers for the next article, but not those of a huge one.
constexpr std::size_t kept_buffer_bytes = 256 << 10;

struct FreeContext {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

void put_number(std::string& out, std::uint64_t number, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i) & 0xFFU);
}

/// As put_number wrote it at `at`, where there are so many bytes.
std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t length) {
  std::uint64_t number = 0;
  for (std::size_t i = length; i-- > 0;) number = number << 8U | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

std::optional<std::string> unpack_lz4(std::string_view packed) {
  const auto size = static_cast<std::size_t>(number_at(packed, 1, header_bytes - 1));
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

DamagedBody damaged(std::string_view subject) {
  return DamagedBody(
      Error{std::string(damaged_body), std::string(subject), "damaged in the store; save the file again", {}});
}

/// A frame of both texts opened: the whole of it, and the bounds of the body in it.
struct Opened {
  std::string text;
  std::size_t begin = 0;
  std::size_t length = 0;
};

Opened open_frame(std::string_view packed, std::string_view subject) {
  const bool is_lz4 = packed.size() > header_bytes && packed[0] == lz4_mark;
  std::optional<std::string> text = is_lz4 ? unpack_lz4(packed) : unpack_zstd(packed);
  if (!text) throw damaged(subject);
  std::size_t length = 0;
  const std::string_view plain = *text;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), length);
  const auto begin = static_cast<std::size_t>(end - plain.data()) + 1;
  if (error != std::errc() || begin > plain.size() || length > plain.size() - begin) throw damaged(subject);
  return {std::move(*text), begin, length};
}

bool is_plain(std::string_view packed) {
  return packed.size() >= plain_header_bytes && packed[0] == plain_mark;
}

std::string_view plain_body(std::string_view packed, std::string_view subject) {
  const auto length = static_cast<std::size_t>(number_at(packed, 1, 4));
  if (length > packed.size() - plain_header_bytes) throw damaged(subject);
  const std::string_view body = packed.substr(plain_header_bytes, length);
  if (digest64(body) != number_at(packed, 9, 8)) throw damaged(subject);
  return body;
}

std::string source_beside_body(std::string_view packed, std::string_view subject) {
  const std::string_view body = plain_body(packed, subject);
  const auto length = static_cast<std::size_t>(number_at(packed, 5, 4));
  if (length > max_packed_text_bytes) throw damaged(subject);
  const std::uint64_t digest = number_at(packed, 17, 8);
  packed.remove_prefix(plain_header_bytes + body.size());
  std::string source(length, '\0');
  const int got = LZ4_decompress_safe_usingDict(packed.data(), source.data(), static_cast<int>(packed.size()),
                                                static_cast<int>(length), body.data(), static_cast<int>(body.size()));
  const bool whole = got >= 0 && static_cast<std::size_t>(got) == length;
  if (!whole || digest64(source) != digest) throw damaged(subject);
  return source;
}

std::string pack_beside(std::string_view body, std::string_view source) {
  thread_local std::string block;
  block.resize(static_cast<std::size_t>(LZ4_compressBound(static_cast<int>(source.size()))));
  LZ4_stream_t stream;
  LZ4_initStream(&stream, sizeof stream);
  LZ4_loadDict(&stream, body.data(), static_cast<int>(body.size()));
  const int size = LZ4_compress_fast_continue(&stream, source.data(), block.data(), static_cast<int>(source.size()),
                                              static_cast<int>(block.size()), 1);
  if (size <= 0) throw std::length_error("a text that cannot be packed");
  std::string packed;
  packed.reserve(plain_header_bytes + body.size() + static_cast<std::size_t>(size));
  packed += plain_mark;
  put_number(packed, body.size(), 4);
  put_number(packed, source.size(), 4);
  put_number(packed, digest64(body), 8);
  put_number(packed, digest64(source), 8);
  packed.append(body).append(block, 0, static_cast<std::size_t>(size));
  if (block.capacity() > kept_buffer_bytes) block = std::string();
  return packed;
}

/// Both as one block. The plain text is the body's length as a decimal number, a line feed, the body, the source.
std::string pack_together(std::string_view body, std::string_view source) {
  const std::string plain = (std::to_string(body.size()) + '\n').append(body).append(source);
  std::string packed(1, lz4_mark);
  put_number(packed, plain.size(), header_bytes - 1);
  packed.resize(header_bytes + static_cast<std::size_t>(LZ4_compressBound(static_cast<int>(plain.size()))));
  const int size = LZ4_compress_default(plain.data(), packed.data() + header_bytes, static_cast<int>(plain.size()),
                                        static_cast<int>(packed.size() - header_bytes));
  if (size <= 0) throw std::length_error("a text that cannot be packed");
  packed.resize(header_bytes + static_cast<std::size_t>(size));
  packed.shrink_to_fit();
  return packed;
}

}  // namespace

std::string pack_texts(std::string_view content, std::string_view source) {
  constexpr std::size_t length_digits = 10;
  if (length_digits + content.size() + source.size() > max_packed_text_bytes)
    throw std::length_error("its text and its source are larger than 256 MiB together, more than the store takes");
  return content.size() <= longest_plain_body ? pack_beside(content, source) : pack_together(content, source);
}

std::string unpack_content(std::string_view packed, std::string_view subject) {
  if (is_plain(packed)) return std::string(plain_body(packed, subject));
  const Opened opened = open_frame(packed, subject);
  return opened.text.substr(opened.begin, opened.length);
}

std::string unpack_source(std::string_view packed, std::string_view subject) {
  if (is_plain(packed)) return source_beside_body(packed, subject);
  const Opened opened = open_frame(packed, subject);
  return opened.text.substr(opened.begin + opened.length);
}

}  // namespace feedd::content
