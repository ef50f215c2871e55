#include "feeds/encode.hpp"

#include "content/digest.hpp"

#include <vector>

#include <brotli/decode.h>
#include <gtest/gtest.h>
#include <libdeflate.h>
#include <zstd.h>

namespace feedd::feeds {
namespace {

std::string gunzip(std::string_view bytes, std::size_t size) {
  libdeflate_decompressor* const decompressor = libdeflate_alloc_decompressor();
  std::string decoded(size + 1, '\0');
  std::size_t got = 0;
  const auto result =
      libdeflate_gzip_decompress(decompressor, bytes.data(), bytes.size(), decoded.data(), decoded.size(), &got);
  libdeflate_free_decompressor(decompressor);
  decoded.resize(got);
  return result == LIBDEFLATE_SUCCESS ? decoded : "not gzip";
}

std::string unbrotli(std::string_view bytes, std::size_t size) {
  std::string decoded(size + 1, '\0');
  std::size_t got = decoded.size();
  const auto result = BrotliDecoderDecompress(bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()), &got,
                                              reinterpret_cast<std::uint8_t*>(decoded.data()));
  decoded.resize(got);
  return result == BROTLI_DECODER_RESULT_SUCCESS ? decoded : "not brotli";
}

/// As a client decodes that has no larger window than RFC 9659 promises.
std::string unzstd(std::string_view bytes, std::size_t size) {
  constexpr int window_bits = 23;
  ZSTD_DCtx* const context = ZSTD_createDCtx();
  ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, window_bits);
  std::string decoded(size + 1, '\0');
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  ZSTD_outBuffer out{decoded.data(), decoded.size(), 0};
  const std::size_t left = ZSTD_decompressStream(context, &out, &in);
  ZSTD_freeDCtx(context);
  decoded.resize(out.pos);
  return left == 0 && in.pos == in.size ? decoded : "not zstd";
}

/// Nothing, a byte, text that repeats, and bytes that cannot be made smaller.
std::vector<std::string> samples() {
  std::string text, noise;
  for (int i = 0; i < 5000; ++i) text += "<p>한국 경제 " + std::to_string(i % 97) + "</p>\n";
  for (std::uint64_t i = 0; noise.size() < 100'000; ++i)
    for (std::uint64_t bits = content::digest64(std::to_string(i)); bits != 0; bits >>= 8)
      noise += static_cast<char>(bits & 0xFFU);
  return {"", "x", text, noise, std::string(1 << 20, '\0')};
}

class EncodeAtEveryEffort : public ::testing::TestWithParam<Effort> {};
INSTANTIATE_TEST_SUITE_P(, EncodeAtEveryEffort, ::testing::Values(Effort::fast, Effort::best),
                         [](const auto& effort) { return effort.param == Effort::fast ? "fast" : "best"; });

TEST_P(EncodeAtEveryEffort, GivesGzipThatDecodesToTheSame) {
  for (const std::string& bytes : samples())
    EXPECT_TRUE(gunzip(encode_gzip(bytes, GetParam()), bytes.size()) == bytes) << bytes.size();
}

TEST_P(EncodeAtEveryEffort, GivesBrotliThatDecodesToTheSame) {
  for (const std::string& bytes : samples())
    EXPECT_TRUE(unbrotli(encode_brotli(bytes, GetParam()), bytes.size()) == bytes) << bytes.size();
}

TEST_P(EncodeAtEveryEffort, GivesZstdThatDecodesToTheSame) {
  for (const std::string& bytes : samples())
    EXPECT_TRUE(unzstd(encode_zstd(bytes, GetParam()), bytes.size()) == bytes) << bytes.size();
}

TEST_P(EncodeAtEveryEffort, AsksForNoZstdWindowThatAClientMayLack) {
  std::string large = samples()[3];
  while (large.size() < (20U << 20U)) large += large;
  EXPECT_TRUE(unzstd(encode_zstd(large, GetParam()), large.size()) == large);
}

TEST_P(EncodeAtEveryEffort, GivesTheSameBytesAgain) {
  const std::string text = samples()[2];
  EXPECT_EQ(encode_gzip(text, GetParam()), encode_gzip(text, GetParam()));
  EXPECT_EQ(encode_brotli(text, GetParam()), encode_brotli(text, GetParam()));
  EXPECT_EQ(encode_zstd(text, GetParam()), encode_zstd(text, GetParam()));
  EXPECT_LT(encode_brotli(text, GetParam()).size(), text.size() / 10);
}

TEST(Encode, WritesNoTimeAndNoNameIntoGzip) {
  const std::string encoded = encode_gzip("text", Effort::fast);
  ASSERT_GT(encoded.size(), 10U);
  EXPECT_EQ(encoded.substr(0, 8), std::string("\x1F\x8B\x08\0\0\0\0\0", 8));
}

TEST(Encode, GetsSmallerWithMoreEffort) {
  const std::string text = samples()[2];
  EXPECT_LE(encode_gzip(text, Effort::best).size(), encode_gzip(text, Effort::fast).size());
  EXPECT_LE(encode_brotli(text, Effort::best).size(), encode_brotli(text, Effort::fast).size());
  EXPECT_LE(encode_zstd(text, Effort::best).size(), encode_zstd(text, Effort::fast).size());
}

}  // namespace
}  // namespace feedd::feeds
