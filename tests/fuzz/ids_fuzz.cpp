// Any bytes as a ledger of ids, as labels of terms and as texts to compare: what is read prints as itself, and a slug
// stays a slug.
#include "content/similarity.hpp"
#include "content/store/id_ledger.hpp"
#include "content/term.hpp"
#include "content/text.hpp"
#include "content/transliterate.hpp"
#include "tests/fuzz/claims.hpp"

#include <algorithm>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace feedd::content;
  using feedd::fuzz::require;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto ledger = parse_ids(text, "ids")) {
    const std::string printed = print_ids(*ledger);
    const auto again = parse_ids(printed, "ids");
    require(again.has_value() && *again == *ledger && print_ids(*again) == printed);
  }
  const std::string ascii = transliterate(slugify(clean_text(text).text));
  require(!ascii.empty() && ascii.size() <= max_slug_bytes && ascii != "." && ascii != "..");
  require(std::all_of(ascii.begin(), ascii.end(),
                      [](char c) { return c > ' ' && static_cast<unsigned char>(c) < 0x7F && c != '/'; }));
  const Fingerprint print = fingerprint(text);
  require(similarity(print, print) == (print.empty() ? 0.0 : 1.0));
  return 0;
}
