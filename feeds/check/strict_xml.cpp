#include "feeds/check/strict_xml.hpp"

#include <algorithm>
#include <memory>
#include <new>
#include <type_traits>

#define XML_DTD  // declares expat's limits of how entities may grow, which it has where it reads DTDs
#include <expat.h>

namespace feedd::feeds::check {
namespace {

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};
using Parser = std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeParser>;

/// Expat takes lengths as int.
constexpr std::size_t piece_bytes = 1U << 20;
/// How many times larger entities may make a document that is larger than a megabyte with them.
constexpr float max_growth = 2;
constexpr unsigned long long growth_watched_from_bytes = 1U << 20;

Parser limited(XML_Parser made) {
  Parser parser(made);
  if (!parser) throw std::bad_alloc();
  XML_SetBillionLaughsAttackProtectionMaximumAmplification(parser.get(), max_growth);
  XML_SetBillionLaughsAttackProtectionActivationThreshold(parser.get(), growth_watched_from_bytes);
  return parser;
}

content::Position position_of(XML_Parser parser) {
  return {static_cast<int>(XML_GetCurrentLineNumber(parser)), static_cast<int>(XML_GetCurrentColumnNumber(parser)) + 1};
}

bool parse_all(XML_Parser parser, std::string_view text) {
  do {
    const std::string_view piece = text.substr(0, piece_bytes);
    text.remove_prefix(piece.size());
    if (XML_Parse(parser, piece.data(), static_cast<int>(piece.size()), text.empty()) != XML_STATUS_OK) return false;
  } while (!text.empty());
  return true;
}

/// Writes down what the parser tells: start tags anew, with the values of their attributes, everything else as it is.
struct Writer {
  XML_Parser parser;
  Expanded& expanded;
  bool is_in_doctype = false;

  void escaped(std::string_view value) const {
    for (const char c : value) switch (c) {
        case '&':
          expanded.text += "&amp;";
          break;
        case '<':
          expanded.text += "&lt;";
          break;
        case '"':
          expanded.text += "&quot;";
          break;
        default:
          expanded.text += c;
      }
  }

  static void start(void* self, const XML_Char* name, const XML_Char** attributes) {
    const Writer& writer = *static_cast<Writer*>(self);
    std::string& text = writer.expanded.text;
    writer.expanded.places.push_back({text.size(), position_of(writer.parser)});
    text.append(1, '<').append(name);
    for (; *attributes != nullptr; attributes += 2) {
      text.append(1, ' ').append(attributes[0]).append("=\"");
      writer.escaped(attributes[1]);
      text += '"';
    }
    text += '>';
  }
  static void end(void* self, const XML_Char* name) {
    static_cast<Writer*>(self)->expanded.text.append("</").append(name).append(1, '>');
  }
  static void start_doctype(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    static_cast<Writer*>(self)->is_in_doctype = true;
  }
  static void end_doctype(void* self) { static_cast<Writer*>(self)->is_in_doctype = false; }
  static void skipped(void* self, const XML_Char*, int is_parameter) {
    Writer& writer = *static_cast<Writer*>(self);
    if (is_parameter != 0) return;
    writer.expanded.has_unknown = true;
    writer.expanded.text += unknown_entity;
  }
  static void anything(void* self, const XML_Char* raw, int length) {
    const Writer& writer = *static_cast<Writer*>(self);
    if (!writer.is_in_doctype) writer.expanded.text.append(raw, static_cast<std::size_t>(length));
  }
};

}  // namespace

content::Result<void> is_well_formed(std::string_view text) {
  const Parser parser = limited(XML_ParserCreateNS("UTF-8", '\n'));
  if (parse_all(parser.get(), text)) return {};
  const XML_Error code = XML_GetErrorCode(parser.get());
  if (code == XML_ERROR_AMPLIFICATION_LIMIT_BREACH)
    return content::Error{"doctype", "", "its entities make it more than twice as large; readers refuse that",
                          position_of(parser.get())};
  return content::Error{"well-formed", "", XML_ErrorString(code), position_of(parser.get())};
}

Expanded expand_entities(std::string_view text) {
  Expanded expanded;
  const Parser parser = limited(XML_ParserCreate("UTF-8"));
  Writer writer{parser.get(), expanded};
  XML_SetUserData(parser.get(), &writer);
  XML_SetElementHandler(parser.get(), Writer::start, Writer::end);
  XML_SetDoctypeDeclHandler(parser.get(), Writer::start_doctype, Writer::end_doctype);
  XML_SetSkippedEntityHandler(parser.get(), Writer::skipped);
  XML_SetDefaultHandlerExpand(parser.get(), Writer::anything);
  parse_all(parser.get(), text);
  return expanded;
}

content::Position Expanded::position_at(std::size_t offset) const {
  const auto next = std::upper_bound(places.begin(), places.end(), offset,
                                     [](std::size_t at, const Place& place) { return at < place.offset; });
  return next == places.begin() ? content::Position{} : std::prev(next)->position;
}

}  // namespace feedd::feeds::check
