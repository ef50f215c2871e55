// Whatever comes in: clean HTML is harmless, a fixpoint, balanced, and stands in XML as it is, by each policy.
#include "content/html.hpp"
#include "content/text.hpp"
#include "tests/fuzz/claims.hpp"
#include "tests/support/xss_oracle.hpp"

#include <cstdint>
#include <vector>

namespace {

using namespace feedd::content;
using namespace feedd::fuzz;

std::string same(std::string_view address) {
  return std::string(address);
}

/// A rewriter that gives back no address as it came: the attribute's own bounds must hold whatever it says.
std::optional<std::string> elsewhere(std::string_view reference) {
  if (reference.size() % 3 == 0) return std::nullopt;
  return "https://a.example/\"><b onclick='x'>&" + std::string(reference);
}

void check_trusted(const std::string& html) {
  const HtmlPolicy trust{{}, true};
  const std::string trusted = clean_html(html, as_it_is, trust).html;
  require(clean_html(trusted, as_it_is, trust).html == trusted, "no fixpoint where trusted");
  require_xml_text(trusted);
  static_cast<void>(map_urls(trusted, same));
}

void check_texts(const std::string& html, const std::string& clean) {
  require_xml_text(html_to_text(html));
  require_xml_text(first_paragraph(clean));
  const HtmlDocument document = parse_html_document(html);
  require_xml_text(document.title);
  require_clean_body(clean_html(document.body, as_it_is).html);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string html = clean_text({reinterpret_cast<const char*>(data), size}).text;
  const CleanHtml once = clean_html(html, as_it_is);
  require_clean_body(once.html);
  require(map_urls(once.html, same) == once.html);
  for (const HtmlImage& image : once.images) require(image.width >= 0 && image.height >= 0);
  require(feedd::support::danger(clean_html(html, elsewhere).html).empty(), "through a rewriter");
  const std::vector<std::string> hosts = {std::string(feedd::support::frame_host)};
  const HtmlPolicy framed{hosts, false};
  require_clean_body(clean_html(html, as_it_is, framed).html, framed);
  check_trusted(html);
  check_texts(html, once.html);
  return 0;
}
