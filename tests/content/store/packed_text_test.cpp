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
