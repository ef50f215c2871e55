// Whether a text is well-formed XML 1.0 with namespaces, to the letter: what a parser that is quick or kind lets pass.
#pragma once

#include "content/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace feedd::feeds::check {

/// `text` in UTF-8, whatever its declaration says. The error's operation is `well-formed`, with its place: XML 1.0
/// section 2.1, Namespaces in XML 1.0 section 7. Nothing outside of the text is read for it: no DTD, no entity.
/// Entities of its own that make it more than a megabyte, and twice as large as it is, are an error of the operation
/// `doctype`.
[[nodiscard]] content::Result<void> is_well_formed(std::string_view text);

/// Stands for an entity that is declared where nobody looks. XML does not have this character.
constexpr std::string_view unknown_entity = "\xEF\xBF\xBE";

/// A text in which the entities that its DTD declares are replaced, and the DTD is left out.
struct Expanded {
  std::string text;
  bool has_unknown = false;  ///< whether unknown_entity is in it

  /// Where the element that begins at this offset stands in the text before: that of an entity, at its reference.
  [[nodiscard]] content::Position position_at(std::size_t offset) const;

  struct Place {
    std::size_t offset;
    content::Position position;
  };
  std::vector<Place> places;  ///< of each element, in order
};

/// Of a text that is well-formed.
[[nodiscard]] Expanded expand_entities(std::string_view text);

}  // namespace feedd::feeds::check
