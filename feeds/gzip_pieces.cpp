#include "feeds/gzip_pieces.hpp"

#include "content/digest.hpp"

#include <new>

#include <libdeflate.h>
#include <zlib.h>

namespace feedd::feeds {
namespace {

/// zlib's 9 saves nothing more on a few KB; 1 is twice as fast and six in a hundred larger.
constexpr int level = 6;
/// What is shorter is deflated with its neighbours, or stored.
constexpr std::size_t least_piece_bytes = 512;
/// A separator: as it is, behind the five bytes of a stored block's head.
constexpr std::size_t stored_bytes = 32;
/// Where more than this part of a document is new, the whole is compressed as fast.
constexpr std::size_t new_part = 4;
/// What a piece costs beside its text.
constexpr std::size_t overhead_bytes = 224;

/// RFC 1952 section 2.3: deflate, no name, no time, unknown system.
constexpr std::string_view member_head{"\x1F\x8B\x08\0\0\0\0\0\0\xFF", 10};
/// RFC 1951 section 3.2.4: a final stored block without bytes.
constexpr std::string_view last_block{"\x01\0\0\xFF\xFF", 5};

void append_number(std::string& to, std::uint32_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) to += static_cast<char>(number >> (8 * i) & 0xFFU);
}

/// A stretch of a document: one piece to be kept, or what stands between such pieces.
struct Stretch {
  std::string_view text;
  bool is_piece = false;
};

/// The first and the last piece are a document's head and end, which nothing else has.
std::vector<Stretch> stretches(std::string_view document, std::span<const std::uint32_t> ends) {
  std::vector<Stretch> all;
  std::size_t start = 0;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const std::string_view text = document.substr(start, ends[i] - start);
    const bool is_piece = i != 0 && i + 1 != ends.size() && text.size() >= least_piece_bytes;
    if (!is_piece && !all.empty() && !all.back().is_piece)
      all.back().text = {all.back().text.data(), all.back().text.size() + text.size()};
    else
      all.push_back({text, is_piece});
    start = ends[i];
  }
  if (start < document.size()) all.push_back({document.substr(start), false});
  return all;
}

}  // namespace

/// zlib's stream of raw deflate, used again for each piece.
class GzipPieces::Deflater {
 public:
  Deflater() {
    constexpr int raw_window_bits = -15, memory_level = 8;
    if (deflateInit2(&stream_, level, Z_DEFLATED, raw_window_bits, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  /// Whole blocks up to a byte boundary.
  void append(std::string& to, std::string_view text) {
    constexpr std::size_t flush_bytes = 16;
    deflateReset(&stream_);
    const std::size_t before = to.size();
    to.resize(before + deflateBound(&stream_, static_cast<uLong>(text.size())) + flush_bytes);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = static_cast<uInt>(text.size());
    stream_.next_out = reinterpret_cast<Bytef*>(to.data() + before);
    stream_.avail_out = static_cast<uInt>(to.size() - before);
    if (deflate(&stream_, Z_FULL_FLUSH) != Z_OK || stream_.avail_in != 0 || stream_.avail_out == 0)
      throw std::bad_alloc();  // it has the room it asks for
    to.resize(to.size() - stream_.avail_out);
  }

  /// A piece's own blocks, as it is kept.
  Deflated deflated(std::string_view text) {
    std::string blocks;
    append(blocks, text);
    blocks.shrink_to_fit();
    return std::make_shared<const std::string>(std::move(blocks));
  }

 private:
  z_stream stream_{};
};

std::optional<std::string> GzipPieces::join(std::string_view document, std::span<const std::uint32_t> ends) {
  struct Part {
    Stretch stretch;
    std::string digest;
    Deflated deflated;
  };
  std::vector<Part> parts;
  std::size_t new_bytes = 0;
  for (const Stretch& stretch : stretches(document, ends)) {
    Part part{stretch, {}, nullptr};
    if (stretch.is_piece) {
      part.digest = content::digest_hex(stretch.text);
      part.deflated = find(part.digest);
    }
    if (!part.deflated && stretch.text.size() > stored_bytes) new_bytes += stretch.text.size();
    parts.push_back(std::move(part));
  }
  if (new_bytes > document.size() / new_part) return std::nullopt;
  Deflater deflater;
  std::string member(member_head);
  member.reserve(document.size() / 2);
  for (Part& part : parts) {
    const std::string_view text = part.stretch.text;
    if (part.deflated) {
      member += *part.deflated;
    } else if (part.stretch.is_piece) {
      const Deflated deflated = deflater.deflated(text);
      member += *deflated;
      put(part.digest, deflated);
    } else if (text.size() <= stored_bytes) {
      member += '\0';  // RFC 1951 section 3.2.4: not the last block, stored; its length, and the complement
      append_number(member, static_cast<std::uint32_t>(text.size()), 2);
      append_number(member, ~static_cast<std::uint32_t>(text.size()), 2);
      member += text;
    } else {
      deflater.append(member, text);
    }
  }
  member += last_block;
  append_number(member, libdeflate_crc32(0, document.data(), document.size()), 4);
  append_number(member, static_cast<std::uint32_t>(document.size()), 4);
  member.shrink_to_fit();
  return member;
}

void GzipPieces::prepare(std::string_view document, std::span<const std::uint32_t> ends) {
  std::optional<Deflater> deflater;
  for (const Stretch& stretch : stretches(document, ends)) {
    if (!stretch.is_piece) continue;
    const std::string digest = content::digest_hex(stretch.text);
    if (find(digest)) continue;
    if (!deflater) deflater.emplace();
    put(digest, deflater->deflated(stretch.text));
  }
}

GzipPieces::Deflated GzipPieces::find(const std::string& digest) {
  const std::lock_guard lock(mutex_);
  const Deflated* const found = kept_.find(digest);
  return found == nullptr ? nullptr : *found;
}

void GzipPieces::put(const std::string& digest, Deflated deflated) {
  const std::size_t cost = deflated->capacity() + overhead_bytes;
  const std::lock_guard lock(mutex_);
  kept_.put(digest, std::move(deflated), cost);
}

std::size_t GzipPieces::size_bytes() const {
  const std::lock_guard lock(mutex_);
  return kept_.size_bytes();
}

}  // namespace feedd::feeds
