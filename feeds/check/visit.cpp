#include "feeds/check/visit.hpp"

#include "content/text.hpp"
#include "feeds/check/html_in_text.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace feedd::feeds::check {
namespace {

/// Counters beside the rows of a table; no table is longer.
constexpr std::size_t max_rows = 80;
constexpr std::size_t shown_bytes = 60;

std::string trimmed(const Node& node) {
  return std::string(content::trim(node.text()));
}

void object(const Visit& visit, const Node& node, std::string_view name, Objection (*form)(std::string_view)) {
  const std::string text = trimmed(node);
  if (text.empty()) return visit.error(node, name, "<" + std::string(node.written_name()) + "> is empty");
  if (const Objection wrong = form(text); !wrong.empty())
    visit.error(node, name, quoted(text) + ' ' + std::string(wrong));
}

void object_to_address(const Visit& visit, const Node& node, std::string_view name,
                       Objection (*form)(std::string_view, Characters)) {
  const std::string text = trimmed(node);
  if (text.empty()) return visit.error(node, name, "<" + std::string(node.written_name()) + "> is empty");
  if (const Objection wrong = form(text, visit.characters); !wrong.empty())
    visit.error(node, name, quoted(text) + ' ' + std::string(wrong));
}

const Child* find(std::span<const Child> rows, const Node& node) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Child& row) { return node.is(row.space, row.name); });
  return found == rows.end() ? nullptr : &*found;
}

bool has_rows_of(std::span<const Child> rows, Space space) {
  return std::any_of(rows.begin(), rows.end(), [&](const Child& row) { return row.space == space; });
}

/// Whether a namespace gains no new elements, so that an unknown one is a slip.
bool is_closed(Space space) {
  constexpr std::array closed = {Space::content, Space::dc, Space::media, Space::itunes, Space::history};
  return std::find(closed.begin(), closed.end(), space) != closed.end();
}

void check_unknown(const Visit& visit, const Node& parent, const Node& node, std::span<const Child> own) {
  const std::string what =
      '<' + std::string(node.written_name()) + "> is not known in <" + std::string(parent.written_name()) + '>';
  if (has_rows_of(own, node.space()))
    visit.error(node, "unknown", what);
  else if (node.space() == Space::none)
    visit.error(node, "unknown", what + ": it is in no namespace");
  else if (is_closed(node.space()))
    visit.warning(node, "unknown", what + ": its namespace has no such element here");
}

}  // namespace

std::string quoted(std::string_view text) {
  if (text.size() <= shown_bytes) return '"' + std::string(text) + '"';
  std::size_t end = shown_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;  // whole characters
  return '"' + std::string(text.substr(0, end)) + "...\"";
}

void Visit::add(Level level, const Node& node, std::string_view name, std::string reason) const {
  findings.add({level, std::string(context) + '-' + std::string(name), spec, std::move(reason), node.position(), {}});
}

void check_children(const Visit& visit, const Node& parent, std::span<const Child> own) {
  check_children(visit, parent, parent.children(), own);
}

void check_children(const Visit& visit, const Node& parent, std::span<const Node> children,
                    std::span<const Child> own) {
  assert(own.size() <= max_rows && modules().size() <= max_rows);
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
    if (count == 2 && !row->repeats)
      at_row.error(node, row->name, '<' + std::string(node.written_name()) + "> stands here a second time");
    if (row->check != nullptr) row->check(at_row, node, row->name);
  }
  for (std::size_t at = 0; at < own.size(); ++at) {
    if (counts[at] != 0 || own[at].needed == Needed::no) continue;
    const Visit at_row{visit.findings, visit.context, own[at].spec, visit.characters};
    const std::string reason =
        '<' + std::string(parent.written_name()) + "> has no <" + std::string(own[at].name) + '>';
    if (own[at].needed == Needed::yes)
      at_row.error(parent, own[at].name, reason);
    else
      at_row.warning(parent, own[at].name, reason);
  }
}

void any_text(const Visit&, const Node&, std::string_view) {}

void plain_text(const Visit& visit, const Node& node, std::string_view name) {
  if (!visit.findings.wants_warnings()) return;
  if (const std::string found = html_in_plain_text(node.text()); !found.empty())
    visit.warning(node, name, '<' + std::string(node.written_name()) + "> is plain text, and holds " + quoted(found));
}

void some_text(const Visit& visit, const Node& node, std::string_view name) {
  if (!node.has_text()) return visit.error(node, name, '<' + std::string(node.written_name()) + "> is empty");
  plain_text(visit, node, name);
}

void html_text(const Visit& visit, const Node& node, std::string_view name) {
  if (!visit.findings.wants_warnings()) return;
  for (const std::string& wrong : wrong_in_html(node.text())) visit.warning(node, name, wrong);
}

void date_rfc822(const Visit& visit, const Node& node, std::string_view name) {
  object(visit, node, name, object_to_rfc822);
}

void date_rfc3339(const Visit& visit, const Node& node, std::string_view name) {
  object(visit, node, name, object_to_rfc3339);
}

void date_w3cdtf(const Visit& visit, const Node& node, std::string_view name) {
  object(visit, node, name, object_to_w3cdtf);
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
  object(visit, node, name, object_to_mailbox);
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
  if (const Objection wrong = object(value, visit.characters); !wrong.empty())
    visit.error(node, name, std::string(attribute) + ' ' + quoted(value) + ' ' + std::string(wrong));
}

void need_attribute(const Visit& visit, const Node& node, std::string_view name, const char* attribute,
                    Objection (*object)(std::string_view text, Characters characters)) {
  if (!node.has_attribute(attribute))
    return visit.error(node, name, '<' + std::string(node.written_name()) + "> has no attribute " + attribute);
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
