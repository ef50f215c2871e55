#include "daemon/media.hpp"

#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace feedd::daemon {
namespace {

class MediaFiles : public ::testing::Test {
 protected:
  support::TemporaryFolder root;
  content::Folder folder{root.path()};
};

TEST_F(MediaFiles, OpensAFileOfATypeThatMayBeServed) {
  root.write("images/새 a.png", "0123456789");
  const auto file = open_media(folder, "images/새 a.png");
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(file->size_bytes, 10U);
  EXPECT_EQ(file->media_type, "image/png");
  EXPECT_NE(file->modified, content::Timestamp{});
  EXPECT_NE(file->etag, "");
  EXPECT_EQ(file->etag.find('"'), std::string::npos);
}

TEST_F(MediaFiles, ServesNeitherArticlesNorSecrets) {
  for (const char* name :
       {"a.md", "config.toml", "key.pem", "noextension", ".hidden.png", ".git/a.png", "a/.b/c.png"}) {
    root.write(name, "secret");
    EXPECT_EQ(open_media(folder, name), nullptr) << name;
  }
}

TEST_F(MediaFiles, LeavesNeitherByDotsNorByLinks) {
  const support::TemporaryFolder outside;
  outside.write("secret.png", "secret");
  const std::string name = outside.path().filename().string();
  std::filesystem::create_directory(root.path() / "sub");
  std::filesystem::create_symlink(outside.path() / "secret.png", root.path() / "link.png");
  std::filesystem::create_directory_symlink(outside.path(), root.path() / "dir");
  for (const std::string& path :
       {"../" + name + "/secret.png", "sub/../../" + name + "/secret.png", (outside.path() / "secret.png").string(),
        std::string("link.png"), std::string("dir/secret.png"), std::string("missing.png"), std::string(""),
        std::string("a\0.png", 6)})
    EXPECT_EQ(open_media(folder, path), nullptr) << path;
}

TEST_F(MediaFiles, IsNoFolderAndNoPipe) {
  std::filesystem::create_directory(root.path() / "folder.png");
  EXPECT_EQ(open_media(folder, "folder.png"), nullptr);
  ASSERT_EQ(::mkfifo((root.path() / "pipe.png").c_str(), 0600), 0);
  EXPECT_EQ(open_media(folder, "pipe.png"), nullptr);
}

TEST_F(MediaFiles, IsReadInPieces) {
  root.write("a.mp3", "0123456789");
  const auto file = open_media(folder, "a.mp3");
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(read_media(*file, 0, 4), "0123");
  EXPECT_EQ(read_media(*file, 8, 4), "89") << "fewer at the end";
  EXPECT_EQ(read_media(*file, 10, 4), "");
  EXPECT_EQ(read_media(*file, 1'000'000, 4), "");
}

TEST_F(MediaFiles, StaysOpenWhenItIsReplacedOrRemoved) {
  root.write("a.png", "old");
  const auto file = open_media(folder, "a.png");
  root.write("new", "newer");
  root.rename("new", "a.png");
  EXPECT_EQ(read_media(*file, 0, 10), "old");
  EXPECT_NE(open_media(folder, "a.png")->etag, file->etag);
}

}  // namespace
}  // namespace feedd::daemon
