#include "content/sources/leaf_bundle.hpp"

#include "content/sources/front_matter.hpp"
#include "content/sources/metadata_keys.hpp"
#include "content/time.hpp"

#include <algorithm>
#include <array>

namespace feedd::content {

bool is_leaf_bundle(std::string_view path, std::string_view text) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return false;  // the site's front page
  const std::string_view folder = path.substr(0, slash);
  if (date_in_file_name(folder.substr(folder.rfind('/') + 1))) return true;
  const auto front = parse_front_matter(path, text);
  if (!front || !front->present) return false;
  const MetadataKeys keys(front->values);
  constexpr std::array<std::string_view, 5> signs = {"date", "publishdate", "pubdate", "resources", "headless"};
  return std::any_of(signs.begin(), signs.end(), [&](std::string_view name) {
    const Value* const value = keys.find_anywhere(name);
    return value != nullptr && value->kind != Value::Kind::null;
  });
}

}  // namespace feedd::content
