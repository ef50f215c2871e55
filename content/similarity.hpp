// How alike two texts are, as git asks it of a file that vanished and one that appeared.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace feedd::content {

/// What an article's text is made of. Made when it is asked for and kept nowhere.
struct Fingerprint {
  /// Digest and bytes of each part, sorted by digest.
  using Parts = std::vector<std::pair<std::uint64_t, std::uint32_t>>;

  /// Pieces of some dozens of bytes, cut where their bytes say so, so that an insertion changes the pieces around it
  /// only, in any script.
  Parts pieces;
  /// Of a short text each word with the one before it, since a single edit would be a large part of its pieces; of
  /// scripts without spaces each character with the two before it. Empty for a longer text.
  Parts words;
  /// Digest of the title: the front matter's, the page's, or a first line; 0 where there seems to be none.
  std::uint64_t title = 0;

  [[nodiscard]] bool empty() const { return pieces.empty(); }
};

/// What several other articles of a site say too: what a template makes tells nothing of which article a text is.
class Boilerplate {
 public:
  /// Counts the parts of one article more.
  void add(const Fingerprint& print);
  /// Whether at least two of the articles have this part: a single one may be a copy.
  [[nodiscard]] bool has(std::uint64_t part) const;

 private:
  std::unordered_map<std::uint64_t, int> articles_;
};

/// Of an article's text; of the front matter only the title counts, and only where no body of some length follows it,
/// since sites repeat their keys and most values.
[[nodiscard]] Fingerprint fingerprint(std::string_view text);

/// Bytes in common by the bytes of the longer one: 0 to 1.
[[nodiscard]] double similarity(const Fingerprint& one, const Fingerprint& other);

/// The same of what is no boilerplate; nothing where that is too little to tell.
[[nodiscard]] std::optional<double> own_similarity(const Fingerprint& one, const Fingerprint& other,
                                                   const Boilerplate& boilerplate);

/// Whether a text that appeared is one that vanished, renamed and edited: git's half of it under the same title; more
/// under another, where a template may be what they have in common.
[[nodiscard]] bool is_edited(const Fingerprint& before, const Fingerprint& after, const Boilerplate& boilerplate);

}  // namespace feedd::content
