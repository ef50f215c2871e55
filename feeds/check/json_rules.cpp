// JSON Feed 1.1 (jsonfeed.org/version/1.1), and 1.0 where that differs.
#include "feeds/check/dialects.hpp"
#include "feeds/check/html_in_text.hpp"
#include "feeds/check/json_lines.hpp"
#include "feeds/check/lines.hpp"
#include "feeds/check/values.hpp"
#include "feeds/check/visit.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include <boost/json.hpp>

namespace feedd::feeds::check {
namespace {

namespace json = boost::json;

constexpr const char* spec_of_feed = "JSON Feed 1.1, top level";
constexpr const char* spec_of_item = "JSON Feed 1.1, items";
constexpr const char* spec_of_attachment = "JSON Feed 1.1, attachments";

/// Longer keys are not repeated in messages and pointers.
constexpr std::size_t longest_key = 200;

/// An object that is looked at, and how to speak of it.
struct Seen {
  Findings& findings;
  const json::object& object;
  std::string_view context;  ///< `json-item`
  std::string_view spec;
  std::string path;        ///< JSON pointer; empty at the top
  bool is_of_1_0 = false;  ///< whether the feed is of JSON Feed 1.0

  void error(std::string_view key, std::string reason) const { add(Level::error, key, key, std::move(reason)); }
  void warning(std::string_view key, std::string reason) const { add(Level::warning, key, key, std::move(reason)); }
  void lapse(std::string_view key, std::string reason) const { add(findings.lapse(), key, key, std::move(reason)); }
  /// Of a key that is none of the format's, so that no rule bears its name.
  void unknown(std::string_view key) const {
    add(Level::warning, "unknown", key, quoted(key) + " is not of JSON Feed; names of extensions begin with _");
  }
  [[nodiscard]] std::string rule(std::string_view key) const { return std::string(context).append(1, '-').append(key); }
  [[nodiscard]] std::string path_of(std::string_view key) const {
    return key.size() <= longest_key && object.contains(key) ? path + '/' + pointer_token(key) : path;
  }

 private:
  void add(Level level, std::string_view name, std::string_view key, std::string reason) const {
    std::string of = rule(name);
    if (findings.admits(level, of)) findings.keep({level, std::move(of), spec, std::move(reason), {}, path_of(key)});
  }
};

using Form = Objection (*)(std::string_view);

Objection address(std::string_view text) {
  return object_to_absolute(text, Characters::iri);
}
Objection web_address(std::string_view text) {
  return object_to_web_address(text, Characters::iri);
}
Objection free(std::string_view) {
  return {};
}
Objection filled(std::string_view text) {
  return text.empty() ? "is empty" : "";
}

/// A key an object may have.
struct Key {
  std::string_view name;
  json::kind kind;
  Needed needed;
  Form form;  ///< of a string
};

constexpr Key author_keys[] = {
    {"name", json::kind::string, Needed::no, free},
    {"url", json::kind::string, Needed::no, address},
    {"avatar", json::kind::string, Needed::no, address},
};
constexpr Key hub_keys[] = {
    {"type", json::kind::string, Needed::yes, filled},
    {"url", json::kind::string, Needed::yes, address},
};
constexpr Key attachment_keys[] = {
    {"url", json::kind::string, Needed::yes, address},
    {"mime_type", json::kind::string, Needed::yes, object_to_media_type},
    {"title", json::kind::string, Needed::no, free},
    {"size_in_bytes", json::kind::double_, Needed::no, free},
    {"duration_in_seconds", json::kind::double_, Needed::no, free},
};
constexpr Key item_keys[] = {
    {"id", json::kind::string, Needed::yes, filled},
    {"url", json::kind::string, Needed::no, address},
    {"external_url", json::kind::string, Needed::no, address},
    {"title", json::kind::string, Needed::no, free},
    {"content_html", json::kind::string, Needed::no, free},
    {"content_text", json::kind::string, Needed::no, free},
    {"summary", json::kind::string, Needed::no, free},
    {"image", json::kind::string, Needed::no, address},
    {"banner_image", json::kind::string, Needed::no, address},
    {"date_published", json::kind::string, Needed::no, object_to_rfc3339},
    {"date_modified", json::kind::string, Needed::no, object_to_rfc3339},
    {"author", json::kind::object, Needed::no, free},
    {"authors", json::kind::array, Needed::no, free},
    {"tags", json::kind::array, Needed::no, free},
    {"language", json::kind::string, Needed::no, object_to_language},
    {"attachments", json::kind::array, Needed::no, free},
};
constexpr Key feed_keys[] = {
    {"version", json::kind::string, Needed::yes, filled},
    {"title", json::kind::string, Needed::yes, free},
    {"home_page_url", json::kind::string, Needed::recommended, web_address},
    {"feed_url", json::kind::string, Needed::recommended, web_address},
    {"description", json::kind::string, Needed::no, free},
    {"user_comment", json::kind::string, Needed::no, free},
    {"next_url", json::kind::string, Needed::no, web_address},
    {"icon", json::kind::string, Needed::no, address},
    {"favicon", json::kind::string, Needed::no, address},
    {"author", json::kind::object, Needed::no, free},
    {"authors", json::kind::array, Needed::no, free},
    {"language", json::kind::string, Needed::no, object_to_language},
    {"expired", json::kind::bool_, Needed::no, free},
    {"hubs", json::kind::array, Needed::no, free},
    {"items", json::kind::array, Needed::yes, free},
};

std::string_view name_of(json::kind kind) {
  switch (kind) {
    case json::kind::string:
      return "a string";
    case json::kind::array:
      return "an array";
    case json::kind::object:
      return "an object";
    case json::kind::bool_:
      return "true or false";
    default:
      return "a number";
  }
}

bool is_of(const json::value& value, json::kind kind) {
  return kind == json::kind::double_ ? value.is_number() : value.kind() == kind;
}

void check_keys(const Seen& seen, std::span<const Key> keys) {
  for (const Key& key : keys) {
    const json::value* const value = seen.object.if_contains(key.name);
    if (value == nullptr) {
      if (key.needed == Needed::yes) seen.error(key.name, "there is no " + std::string(key.name));
      if (key.needed == Needed::recommended) seen.warning(key.name, "there is no " + std::string(key.name));
      continue;
    }
    if (!is_of(*value, key.kind)) {
      seen.error(key.name, std::string(key.name) + " is not " + std::string(name_of(key.kind)));
      continue;
    }
    if (!value->is_string()) continue;
    const json::string& text = value->get_string();
    if (const Objection wrong = key.form(text); !wrong.empty())
      seen.error(key.name, std::string(key.name) + ' ' + quoted(text) + ' ' + std::string(wrong));
  }
  if (!seen.findings.wants_warnings()) return;
  for (const auto& [name, value] : seen.object) {
    const std::string_view text(name.data(), name.size());
    if (text.starts_with('_')) continue;
    if (std::none_of(keys.begin(), keys.end(), [&](const Key& key) { return key.name == text; })) seen.unknown(text);
  }
}

/// Each element of an array that must hold objects.
void check_objects(const Seen& seen, std::string_view key, std::string_view context, std::string_view spec,
                   std::span<const Key> keys) {
  const json::value* const list = seen.object.if_contains(key);
  if (list == nullptr || !list->is_array()) return;
  std::size_t number = 0;
  for (const json::value& one : list->get_array()) {
    const std::string path = seen.path + '/' + std::string(key) + '/' + std::to_string(number++);
    if (one.is_object())
      check_keys({seen.findings, one.get_object(), context, spec, path}, keys);
    else
      seen.error(key, "holds what is not an object");
  }
}

void check_authors(const Seen& seen) {
  check_objects(seen, "authors", "json-author", seen.spec, author_keys);
  const json::value* const author = seen.object.if_contains("author");
  if (author == nullptr) return;
  if (author->is_object())
    check_keys({seen.findings, author->get_object(), "json-author", seen.spec, seen.path + "/author"}, author_keys);
  if (!seen.is_of_1_0 && !seen.object.contains("authors"))
    seen.warning("author", "author is of JSON Feed 1.0; readers of 1.1 look at authors");
}

void check_texts(const Seen& seen) {
  const json::value* const html = seen.object.if_contains("content_html");
  if (html == nullptr && !seen.object.contains("content_text"))
    seen.error("content", "an item needs content_html or content_text");
  if (!seen.findings.wants_warnings()) return;
  if (html != nullptr && html->is_string())
    find_wrong_in_html(html->get_string(), [&](const HtmlFault& fault) {
      std::string rule = seen.rule("content_html");
      if (seen.findings.admits(Level::warning, rule))
        seen.findings.keep(
            {Level::warning, std::move(rule), seen.spec, fault.sentence(), {}, seen.path_of("content_html")});
    });
  if (const json::value* const title = seen.object.if_contains("title"); title != nullptr && title->is_string())
    if (const std::string found = html_in_plain_text(title->get_string()); !found.empty())
      seen.warning("title", "title is plain text, and holds " + quoted(found));
}

void check_item(const Seen& seen) {
  check_keys(seen, item_keys);
  check_authors(seen);
  check_texts(seen);
  check_objects(seen, "attachments", "json-attachment", spec_of_attachment, attachment_keys);
  const json::value* const tags = seen.object.if_contains("tags");
  if (tags == nullptr || !tags->is_array()) return;
  const json::array& all = tags->get_array();
  if (!std::all_of(all.begin(), all.end(), [](const json::value& tag) { return tag.is_string(); }))
    seen.error("tags", "tags holds what is not a string");
}

/// The text of a key that may be there, be a string, or not.
std::string_view text_of(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view{};
}

void check_feed(const Seen& top) {
  constexpr std::string_view version_1 = "jsonfeed.org/version/1";
  const std::string_view said = text_of(top.object, "version");
  const Seen seen{top.findings, top.object, top.context, top.spec, {}, said.ends_with(version_1)};
  check_keys(seen, feed_keys);
  if (const json::value* const title = seen.object.if_contains("title");
      title != nullptr && title->is_string() && title->get_string().empty())
    seen.lapse("title", "the title is empty");
  check_authors(seen);
  check_objects(seen, "hubs", "json-hub", "JSON Feed 1.1, hubs", hub_keys);
  if (!said.empty() && said.find(version_1) == std::string_view::npos)
    seen.error("version", "version " + quoted(said) + " is none of JSON Feed's addresses");
  const json::value* const items = seen.object.if_contains("items");
  if (items == nullptr || !items->is_array()) return;
  std::set<std::string, std::less<>> ids;
  std::size_t number = 0;
  for (const json::value& one : items->get_array()) {
    const std::string path = seen.path + "/items/" + std::to_string(number++);
    if (!one.is_object()) {
      seen.error("items", "items holds what is not an object");
      continue;
    }
    const Seen item{seen.findings, one.get_object(), "json-item", spec_of_item, path, seen.is_of_1_0};
    check_item(item);
    const json::value* const id = item.object.if_contains("id");
    if (id != nullptr && id->is_string() && !ids.insert(std::string(id->get_string())).second)
      item.error("id", quoted(id->get_string()) + " is another item's id too");
  }
}

/// Parses, and hands the object over.
void with_object(Findings& findings, std::string_view text, void (*look)(const Seen&), std::string_view context,
                 std::string_view spec) {
  constexpr std::size_t first_block_bytes = 8 << 10;
  std::array<unsigned char, first_block_bytes> block;  // NOLINT(*-member-init): an arena
  json::monotonic_resource arena(block.data(), block.size());
  json::parse_options options;
  options.max_depth = max_json_depth;
  json::stream_parser parser(&arena, options);
  json::error_code error;
  const std::size_t taken = parser.write_some(text.data(), text.size(), error);
  if (!error && taken < text.find_last_not_of(" \n\r\t") + 1) error = json::error::extra_data;
  if (!error) parser.finish(error);
  if (error) {
    findings.add({Level::error, "json-well-formed", "RFC 8259", error.message(), Lines(text).at(taken), {}});
    return;
  }
  const json::value value = parser.release();
  if (!value.is_object()) {
    findings.add({Level::error, "json-well-formed", spec, "is no object", {}, {}});
    return;
  }
  look({findings, value.get_object(), context, spec, {}});
}

}  // namespace

void check_json(Findings& findings, std::string_view text) {
  with_object(findings, text, check_feed, "json-feed", spec_of_feed);
}

void check_json_item(Findings& findings, std::string_view text) {
  with_object(findings, text, check_item, "json-item", spec_of_item);
}

}  // namespace feedd::feeds::check
