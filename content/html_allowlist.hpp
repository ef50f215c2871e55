// The allowlist: which elements and attributes of HTML may stand in a clean body, as two tables. Decides about names
// only; what an attribute's value may be is html_attributes.cpp. Private to content.
#pragma once

#include <cstdint>
#include <string_view>

struct GumboInternalNode;

namespace feedd::content {

/// What becomes of an element.
enum class Fate : std::uint8_t {
  unwrap,        ///< its contents stay; it stays too (as `name`) where it carries an attribute that is kept
  unwrap_block,  ///< the same, and it parts text
  drop,          ///< nothing of it stays
  keep,
  keep_block,
  keep_void,
  image,
  recording,   ///< audio or video: stays where it has something to play
  source,      ///< void, and nothing without an address: source, track
  frame,       ///< iframe, embed: stays for configured hosts, else a link where it shows a video
  checkbox,    ///< input: a sign in the list of tasks
  annotation,  ///< rtc, which HTML has not: a rt where it holds none
  fallback,    ///< noscript: stays where it holds the picture that a script would have loaded
};

/// Groups of elements that share attributes.
struct Kind {
  enum : std::uint32_t {
    any = 1U << 0U,
    anchor = 1U << 1U,
    picture = 1U << 2U,
    sound = 1U << 3U,  ///< audio and video
    film = 1U << 4U,   ///< video
    source = 1U << 5U,
    track = 1U << 6U,
    quote = 1U << 7U,
    edit = 1U << 8U,
    moment = 1U << 9U,
    ordered = 1U << 10U,
    item = 1U << 11U,
    cell = 1U << 12U,
    column = 1U << 13U,
    unfolding = 1U << 14U,
    aligned = 1U << 15U,  ///< blocks whose `align` is the alignment of their text
    framed = 1U << 16U,
  };
};

struct ElementRule {
  Fate fate = Fate::unwrap;
  const char* name = nullptr;  ///< as written
  std::uint32_t kinds = Kind::any;
};

/// The rule for an element; `drop` for everything that is not HTML (SVG, MathML).
[[nodiscard]] const ElementRule& rule_of(const GumboInternalNode& element);

/// What an attribute's value must be.
enum class Holds : std::uint8_t {
  address,
  addresses,  ///< srcset
  text,
  text_even_empty,
  name,   ///< an id
  names,  ///< ids, separated by blanks
  language,
  classes,
  style,
  number,
  length,  ///< of pixels, or per cent
  word,    ///< one of AttributeRule::words
  words,   ///< some of them
  flag,
  media_type,
};

struct AttributeRule {
  std::string_view name;
  std::uint32_t kinds;
  Holds holds;
  std::string_view words = {};  ///< separated and surrounded by blanks
};

/// The rule for an attribute (by its lower-case name) of an element of these kinds, or null. Attributes are written in
/// the order of the rules' addresses.
[[nodiscard]] const AttributeRule* attribute_rule(std::string_view name, std::uint32_t kinds);

}  // namespace feedd::content
