// Accept-Encoding.
#include "daemon/http/negotiate.hpp"

#include <initializer_list>

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

constexpr std::array<bool, coding_count> all = {true, true, true, true};
constexpr std::array<bool, coding_count> no_brotli = {true, true, false, false};
constexpr std::array<bool, coding_count> no_zstd = {true, true, true, false};

Coding choose(std::initializer_list<std::string_view> lines, const std::array<bool, coding_count>& available = all) {
  FieldLines fields;
  for (const auto line : lines) fields.add(line);
  return choose_coding(fields, available);
}

TEST(Negotiate, SendsPlainBytesToWhoDoesNotAsk) {
  EXPECT_EQ(choose({}), Coding::identity);
  EXPECT_EQ(choose({""}), Coding::identity);
  EXPECT_EQ(choose({"deflate, compress"}), Coding::identity);
}

TEST(Negotiate, PrefersTheSmallerBodyAmongEquals) {
  EXPECT_EQ(choose({"gzip, deflate, br"}), Coding::brotli);
  EXPECT_EQ(choose({"gzip, deflate, br"}, no_brotli), Coding::gzip);
  EXPECT_EQ(choose({"gzip, deflate, br, zstd"}), Coding::brotli);
  EXPECT_EQ(choose({"gzip, zstd"}), Coding::zstd);
  EXPECT_EQ(choose({"gzip, zstd"}, no_zstd), Coding::gzip);
  EXPECT_EQ(choose({"*"}), Coding::brotli);
  EXPECT_EQ(choose({"identity, gzip"}), Coding::gzip);
}

TEST(Negotiate, FollowsTheClientsWeights) {
  EXPECT_EQ(choose({"br;q=0.5, gzip;q=0.8"}), Coding::gzip);
  EXPECT_EQ(choose({"gzip;q=0.001, identity;q=1"}), Coding::identity);
  EXPECT_EQ(choose({"gzip ; q=0.2 , br;Q=0.1"}), Coding::gzip);
  EXPECT_EQ(choose({"zstd;q=0.9, br;q=0.8, gzip;q=0.7"}), Coding::zstd);
  EXPECT_EQ(choose({"zstd;q=0.9, br;q=0.8, gzip;q=0.7"}, no_zstd), Coding::brotli);
  EXPECT_EQ(choose({"gzip;q=0.5"}), Coding::gzip) << "identity, not named, comes last";
  EXPECT_EQ(choose({"br;q=1.000, gzip;q=0.999"}), Coding::brotli);
}

TEST(Negotiate, NeverSendsWhatHasWeightZero) {
  EXPECT_EQ(choose({"gzip;q=0"}), Coding::identity);
  EXPECT_EQ(choose({"gzip;q=0.000, *"}, no_brotli), Coding::identity);
  EXPECT_EQ(choose({"*;q=0, gzip"}), Coding::gzip);
  EXPECT_EQ(choose({"zstd;q=0, br;q=0, *"}), Coding::gzip);
  EXPECT_EQ(choose({"identity;q=0, *;q=0.1"}), Coding::brotli);
}

TEST(Negotiate, SendsPlainBytesWhereNothingIsAcceptable) {
  EXPECT_EQ(choose({"*;q=0"}), Coding::identity);
  EXPECT_EQ(choose({"identity;q=0, br"}, no_brotli), Coding::identity);
}

TEST(Negotiate, ReadsNamesInAnyCaseAndOldOnes) {
  EXPECT_EQ(choose({"GZip"}), Coding::gzip);
  EXPECT_EQ(choose({"ZStd"}), Coding::zstd);
  EXPECT_EQ(choose({"x-gzip"}), Coding::gzip);
}

TEST(Negotiate, JoinsLines) {
  EXPECT_EQ(choose({"br;q=0.1", "gzip"}), Coding::gzip);
}

TEST(Negotiate, PassesOverWhatIsMalformed) {
  for (const auto* weight :
       {"gzip;q=", "gzip;q=2", "gzip;q=1.001", "gzip;q=0.1234", "gzip;q=.5", "gzip;q=-1", "gzip;q=0,5"})
    EXPECT_EQ(choose({weight}), Coding::identity) << weight;
  EXPECT_EQ(choose({",, ,gzip,"}), Coding::gzip);
  EXPECT_EQ(choose({"gzip;level=9"}), Coding::gzip);
  EXPECT_EQ(choose({"gzip;q=1."}), Coding::gzip);
}

}  // namespace
}  // namespace feedd::daemon
