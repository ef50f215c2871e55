#include "content/term.hpp"

#include "content/digest.hpp"
#include "content/text.hpp"

#include <algorithm>

namespace feedd::content {
namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80;
}

/// Length of the separator at `at` in folded text, 0 where there is none: what becomes a hyphen.
std::size_t separator_length(std::string_view text, std::size_t at) {
  constexpr std::string_view separators = "-/\\?#%&\"'<>:*|";
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte <= 0x20 || byte == 0x7F || separators.find(text[at]) != std::string_view::npos) return 1;
  if (byte < 0x80) return 0;
  if (byte == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0) return 2;  // the C1 controls
  return std::max(white_space_at(text, at), invisible_at(text, at));
}

/// No dot and no hyphen in front or at the end, not too long.
void tidy_ends(std::string& slug) {
  slug.erase(0, std::min(slug.find_first_not_of(".-"), slug.size()));
  if (slug.size() > max_slug_bytes) {
    std::size_t end = max_slug_bytes;
    while (is_continuation(slug[end])) --end;
    slug.resize(end);
  }
  while (!slug.empty() && (slug.back() == '-' || slug.back() == '.')) slug.pop_back();
}

/// Whether Windows takes a file of this name, whatever its ending, for a device.
bool is_device(std::string_view slug) {
  const std::string_view stem = slug.substr(0, slug.find('.'));
  if (stem == "con" || stem == "prn" || stem == "aux" || stem == "nul") return true;
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem[3] >= '1' && stem[3] <= '9';
}

}  // namespace

std::string slugify(std::string_view text) {
  const std::string folded = fold_case(text);
  std::string slug;
  slug.reserve(folded.size());
  for (std::size_t i = 0; i < folded.size();) {
    const std::size_t length = separator_length(folded, i);
    if (length == 0) {
      slug += folded[i++];
    } else {
      if (!slug.empty() && slug.back() != '-') slug += '-';
      i += length;
    }
  }
  tidy_ends(slug);
  if (is_device(slug)) slug.insert(0, "x-");
  return slug.empty() ? "x-" + digest_hex(text).substr(0, 8) : slug;
}

std::string term_key(std::string_view label) {
  return collapse_space(fold_case(label));
}

}  // namespace feedd::content
