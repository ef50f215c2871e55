// By tables of what these scripts need; ICU's transliterator is 30 MB for the same few hundred letters.
#include "content/transliterate.hpp"

#include "content/digest.hpp"
#include "content/term.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>

namespace feedd::content {
namespace {

constexpr std::size_t digest_digits = 8;

/// Hangul syllables are computed: (initial * 21 + vowel) * 28 + final (Unicode 15 section 3.12).
constexpr std::string_view initials[] = {"g",  "kk", "n", "d",  "tt", "l", "m", "b", "pp", "s",
                                         "ss", "",   "j", "jj", "ch", "k", "t", "p", "h"};
constexpr std::string_view vowels[] = {"a",  "ae", "ya", "yae", "eo", "e",  "yeo", "ye", "o",  "wa", "wae",
                                       "oe", "yo", "u",  "wo",  "we", "wi", "yu",  "eu", "ui", "i"};
constexpr std::string_view finals[] = {"",   "g",  "kk", "gs", "n",  "nj", "nh", "d", "l",  "lg",
                                       "lm", "lb", "ls", "lt", "lp", "lh", "m",  "b", "bs", "s",
                                       "ss", "ng", "j",  "ch", "k",  "t",  "p",  "h"};
constexpr char32_t first_syllable = 0xAC00;
constexpr char32_t last_syllable = 0xD7A3;

/// Katakana from U+30A1; hiragana stands 0x60 below. Small ya, yu, yo come after an i: see add_kana.
constexpr std::string_view kana[] = {
    "a",  "a",  "i",  "i",  "u",   "u",  "e",  "e",  "o",  "o",  "ka", "ga", "ki", "gi", "ku",  "gu", "ke", "ge",
    "ko", "go", "sa", "za", "shi", "ji", "su", "zu", "se", "ze", "so", "zo", "ta", "da", "chi", "ji", "",   "tsu",
    "zu", "te", "de", "to", "do",  "na", "ni", "nu", "ne", "no", "ha", "ba", "pa", "hi", "bi",  "pi", "fu", "bu",
    "pu", "he", "be", "pe", "ho",  "bo", "po", "ma", "mi", "mu", "me", "mo", "ya", "ya", "yu",  "yu", "yo", "yo",
    "ra", "ri", "ru", "re", "ro",  "wa", "wa", "wi", "we", "wo", "n",  "vu", "ka", "ke"};
constexpr char32_t first_katakana = 0x30A1;
constexpr char32_t first_hiragana = 0x3041;
constexpr char32_t long_vowel = 0x30FC;

/// Case-folded letters, sorted.
constexpr std::pair<char32_t, std::string_view> letters[] = {
    {U'\u00E6', "ae"}, {U'\u00F0', "d"},  {U'\u00F8', "o"},    {U'\u00FE', "th"}, {U'\u0111', "d"},  {U'\u0127', "h"},
    {U'\u0131', "i"},  {U'\u0138', "k"},  {U'\u0142', "l"},    {U'\u014B', "ng"}, {U'\u0153', "oe"}, {U'\u0167', "t"},
    {U'\u03B1', "a"},  {U'\u03B2', "v"},  {U'\u03B3', "g"},    {U'\u03B4', "d"},  {U'\u03B5', "e"},  {U'\u03B6', "z"},
    {U'\u03B7', "i"},  {U'\u03B8', "th"}, {U'\u03B9', "i"},    {U'\u03BA', "k"},  {U'\u03BB', "l"},  {U'\u03BC', "m"},
    {U'\u03BD', "n"},  {U'\u03BE', "x"},  {U'\u03BF', "o"},    {U'\u03C0', "p"},  {U'\u03C1', "r"},  {U'\u03C2', "s"},
    {U'\u03C3', "s"},  {U'\u03C4', "t"},  {U'\u03C5', "y"},    {U'\u03C6', "f"},  {U'\u03C7', "ch"}, {U'\u03C8', "ps"},
    {U'\u03C9', "o"},  {U'\u0430', "a"},  {U'\u0431', "b"},    {U'\u0432', "v"},  {U'\u0433', "g"},  {U'\u0434', "d"},
    {U'\u0435', "e"},  {U'\u0436', "zh"}, {U'\u0437', "z"},    {U'\u0438', "i"},  {U'\u0439', "y"},  {U'\u043A', "k"},
    {U'\u043B', "l"},  {U'\u043C', "m"},  {U'\u043D', "n"},    {U'\u043E', "o"},  {U'\u043F', "p"},  {U'\u0440', "r"},
    {U'\u0441', "s"},  {U'\u0442', "t"},  {U'\u0443', "u"},    {U'\u0444', "f"},  {U'\u0445', "kh"}, {U'\u0446', "ts"},
    {U'\u0447', "ch"}, {U'\u0448', "sh"}, {U'\u0449', "shch"}, {U'\u044A', ""},   {U'\u044B', "y"},  {U'\u044C', ""},
    {U'\u044D', "e"},  {U'\u044E', "yu"}, {U'\u044F', "ya"},   {U'\u0451', "yo"}, {U'\u0452', "dj"}, {U'\u0454', "ye"},
    {U'\u0455', "dz"}, {U'\u0456', "i"},  {U'\u0457', "yi"},   {U'\u0458', "j"},  {U'\u0459', "lj"}, {U'\u045A', "nj"},
    {U'\u045B', "c"},  {U'\u045E', "u"},  {U'\u045F', "dz"},   {U'\u0491', "g"}};

/// Takes the code point off the front of valid UTF-8.
char32_t next(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t value = length == 1 ? lead : lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length && i < text.size(); ++i)
    value = value << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
  text.remove_prefix(std::min(length, text.size()));
  return value;
}

std::optional<std::string_view> find_letter(char32_t c) {
  const auto* found = std::lower_bound(std::begin(letters), std::end(letters), c,
                                       [](const auto& row, char32_t value) { return row.first < value; });
  if (found == std::end(letters) || found->first != c) return std::nullopt;
  return found->second;
}

class Writer {
 public:
  void add(std::string_view slug) {
    while (!slug.empty()) {
      const std::string_view rest = slug;
      const char32_t c = next(slug);
      add(c, rest.substr(0, rest.size() - slug.size()));
    }
  }
  [[nodiscard]] std::string& text() { return out_; }
  [[nodiscard]] bool has_lost() const { return lost_; }

 private:
  void add(char32_t c, std::string_view bytes) {
    if (c < 0x80) {
      write(bytes);
    } else if (c >= first_syllable && c <= last_syllable) {
      const std::uint32_t index = c - first_syllable;
      write(initials[index / 28 / 21]);
      write(vowels[index / 28 % 21]);
      write(finals[index % 28]);
    } else if (const std::size_t at = kana_index(c); at < std::size(kana)) {
      add_kana(at);
    } else if (const auto letter = find_letter(c)) {
      write(*letter);
    } else if (c != long_vowel) {
      add_decomposed(bytes);
    }
  }

  static std::size_t kana_index(char32_t c) {
    if (c >= first_katakana && c < first_katakana + std::size(kana)) return c - first_katakana;
    if (c >= first_hiragana && c < first_hiragana + std::size(kana)) return c - first_hiragana;
    return std::size(kana);
  }

  /// `ki` and a small `yo` are `kyo`, `shi` and one `sho`; the small tsu doubles what follows.
  void add_kana(std::size_t at) {
    constexpr std::size_t small_tsu = 34;
    constexpr std::array<std::size_t, 3> small_y = {66, 68, 70};
    if (at == small_tsu) {
      doubling_ = true;
      return;
    }
    std::string_view sound = kana[at];
    if (std::find(small_y.begin(), small_y.end(), at) != small_y.end() && out_.size() > 1 && out_.back() == 'i') {
      out_.pop_back();
      if (out_.ends_with("sh") || out_.ends_with("ch") || out_.ends_with('j')) sound.remove_prefix(1);
    }
    write(sound);
  }

  /// A letter with marks, a ligature, a full-width form: what NFKD makes of it.
  void add_decomposed(std::string_view bytes) {
    const std::string parts = to_nfkd(bytes);
    std::string_view rest = parts;
    bool known = false;
    bool unknown = false;
    while (!rest.empty()) {
      const char32_t c = next(rest);
      if (c >= 0x300 && c < 0x370) continue;  // combining marks
      if (c < 0x80)
        write(std::string(1, static_cast<char>(c))), known = true;
      else if (const auto letter = find_letter(c))
        write(*letter), known = true;
      else
        unknown = true;
    }
    lost_ |= unknown || !known;
  }

  void write(std::string_view letters_of_it) {
    if (doubling_ && !letters_of_it.empty()) out_ += letters_of_it.front();
    doubling_ = false;
    out_ += letters_of_it;
  }

  std::string out_;
  bool doubling_ = false;
  bool lost_ = false;
};

}  // namespace

std::string transliterate(std::string_view slug) {
  if (std::all_of(slug.begin(), slug.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
    return std::string(slug);
  Writer writer;
  writer.add(to_nfc(slug));
  std::string text = fold_case(writer.text());
  const bool is_empty = std::all_of(text.begin(), text.end(), [](char c) { return c == '-' || c == '.'; });
  if (is_empty) return "x-" + digest_hex(slug).substr(0, digest_digits);
  text = slugify(text);
  if (!writer.has_lost()) return text;
  text.resize(std::min(text.size(), max_slug_bytes - digest_digits - 1));
  while (text.ends_with('-')) text.pop_back();
  return text + '-' + digest_hex(slug).substr(0, digest_digits);
}

}  // namespace feedd::content
