// Feeds as elements with their names, bases and languages in order, one entry at a time, so that memory does not grow
// with the document. Mends what tags do to each other. Private to content.
#pragma once

#include "content/sources/xml_scanner.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace feedd::content {

struct XmlElement;

/// Text, or an element.
struct XmlNode {
  std::string text;
  std::unique_ptr<XmlElement> element;
};

struct XmlElement {
  /// In lower case. Elements of RSS and of no namespace go by their plain name, those of namespaces that feeds use by
  /// the customary prefix whatever the document's is: `atom:title`, `dc:creator`, `content:encoded`, `wp:status`.
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;  ///< names in lower case, without a prefix but `xml:`
  std::vector<XmlNode> nodes;
  std::string base;      ///< xml:base in force here, absolute; empty: none
  std::string language;  ///< xml:lang in force here
  Position at;

  [[nodiscard]] const std::string* attribute(std::string_view key) const;
  /// The first child of that name, or nothing.
  [[nodiscard]] const XmlElement* child(std::string_view key) const;
  /// All text below, in order, trimmed.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool has_elements() const;
  /// What is below as HTML that still has to be cleaned: text escaped, prefixes dropped.
  [[nodiscard]] std::string markup() const;
};

/// What a reader of a document hands out.
struct XmlStep {
  enum class Kind {
    open,      ///< a container of entries begins (the root, `channel`): its attributes, no contents
    element,   ///< a child of a container, whole
    oversize,  ///< a child of a container that was too large to keep: only its name and place
    cut_off,   ///< a child of a container in which the document ends
    done
  };
  Kind kind = Kind::done;
  XmlElement element;
};

/// Walks a document. Containers are `rss`, `rdf`, `feed` and `channel`, as deep as they stand at the top; every other
/// element below them is handed out whole.
class XmlDocument {
 public:
  /// `address`: the document's, which a relative xml:base is relative to. Elements that `skipped` says yes to are
  /// dropped unread.
  XmlDocument(std::function<std::string_view()> next, std::string address,
              std::function<bool(std::string_view name)> skipped = {});

  [[nodiscard]] XmlStep next();
  [[nodiscard]] const Repairs& repairs() const { return scanner_.repairs(); }
  /// Whether a namespace of this customary prefix is in force where the last step was.
  [[nodiscard]] bool declares(std::string_view prefix) const;

 private:
  /// An element whose end has not come yet.
  struct Open {
    std::string written;
    XmlElement element;
    std::size_t namespaces = 0;  ///< how many were declared outside of it
    bool container = false;
    bool skipped = false;
  };

  void start(XmlToken token);
  void end(const std::string& written);
  void close_top();
  void end_of_document();
  void gather_text(std::string text);
  [[nodiscard]] Open opened(XmlToken& token);
  void open_for_entries();
  void close_what_cannot_hold(const std::string& name);
  [[nodiscard]] std::string canonical(std::string_view written) const;
  void declare_namespaces(const XmlToken& token);
  void keep(std::size_t bytes);
  [[nodiscard]] bool gathering() const { return open_.size() > containers_; }

  XmlScanner scanner_;
  std::string address_;
  std::function<bool(std::string_view)> skipped_;
  std::vector<Open> open_;
  std::vector<std::pair<std::string, std::string>> namespaces_;  ///< prefix, customary prefix; the last one holds
  std::size_t containers_ = 0;                                   ///< how many of open_ are containers
  std::size_t too_deep_ = 0;                                     ///< start tags left out, whose end tags will come
  std::size_t kept_bytes_ = 0;                                   ///< of the element being gathered
  bool oversize_ = false;
  bool ended_ = false;
  std::deque<XmlStep> ready_;
};

}  // namespace feedd::content
