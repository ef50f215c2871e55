#include "feeds/check/strict_xml.hpp"

#include <algorithm>
#include <memory>
#include <new>
#include <type_traits>

#include <expat.h>

namespace feedd::feeds::check {
namespace {

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};
using Parser = std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeParser>;

/// Expat takes lengths as int.
constexpr std::size_t piece_bytes = 1U << 20;

}  // namespace

content::Result<void> is_well_formed(std::string_view text) {
  const Parser parser(XML_ParserCreateNS("UTF-8", '\n'));
  if (!parser) throw std::bad_alloc();
  do {
    const std::string_view piece = text.substr(0, piece_bytes);
    text.remove_prefix(piece.size());
    if (XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), text.empty()) == XML_STATUS_OK) continue;
    return content::Error{"well-formed",
                          "",
                          XML_ErrorString(XML_GetErrorCode(parser.get())),
                          {static_cast<int>(XML_GetCurrentLineNumber(parser.get())),
                           static_cast<int>(XML_GetCurrentColumnNumber(parser.get())) + 1}};
  } while (!text.empty());
  return {};
}

}  // namespace feedd::feeds::check
