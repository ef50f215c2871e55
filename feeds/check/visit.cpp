#include "feeds/check/visit.hpp"

#include "content/text.hpp"
#include "feeds/check/html_in_text.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>

namespace feedd::feeds::check {
namespace {

/// Counters beside the rows of a table; no table is longer.
constexpr std::size_t max_rows = 96;
/// No rule speaks of what is deeper; persons in persons in persons do not get here.
constexpr unsigned max_depth = 12;

/// Whether an element that holds text holds nothing else. In other modules RDF may stand in any value.
bool is_only_text(const Visit& visit, const Node& node, std::string_view name) {
  constexpr std::array strict = {Space::none, Space::atom, Space::rss1, Space::content, Space::itunes};
  if (!node.has_elements() || std::find(strict.begin(), strict.end(), node.space()) == strict.end()) return true;
  visit.error(node, name, tag(node) + " holds elements; markup in it is escaped");
  return false;
}

/// Its text where there is any, and nothing else. `whole` holds it.
std::optional<std::string_view> value_of(const Visit& visit, const Node& node, std::string_view name,
                                         std::string& whole) {
  if (!is_only_text(visit, node, name)) return std::nullopt;
  const std::string_view text = content::trim(node.text(whole));
  if (!text.empty()) return text;
  visit.error(node, name, tag(node) + " is empty");
  return std::nullopt;
}

void object(const Visit& visit, const Node& node, std::string_view name, Objection (*form)(std::string_view)) {
  std::string whole;
  if (const auto text = value_of(visit, node, name, whole))
    if (const Objection wrong = form(*text); !wrong.empty())
      visit.error(node, name, quoted(*text) + ' ' + std::string(wrong));
}

/// A form that has a lenient reading: what only the strict one refuses is a lapse.
struct Readings {
  Objection (*strict)(std::string_view);
  Objection (*lenient)(std::string_view);
  Objection lapse;  ///< what is said of it
};

void object(const Visit& visit, const Node& node, std::string_view name, const Readings& form) {
  std::string whole;
  const auto text = value_of(visit, node, name, whole);
  if (!text) return;
  const Objection wrong = form.strict(*text);
  if (wrong.empty()) return;
  if (const Objection worse = form.lenient(*text); !worse.empty())
    visit.error(node, name, quoted(*text) + ' ' + std::string(worse));
  else
    visit.lapse(node, name, quoted(*text) + ' ' + std::string(visit.findings.wants_warnings() ? form.lapse : wrong));
}

/// What a form has against an address. Validators take the authorities of `tag:` in lower case only, as ours have them;
/// RFC 4151 section 2.1 just recommends it.
Objection objection(const Visit& visit, std::string_view text, Objection (*form)(std::string_view, Characters)) {
  const Objection wrong = form(text, visit.characters);
  if (wrong.empty() || !visit.findings.wants_warnings() || !text.starts_with("tag:")) return wrong;
  return form(content::lower_ascii(text), visit.characters);
}

void object_to_address(const Visit& visit, const Node& node, std::string_view name,
                       Objection (*form)(std::string_view, Characters)) {
  std::string whole;
  if (const auto text = value_of(visit, node, name, whole))
    if (const Objection wrong = objection(visit, *text, form); !wrong.empty())
      visit.error(node, name, quoted(*text) + ' ' + std::string(wrong));
}

const Child* find(std::span<const Child> rows, const Node& node) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Child& row) { return node.is(row.space, row.name); });
  return found == rows.end() ? nullptr : &*found;
}

/// Whether a module gains no new elements, so that an unknown one is a slip.
bool is_closed(Space space) {
  constexpr std::array closed = {Space::content, Space::dc, Space::media, Space::history};
  return std::find(closed.begin(), closed.end(), space) != closed.end();
}

/// Whether it is the namespace of a format itself.
bool is_core(Space space) {
  return space == Space::none || space == Space::atom || space == Space::rss1;
}

void check_unknown(const Visit& visit, const Node& parent, const Node& node, std::span<const Child> own) {
  const auto what = [&] { return tag(node) + " is not known in " + tag(parent); };
  const bool is_own = std::any_of(own.begin(), own.end(), [&](const Child& row) { return row.space == node.space(); });
  if (is_own && is_core(node.space()))
    visit.error(node, "unknown", what());
  else if (node.space() == Space::none)
    visit.error(node, "unknown", what() + ": it is in no namespace");
  else if (is_closed(node.space()))
    visit.warning(node, "unknown", what() + ": its namespace has no such element here");
}

}  // namespace

std::string tag(const Node& node) {
  return '<' + shown(node.written_name()) + '>';
}

std::string Visit::rule(std::string_view name) const {
  return std::string(context).append(1, '-').append(name);
}

bool Visit::admits_warning(std::string_view name) const {
  return findings.admits(Level::warning, rule(name));
}

void Visit::keep_warning(const Node& node, std::string_view name, std::string reason) const {
  findings.keep({Level::warning, rule(name), spec, std::move(reason), node.position(), {}});
}

void Visit::add(Level level, const Node& node, std::string_view name, std::string reason) const {
  if (node.is_partly_unknown()) return;
  std::string of = rule(name);
  if (!findings.admits(level, of)) return;
  findings.keep({level, std::move(of), spec, std::move(reason), node.position(), {}});
}

void check_children(const Visit& visit, const Node& parent, std::span<const Child> own) {
  check_children(visit, parent, parent.children(), own);
}

void check_children(const Visit& visit, const Node& parent, std::span<const Node> children,
                    std::span<const Child> own) {
  assert(own.size() <= max_rows && modules().size() <= max_rows);
  if (parent.depth() > max_depth) return;
  if (is_core(parent.space()) && parent.has_text())
    visit.error(parent, "text", tag(parent) + " holds text between its elements");
  std::array<std::uint8_t, max_rows> counts{};
  std::array<std::uint8_t, max_rows> module_counts{};
  for (const Node& node : children) {
    const Child* row = find(own, node);
    const bool is_module = row == nullptr;
    if (is_module) row = find(modules(), node);
    if (row == nullptr) {
      check_unknown(visit, parent, node, own);
      continue;
    }
    const std::string_view prefix = is_module ? usual_prefix(row->space) : visit.context;
    const Visit at_row{visit.findings, prefix, row->spec, visit.characters};
    std::uint8_t& count = is_module ? module_counts[static_cast<std::size_t>(row - modules().data())]
                                    : counts[static_cast<std::size_t>(row - own.data())];
    if (count < 2) ++count;
    if (count == 2 && !row->repeats) at_row.error(node, row->name, tag(node) + " stands here a second time");
    if (row->check != nullptr) row->check(at_row, node, row->name);
  }
  for (std::size_t at = 0; at < own.size(); ++at) {
    if (counts[at] != 0 || own[at].needed == Needed::no) continue;
    const Visit at_row{visit.findings, visit.context, own[at].spec, visit.characters};
    const std::string reason = tag(parent) + " has no <" + std::string(own[at].name) + '>';
    if (own[at].needed == Needed::yes)
      at_row.error(parent, own[at].name, reason);
    else
      at_row.warning(parent, own[at].name, reason);
  }
}

void any_text(const Visit& visit, const Node& node, std::string_view name) {
  is_only_text(visit, node, name);
}

void plain_text(const Visit& visit, const Node& node, std::string_view name) {
  if (!is_only_text(visit, node, name) || !visit.findings.wants_warnings()) return;
  if (const std::string found = html_in_plain_text(node.text()); !found.empty())
    visit.warning(node, name, tag(node) + " is plain text, and holds " + quoted(found));
}

void some_text(const Visit& visit, const Node& node, std::string_view name) {
  if (!node.has_text() && !node.has_elements()) return visit.lapse(node, name, tag(node) + " is empty");
  plain_text(visit, node, name);
}

void html_text(const Visit& visit, const Node& node, std::string_view name) {
  if (!is_only_text(visit, node, name) || !visit.findings.wants_warnings()) return;
  find_wrong_in_html(node.text(), [&](const HtmlFault& fault) {
    if (visit.admits_warning(name)) visit.keep_warning(node, name, fault.sentence());
  });
}

/// The beginning of Unix time is what a program writes that has no date.
void warn_of_no_date(const Visit& visit, const Node& node, std::string_view name, std::string_view epoch) {
  if (!visit.findings.wants_warnings()) return;
  std::string whole;
  const std::string_view text = node.text(whole);
  const std::size_t at = text.find(epoch);
  if (at != std::string_view::npos &&
      (at == 0 || text[at - 1] < '1' || text[at - 1] > '3'))  // 11, 21, 31 are other days
    visit.warning(node, name, "the beginning of 1970 is no plausible date");
}

void date_rfc822(const Visit& visit, const Node& node, std::string_view name) {
  object(visit, node, name,
         Readings{object_to_rfc822, object_to_any_rfc822,
                  "is a date that not every reader reads; write it as Thu, 17 Sep 2020 05:05:00 +0000"});
  warn_of_no_date(visit, node, name, "1 Jan 1970 00:00");
}

void date_rfc3339(const Visit& visit, const Node& node, std::string_view name) {
  object(visit, node, name, object_to_rfc3339);
  std::string whole;
  if (const std::string_view text = node.text(whole); content::trim(text).size() != text.size())
    visit.lapse(node, name, "white space stands around the date (RFC 4287 section 3.3)");
  warn_of_no_date(visit, node, name, "1970-01-01T00:00:00");
}

void date_w3cdtf(const Visit& visit, const Node& node, std::string_view name) {
  object(visit, node, name, object_to_w3cdtf);
  warn_of_no_date(visit, node, name, "1970-01-01T00:00");
}

void absolute_address(const Visit& visit, const Node& node, std::string_view name) {
  object_to_address(visit, node, name, object_to_absolute);
}

void any_address(const Visit& visit, const Node& node, std::string_view name) {
  object_to_address(visit, node, name, object_to_reference);
}

void language_tag(const Visit& visit, const Node& node, std::string_view name) {
  object(visit, node, name, object_to_language);
}

void mailbox(const Visit& visit, const Node& node, std::string_view name) {
  object(
      visit, node, name,
      Readings{object_to_mailbox, object_to_any_mailbox, "is not written as RSS has persons: kim@example.org (Kim)"});
}

void email(const Visit& visit, const Node& node, std::string_view name) {
  if (!visit.findings.wants_warnings()) return mailbox(visit, node, name);  // ours are held to more
  object(visit, node, name, object_to_email);
}

void whole_number(const Visit& visit, const Node& node, std::string_view name) {
  object(visit, node, name,
         [](std::string_view text) -> Objection { return is_whole_number(text) ? "" : "is no whole number"; });
}

void positive_number(const Visit& visit, const Node& node, std::string_view name) {
  object(visit, node, name, [](std::string_view text) -> Objection {
    const bool is_zero = text.find_first_not_of('0') == std::string_view::npos;
    return is_whole_number(text) && !is_zero ? "" : "is no whole number above 0";
  });
}

void check_attribute(const Visit& visit, const Node& node, std::string_view name, const char* attribute,
                     Objection (*object)(std::string_view text, Characters characters)) {
  if (!node.has_attribute(attribute)) return;
  const std::string_view value = node.attribute(attribute);
  if (const Objection wrong = objection(visit, value, object); !wrong.empty())
    visit.error(node, name, std::string(attribute) + ' ' + quoted(value) + ' ' + std::string(wrong));
}

void need_attribute(const Visit& visit, const Node& node, std::string_view name, const char* attribute,
                    Objection (*object)(std::string_view text, Characters characters)) {
  if (!node.has_attribute(attribute)) return visit.error(node, name, tag(node) + " has no attribute " + attribute);
  check_attribute(visit, node, name, attribute, object);
}

Objection media_type(std::string_view text, Characters) {
  return object_to_media_type(text);
}

Objection number(std::string_view text, Characters) {
  return is_whole_number(text) ? "" : "is no whole number";
}

Objection anything(std::string_view text, Characters) {
  return content::trim(text).empty() ? "is empty" : "";
}

}  // namespace feedd::feeds::check
