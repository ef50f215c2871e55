#include "tests/fuzz/claims.hpp"

#include "tests/support/xss_oracle.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <pugixml.hpp>

namespace feedd::fuzz {
namespace {

/// The length of the well-formed sequence at the beginning of `text` and what it stands for; 0 where there is none.
struct Decoded {
  std::size_t length;
  std::uint32_t code;
};
Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {1, first};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {0, 0};
  std::uint32_t code = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {0, 0};
    code = code << 6U | (byte(i) & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
  if (code < least[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {0, 0};
  return {length, code};
}

/// Every start tag closed in order. Reads what the cleaner writes: ` name="value"`, no `<` or `>` in values.
void require_balanced(std::string_view html, int line) {
  constexpr std::array<std::string_view, 7> empty_elements = {"br", "hr", "img", "wbr", "col", "source", "track"};
  std::vector<std::string_view> open;
  for (std::size_t from = html.find('<'); from != std::string_view::npos; from = html.find('<', from + 1)) {
    const std::size_t end = html.find('>', from);
    require(end != std::string_view::npos, "tag without end", line);
    const std::string_view tag = html.substr(from + 1, end - from - 1);
    const std::string_view name = tag.substr(0, tag.find(' '));
    require(!name.empty(), "tag without name", line);
    bool empty = false;
    for (const std::string_view one : empty_elements) empty = empty || name == one;
    if (empty) continue;
    if (name.front() != '/') {
      open.push_back(name);
    } else {
      require(!open.empty() && open.back() == name.substr(1), "out of order: " + std::string(name), line);
      open.pop_back();
    }
  }
  require(open.empty(), "left open", line);
}

}  // namespace

void require(bool holds, std::string_view why, int line) {
  if (holds) return;
  std::fprintf(stderr, "The claim in line %d does not hold. %.*s\n", line, static_cast<int>(why.size()), why.data());
  std::abort();
}

void require_xml_text(std::string_view text, int line) {
  while (!text.empty()) {
    const Decoded next = decode(text);
    require(next.length > 0, "no UTF-8", line);
    require((next.code >= 0x20 || next.code == '\t' || next.code == '\n') && next.code != 0xFFFE && next.code != 0xFFFF,
            "no character of XML", line);
    text.remove_prefix(next.length);
  }
}

void require_clean_body(const std::string& html, const content::HtmlPolicy& policy, int line) {
  require_xml_text(html, line);
  require_balanced(html, line);
  const std::string danger = support::danger(html);
  require(danger.empty(), danger, line);
  const std::string again = content::clean_html(html, as_it_is, policy).html;
  require(again == html, "no fixpoint:\n" + html + "\n" + again, line);
  const std::string document = "<content>" + content::escape_html(html) + "</content>";
  pugi::xml_document parsed;
  require(parsed.load_buffer(document.data(), document.size(), pugi::parse_default | pugi::parse_ws_pcdata_single,
                             pugi::encoding_utf8),
          "no XML", line);
  require(parsed.child("content").text().get() == html, "another text in XML", line);
}

std::optional<std::string> as_it_is(std::string_view reference) {
  return std::string(reference);
}

}  // namespace feedd::fuzz
