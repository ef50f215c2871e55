// Headers of image files: one of each format, and damaged ones. The files are the fuzzer's.
#include "content/sources/image_size.hpp"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

std::optional<ImageSize> size_in(const std::string& bytes) {
  return image_size([&](std::uint64_t offset, std::size_t length) {
    return offset < bytes.size() ? bytes.substr(offset, length) : std::string();
  });
}

std::string sample(const std::string& name) {
  std::ifstream file(std::string(FEEDD_SOURCE_DIR) + "/tests/fuzz/corpus/image_size/" + name, std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ImageSizes, AreReadFromTheHeaderOfEachFormat) {
  EXPECT_EQ(size_in(sample("png")), (ImageSize{640, 480}));
  EXPECT_EQ(size_in(sample("png-apple")), (ImageSize{64, 48}));
  EXPECT_EQ(size_in(sample("gif")), (ImageSize{320, 200}));
  EXPECT_EQ(size_in(sample("jpeg")), (ImageSize{1920, 1080})) << "behind metadata, tables and fill bytes";
  EXPECT_EQ(size_in(sample("webp-lossy")), (ImageSize{800, 600}));
  EXPECT_EQ(size_in(sample("webp-lossless")), (ImageSize{800, 600}));
  EXPECT_EQ(size_in(sample("webp-extended")), (ImageSize{800, 600}));
  EXPECT_EQ(size_in(sample("avif")), (ImageSize{1600, 900})) << "the picture, not its thumbnail";
}

TEST(ImageSizes, AreNotMadeUpForDamage) {
  for (const char* name : {"jpeg-endless", "jpeg-length-0", "avif-length-0", "png-empty", "empty"})
    EXPECT_EQ(size_in(sample(name)), std::nullopt) << name;
  for (const char* name : {"png", "gif", "jpeg", "webp-lossy", "webp-lossless", "webp-extended", "avif"}) {
    const std::string whole = sample(name);
    for (std::size_t length = 0; length < 9; ++length) EXPECT_EQ(size_in(whole.substr(0, length)), std::nullopt);
    for (std::size_t length = 9; length < whole.size(); ++length) (void)size_in(whole.substr(0, length));
  }
}

}  // namespace
}  // namespace feedd::content
