// An XML document to look at: elements by namespace and local name, with their places. The room's pugixml.
#pragma once

#include "content/error.hpp"

#include <memory>
#include <string>
#include <string_view>
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

/// An element of a document, which must outlive it. Small, by value.
class Node {
 public:
  Node(const Document& document, pugi::xml_node node);

  [[nodiscard]] Space space() const { return space_; }
  [[nodiscard]] std::string_view local_name() const { return local_name_; }
  [[nodiscard]] bool is(Space space, std::string_view name) const { return space_ == space && local_name_ == name; }
  /// As it is written: `dc:creator`.
  [[nodiscard]] std::string_view written_name() const { return node_.name(); }
  /// Its own text, without that of elements in it.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool has_text() const;
  [[nodiscard]] bool has_attribute(const char* name) const { return !node_.attribute(name).empty(); }
  /// Empty where there is none. `name` as it is written: attributes of feeds have no namespace, or xml: and rdf:.
  [[nodiscard]] std::string_view attribute(const char* name) const { return node_.attribute(name).value(); }
  [[nodiscard]] std::vector<Node> children() const;
  [[nodiscard]] content::Position position() const;

 private:
  const Document* document_;
  pugi::xml_node node_;
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

  /// The elements at the top: one, in a whole document.
  [[nodiscard]] std::vector<Node> roots() const;

 private:
  friend class Node;
  Document(std::string_view text, Space unprefixed) : text_(text), unprefixed_(unprefixed) {}
  [[nodiscard]] Space space_of(pugi::xml_node node, std::string_view prefix) const;

  std::string_view text_;
  Space unprefixed_;
  bool declares_ = false;  ///< whether any namespace is declared in the text
  pugi::xml_document parsed_;
};

}  // namespace feedd::feeds::check
