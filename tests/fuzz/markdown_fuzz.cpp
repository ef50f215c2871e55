// Markdown of any kind becomes HTML that the cleaner finds nothing to clean in but its layout: no tag, attribute or
// address is lost.
#include "content/markdown.hpp"
#include "content/text.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace feedd::content;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const UrlRewriter as_it_is = [](std::string_view reference) { return std::optional<std::string>(reference); };
  const std::string html = markdown_to_html(clean_text(bytes).text, as_it_is).html;
  const std::string cleaned = clean_html(html, as_it_is).html;
  if (cleaned != html) std::abort();
  if (clean_text(html).removed > 0) std::abort();
  return 0;
}
