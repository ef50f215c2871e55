#include "content/similarity.hpp"

#include "content/digest.hpp"
#include "content/front_matter_fences.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace feedd::content {
namespace {

/// A piece ends where a hash of its last bytes has these bits clear: every 32 bytes on average.
constexpr std::uint32_t cut_mask = 31;
constexpr std::size_t least_piece_bytes = 8;
constexpr std::size_t most_piece_bytes = 128;
/// Less than this is no body: the title is half of what there is.
constexpr std::size_t least_body_bytes = 64;
/// A longer text is known by its beginning.
constexpr std::size_t most_bytes = 256 << 10;
/// Up to here words are compared: a hundred pieces are enough to be precise to a percent.
constexpr std::size_t short_bytes = 4096;
/// Less than this that is no boilerplate is a number or a name, and tells nothing.
constexpr std::uint64_t least_own_bytes = 48;
/// Articles that must have a part before it is boilerplate.
constexpr int least_articles = 2;

/// In common under the same title: git's line.
constexpr double same_title = 0.5;
/// Under another title: a wrong match gives an id away.
constexpr double other_title = 0.6;
/// Of short texts, which are soon more template than text.
constexpr double other_title_short = 0.75;

std::string_view line_at(std::string_view text, std::size_t at) {
  return text.substr(at, std::min(text.find('\n', at), text.size()) - at);
}

std::string_view without_marks(std::string_view title) {
  constexpr std::string_view marks = " \t#=:\"'*_";
  const std::size_t begin = std::min(title.find_first_not_of(marks), title.size());
  return title.substr(begin, title.find_last_not_of(marks) + 1 - begin);
}

std::string_view title_of(const FencedText& text) {
  for (std::size_t at = 0; at < text.front.size();) {
    const std::string_view line = line_at(text.front, at);
    if (lower_ascii(line.substr(0, 5)) == "title") return without_marks(line.substr(5));
    at += line.size() + 1;
  }
  const std::size_t begin = text.body.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) return {};
  if (text.body[begin] != '<') return without_marks(line_at(text.body, begin));
  const std::size_t tag = text.body.substr(0, short_bytes).find("<title>");
  if (tag == std::string_view::npos) return {};
  const std::string_view rest = text.body.substr(tag + 7);
  return trim(rest.substr(0, std::min(rest.find('<'), rest.size())));
}

Fingerprint::Parts pieces_of(std::string_view text) {
  Fingerprint::Parts pieces;
  std::size_t begin = 0;
  std::uint32_t rolling = 0;  // the last four bytes, mixed
  for (std::size_t i = 0; i < text.size(); ++i) {
    rolling = rolling << 8U | static_cast<unsigned char>(text[i]);
    const std::size_t length = i + 1 - begin;
    const bool cut = (rolling * 2654435761U >> 16U & cut_mask) == 0 && length >= least_piece_bytes;
    if (!cut && length < most_piece_bytes && i + 1 < text.size()) continue;
    pieces.emplace_back(digest64(text.substr(begin, length)), static_cast<std::uint32_t>(length));
    begin = i + 1;
  }
  std::sort(pieces.begin(), pieces.end());
  return pieces;
}

enum class Kind : std::uint8_t { gap, letter, spaceless };

/// What the character at `at` is and its bytes. Spaceless: Thai, Lao, Burmese, Khmer, kana, ideographs.
std::pair<Kind, std::size_t> character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned>(static_cast<unsigned char>(text[i])) : 0U;
  };
  const unsigned lead = byte(at);
  if (lead < 0x80) {
    const bool letter = (lead >= '0' && lead <= '9') || ((lead | 0x20U) >= 'a' && (lead | 0x20U) <= 'z');
    return {letter ? Kind::letter : Kind::gap, 1};
  }
  if (lead < 0xE0) return {Kind::letter, std::min<std::size_t>(2, text.size() - at)};
  const unsigned block = lead << 8U | byte(at + 1);
  const std::size_t bytes = std::min<std::size_t>(lead < 0xF0 ? 3 : 4, text.size() - at);
  const bool punctuation = block == 0xE280 || block == 0xE281 || block == 0xE380;
  if (punctuation && !(block == 0xE380 && byte(at + 2) >= 0x84 && byte(at + 2) <= 0x87)) return {Kind::gap, bytes};
  const bool spaceless = (block >= 0xE0B8 && block <= 0xE0BB) || (block >= 0xE180 && block <= 0xE182) ||
                         (block >= 0xE19E && block <= 0xE19F) || (block >= 0xE2BA && block <= 0xEA93) ||
                         (block >= 0xEFA4 && block <= 0xEFAB) || lead >= 0xF0;
  return {spaceless ? Kind::spaceless : Kind::letter, bytes};
}

/// Words as they come, each with those before it.
class Shingles {
 public:
  void add(std::string_view word, Kind kind) {
    const std::uint64_t digest = digest64(word);
    std::array<std::uint64_t, 3> run = {kind == Kind::spaceless ? before_[0] : 0, before_[1], digest};
    parts.emplace_back(digest64({reinterpret_cast<const char*>(run.data()), sizeof run}),
                       static_cast<std::uint32_t>(word.size()));
    before_ = {before_[1], digest};
  }

  Fingerprint::Parts parts;

 private:
  std::array<std::uint64_t, 2> before_ = {};
};

void add_words(std::string_view text, Shingles& shingles) {
  for (std::size_t i = 0; i < text.size();) {
    const auto [kind, bytes] = character_at(text, i);
    std::size_t end = i + bytes;
    if (kind == Kind::letter)
      for (auto next = character_at(text, end); end < text.size() && next.first == kind; next = character_at(text, end))
        end += next.second;
    if (kind != Kind::gap) shingles.add(text.substr(i, end - i), kind);
    i = end;
  }
}

/// Bytes of two sorted lists, and those they have in common.
struct Overlap {
  std::uint64_t one = 0;
  std::uint64_t other = 0;
  std::uint64_t shared = 0;
  [[nodiscard]] std::uint64_t most() const { return std::max(one, other); }
  [[nodiscard]] double ratio() const {
    return most() == 0 ? 0 : static_cast<double>(shared) / static_cast<double>(most());
  }
};

template <class Counts>
Overlap overlap(const Fingerprint& one, const Fingerprint& other, Counts counts) {
  const bool by_words = !one.words.empty() && !other.words.empty();
  const Fingerprint::Parts& left = by_words ? one.words : one.pieces;
  const Fingerprint::Parts& right = by_words ? other.words : other.pieces;
  Overlap sum;
  for (const auto& [part, bytes] : left)
    if (counts(part)) sum.one += bytes;
  for (const auto& [part, bytes] : right)
    if (counts(part)) sum.other += bytes;
  for (auto a = left.begin(), b = right.begin(); a != left.end() && b != right.end();) {
    if (a->first < b->first) {
      ++a;
    } else if (b->first < a->first) {
      ++b;
    } else {
      if (counts(a->first)) sum.shared += a->second;
      ++a;
      ++b;
    }
  }
  return sum;
}

}  // namespace

void Boilerplate::add(const Fingerprint& print) {
  for (const Fingerprint::Parts* parts : {&print.pieces, &print.words}) {
    std::uint64_t last = 0;
    for (const auto& [part, bytes] : *parts)
      if (std::exchange(last, part) != part) ++articles_[part];
  }
}

bool Boilerplate::has(std::uint64_t part) const {
  const auto found = articles_.find(part);
  return found != articles_.end() && found->second >= least_articles;
}

Fingerprint fingerprint(std::string_view text) {
  const FencedText parts = split_at_fences(text);
  Fingerprint print;
  const std::string_view title = title_of(parts);
  if (!title.empty()) print.title = digest64(title);
  const bool has_body = parts.body.size() >= least_body_bytes;
  const std::string_view known_by = (has_body ? parts.body : text).substr(0, most_bytes);
  print.pieces = pieces_of(known_by);
  if ((has_body ? parts.body : title).size() > short_bytes) return print;
  Shingles shingles;
  if (!has_body && !parts.front.empty()) add_words(title, shingles);
  add_words(parts.body, shingles);
  print.words = std::move(shingles.parts);
  std::sort(print.words.begin(), print.words.end());
  return print;
}

double similarity(const Fingerprint& one, const Fingerprint& other) {
  return overlap(one, other, [](std::uint64_t) { return true; }).ratio();
}

std::optional<double> own_similarity(const Fingerprint& one, const Fingerprint& other, const Boilerplate& boilerplate) {
  const Overlap own = overlap(one, other, [&](std::uint64_t part) { return !boilerplate.has(part); });
  return own.most() < least_own_bytes ? std::nullopt : std::optional(own.ratio());
}

bool is_edited(const Fingerprint& before, const Fingerprint& after, const Boilerplate& boilerplate) {
  const double all = similarity(before, after);
  if (all < same_title) return false;
  const std::optional<double> own = own_similarity(before, after, boilerplate);
  if (before.title != 0 && before.title == after.title) return own.value_or(all) >= same_title;
  const bool by_words = !before.words.empty() && !after.words.empty();
  return own.value_or(0) >= (by_words ? other_title_short : other_title);
}

}  // namespace feedd::content
