#include "content/identity.hpp"

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

// RFC 9562 appendix A.4.
TEST(MintId, GivesTheExampleOfRfc9562) {
  EXPECT_EQ(mint_id("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"),
            "urn:uuid:2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(MintId, ReadsASiteIdInEitherCase) {
  EXPECT_EQ(mint_id("6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "x"), mint_id("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "x"));
}

TEST(MintId, TakesAnyTextForASiteId) {
  EXPECT_EQ(mint_id("my site", "x"), mint_id(mint_site_id("my site"), "x"));
  EXPECT_NE(mint_id("my site", "x"), mint_id("my other site", "x"));
  for (const auto* almost : {"6ba7b810-9dad-11d1-80b4-00c04fd430cg", "6ba7b8109-dad-11d1-80b4-00c04fd430c8",
                             "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}", "6ba7b8109dad11d180b400c04fd430c8", ""})
    EXPECT_EQ(mint_id(almost, "x"), mint_id(mint_site_id(almost), "x")) << almost;
}

TEST(MintId, DependsOnEveryByteOfTheName) {
  EXPECT_NE(mint_id("site", "news/a.md"), mint_id("site", "news/A.md"));
  EXPECT_NE(mint_id("site", ""), mint_id("site", std::string_view("\0", 1)));
}

// Pinned: another value would give every article of every site a new identity.
TEST(MintSiteId, IsTheSameOnEveryMachineForEver) {
  EXPECT_EQ(mint_site_id("example"), "f1458cb4-2561-5427-81e0-7be10525e64f");
}

}  // namespace
}  // namespace feedd::content
