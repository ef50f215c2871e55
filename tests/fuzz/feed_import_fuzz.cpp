// Whatever comes in as a feed: an import ends, its articles are clean, and the same bytes give the same articles,
// however they are cut into pieces. The first byte says how large the pieces are.
#include "content/html.hpp"
#include "content/sources/feed_import.hpp"
#include "content/text.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace feedd::content;

void require(bool holds) {
  if (!holds) std::abort();
}

FeedDocument document(std::string_view bytes, std::size_t piece) {
  FeedDocument document;
  document.name = "fuzz";
  document.address = "https://feed.example/all";
  document.open = [bytes, piece]() -> ChunkReader {
    return [bytes, piece]() mutable {
      const std::string_view chunk = bytes.substr(0, piece);
      bytes.remove_prefix(chunk.size());
      return chunk;
    };
  };
  return document;
}

std::vector<SourceArticle> import(std::string_view bytes, std::size_t piece) {
  std::vector<SourceArticle> articles;
  ImportOptions options;
  options.max_pages = 3;
  const FetchPage again = [&](const std::string&) -> Result<FeedDocument> { return document(bytes, piece); };
  static_cast<void>(import_feed(
      document(bytes, piece), again,
      [&](std::vector<SourceArticle> batch) -> Result<void> {
        for (SourceArticle& article : batch) articles.push_back(std::move(article));
        return {};
      },
      options));
  return articles;
}

void require_clean(const SourceArticle& article) {
  for (const std::string* text : {&article.id, &article.title, &article.summary, &article.slug, &article.rights})
    require(clean_text(*text).text == *text);
  require(!article.id.empty() && !article.slug.empty() && !article.path.empty());
  require(!article.title.empty() || !article.summary.empty());
  require(article.content.find("<script") == std::string::npos);
  for (const Media& media : article.media) require(media.url.starts_with("http"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::vector<SourceArticle> whole = import(bytes, bytes.size() + 1);
  const std::vector<SourceArticle> pieces = import(bytes, 1U + data[0] % 64U);
  require(whole.size() == pieces.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    require_clean(whole[i]);
    require(whole[i].id == pieces[i].id && whole[i].content == pieces[i].content && whole[i].title == pieces[i].title);
  }
  return 0;
}
