#include "content/language.hpp"

#include "content/text.hpp"

#include <algorithm>

namespace feedd::content {
namespace {

/// ISO 639-1, in order, each with a blank behind it.
constexpr std::string_view codes =
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee "
    "el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is "
    "it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms "
    "mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk "
    "sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi "
    "yo za zh zu ";

bool is_code(std::string_view code) {
  for (std::size_t at = 0; at < codes.size(); at += 3)
    if (codes.substr(at, 2) == code) return true;
  return false;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

bool is_language_tag(std::string_view tag) {
  constexpr std::size_t longest = 35, longest_subtag = 8;
  if (tag.size() > longest) return false;
  const std::string_view language = tag.substr(0, tag.find('-'));
  if (!std::all_of(language.begin(), language.end(), is_letter)) return false;
  if (language.size() != 3 && (language.size() != 2 || !is_code(lower_ascii(language)))) return false;
  tag.remove_prefix(language.size());
  while (!tag.empty()) {
    const std::size_t end = std::min(tag.find('-', 1), tag.size());
    const std::string_view subtag = tag.substr(1, end - 1);
    const bool fits =
        std::all_of(subtag.begin(), subtag.end(), [](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
    if (subtag.empty() || subtag.size() > longest_subtag || !fits) return false;
    tag.remove_prefix(end);
  }
  return true;
}

}  // namespace feedd::content
