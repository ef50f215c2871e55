// Members joined of pieces decode to the very document, whatever the pieces are.
#include "feeds/gzip_pieces.hpp"

#include "content/digest.hpp"
#include "feeds/encode.hpp"
#include "tests/feeds/samples.hpp"

#include <array>
#include <random>

#include <gtest/gtest.h>
#include <zlib.h>

namespace feedd::feeds {
namespace {

/// By zlib, which demands one member, its CRC and its size, and nothing behind it.
std::string gunzip(const std::string& member, std::size_t size) {
  constexpr int gzip_window_bits = 15 + 16;
  z_stream stream{};
  inflateInit2(&stream, gzip_window_bits);
  std::string text(size + 1, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(member.data()));
  stream.avail_in = static_cast<uInt>(member.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  const int result = inflate(&stream, Z_FINISH);
  text.resize(text.size() - stream.avail_out);
  const bool whole = result == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  return whole ? text : "not gzip";
}

struct Document {
  std::string text;
  PieceEnds ends;
  void add(std::string_view piece) {
    text += piece;
    ends.push_back(static_cast<std::uint32_t>(text.size()));
  }
};

std::string words(std::mt19937& dice, std::size_t size) {
  std::string text;
  while (text.size() < size) text += "<p>한국 & " + std::to_string(dice() % 1000) + "</p>\n";
  text.resize(size);
  return text;
}

std::string noise(std::mt19937& dice, std::size_t size) {
  std::string bytes;
  while (bytes.size() < size) bytes += static_cast<char>(dice() & 0xFFU);
  return bytes;
}

TEST(GzipPieces, JoinToTheDocumentHoweverItIsCut) {
  std::mt19937 dice(7);
  GzipPieces pieces(8 << 20);
  int joined_rounds = 0;
  for (int round = 0; round < 200; ++round) {
    Document document;
    for (auto count = dice() % 40; count > 0; --count) {
      const std::size_t size = std::array<std::size_t, 8>{0, 1, 2, 31, 33, 511, 512, 9000}[dice() % 8] + dice() % 3;
      document.add(dice() % 5 == 0 ? noise(dice, size) : words(dice, size));
    }
    pieces.prepare(document.text, document.ends);
    const auto joined = pieces.join(document.text, document.ends);
    if (!joined) continue;
    ++joined_rounds;
    EXPECT_TRUE(gunzip(*joined, document.text.size()) == document.text) << round;
  }
  EXPECT_GT(joined_rounds, 50);
}

TEST(GzipPieces, JoinToTheBytesOfEveryFormat) {
  Rendering rendering;
  const RenderedFeed feed = rendering.render("feed").value();
  ASSERT_EQ(feed.documents.size(), formats().size());
  for (const FeedDocument& document : feed.documents) {
    ASSERT_EQ(document.pieces->back(), document.bytes->size());
    // Long heads stand in short documents here: as parts of a longer one they are not most of it.
    std::string padded = *document.bytes + std::string(1 << 20, ' ');
    PieceEnds ends = *document.pieces;
    ends.push_back(static_cast<std::uint32_t>(padded.size() - 1));
    ends.push_back(static_cast<std::uint32_t>(padded.size()));
    GzipPieces pieces(8 << 20);
    pieces.prepare(padded, ends);
    const auto joined = pieces.join(padded, ends);
    ASSERT_TRUE(joined) << document.format->name;
    EXPECT_TRUE(gunzip(*joined, padded.size()) == padded) << document.format->name;
  }
}

Document feed_of(int first) {
  Document document;
  std::mt19937 head_dice(static_cast<unsigned>(first));
  document.add(words(head_dice, 900));
  for (int number = first; number < first + 20; ++number) {
    std::mt19937 dice(static_cast<unsigned>(number));
    if (number != first) document.add(",\n");
    document.add(words(dice, 5000));
  }
  document.add("]}\n");
  return document;
}

TEST(GzipPieces, JoinOnlyWhatMostlyWasDeflatedBefore) {
  GzipPieces pieces(8 << 20);
  const Document before = feed_of(1), after = feed_of(2);
  EXPECT_FALSE(pieces.join(before.text, before.ends)) << "all of it is new";
  EXPECT_EQ(pieces.size_bytes(), 0U);
  pieces.prepare(before.text, before.ends);
  const std::size_t kept = pieces.size_bytes();
  const auto joined = pieces.join(after.text, after.ends);
  ASSERT_TRUE(joined) << "one article came, one went";
  EXPECT_TRUE(gunzip(*joined, after.text.size()) == after.text);
  EXPECT_GT(pieces.size_bytes(), kept) << "the new article is kept";
  EXPECT_LT(pieces.size_bytes(), kept + 5000) << "and nothing else: not the head";
  EXPECT_EQ(pieces.join(after.text, after.ends), joined);
}

TEST(GzipPieces, StayUnderTheirBudget) {
  constexpr std::size_t budget = 20'000;
  GzipPieces pieces(budget);
  for (int first = 1; first < 40; ++first) {
    const Document document = feed_of(first);
    pieces.prepare(document.text, document.ends);
    EXPECT_LE(pieces.size_bytes(), budget);
    EXPECT_GT(pieces.size_bytes(), 0U);
  }
}

}  // namespace
}  // namespace feedd::feeds
