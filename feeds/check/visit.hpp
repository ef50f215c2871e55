// How rules over XML are told: tables of the children an element may have, each with a check of its own.
#pragma once

#include "feeds/check/finding.hpp"
#include "feeds/check/node.hpp"
#include "feeds/check/shown.hpp"
#include "feeds/check/values.hpp"

#include <span>
#include <string>
#include <string_view>

namespace feedd::feeds::check {

/// What is being looked at, for the checks to speak from. Lives as long as the check of one element.
struct Visit {
  Findings& findings;
  std::string_view context;                 ///< what stands before the name of a rule: `rss-item`
  std::string_view spec;                    ///< of the element looked at; a literal
  Characters characters = Characters::uri;  ///< in addresses

  void error(const Node& node, std::string_view name, std::string reason) const {
    add(Level::error, node, name, std::move(reason));
  }
  void warning(const Node& node, std::string_view name, std::string reason) const {
    if (findings.wants_warnings()) add(Level::warning, node, name, std::move(reason));
  }
  /// Of what is forbidden and every reader copes with: an error in a feed of ours, a warning in one of others.
  void lapse(const Node& node, std::string_view name, std::string reason) const {
    add(findings.lapse(), node, name, std::move(reason));
  }
  /// Whether a warning will be kept, which is then told with `keep_warning`; for those that can be thousands.
  [[nodiscard]] bool admits_warning(std::string_view name) const;
  void keep_warning(const Node& node, std::string_view name, std::string reason) const;

 private:
  [[nodiscard]] std::string rule(std::string_view name) const;
  void add(Level level, const Node& node, std::string_view name, std::string reason) const;
};

/// Looks at one element. `name` is what its rule is called by, behind the context.
using Check = void (*)(const Visit& visit, const Node& node, std::string_view name);

enum class Needed : std::uint8_t { no, recommended, yes };

/// A child an element may have.
struct Child {
  Space space;
  std::string_view name;
  Needed needed;
  bool repeats;
  Check check;  ///< nullptr: anything goes
  std::string_view spec;
};

/// Checks each child by its row, how often it occurs, and says what is unknown: an error in the namespace of the
/// format, for what is written there means nothing; a warning in those of modules that gain no more elements. Text
/// between the children is an error.
void check_children(const Visit& visit, const Node& parent, std::span<const Child> own);
/// The same of a parent whose children are at hand.
void check_children(const Visit& visit, const Node& parent, std::span<const Node> children, std::span<const Child> own);

/// The rows of the modules that any channel, item, feed or entry may have.
[[nodiscard]] std::span<const Child> modules();

// Checks of values. Each finds an empty value wrong as well, but those for texts; all of them elements in the value.
void any_text(const Visit& visit, const Node& node, std::string_view name);
void plain_text(const Visit& visit, const Node& node, std::string_view name);  ///< with a warning where it holds HTML
void some_text(const Visit& visit, const Node& node, std::string_view name);   ///< plain; empty is a lapse
void html_text(const Visit& visit, const Node& node, std::string_view name);
void date_rfc822(const Visit& visit, const Node& node, std::string_view name);
void date_rfc3339(const Visit& visit, const Node& node, std::string_view name);
void date_w3cdtf(const Visit& visit, const Node& node, std::string_view name);
void absolute_address(const Visit& visit, const Node& node, std::string_view name);
void any_address(const Visit& visit, const Node& node, std::string_view name);
void language_tag(const Visit& visit, const Node& node, std::string_view name);
void mailbox(const Visit& visit, const Node& node, std::string_view name);  ///< as RSS has persons
void email(const Visit& visit, const Node& node, std::string_view name);    ///< RFC 4287's `.+@.+`
void whole_number(const Visit& visit, const Node& node, std::string_view name);
void positive_number(const Visit& visit, const Node& node, std::string_view name);

/// Says that an attribute is missing, or what `object` has against it.
void need_attribute(const Visit& visit, const Node& node, std::string_view name, const char* attribute,
                    Objection (*object)(std::string_view text, Characters characters));
/// The same of one that need not be there.
void check_attribute(const Visit& visit, const Node& node, std::string_view name, const char* attribute,
                     Objection (*object)(std::string_view text, Characters characters));
// Forms of attributes besides those of addresses.
[[nodiscard]] Objection media_type(std::string_view text, Characters characters);
[[nodiscard]] Objection number(std::string_view text, Characters characters);
[[nodiscard]] Objection anything(std::string_view text, Characters characters);  ///< but not nothing

/// `<dc:creator>`, to be shown.
[[nodiscard]] std::string tag(const Node& node);

}  // namespace feedd::feeds::check
