// Any bytes as Accept-Encoding, If-None-Match and Range, cut into lines at LF: only what is there may be chosen.
#include "daemon/http/conditional.hpp"
#include "daemon/http/negotiate.hpp"
#include "tests/fuzz/claims.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace feedd::daemon;
  using feedd::fuzz::require;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  FieldLines lines;
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    if (!lines.add(rest.substr(0, end))) break;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  constexpr std::array<bool, coding_count> no_brotli = {true, true, false, true};
  const auto weights = read_accept_encoding(lines);
  const auto chosen = choose_coding(lines, no_brotli);
  require(chosen != Coding::brotli);
  for (const Coding coding : {Coding::gzip, Coding::zstd})
    require(chosen != coding || weights[static_cast<std::size_t>(coding)] > 0);
  (void)matches_etag(lines, "7-abc");
  constexpr std::uint64_t file_bytes = 1000;
  const auto range = read_range(bytes, file_bytes);
  require(!range || range->length == 0 || (range->first < file_bytes && range->length <= file_bytes - range->first));
  return 0;
}
