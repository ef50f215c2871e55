// Whatever stands in a WordPress export: its body becomes clean HTML, and nothing private becomes public.
#include "content/html.hpp"
#include "content/sources/feed_import.hpp"
#include "content/sources/wordpress_body.hpp"
#include "content/text.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace feedd::content;

void require(bool holds) {
  if (!holds) std::abort();
}

constexpr std::string_view head =
    "<rss xmlns:wp='http://wordpress.org/export/1.2/' xmlns:content='http://purl.org/rss/1.0/modules/content/' "
    "xmlns:excerpt='http://wordpress.org/export/1.2/excerpt/'><channel>";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Attachments attachments{{"1", {"https://a.example/1.png", "image/png", 0, "one"}}};
  const std::string text = clean_text(bytes).text;
  const WordPressBody body = read_wordpress_body(text, attachments);
  const UrlRewriter as_it_is = [](std::string_view reference) { return std::optional<std::string>(reference); };
  const std::string clean = clean_html(body.html, as_it_is).html;
  require(clean_html(clean, as_it_is).html == clean);

  const std::string exported = std::string(head) + std::string(bytes);
  FeedDocument document;
  document.name = "fuzz";
  document.open = [&exported] { return chunks_of(exported); };
  static_cast<void>(import_feed(document, {}, [](std::vector<SourceArticle> batch) -> Result<void> {
    for (const SourceArticle& article : batch) {
      require(!article.id.empty() && (!article.title.empty() || !article.summary.empty()));
      require(article.origin == Origin::imported);
    }
    return {};
  }));
  return 0;
}
