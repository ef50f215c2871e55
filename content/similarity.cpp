#include "content/similarity.hpp"

#include "content/digest.hpp"

#include <algorithm>
#include <numeric>
#include <string>

namespace feedd::content {
namespace {

/// A piece ends where a hash of its last bytes has these bits clear: every 32 bytes on average.
constexpr std::uint32_t cut_mask = 31;
constexpr std::size_t least_piece_bytes = 8;
constexpr std::size_t most_piece_bytes = 128;
/// Less than this is no body: the front matter is all there is.
constexpr std::size_t least_body_bytes = 64;
/// A longer text is known by its beginning.
constexpr std::size_t most_bytes = 256 << 10;

std::string_view without_front_matter(std::string_view text) {
  for (const std::string_view fence : {std::string_view("---\n"), std::string_view("+++\n")}) {
    if (!text.starts_with(fence)) continue;
    const std::size_t end = text.find('\n' + std::string(fence), fence.size() - 1);
    if (end == std::string_view::npos) return text;
    const std::string_view body = text.substr(end + 1 + fence.size());
    return body.size() < least_body_bytes ? text : body;
  }
  return text;
}

std::uint64_t bytes_of(const Fingerprint& print) {
  return std::accumulate(print.begin(), print.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& piece) { return sum + piece.second; });
}

}  // namespace

Fingerprint fingerprint(std::string_view text) {
  text = without_front_matter(text).substr(0, most_bytes);
  Fingerprint print;
  std::size_t begin = 0;
  std::uint32_t rolling = 0;  // the last four bytes, mixed
  for (std::size_t i = 0; i < text.size(); ++i) {
    rolling = rolling << 8U | static_cast<unsigned char>(text[i]);
    const std::size_t length = i + 1 - begin;
    const bool cut = (rolling * 2654435761U >> 16U & cut_mask) == 0 && length >= least_piece_bytes;
    if (!cut && length < most_piece_bytes && i + 1 < text.size()) continue;
    print.emplace_back(digest64(text.substr(begin, length)), static_cast<std::uint32_t>(length));
    begin = i + 1;
  }
  std::sort(print.begin(), print.end());
  return print;
}

double similarity(const Fingerprint& one, const Fingerprint& other) {
  const std::uint64_t most = std::max(bytes_of(one), bytes_of(other));
  if (most == 0) return 0;
  std::uint64_t shared = 0;
  for (auto a = one.begin(), b = other.begin(); a != one.end() && b != other.end();) {
    if (a->first < b->first) {
      ++a;
    } else if (b->first < a->first) {
      ++b;
    } else {
      shared += a->second;
      ++a;
      ++b;
    }
  }
  return static_cast<double>(shared) / static_cast<double>(most);
}

}  // namespace feedd::content
