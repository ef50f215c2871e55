// Bodies as they lie in the store: what goes in comes out, and what could not come out does not go in.
#include "content/store/packed_text.hpp"

#include <stdexcept>
#include <string>

#include <gmock/gmock.h>

namespace feedd::content {
namespace {

TEST(PackedText, GivesBothTextsBack) {
  const std::string packed = pack_texts("<p>Snow</p>", "Snow\n");
  EXPECT_EQ(unpack_content(packed, "a.md"), "<p>Snow</p>");
  EXPECT_EQ(unpack_source(packed, "a.md"), "Snow\n");
}

TEST(PackedText, GivesBackTextsOfAnyLength) {
  for (const std::size_t length : {0U, 1U, 100U, 16'384U, 16'385U, 70'000U, 1'000'000U}) {
    std::string body, source;
    for (std::size_t i = 0; body.size() < length; ++i) body += "<p>paragraph " + std::to_string(i * i) + "</p>\n";
    body.resize(length);
    for (std::size_t i = 0; source.size() < length * 3 / 2; ++i)
      source += "paragraph " + std::to_string(i * i) + "\n\n";
    for (const std::string& beside : {source, std::string()}) {
      const std::string packed = pack_texts(body, beside);
      EXPECT_TRUE(unpack_content(packed, "a.md") == body) << length;
      EXPECT_TRUE(unpack_source(packed, "a.md") == beside) << length;
    }
  }
}

TEST(PackedText, PacksTheSourceOfAShortBodyToLittle) {
  std::string body, source;
  for (int i = 0; i < 100; ++i) {
    body += "<p>paragraph " + std::to_string(i * i) + "</p>\n";
    source += "paragraph " + std::to_string(i * i) + "\n\n";
  }
  EXPECT_LT(pack_texts(body, source).size(), body.size() + source.size() / 2);
}

TEST(PackedText, SeesDamageInABodyAndItsEnd) {
  const std::string packed = pack_texts("<p>Snow fell all night.</p>", "Snow fell all night.\n");
  for (std::size_t i = 0; i < packed.size(); ++i) {
    std::string damaged = packed;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x40);
    try {
      EXPECT_EQ(unpack_content(damaged, "a.md"), "<p>Snow fell all night.</p>") << i;
      EXPECT_EQ(unpack_source(damaged, "a.md"), "Snow fell all night.\n") << i;
    } catch (const DamagedBody&) {
    }
    EXPECT_THROW((void)unpack_source(packed.substr(0, i), "a.md"), DamagedBody) << i;
  }
}

TEST(PackedText, ReadsTheFramesOfBefore) {
  const std::string zstd(
      "\x28\xb5\x2f\xfd\x20\x13\x99\x00\x00\x31\x31\x0a\x3c\x70\x3e\x53\x6e\x6f\x77\x3c"
      "\x2f\x70\x3e\x53\x6e\x6f\x77\x0a",
      28);
  EXPECT_EQ(unpack_content(zstd, "a.md"), "<p>Snow</p>");
  EXPECT_EQ(unpack_source(zstd, "a.md"), "Snow\n");
  const std::string lz4(
      "L\x13\x00\x00\x00\xf0\x04"
      "11\n<p>Snow</p>Snow\n",
      26);
  EXPECT_EQ(unpack_content(lz4, "a.md"), "<p>Snow</p>");
  EXPECT_EQ(unpack_source(lz4, "a.md"), "Snow\n");
}

TEST(PackedText, NamesWhatIsDamaged) {
  try {
    (void)unpack_content("L\0\0", "a.md");
    FAIL() << "it was read";
  } catch (const DamagedBody& damaged) {
    EXPECT_EQ(damaged.error().operation, damaged_body);
    EXPECT_EQ(damaged.error().subject, "a.md");
  }
}

TEST(PackedText, TakesNoMoreThanItGivesBack) {
  const std::string huge(max_packed_text_bytes, 'x');
  try {
    (void)pack_texts(huge, "");
    FAIL() << "it was packed";
  } catch (const std::length_error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("larger than 256 MiB"));
  }
}

}  // namespace
}  // namespace feedd::content
