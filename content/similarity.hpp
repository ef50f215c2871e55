// How alike two texts are, as git asks it of a file that vanished and one that appeared.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace feedd::content {

/// What a text is made of: pieces of some dozens of bytes, cut where their bytes say so, so that an insertion changes
/// the pieces around it only, in any script. Digest and bytes of each, sorted by digest.
using Fingerprint = std::vector<std::pair<std::uint64_t, std::uint32_t>>;

/// Of an article's text; the front matter does not count where a body follows it, since sites repeat theirs.
[[nodiscard]] Fingerprint fingerprint(std::string_view text);

/// Bytes in common by the bytes of the longer one: 0 to 1.
[[nodiscard]] double similarity(const Fingerprint& one, const Fingerprint& other);

}  // namespace feedd::content
