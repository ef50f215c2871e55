// An XML document to look at: elements by namespace and local name, with their places. The room's pugixml.
#pragma once

#include "content/error.hpp"
#include "feeds/check/lines.hpp"
#include "feeds/check/strict_xml.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <pugixml.hpp>

namespace feedd::feeds::check {

/// The namespaces that rules speak of.
enum class Space : std::uint8_t {
  none,  ///< RSS 0.9x and 2.0
  atom,
  rss1,
  rdf,
  content,
  dc,
  media,
  itunes,
  podcast,
  history,     ///< RFC 5005
  threading,   ///< RFC 4685
  tombstones,  ///< RFC 6721
  syndication,
  slash,
  comments,  ///< CommentAPI, wfw:
  xhtml,
  xml,
  other
};

/// How documents call a namespace, for messages and names of rules: `media`; empty for none and other.
[[nodiscard]] std::string_view usual_prefix(Space space);

class Document;

/// The namespaces that one element declares, and what they stand in.
struct Scope {
  const Scope* outer;                                        ///< of the nearest element around it that declares any
  std::vector<std::pair<std::string_view, Space>> prefixes;  ///< in order; the empty one is that of names without
};

/// An element of a document, which must outlive it. Small, by value.
class Node {
 public:
  /// `outer` is the scope of the element that it stands in, `depth` how many elements it stands in.
  Node(const Document& document, pugi::xml_node node, const Scope* outer, unsigned depth);

  [[nodiscard]] Space space() const { return space_; }
  [[nodiscard]] std::string_view local_name() const { return local_name_; }
  /// In how many elements it stands.
  [[nodiscard]] unsigned depth() const { return depth_; }
  [[nodiscard]] bool is(Space space, std::string_view name) const { return space_ == space && local_name_ == name; }
  /// As it is written: `dc:creator`.
  [[nodiscard]] std::string_view written_name() const { return node_.name(); }
  /// Its own text, without that of elements in it.
  [[nodiscard]] std::string text() const;
  /// The same without a copy where it is in one piece; `whole` holds it where it is in several.
  [[nodiscard]] std::string_view text(std::string& whole) const;
  /// Whether it has text of its own other than white space between elements.
  [[nodiscard]] bool has_text() const;
  [[nodiscard]] bool has_elements() const;
  [[nodiscard]] bool has_attributes() const { return !node_.first_attribute().empty(); }
  [[nodiscard]] bool has_attribute(const char* name) const { return !node_.attribute(name).empty(); }
  /// Empty where there is none. `name` as it is written: attributes of feeds have no namespace, or xml: and rdf:.
  [[nodiscard]] std::string_view attribute(const char* name) const { return node_.attribute(name).value(); }
  /// The name of the first attribute that is none of `known` and in no namespace; empty where all are.
  [[nodiscard]] std::string_view unknown_attribute(std::span<const std::string_view> known) const;
  [[nodiscard]] std::vector<Node> children() const;
  [[nodiscard]] content::Position position() const;
  /// Whether something in its text is not known, because the entity is declared in a DTD that is not read.
  [[nodiscard]] bool is_partly_unknown() const;

 private:
  const Document* document_;
  pugi::xml_node node_;
  const Scope* scope_;
  unsigned depth_;
  Space space_;
  std::string_view local_name_;
};

/// A parsed text, or a fragment of one.
class Document {
 public:
  /// Parses leniently (strict_xml.hpp is strict). `text` in UTF-8, and must outlive it. `unprefixed` is the namespace
  /// of names without prefix where the text declares none, as in a fragment; prefixes it does not declare mean what
  /// they usually do.
  [[nodiscard]] static content::Result<std::unique_ptr<Document>> parse(std::string_view text,
                                                                        Space unprefixed = Space::none);
  /// A text whose entities were replaced; its places are those of the text before.
  [[nodiscard]] static content::Result<std::unique_ptr<Document>> parse(const Expanded& expanded);

  /// The elements at the top: one, in a whole document.
  [[nodiscard]] std::vector<Node> roots() const;

 private:
  friend class Node;
  Document(std::string_view text, Space unprefixed) : text_(text), unprefixed_(unprefixed) {}
  /// What holds in an element: its own declarations, read once, or what holds around it.
  [[nodiscard]] const Scope* scope_of(pugi::xml_node node, const Scope* outer) const;
  [[nodiscard]] Space space_of(const Scope* scope, std::string_view prefix) const;
  /// Where the element whose name stands at `name` begins.
  [[nodiscard]] content::Position position_of(std::ptrdiff_t name) const;

  std::string_view text_;
  Space unprefixed_;
  const Expanded* expanded_ = nullptr;
  bool declares_ = false;                                  ///< whether any namespace is declared in the text
  mutable std::optional<Lines> lines_;                     ///< made when the first place is asked for
  mutable std::unordered_map<std::size_t, Scope> scopes_;  ///< by the hash of the node, which is its own
  pugi::xml_document parsed_;
};

}  // namespace feedd::feeds::check
