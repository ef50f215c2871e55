// Signatures, by the vectors of RFC 4231 and RFC 2202.
#include "daemon/push/hmac.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

std::string counting() {
  std::string key;
  for (char c = 1; c <= 25; ++c) key += c;
  return key;
}

struct Vector {
  std::string key, data, sha256, sha384, sha512;
};

const Vector rfc4231[] = {
    {std::string(20, '\x0b'), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
     "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
     "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
     "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"},
    {"Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
     "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
     "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
     "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
    {std::string(20, '\xaa'), std::string(50, '\xdd'),
     "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
     "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27",
     "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
     "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"},
    {counting(), std::string(50, '\xcd'), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
     "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb",
     "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
     "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd"},
    {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
     "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
     "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
     "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"},
    {std::string(131, '\xaa'),
     "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed "
     "before being used by the HMAC algorithm.",
     "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
     "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31e799176d3860e6110c46523e",
     "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
     "b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58"},
};

TEST(Hmac, SignsAsRfc4231HasIt) {
  for (const Vector& one : rfc4231) {
    EXPECT_EQ(signature(Algorithm::sha256, one.key, one.data), "sha256=" + one.sha256);
    EXPECT_EQ(signature(Algorithm::sha384, one.key, one.data), "sha384=" + one.sha384);
    EXPECT_EQ(signature(Algorithm::sha512, one.key, one.data), "sha512=" + one.sha512);
  }
}

TEST(Hmac, SignsAsRfc2202HasIt) {
  const std::string long_key(80, '\xaa');
  const auto sign = [](const std::string& key, const std::string& data) {
    return signature(Algorithm::sha1, key, data);
  };
  EXPECT_EQ(sign(std::string(20, '\x0b'), "Hi There"), "sha1=b617318655057264e28bc0b6fb378c8ef146be00");
  EXPECT_EQ(sign("Jefe", "what do ya want for nothing?"), "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(sign(std::string(20, '\xaa'), std::string(50, '\xdd')), "sha1=125d7342b9ac11cd91a39af48aa17b4f63f175d3");
  EXPECT_EQ(sign(counting(), std::string(50, '\xcd')), "sha1=4c9007f4026250c6bc8414f9bf50c86c2d7235da");
  EXPECT_EQ(sign(std::string(20, '\x0c'), "Test With Truncation"), "sha1=4c1a03424b55e07fe7f27be1d58bb9324a9a5a04");
  EXPECT_EQ(sign(long_key, "Test Using Larger Than Block-Size Key - Hash Key First"),
            "sha1=aa4ae5e15272d00e95705637ce8a3b55ed402112");
  EXPECT_EQ(sign(long_key, "Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data"),
            "sha1=e8e99d0f45237d786d6bbaa7965c7808bbff1a91");
}

TEST(Hmac, AnEmptyKeyIsAKeyAndNotTheOneBefore) {
  EXPECT_NE(signature(Algorithm::sha256, "secret", ""), signature(Algorithm::sha256, "", ""));
  EXPECT_EQ(signature(Algorithm::sha256, "", ""),
            "sha256=b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Hmac, KnowsTheFourNamesOfWebSub) {
  for (const Algorithm one : {Algorithm::sha1, Algorithm::sha256, Algorithm::sha384, Algorithm::sha512}) {
    EXPECT_EQ(find_algorithm(name_of(one)), one);
    EXPECT_TRUE(signature(one, "k", "b").starts_with(std::string(name_of(one)) + "="));
  }
  for (const char* other : {"", "md5", "SHA256", "sha-256", "sha256 "}) EXPECT_FALSE(find_algorithm(other)) << other;
}

}  // namespace
}  // namespace feedd::daemon::push
