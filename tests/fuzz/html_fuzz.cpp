// Whatever comes in: clean HTML is a fixpoint, balanced, of the allowlist, and its text has no character XML forbids.
#include "content/html.hpp"
#include "content/text.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

/// Every start tag closed in order; no element and no attribute that could run.
void require_balanced(std::string_view html) {
  std::vector<std::string_view> open;
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find('>', at);
    require(end != std::string_view::npos);
    const std::string_view tag = html.substr(at + 1, end - at - 1);
    const std::string_view name = tag.substr(0, tag.find(' '));
    require(name != "script" && name != "style" && name != "svg" && name != "math" && name != "form" && !name.empty());
    for (std::size_t equals = tag.find("=\""); equals != std::string_view::npos;) {
      const std::size_t space = tag.rfind(' ', equals);
      const std::string_view attribute = tag.substr(space + 1, equals - space - 1);
      require(!attribute.starts_with("on") && attribute != "srcdoc" && attribute != "action");
      equals = tag.find("=\"", tag.find('"', equals + 2) + 1);
    }
    if (name == "br" || name == "hr" || name == "img" || name == "wbr" || name == "col" || name == "source" ||
        name == "track")
      continue;
    if (name.front() != '/') {
      open.push_back(name);
    } else {
      require(!open.empty() && open.back() == name.substr(1));
      open.pop_back();
    }
  }
  require(open.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace feedd::content;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const UrlRewriter as_it_is = [](std::string_view reference) { return std::optional<std::string>(reference); };
  const std::string html = clean_text(bytes).text;
  const std::string once = clean_html(html, as_it_is).html;
  require_balanced(once);
  require(clean_html(once, as_it_is).html == once);
  require(clean_text(once).removed == 0);
  require(map_urls(once, [](std::string_view address) { return std::string(address); }) == once);
  const std::vector<std::string> hosts = {"a.example"};
  const HtmlPolicy framed{hosts, false};
  const std::string frames = clean_html(html, as_it_is, framed).html;
  require_balanced(frames);
  require(clean_html(frames, as_it_is, framed).html == frames);
  const std::string trusted = clean_html(html, as_it_is, {{}, true}).html;
  require(clean_html(trusted, as_it_is, {{}, true}).html == trusted);
  require(clean_text(trusted).removed == 0);
  static_cast<void>(map_urls(trusted, [](std::string_view address) { return std::string(address); }));
  static_cast<void>(html_to_text(html));
  static_cast<void>(first_paragraph(once));
  require(clean_html(parse_html_document(html).body, as_it_is).html.find("<script") == std::string::npos);
  return 0;
}
