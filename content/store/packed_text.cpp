#include "content/store/packed_text.hpp"

#include "content/store/sql.hpp"

#include <charconv>
#include <memory>

#include <zstd.h>

namespace feedd::content {
namespace {

/// One of the fast levels: twice as fast as 1 for a seventh more bytes, and ingest is what waits for it.
constexpr int level = -1;
/// More than any article may be with its markup: a damaged length is not believed.
constexpr unsigned long long max_text_bytes = 256ULL << 20;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

// The frame holds the body's length as a decimal number, a line feed, the body, the source.
std::string pack_texts(std::string_view content, std::string_view source) {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  thread_local std::string plain;
  plain.clear();
  plain.append(std::to_string(content.size())).append(1, '\n').append(content).append(source);
  std::string packed(ZSTD_compressBound(plain.size()), '\0');
  const std::size_t size =
      ZSTD_compressCCtx(context.get(), packed.data(), packed.size(), plain.data(), plain.size(), level);
  packed.resize(size);
  packed.shrink_to_fit();
  return packed;
}

std::string unpack_content(std::string_view packed, std::string_view subject) {
  const auto damaged = [&] {
    return sql::Failure(Error{"unpack body", std::string(subject), "damaged in the store; save the file again", {}});
  };
  const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size > max_text_bytes) throw damaged();
  std::string text(static_cast<std::size_t>(size), '\0');
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  if (ZSTD_decompressDCtx(context.get(), text.data(), text.size(), packed.data(), packed.size()) != size)
    throw damaged();
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  const auto begin = static_cast<std::size_t>(end - text.data()) + 1;
  if (error != std::errc() || begin > text.size() || length > text.size() - begin) throw damaged();
  return text.substr(begin, length);
}

}  // namespace feedd::content
