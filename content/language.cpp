#include "content/language.hpp"

#include "content/text.hpp"

#include <algorithm>
#include <string>

namespace feedd::content {
namespace {

constexpr std::string_view languages =
    " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el "
    "en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw "
    "ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt "
    "my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm "
    "sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh "
    "zu ";

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_letter_or_digit(char c) {
  return is_letter(c) || (c >= '0' && c <= '9');
}

}  // namespace

bool is_known_language(std::string_view two_letters) {
  return two_letters.size() == 2 && languages.find(' ' + std::string(two_letters) + ' ') != std::string_view::npos;
}

bool is_language_tag(std::string_view text) {
  constexpr std::size_t longest = 35;  // RFC 5646 section 4.4.1
  constexpr std::size_t longest_subtag = 8;
  if (text.size() > longest) return false;
  const std::string tag = lower_ascii(text);
  const std::string_view first = std::string_view(tag).substr(0, tag.find('-'));
  if (first.size() == 2 ? !is_known_language(first) : first.size() != 3 && first != "x" && first != "i") return false;
  if (!std::all_of(first.begin(), first.end(), is_letter) || (first.size() == 1 && tag.size() < 3)) return false;
  for (std::string_view rest = tag; !rest.empty();) {
    const std::size_t end = std::min(rest.find('-'), rest.size());
    const std::string_view subtag = rest.substr(0, end);
    if (subtag.empty() || subtag.size() > longest_subtag || end + 1 == rest.size()) return false;
    if (!std::all_of(subtag.begin(), subtag.end(), is_letter_or_digit)) return false;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return true;
}

}  // namespace feedd::content
