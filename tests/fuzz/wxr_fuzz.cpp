// Whatever stands in a WordPress export: its body becomes clean HTML, and no post that is not published becomes public,
// whatever is in it.
#include "content/html.hpp"
#include "content/sources/feed_import.hpp"
#include "content/sources/wordpress_body.hpp"
#include "content/text.hpp"
#include "tests/fuzz/claims.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace {

using namespace feedd::content;
using namespace feedd::fuzz;

constexpr std::string_view head =
    "<rss xmlns:wp='http://wordpress.org/export/1.2/' xmlns:content='http://purl.org/rss/1.0/modules/content/' "
    "xmlns:excerpt='http://wordpress.org/export/1.2/excerpt/'><channel>";

/// Imports an export that begins with `head`.
std::vector<SourceArticle> import(const std::string& exported) {
  std::vector<SourceArticle> all;
  FeedDocument document;
  document.name = "fuzz";
  document.open = [&exported] { return chunks_of(exported); };
  static_cast<void>(import_feed(document, {}, [&](std::vector<SourceArticle> batch) -> Result<void> {
    for (SourceArticle& article : batch) all.push_back(std::move(article));
    return {};
  }));
  return all;
}

void check_body(const std::string& text) {
  const Attachments attachments{{"1", {"https://a.example/1.png", "image/png", 0, "one"}}};
  const WordPressBody body = read_wordpress_body(text, attachments);
  require_clean_body(clean_html(body.html, as_it_is).html);
  require_clean_body(clean_html(body.before_more, as_it_is).html);
}

/// `text` as everything a post says, of a status that is not for the public.
void check_hidden(const std::string& text) {
  const std::string inert = escape_html(text);
  constexpr std::array<std::string_view, 5> hidden = {"private", "draft", "pending", "auto-draft", "trash"};
  const std::string_view status = hidden[text.size() % hidden.size()];
  const std::string post = std::string(head) + "<item><title>" + inert + "</title><wp:post_id>7</wp:post_id>" +
                           "<wp:status>" + std::string(status) + "</wp:status><wp:post_type>post</wp:post_type>" +
                           "<wp:post_name>" + inert + "</wp:post_name><category domain='" + inert + "'>" + inert +
                           "</category><excerpt:encoded>" + inert + "</excerpt:encoded><content:encoded>" + inert +
                           "</content:encoded></item></channel></rss>";
  for (const SourceArticle& article : import(post)) require(article.draft, status);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string text = clean_text(bytes).text;
  check_body(text);
  check_hidden(text);
  for (const SourceArticle& article : import(std::string(head) + std::string(bytes))) {
    require(!article.id.empty() && (!article.title.empty() || !article.summary.empty()));
    require(article.origin == Origin::imported);
    require_clean_body(article.content);
    for (const std::string* one : {&article.id, &article.title, &article.summary, &article.slug, &article.path})
      require_xml_text(*one);
  }
  return 0;
}
