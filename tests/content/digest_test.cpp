#include "content/digest.hpp"

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

// Stored digests must mean the same after every upgrade of the library.
TEST(Digest, IsTheXxh3OfTheBytesWrittenMostSignificantFirst) {
  EXPECT_EQ(digest_hex(""), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(digest64(""), 0x2d06800538d394c2ULL);
  EXPECT_EQ(digest_hex("feedd"), "b2b80223f918971cdb1c7444fb3ca41b");
  EXPECT_EQ(digest64("feedd"), 0xbf77116015bffe23ULL);
}

TEST(Digest, ReadsBehindNulBytes) {
  EXPECT_NE(digest_hex(std::string_view("a\0b", 3)), digest_hex("a"));
}

}  // namespace
}  // namespace feedd::content
