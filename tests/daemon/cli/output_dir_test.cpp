#include "daemon/cli/output_dir.hpp"

#include "tests/support/temporary_folder.hpp"

#include <algorithm>

#include <gmock/gmock.h>

namespace feedd::daemon::cli {
namespace {

class Output : public ::testing::Test {
 protected:
  /// Copies `bytes`, of which so many can be read.
  content::Result<void> copy(const std::string& name, const std::string& bytes, std::size_t readable) {
    return output.copy(name, bytes.size(), [&](std::uint64_t offset, std::size_t length) {
      largest = std::max(largest, length);
      return std::string(std::string_view(bytes).substr(0, readable).substr(std::min(offset, readable), length));
    });
  }
  content::Result<void> copy(const std::string& name, const std::string& bytes) {
    return copy(name, bytes, bytes.size());
  }
  std::string read(const char* name) { return support::read_file(folder.path() / name); }
  std::size_t files() const {
    const std::filesystem::recursive_directory_iterator all(folder.path());
    return static_cast<std::size_t>(
        std::count_if(begin(all), end(all), [](const auto& one) { return one.is_regular_file(); }));
  }

  support::TemporaryFolder folder;
  OutputDir output{folder.path()};
  std::size_t largest = 0;
  std::string large = [] {
    std::string bytes(5'000'001, 'x');
    for (std::size_t i = 0; i < bytes.size(); i += 997) bytes[i] = static_cast<char>(i);
    return bytes;
  }();
};

TEST_F(Output, CopiesALargeFileInPieces) {
  ASSERT_TRUE(copy("media/a/film.mp4", large));
  EXPECT_TRUE(read("media/a/film.mp4") == large);
  EXPECT_LE(largest, 1U << 20);
  EXPECT_EQ(output.written, 1U);
}

TEST_F(Output, LeavesAFileAloneThatIsAsItShouldBe) {
  ASSERT_TRUE(copy("film.mp4", large));
  const auto time = std::filesystem::last_write_time(folder.path() / "film.mp4");
  ASSERT_TRUE(copy("film.mp4", large));
  EXPECT_EQ(std::filesystem::last_write_time(folder.path() / "film.mp4"), time);
  EXPECT_EQ(output.unchanged, 1U);
  large.back() = 'y';
  ASSERT_TRUE(copy("film.mp4", large));
  EXPECT_TRUE(read("film.mp4") == large);
  ASSERT_TRUE(copy("empty.mp4", ""));
  ASSERT_TRUE(copy("empty.mp4", ""));
  EXPECT_EQ(output.unchanged, 2U);
}

TEST_F(Output, KeepsWhatThereIsWhereAFileCannotBeReadToItsEnd) {
  ASSERT_TRUE(copy("film.mp4", "whole"));
  const auto copied = copy("film.mp4", large, 3'000'000);
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().reason, "could not be read to its end");
  EXPECT_EQ(read("film.mp4"), "whole");
  EXPECT_EQ(files(), 1U) << "and nothing half written is left";
}

TEST_F(Output, LeavesTheFolderByNoName) {
  EXPECT_FALSE(copy("../film.mp4", "x"));
  EXPECT_FALSE(copy("media/../../film.mp4", "x"));
}

}  // namespace
}  // namespace feedd::daemon::cli
