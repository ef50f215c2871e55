// The keys of metadata, found however they are written, and which unknown key is a known one misspelt. Private to
// content.
#pragma once

#include "content/sources/front_matter.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// Keys in small letters without `-`, `_` and spaces: `pubdate` stands for `pubDate`, `pub_date`, `Pub-Date`.
using KeyNames = std::span<const std::string_view>;

/// One map's keys. Refers to the map.
class MetadataKeys {
 public:
  /// The map, and where it is silent the maps in it that other systems keep a post's own keys in (`extra` of Zola,
  /// `params` of Hugo, `taxonomies` of both, `taxonomy` of Grav).
  explicit MetadataKeys(const Value& map);

  /// The last value of this name in the map itself, or null.
  [[nodiscard]] const Value* find(std::string_view name) const;
  /// The same, or else of a map in it.
  [[nodiscard]] const Value* find_anywhere(std::string_view name) const;

  /// A key that is none feedd knows but one letter from one that is, and that one.
  struct Misspelling {
    std::string key;
    std::string_view meant;
    Position at;
  };
  /// Only where no key of what was meant is there: `titre` beside `title` means something else.
  [[nodiscard]] std::vector<Misspelling> misspellings() const;

 private:
  struct Named {
    std::string name;
    const Value* value;
    const Value::Entry* entry;
    bool nested;
  };
  void add(const Value& map, bool nested);

  std::vector<Named> keys_;
};

}  // namespace feedd::content
