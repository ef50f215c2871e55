// XML as it is found in feeds, cut into tags and text, whatever is wrong with it. Reads a stream through a window of
// bounded size. Does not know which tag belongs to which: that is xml_tree. Private to content.
#pragma once

#include "content/error.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace feedd::content {

/// How often each kind of damage was mended, by its name as a report shows it.
using Repairs = std::map<std::string, std::size_t, std::less<>>;

struct XmlToken {
  enum class Kind { text, start, end, eof };
  Kind kind = Kind::eof;
  std::string name;  ///< of start and end: as written, prefix and all
  std::vector<std::pair<std::string, std::string>> attributes;
  bool empty = false;  ///< a start that is its own end: `<br/>`
  std::string text;    ///< references decoded; a long text comes in several pieces
};

/// One document. Entities are the five of XML, numbers and HTML's names, each decoded to a few bytes: declarations are
/// skipped unread, so nothing expands and nothing outside is opened.
class XmlScanner {
 public:
  /// `next` gives the document's next text, empty at its end.
  explicit XmlScanner(std::function<std::string_view()> next) : next_(std::move(next)) {}

  [[nodiscard]] XmlToken take();
  /// Where the token taken last begins.
  [[nodiscard]] Position at() const { return token_at_; }
  [[nodiscard]] const Repairs& repairs() const { return repairs_; }
  void repaired(std::string_view what);

 private:
  [[nodiscard]] bool fill();
  [[nodiscard]] bool available(std::size_t bytes);
  [[nodiscard]] std::string_view rest() const { return std::string_view(window_).substr(position_); }
  void advance(std::size_t bytes);
  /// Where `what` begins behind `from` within the first `limit` bytes of what is left; npos where it does not.
  [[nodiscard]] std::size_t find(std::string_view what, std::size_t from, std::size_t limit);
  /// How far to look for an end that may not be there.
  [[nodiscard]] std::size_t patience(std::size_t bytes) const;
  [[nodiscard]] bool skip_unseen();
  void skip_declaration();
  [[nodiscard]] bool begins_markup();
  [[nodiscard]] bool take_tag(XmlToken& token);
  [[nodiscard]] std::size_t tag_end();
  [[nodiscard]] XmlToken take_text();
  [[nodiscard]] XmlToken take_cdata();
  [[nodiscard]] std::string decode(std::string_view raw);
  [[nodiscard]] bool decode_reference(std::string_view reference, std::string& out);

  std::function<std::string_view()> next_;
  std::string window_;
  std::size_t position_ = 0;
  bool ended_ = false;
  bool in_cdata_ = false;
  int cdata_depth_ = 0;  ///< openings met within the section
  std::size_t wasted_bytes_ = 0;
  Position here_{1, 1};
  Position token_at_{1, 1};
  std::map<std::string, std::string, std::less<>> known_entities_;
  Repairs repairs_;
};

}  // namespace feedd::content
