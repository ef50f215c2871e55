// Any bytes as text: cleaned once is clean, slugs are legal addresses, terms that are equal stay equal.
#include "content/term.hpp"
#include "content/text.hpp"
#include "tests/fuzz/claims.hpp"

#include <cstdint>

namespace {

using namespace feedd::content;
using feedd::fuzz::require;
using feedd::fuzz::require_xml_text;

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

void check_clean(std::string_view bytes) {
  const CleanText once = clean_text(bytes);
  const CleanText twice = clean_text(once.text);
  require(twice.text == once.text && twice.repaired == 0 && twice.removed == 0);
  require_xml_text(once.text);
  require(once.text.size() <= 3 * bytes.size());
}

void check_slug(std::string_view text) {
  const std::string slug = slugify(text);
  require(!slug.empty() && slug.size() <= 180 && slug.front() != '.' && slug.front() != '-' && slug.back() != '-');
  require(slug.find_first_of("/\\?#%&\"'<> \t\r\n") == std::string::npos);
  require(slug.find("--") == std::string::npos);
  require(clean_text(slug).text == slug && trim(slug) == slug);
  require(slugify(slug) == slug);
}

void check_forms(const std::string& text) {
  require(to_nfc(to_nfc(text)) == to_nfc(text));
  require(fold_case(fold_case(text)) == fold_case(text));
  const std::string key = term_key(text);
  require(term_key(key) == key && term_key(to_nfc(text)) == key && collapse_space(key) == key);
  require(trim(trim(text)) == trim(text));
  for (const std::string& form : {to_nfc(text), to_nfkd(text), fold_case(text), key, collapse_space(text)})
    require_xml_text(form);
  const std::string anchor = anchor_of(text, 60);
  require(anchor.size() <= 60);
  require_xml_text(anchor);
  for (const std::size_t limit : {0U, 1U, 2U, 7U, 40U}) {
    const std::string shortened = shorten(text, limit);
    require(code_points(shortened) <= limit);
    require_xml_text(shortened);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_clean(bytes);
  const std::string text = clean_text(bytes).text;
  check_slug(text);
  check_forms(text);
  // Bytes that are no text may come this way too; what matters is that nothing is read beyond them.
  (void)shorten(bytes, 5);
  (void)collapse_space(bytes);
  (void)term_key(bytes);
  (void)slugify(bytes);
  return 0;
}
