#include "daemon/cli/feed_source.hpp"

#include "content/url.hpp"
#include "daemon/userinfo.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

namespace feedd::daemon::cli {
namespace {

constexpr std::size_t chunk_bytes = 64U << 10;
/// Standard input is kept in memory; a larger export can be a file.
constexpr std::size_t max_input_bytes = 512U << 20;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// One reading of a file from its beginning, told to the bar. A file that cannot be read to its end ends early, and the
/// import says that the document does.
content::ChunkReader read_file(const std::string& path, std::size_t size, std::string what, ProgressBar& bar) {
  struct Reading {
    File file;
    std::size_t done = 0;
    std::array<char, chunk_bytes> bytes{};
  };
  const auto reading = std::make_shared<Reading>();
  reading->file.reset(std::fopen(path.c_str(), "rbe"));
  return [reading, size, what = std::move(what), &bar]() -> std::string_view {
    if (!reading->file) return {};
    const std::size_t count = std::fread(reading->bytes.data(), 1, reading->bytes.size(), reading->file.get());
    reading->done += count;
    bar.show(what, reading->done, size);
    return {reading->bytes.data(), count};
  };
}

content::FeedDocument in_memory(std::string name, std::string body) {
  const auto kept = std::make_shared<const std::string>(std::move(body));
  content::FeedDocument document;
  document.name = std::move(name);
  document.open = [kept] { return [kept, chunks = content::chunks_of(*kept)] { return chunks(); }; };
  return document;
}

}  // namespace

bool FeedSource::is_address(const std::string& what) {
  const auto scheme = content::url_scheme(what);
  return scheme && what.find("://") != std::string::npos;
}

content::Result<content::FeedDocument> FeedSource::open_file(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return content::Error{"read", path, "is a folder; `serve` takes folders"};
  if (const File file{std::fopen(path.c_str(), "rbe")}; !file)
    return content::Error{"read", path, std::strerror(errno)};
  const auto size = std::filesystem::file_size(path, error);
  content::FeedDocument document;
  document.name = path;
  document.open = [path, size = error ? 0 : static_cast<std::size_t>(size), this, times = 0]() mutable {
    return read_file(path, size, ++times == 1 ? "reading" : "looking", bar_);
  };
  return document;
}

content::Result<content::FeedDocument> FeedSource::open(const std::string& what) {
  if (is_address(what)) {
    origin_ = origin_of(what);
    userinfo_ = split_userinfo(what).userinfo;
    return fetch(what);
  }
  if (what != "-") return open_file(what);
  std::string body;
  std::array<char, chunk_bytes> bytes{};
  while (const std::size_t count = std::fread(bytes.data(), 1, bytes.size(), stdin)) {
    body.append(bytes.data(), count);
    if (body.size() > max_input_bytes)
      return content::Error{"too-large", "standard input", "more than 512 MiB; write it to a file and import that"};
  }
  return in_memory("standard input", std::move(body));
}

content::Result<content::FeedDocument> FeedSource::fetch(const std::string& address) {
  HttpRequest request;
  const bool as_before = origin_of(address) == origin_ && split_userinfo(address).userinfo.empty();
  request.url = as_before ? with_userinfo(address, userinfo_) : address;
  request.headers = {{"Accept",
                      "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
                      "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5"}};
  auto response = client_.send(request, [&](std::size_t done, std::size_t of) { bar_.show("fetching", done, of); });
  if (!response) return response.error();
  if (response->status != 200)
    return content::Error{"fetch", response->url, "the server answered " + std::to_string(response->status)};
  content::FeedDocument document = in_memory(response->url, std::move(response->body));
  document.address = response->url;
  document.content_type = response->header("content-type");
  return document;
}

}  // namespace feedd::daemon::cli
