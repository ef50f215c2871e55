// Content codings of finished bytes. Deterministic for one version of the libraries; that is why ETags do not depend on
// it.
#pragma once

#include <string>
#include <string_view>

namespace feedd::feeds {

/// How much time a coding may take: `fast` on the way to readers (1 to 2 ms for 250 KB), `best` in the background.
enum class Effort : std::uint8_t { fast, best };

/// gzip (RFC 1952), without name and time.
[[nodiscard]] std::string encode_gzip(std::string_view bytes, Effort effort);
/// brotli (RFC 7932).
[[nodiscard]] std::string encode_brotli(std::string_view bytes, Effort effort);
/// zstd (RFC 8878), in a window that every client has (RFC 9659).
[[nodiscard]] std::string encode_zstd(std::string_view bytes, Effort effort);

}  // namespace feedd::feeds
