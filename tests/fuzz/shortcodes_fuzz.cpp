// Shortcodes of any kind: nothing grows out of proportion, what holds no mark is left where it lies, and what comes out
// is text that the Markdown reader and the cleaner take.
#include "content/markdown.hpp"
#include "content/shortcodes.hpp"
#include "content/text.hpp"
#include "tests/fuzz/claims.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace feedd::content;
  using namespace feedd::fuzz;
  const std::string body = clean_text({reinterpret_cast<const char*>(data), size}).text;
  for (const char* const path : {"a.md", "_posts/2020-09-17-a.md"})
    for (const bool markdown : {true, false}) {
      std::string storage;
      std::vector<std::string> warnings;
      const std::string_view expanded = expand_shortcodes(body, {path, "title", 1, markdown}, storage, warnings);
      require(expanded.size() <= body.size() * 64 + (1U << 20U) && warnings.size() <= 20);
      require_xml_text(expanded);
      require_clean_body(markdown ? markdown_to_html(expanded, as_it_is).html : clean_html(expanded, as_it_is).html);
    }
  return 0;
}
