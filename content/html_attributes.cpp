#include "content/html_attributes.hpp"

#include "content/html_rules.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include <gumbo.h>

namespace feedd::content {

namespace {

/// A picture larger than this belongs in a file: each feed carries it for every reader.
constexpr std::size_t max_inline_picture_bytes = 128UL << 10;
/// What lazy loaders leave in `src`: a pixel.
constexpr std::size_t max_placeholder_bytes = 1024;
constexpr std::size_t max_name_bytes = 200;
constexpr std::size_t max_number_digits = 6;
constexpr std::string_view blanks = " \t\n\f\r";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Calls `use` with each part of `text` between `separators`, without empty ones.
template <class Use>
void each_part(std::string_view text, std::string_view separators, const Use& use) {
  for (std::size_t at = text.find_first_not_of(separators); at < text.size();
       at = text.find_first_not_of(separators, at)) {
    const std::size_t end = std::min(text.find_first_of(separators, at), text.size());
    use(text.substr(at, end - at));
    at = end;
  }
}

bool holds_word(std::string_view words, std::string_view word) {
  const std::size_t at = word.empty() ? std::string_view::npos : words.find(" " + std::string(word) + " ");
  return at != std::string_view::npos;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= max_name_bytes && text.find_first_of(blanks) == std::string_view::npos;
}

bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.size() <= max_number_digits && std::all_of(text.begin(), text.end(), is_digit);
}

/// `640`, `640px`, `100%`: pixels or per cent, nothing else.
std::string length_of(std::string_view text) {
  const auto end = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
  const std::string_view unit = text.substr(end);
  if (end == 0 || end > max_number_digits || (!unit.empty() && unit != "px" && unit != "%")) return {};
  return std::string(text.substr(0, unit == "%" ? end + 1 : end));
}

/// What is written for a value; nothing: the attribute goes.
std::optional<std::string> kept_value(const AttributeRule& rule, std::string_view raw, const UrlRewriter& address) {
  const auto unless_empty = [](std::string text) {
    return text.empty() ? std::nullopt : std::optional(std::move(text));
  };
  if (rule.holds == Holds::address) return address(raw);
  if (rule.holds == Holds::flag) return std::string();
  std::string text = collapse_space(fit_for_xml(raw));
  switch (rule.holds) {
    case Holds::addresses:
      return unless_empty(map_srcset(text, address));
    case Holds::name:
      return is_name(text) ? std::optional(std::move(text)) : std::nullopt;
    case Holds::language:
      if (text.size() > 35 || !std::all_of(text.begin(), text.end(), [](char c) { return is_word(c) || c == '-'; }))
        return std::nullopt;
      return unless_empty(std::move(text));
    case Holds::classes:
      return unless_empty(kept_classes(text));
    case Holds::style:
      return unless_empty(kept_style(text));
    case Holds::number:
      return is_number(text) ? std::optional(std::move(text)) : std::nullopt;
    case Holds::length:
      return unless_empty(length_of(text));
    case Holds::word: {
      if (holds_word(rule.words, text)) return text;
      text = lower_ascii(text);
      return holds_word(rule.words, text) ? std::optional(std::move(text)) : std::nullopt;
    }
    case Holds::words: {
      std::string kept;
      each_part(lower_ascii(text), blanks, [&](std::string_view word) {
        if (holds_word(rule.words, word) && !holds_word(" " + kept + " ", word))
          kept.append(kept.empty() ? "" : " ").append(word);
      });
      return unless_empty(std::move(kept));
    }
    case Holds::media_type: {
      const auto fits = [](char c) { return is_word(c) || std::strchr("/+-.;= ,\"'", c) != nullptr; };
      return std::all_of(text.begin(), text.end(), fits) ? unless_empty(std::move(text)) : std::nullopt;
    }
    case Holds::text_even_empty:
      return text;
    default:
      return unless_empty(std::move(text));
  }
}

/// Whether a lazy loader put this where the address belongs.
bool is_placeholder(std::string_view address) {
  address = trim(address);
  if (address.empty() || address == "#" || address.starts_with("about:")) return true;
  if (address.starts_with("data:")) return address.size() <= max_placeholder_bytes;
  const std::string name = lower_ascii(address.substr(address.rfind('/') + 1));
  for (const std::string_view word : {"placeholder", "blank", "spacer", "transparent", "1x1", "loading.", "lazy"})
    if (name.find(word) != std::string::npos) return true;
  return false;
}

constexpr std::array<const char*, 5> lazy_sources = {"data-src", "data-lazy-src", "data-original", "data-orig-src",
                                                     "data-actualsrc"};
constexpr std::array<const char*, 3> lazy_sets = {"data-srcset", "data-lazy-srcset", "data-original-set"};

const char* first_of(const GumboNode& element, const auto& names) {
  for (const char* const name : names)
    if (const char* const value = attribute_of(element, name); value != nullptr && *value != '\0') return value;
  return nullptr;
}

struct Chosen {
  const AttributeRule* rule;
  const char* value;
};

/// The attributes that have a rule, in the order of the rules.
std::vector<Chosen> choose(const GumboNode& element, const ElementRule& rule) {
  std::vector<Chosen> chosen;
  const GumboVector& all = element.v.element.attributes;
  for (unsigned i = 0; i < all.length; ++i) {
    const auto& attribute = *static_cast<const GumboAttribute*>(all.data[i]);
    if (const AttributeRule* found = attribute_rule(attribute.name, rule.kinds))
      chosen.push_back({found, attribute.value});
  }
  const auto set = [&](std::string_view name, const char* value, auto replaces) {
    const AttributeRule* const found = attribute_rule(name, rule.kinds);
    if (found == nullptr || value == nullptr) return;
    const auto old = std::find_if(chosen.begin(), chosen.end(), [&](const Chosen& one) { return one.rule == found; });
    if (old == chosen.end())
      chosen.push_back({found, value});
    else if (replaces(old->value))
      old->value = value;
  };
  const auto never = [](const char*) { return false; };
  if ((rule.kinds & (Kind::picture | Kind::sound | Kind::source | Kind::framed)) != 0) {
    set("src", first_of(element, lazy_sources), is_placeholder);
    set("srcset", first_of(element, lazy_sets), [](const char* old) { return is_placeholder(old); });
    if ((rule.kinds & Kind::sound) != 0) set("controls", "", never);
    if ((rule.kinds & Kind::picture) != 0) set("alt", "", never);
  }
  if ((rule.kinds & Kind::anchor) != 0) set("id", attribute_of(element, "name"), never);
  std::sort(chosen.begin(), chosen.end(), [](const Chosen& a, const Chosen& b) { return a.rule < b.rule; });
  return chosen;
}

/// The alignment that an old page gives a block by `align` or `center`, as style.
std::string aligned_style(const GumboNode& element, const ElementRule& rule, std::string_view style) {
  const char* align = element.v.element.tag == GUMBO_TAG_CENTER ? "center" : attribute_of(element, "align");
  std::string both = align == nullptr || (rule.kinds & Kind::aligned) == 0 ? "" : std::string("text-align:") + align;
  both.append(";").append(style);
  return both;
}

}  // namespace

const char* attribute_of(const GumboInternalNode& element, const char* name) {
  const GumboAttribute* const found = gumbo_get_attribute(&element.v.element.attributes, name);
  return found == nullptr ? nullptr : found->value;
}

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  out.append(1, ' ').append(name).append("=\"");
  append_text(out, value);
  out += '"';
}

WrittenAttributes write_attributes(const GumboInternalNode& element, const ElementRule& rule,
                                   const UrlRewriter& address) {
  WrittenAttributes written;
  const GumboElement& html = element.v.element;
  if (html.attributes.length == 0 && html.tag != GUMBO_TAG_CENTER && (rule.kinds & Kind::sound) == 0) return written;
  const AttributeRule* const style = attribute_rule("style", rule.kinds);
  std::vector<Chosen> chosen = choose(element, rule);
  std::string styled;
  if (style != nullptr && (html.tag == GUMBO_TAG_CENTER || attribute_of(element, "align") != nullptr)) {
    const auto old = std::find_if(chosen.begin(), chosen.end(), [&](const Chosen& one) { return one.rule == style; });
    styled = aligned_style(element, rule, old == chosen.end() ? "" : old->value);
    if (old != chosen.end()) chosen.erase(old);
    const auto place = std::find_if(chosen.begin(), chosen.end(), [&](const Chosen& one) { return one.rule > style; });
    chosen.insert(place, {style, styled.c_str()});
  }
  for (const Chosen& one : chosen) {
    const bool picture = one.rule->name == "src" && (rule.kinds & Kind::picture) != 0 && is_inline_picture(one.value);
    const std::optional<std::string> value =
        picture ? std::string(trim(one.value)) : kept_value(*one.rule, one.value, address);
    if (!value) continue;
    if (one.rule->name == "srcset" && written.source.empty() && (rule.kinds & Kind::picture) != 0) {
      written.source = value->substr(0, value->find(' '));
      if (written.source.ends_with(',')) written.source.pop_back();
      append_attribute(written.html, "src", written.source);
    }
    append_attribute(written.html, one.rule->name, *value);
    if (one.rule->name == "src") written.source = *value;
  }
  return written;
}

/// Of a list of classes. What may stay is a handful of words.
constexpr std::size_t max_class_bytes = 256;

std::string kept_classes(std::string_view classes) {
  constexpr std::string_view known =
      " footnotes footnote footnote-ref footnote-backref footnote-definition contains-task-list task-list-item ";
  std::string kept;
  each_part(classes, blanks, [&](std::string_view one) {
    if (kept.size() > max_class_bytes) return;
    std::string name(one);
    if (name.starts_with("lang-")) name.replace(0, 5, "language-");
    const bool language = name.starts_with("language-") && language_class(name.substr(9)) == name;
    if ((language || holds_word(known, name)) && !holds_word(" " + kept + " ", name))
      kept.append(kept.empty() ? "" : " ").append(name);
  });
  return kept;
}

std::string kept_style(std::string_view style) {
  struct Property {
    std::string_view name;
    std::string_view values;
  };
  constexpr std::array<Property, 5> properties = {{{"text-align", " left right center justify start end "},
                                                   {"font-style", " italic normal "},
                                                   {"font-weight", " bold normal "},
                                                   {"text-decoration", " underline line-through "},
                                                   {"white-space", " pre pre-wrap nowrap "}}};
  std::array<std::string, properties.size()> found;
  each_part(style, ";", [&](std::string_view declaration) {
    const std::size_t colon = std::min(declaration.find(':'), declaration.size() - 1);
    const std::string name = lower_ascii(trim(declaration.substr(0, colon)));
    const std::string value = lower_ascii(trim(declaration.substr(colon + 1)));
    for (std::size_t i = 0; i < properties.size(); ++i)
      if (properties[i].name == name && holds_word(properties[i].values, value)) found[i] = value;
  });
  std::string kept;
  for (std::size_t i = 0; i < properties.size(); ++i)
    if (!found[i].empty()) kept.append(kept.empty() ? "" : ";").append(properties[i].name).append(1, ':') += found[i];
  return kept;
}

std::string language_class(std::string_view info) {
  constexpr std::size_t longest = 40;
  info = trim(info);
  while (!info.empty() && (info.front() == '{' || info.front() == '.')) info.remove_prefix(1);
  const auto fits = [](char c) { return is_word(c) || c == '+' || c == '#' || c == '-' || c == '_' || c == '.'; };
  const auto end = static_cast<std::size_t>(std::find_if_not(info.begin(), info.end(), fits) - info.begin());
  if (end == 0 || end > longest) return {};
  return "language-" + std::string(info.substr(0, end));
}

std::string map_srcset(std::string_view candidates, const UrlRewriter& address) {
  std::string out;
  for (std::size_t at = 0; at < candidates.size();) {
    at = candidates.find_first_not_of(" \t\n\f\r,", at);
    if (at == std::string_view::npos) break;
    std::size_t end = std::min(candidates.find_first_of(blanks, at), candidates.size());
    std::string_view url = candidates.substr(at, end - at);
    at = end;
    std::string_view descriptor;
    if (url.ends_with(',')) {
      while (url.ends_with(',')) url.remove_suffix(1);
    } else {
      end = std::min(candidates.find(',', at), candidates.size());
      descriptor = trim(candidates.substr(at, end - at));
      at = end;
    }
    const auto fits = [](char c) { return is_digit(c) || std::strchr(".wxh ", c) != nullptr; };
    if (!std::all_of(descriptor.begin(), descriptor.end(), fits)) continue;
    std::optional<std::string> mapped = address(url);
    if (!mapped || mapped->empty() || mapped->find_first_of(blanks) != std::string::npos) continue;
    if (mapped->back() == ',') mapped->replace(mapped->size() - 1, 1, "%2C");
    if (mapped->front() == ',') mapped->replace(0, 1, "%2C");
    out.append(out.empty() ? "" : ", ").append(*mapped);
    if (!descriptor.empty()) out.append(1, ' ').append(descriptor);
  }
  return out;
}

bool is_inline_picture(std::string_view address) {
  address = trim(address);
  if (address.size() > max_inline_picture_bytes) return false;
  for (const std::string_view type : {"png", "jpeg", "gif", "webp"}) {
    const std::string head = "data:image/" + std::string(type) + ";base64,";
    if (lower_ascii(address.substr(0, head.size())) != head) continue;
    const std::string_view data = address.substr(head.size());
    const auto fits = [](char c) { return is_word(c) || c == '+' || c == '/' || c == '='; };
    return !data.empty() && std::all_of(data.begin(), data.end(), fits);
  }
  return false;
}

}  // namespace feedd::content
