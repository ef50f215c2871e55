// Whatever comes in as a feed: an import ends, its articles are clean, and the same bytes give the same articles,
// however they are cut into pieces. The first byte says how large the pieces are, and which charset HTTP names.
#include "content/html.hpp"
#include "content/sources/feed_import.hpp"
#include "content/text.hpp"
#include "tests/fuzz/claims.hpp"

#include <array>
#include <cstdint>

namespace {

using namespace feedd::content;
using namespace feedd::fuzz;

constexpr std::array<std::string_view, 4> content_types = {
    "", "text/xml; charset=euc-kr", "application/rss+xml; charset=\"windows-1252\"", "text/xml; charset=iso-2022-jp"};

FeedDocument document(std::string_view bytes, std::string_view content_type, std::size_t piece) {
  FeedDocument document;
  document.name = "fuzz";
  document.address = "https://feed.example/all";
  document.content_type = content_type;
  document.open = [bytes, piece]() -> ChunkReader {
    return [bytes, piece]() mutable {
      const std::string_view chunk = bytes.substr(0, piece);
      bytes.remove_prefix(chunk.size());
      return chunk;
    };
  };
  return document;
}

struct Import {
  std::vector<SourceArticle> articles;
  ImportReport report;
};

Import import(std::string_view bytes, std::string_view content_type, std::size_t piece) {
  Import all;
  ImportOptions options;
  options.max_pages = 3;
  const FetchPage again = [&](const std::string&) -> Result<FeedDocument> {
    return document(bytes, content_type, piece);
  };
  const auto report = import_feed(
      document(bytes, content_type, piece), again,
      [&](std::vector<SourceArticle> batch) -> Result<void> {
        for (SourceArticle& article : batch) all.articles.push_back(std::move(article));
        return {};
      },
      options);
  if (report) all.report = *report;
  return all;
}

void require_clean(const SourceArticle& article) {
  for (const std::string* text : {&article.id, &article.title, &article.summary, &article.slug, &article.rights,
                                  &article.path, &article.url, &article.section, &article.photo_credit})
    require_xml_text(*text);
  for (const std::vector<std::string>* texts : {&article.authors, &article.tags, &article.aliases, &article.warnings})
    for (const std::string& text : *texts) require_xml_text(text);
  require(!article.id.empty() && !article.slug.empty() && !article.path.empty());
  require(!article.title.empty() || !article.summary.empty());
  require(article.title.find('\n') == std::string::npos);
  require_clean_body(article.content);
  for (const Media& media : article.media) require(lower_ascii(media.url).starts_with("http"));
  for (const auto& date : {article.published, article.updated})
    require(!date || (*date >= earliest && *date <= latest));
}

void require_same(const SourceArticle& a, const SourceArticle& b) {
  require(a.id == b.id && a.path == b.path && a.slug == b.slug && a.url == b.url && a.aliases == b.aliases);
  require(a.title == b.title && a.summary == b.summary && a.content == b.content && a.media == b.media);
  require(a.authors == b.authors && a.tags == b.tags && a.section == b.section && a.language == b.language);
  require(a.published == b.published && a.updated == b.updated && a.draft == b.draft && a.rights == b.rights);
}

void require_counted(const Import& import) {
  const ImportReport& report = import.report;
  require(report.taken == import.articles.size());
  require(report.refused.size() <= max_listed && report.refused.size() <= report.refused_count);
  require(report.warnings.size() <= max_listed && report.warnings.size() <= report.warnings_count);
  require(report.read >= report.taken + report.duplicates + report.refused_count, "more came out than was met");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string_view content_type = content_types[data[0] / 64U];
  const Import whole = import(bytes, content_type, bytes.size() + 1);
  const Import pieces = import(bytes, content_type, 1U + data[0] % 64U);
  require(whole.articles.size() == pieces.articles.size());
  require(whole.report.read == pieces.report.read && whole.report.repairs == pieces.report.repairs);
  require_counted(whole);
  for (std::size_t i = 0; i < whole.articles.size(); ++i) {
    require_clean(whole.articles[i]);
    require_same(whole.articles[i], pieces.articles[i]);
  }
  return 0;
}
