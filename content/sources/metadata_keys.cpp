#include "content/sources/metadata_keys.hpp"

#include <algorithm>
#include <array>

namespace feedd::content {
namespace {

std::string normal(std::string_view key) {
  std::string name;
  for (const char c : key) {
    if (c == '-' || c == '_' || c == ' ') continue;
    name += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return name;
}

/// Keys that people type by hand, and the field each is of: a misspelt one is worth a word only where its field has
/// nothing.
struct Known {
  std::string_view key;
  int field;
};
constexpr std::array<Known, 33> known = {{
    {"title", 0},         {"date", 1},       {"published", 1},     {"publishdate", 1}, {"pubdate", 1},
    {"author", 2},        {"authors", 2},    {"byline", 2},        {"tags", 3},        {"categories", 4},
    {"category", 4},      {"keywords", 5},   {"summary", 6},       {"excerpt", 6},     {"description", 7},
    {"slug", 8},          {"draft", 9},      {"updated", 10},      {"lastmod", 10},    {"modified", 10},
    {"expirydate", 11},   {"aliases", 12},   {"redirectfrom", 12}, {"language", 13},   {"permalink", 14},
    {"copyright", 15},    {"rights", 15},    {"image", 16},        {"correction", 17}, {"corrections", 17},
    {"contributors", 18}, {"inreplyto", 19}, {"transcript", 20},
}};

/// Keys that mean something else and stand one letter from one of those.
constexpr std::array<std::string_view, 8> innocent = {"update", "updates",  "right",     "images",
                                                      "imagen", "describe", "publisher", "subtitle"};

/// Whether `written` is `meant` with two neighbours swapped, or one letter more, less or other. What changes the
/// meaning of a word rather than its spelling is none: a plural, a number, another first letter; and short words have
/// too many neighbours for more than a swap or a doubled letter.
bool is_misspelt(std::string_view written, std::string_view meant) {
  const auto [at_written, at_meant] = std::mismatch(written.begin(), written.end(), meant.begin(), meant.end());
  const auto at = static_cast<std::size_t>(at_written - written.begin());
  const std::string_view rest = written.substr(at);
  const std::string_view meant_rest = meant.substr(at);
  if (written.size() == meant.size()) {
    if (rest.size() >= 2 && rest[0] == meant_rest[1] && rest[1] == meant_rest[0] &&
        rest.substr(2) == meant_rest.substr(2))
      return meant.size() >= 4;
    return at > 0 && rest.size() > 1 && meant.size() >= 6 && rest.substr(1) == meant_rest.substr(1);
  }
  if (at == 0) return false;
  if (written.size() == meant.size() + 1) {
    const char added = rest[0];
    const bool doubled = added == written[at - 1];
    if (rest.substr(1) != meant_rest || (added >= '0' && added <= '9')) return false;
    if (meant_rest.empty() && added == 's') return false;
    return doubled || meant.size() >= 5;
  }
  if (written.size() + 1 != meant.size() || meant.size() < 5) return false;
  return meant_rest.substr(1) == rest && !(rest.empty() && meant_rest == "s");
}

}  // namespace

MetadataKeys::MetadataKeys(const Value& map) {
  keys_.reserve(map.map.size());
  add(map, false);
  for (const std::string_view inner : {"extra", "params", "taxonomies", "taxonomy"})
    if (const Value* value = find(inner); value != nullptr && value->kind == Value::Kind::map) add(*value, true);
}

void MetadataKeys::add(const Value& map, bool nested) {
  for (const Value::Entry& entry : map.map) keys_.push_back({normal(entry.key), &entry.value, &entry, nested});
}

const Value* MetadataKeys::find(std::string_view name) const {
  const auto found =
      std::find_if(keys_.rbegin(), keys_.rend(), [&](const Named& key) { return !key.nested && key.name == name; });
  return found == keys_.rend() ? nullptr : found->value;
}

const Value* MetadataKeys::find_anywhere(std::string_view name) const {
  if (const Value* value = find(name); value != nullptr && value->kind != Value::Kind::null) return value;
  const auto found =
      std::find_if(keys_.rbegin(), keys_.rend(), [&](const Named& key) { return key.nested && key.name == name; });
  return found == keys_.rend() ? nullptr : found->value;
}

std::vector<MetadataKeys::Misspelling> MetadataKeys::misspellings() const {
  std::vector<Misspelling> all;
  const auto is_known = [](const Named& key) {
    return std::any_of(known.begin(), known.end(), [&](const Known& one) { return one.key == key.name; }) ||
           std::find(innocent.begin(), innocent.end(), key.name) != innocent.end();
  };
  const auto has_field = [&](int field) {
    return std::any_of(known.begin(), known.end(),
                       [&](const Known& one) { return one.field == field && find_anywhere(one.key) != nullptr; });
  };
  for (const Named& key : keys_) {
    if (key.nested || key.name.size() < 4 || key.name.size() > 16 || is_known(key)) continue;
    for (const Known& one : known)
      if (is_misspelt(key.name, one.key) && !has_field(one.field)) {
        all.push_back({key.entry->key, one.key, key.entry->at});
        break;
      }
  }
  return all;
}

}  // namespace feedd::content
