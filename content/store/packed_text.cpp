#include "content/store/packed_text.hpp"

#include "content/store/sql.hpp"

#include <memory>

#include <zstd.h>

namespace feedd::content {
namespace {

/// The fastest level that still finds repeated words: ingest is what waits for it.
constexpr int level = 1;
/// More than any article may be with its markup: a damaged length is not believed.
constexpr unsigned long long max_text_bytes = 256ULL << 20;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

}  // namespace

std::string pack_text(std::string_view text) {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size =
      ZSTD_compressCCtx(context.get(), packed.data(), packed.size(), text.data(), text.size(), level);
  packed.resize(size);
  return packed;
}

std::string unpack_text(std::string_view packed, std::string_view subject) {
  const sql::Failure damaged(
      Error{"unpack body", std::string(subject), "damaged in the store; save the file again", {}});
  const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size > max_text_bytes) throw damaged;
  std::string text(static_cast<std::size_t>(size), '\0');
  if (ZSTD_decompress(text.data(), text.size(), packed.data(), packed.size()) != size) throw damaged;
  return text;
}

}  // namespace feedd::content
