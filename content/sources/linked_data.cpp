#include "content/sources/linked_data.hpp"

#include "content/sources/values.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace feedd::content {
namespace {

using Kind = Value::Kind;

bool is_article_type(std::string_view type) {
  type = type.substr(type.find_last_of("/:#") + 1);
  return type.ends_with("Article") || type.ends_with("BlogPosting") || type == "Report";
}

bool is_article(const Value& thing) {
  const Value* const type = thing.find("@type");
  if (type == nullptr) return false;
  const std::vector<std::string> types = type->as_texts();
  return std::any_of(types.begin(), types.end(), is_article_type);
}

/// The things a block holds: it may be one, a list of them, or a graph.
void collect(const Value& block, std::vector<const Value*>& things) {
  if (block.kind == Kind::map) things.push_back(&block);
  for (const Value& item : block.list) collect(item, things);
  if (const Value* graph = block.find("@graph")) collect(*graph, things);
}

/// What `{"@id": "#jane"}` stands for among the things, or the value itself.
Value resolved(const Value& value, const std::vector<const Value*>& things) {
  if (value.kind == Kind::list) {
    Value list = value;
    for (Value& item : list.list) item = resolved(item, things);
    return list;
  }
  const Value* const id = value.find("@id");
  if (id == nullptr || value.find("name") != nullptr || value.find("url") != nullptr) return value;
  for (const Value* thing : things)
    if (const Value* const its = thing->find("@id"); its != nullptr && its->scalar == id->scalar && thing != &value)
      return *thing;
  return value;
}

/// A place in the block is none in the file.
void forget_places(Value& value) {
  value.at = {};
  for (Value& item : value.list) forget_places(item);
  for (Value::Entry& entry : value.map) forget_places(entry.value);
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> names = {{{"headline", "title"},
                                                                                  {"name", "title"},
                                                                                  {"datePublished", "date"},
                                                                                  {"dateModified", "updated"},
                                                                                  {"author", "authors"},
                                                                                  {"description", "summary"},
                                                                                  {"keywords", "tags"},
                                                                                  {"articleSection", "section"},
                                                                                  {"image", "image"},
                                                                                  {"inLanguage", "language"},
                                                                                  {"copyrightNotice", "rights"}}};

Value in_words_of_front_matter(const Value& article, const std::vector<const Value*>& things) {
  Value page;
  page.kind = Kind::map;
  for (const auto& [theirs, ours] : names) {
    const Value* const value = article.find(theirs);
    if (value == nullptr || value->kind == Kind::null || page.find(ours) != nullptr) continue;
    Value meant = resolved(*value, things);
    if (ours == "section" && meant.kind == Kind::list && !meant.list.empty()) meant = Value(meant.list.front());
    forget_places(meant);
    page.map.emplace_back(ours, std::move(meant));
  }
  return page;
}

}  // namespace

Value article_in_linked_data(const std::vector<std::string>& blocks) {
  std::vector<Value> read;
  for (const std::string& block : blocks) {
    const std::size_t begin = block.find_first_of("[{");
    if (begin == std::string::npos) continue;
    if (Result<Block> json = read_json("", std::string_view(block).substr(begin), 1))
      read.push_back(std::move(json->values));
  }
  std::vector<const Value*> things;
  for (const Value& block : read) collect(block, things);
  const auto found = std::find_if(things.begin(), things.end(), [](const Value* thing) { return is_article(*thing); });
  return found == things.end() ? Value() : in_words_of_front_matter(**found, things);
}

}  // namespace feedd::content
