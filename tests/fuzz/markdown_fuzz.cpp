// Markdown of any kind becomes HTML that is harmless and in which the cleaner finds nothing to clean, with frames and
// without.
#include "content/markdown.hpp"
#include "content/text.hpp"
#include "tests/fuzz/claims.hpp"
#include "tests/support/xss_oracle.hpp"

#include <cstdint>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace feedd::content;
  using namespace feedd::fuzz;
  const std::string text = clean_text({reinterpret_cast<const char*>(data), size}).text;
  const CleanHtml once = markdown_to_html(text, as_it_is);
  require_clean_body(once.html);
  require(markdown_to_html(text, as_it_is).html == once.html, "another time, another result");
  const std::vector<std::string> hosts = {std::string(feedd::support::frame_host)};
  const HtmlPolicy framed{hosts, false};
  require_clean_body(markdown_to_html(text, as_it_is, framed).html, framed);
  require_xml_text(first_paragraph(once.html));
  return 0;
}
