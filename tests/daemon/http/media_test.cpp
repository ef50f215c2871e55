// Files that are streamed: ranges, validators, and a reader that is slower than the disk.
#include "daemon/http/media.hpp"

#include "tests/daemon/http/loopback.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

using testing::HasSubstr;

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>('a' + i % 23);
  return bytes;
}

/// One file at every path, read from memory; `readable` bytes of it are really there.
Backend serving(std::string bytes, std::size_t readable) {
  auto file = std::make_shared<MediaFile>();
  file->size_bytes = bytes.size();
  file->media_type = "audio/mpeg";
  file->etag = "5-17";
  file->modified = content::Timestamp{std::chrono::seconds{1600319100}};
  Backend backend;
  backend.fetch = [file](const std::string&, const auto& done) { done(std::shared_ptr<const MediaFile>{file}); };
  backend.read = [bytes = bytes.substr(0, readable)](const auto&, std::uint64_t offset, std::size_t length,
                                                     const auto& done) {
    done(offset < bytes.size() ? bytes.substr(offset, length) : std::string{});
  };
  return backend;
}

TEST(Media, IsSentWholeInPieces) {
  const auto bytes = pattern(media_piece_bytes * 5 + 17);
  Server server{{}, serving(bytes, bytes.size())};
  Client client{server.port(), 4096};
  client.get("/media/a.mp3");
  client.get("/feed.rss");
  const auto response = client.read();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, bytes);
  EXPECT_EQ(response.field("Accept-Ranges"), "bytes");
  EXPECT_EQ(response.field("Content-Type"), "audio/mpeg");
  EXPECT_EQ(response.field("ETag"), "\"5-17\"");
  EXPECT_EQ(response.field("Last-Modified"), "Thu, 17 Sep 2020 05:05:00 GMT");
  EXPECT_EQ(response.field("Cache-Control"), "public, max-age=86400");
  EXPECT_EQ(response.field("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(response.field("Content-Security-Policy"),
            "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'");
  EXPECT_EQ(client.read().body, "<rss/>") << "pipelined behind it";
}

TEST(Media, IsSentInRanges) {
  const auto bytes = pattern(1000);
  Server server{{}, serving(bytes, bytes.size())};
  Client client{server.port()};
  client.get("/media/a.mp3", "Range: bytes=100-199\r\n");
  const auto part = client.read();
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, bytes.substr(100, 100));
  EXPECT_EQ(part.field("Content-Range"), "bytes 100-199/1000");
  client.get("/media/a.mp3", "Range: bytes=-1\r\n");
  EXPECT_EQ(client.read().body, bytes.substr(999));
  client.get("/media/a.mp3", "Range: bytes=1000-\r\n");
  const auto beyond = client.read();
  EXPECT_EQ(beyond.status, 416);
  EXPECT_EQ(beyond.field("Content-Range"), "bytes */1000");
  client.get("/media/a.mp3", "Range: bytes=0-1,5-6\r\n");
  EXPECT_EQ(client.read().status, 200);
}

TEST(Media, ObeysItsConditions) {
  const auto bytes = pattern(1000);
  Server server{{}, serving(bytes, bytes.size())};
  Client client{server.port()};
  const auto status = [&](const std::string& fields) {
    client.get("/media/a.mp3", fields);
    return client.read().status;
  };
  EXPECT_EQ(status("If-None-Match: \"5-17\"\r\nRange: bytes=0-1\r\n"), 304);
  EXPECT_EQ(status("If-Modified-Since: Thu, 17 Sep 2020 05:05:00 GMT\r\n"), 304);
  EXPECT_EQ(status("If-Range: \"5-17\"\r\nRange: bytes=0-1\r\n"), 206);
  EXPECT_EQ(status("If-Range: \"5-16\"\r\nRange: bytes=0-1\r\n"), 200);
  EXPECT_EQ(status("If-Range: W/\"5-17\"\r\nRange: bytes=0-1\r\n"), 200);
  client.ask("HEAD", "/media/a.mp3", "Range: bytes=0-1\r\n");
  const auto head = client.read(true);
  EXPECT_EQ(head.field("Content-Length"), "1000") << "Range is defined for GET only";
  EXPECT_EQ(status(""), 200);
}

TEST(Media, EndsTheConnectionWhereTheFileBecameShorter) {
  const auto bytes = pattern(media_piece_bytes * 2);
  Server server{{}, serving(bytes, media_piece_bytes + 5)};
  Client client{server.port()};
  client.get("/media/a.mp3");
  EXPECT_EQ(client.read().status, 0);
  EXPECT_EQ(server.loop().counters().ok, 1U);
}

TEST(Media, MayBeEmpty) {
  Server server{{}, serving("", 0)};
  Client client{server.port()};
  client.get("/media/a.mp3", "Range: bytes=0-\r\n");
  EXPECT_EQ(client.read().status, 416);
  client.get("/media/a.mp3");
  EXPECT_EQ(client.read().field("Content-Length"), "0");
  client.get("/feed.rss");
  EXPECT_EQ(client.read().status, 200);
}

}  // namespace
}  // namespace feedd::daemon
