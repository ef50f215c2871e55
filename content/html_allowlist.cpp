#include "content/html_allowlist.hpp"

#include <array>

#include <gumbo.h>

namespace feedd::content {

namespace {

struct Row {
  GumboTag tag;
  ElementRule rule;
};

constexpr std::uint32_t block = Kind::any | Kind::aligned;

constexpr Row rows[] = {
    {GUMBO_TAG_A, {Fate::unwrap, "a", Kind::any | Kind::anchor}},
    {GUMBO_TAG_EM, {Fate::keep, "em"}},
    {GUMBO_TAG_I, {Fate::keep, "em"}},
    {GUMBO_TAG_STRONG, {Fate::keep, "strong"}},
    {GUMBO_TAG_B, {Fate::keep, "strong"}},
    {GUMBO_TAG_CODE, {Fate::keep, "code"}},
    {GUMBO_TAG_TT, {Fate::keep, "code"}},
    {GUMBO_TAG_KBD, {Fate::keep, "kbd"}},
    {GUMBO_TAG_SAMP, {Fate::keep, "samp"}},
    {GUMBO_TAG_VAR, {Fate::keep, "var"}},
    {GUMBO_TAG_SUP, {Fate::keep, "sup"}},
    {GUMBO_TAG_SUB, {Fate::keep, "sub"}},
    {GUMBO_TAG_DEL, {Fate::keep, "del", Kind::any | Kind::edit}},
    {GUMBO_TAG_INS, {Fate::keep, "ins", Kind::any | Kind::edit}},
    {GUMBO_TAG_S, {Fate::keep, "s"}},
    {GUMBO_TAG_STRIKE, {Fate::keep, "s"}},
    {GUMBO_TAG_U, {Fate::keep, "u"}},
    {GUMBO_TAG_MARK, {Fate::keep, "mark"}},
    {GUMBO_TAG_SMALL, {Fate::keep, "small"}},
    {GUMBO_TAG_CITE, {Fate::keep, "cite"}},
    {GUMBO_TAG_DFN, {Fate::keep, "dfn"}},
    {GUMBO_TAG_ABBR, {Fate::keep, "abbr"}},
    {GUMBO_TAG_ACRONYM, {Fate::keep, "abbr"}},
    {GUMBO_TAG_Q, {Fate::keep, "q", Kind::any | Kind::quote}},
    {GUMBO_TAG_TIME, {Fate::keep, "time", Kind::any | Kind::moment}},
    {GUMBO_TAG_BDI, {Fate::keep, "bdi"}},
    {GUMBO_TAG_BDO, {Fate::keep, "bdi"}},
    {GUMBO_TAG_RUBY, {Fate::keep, "ruby"}},
    {GUMBO_TAG_RB, {Fate::unwrap, nullptr}},
    {GUMBO_TAG_RT, {Fate::keep, "rt"}},
    {GUMBO_TAG_RP, {Fate::keep, "rp"}},
    {GUMBO_TAG_RTC, {Fate::annotation, "rt"}},
    {GUMBO_TAG_SPAN, {Fate::unwrap, "span"}},
    {GUMBO_TAG_BR, {Fate::keep_void, "br"}},
    {GUMBO_TAG_WBR, {Fate::keep_void, "wbr"}},
    {GUMBO_TAG_HR, {Fate::keep_void, "hr"}},
    {GUMBO_TAG_P, {Fate::keep_block, "p", block}},
    {GUMBO_TAG_PRE, {Fate::keep_block, "pre"}},
    {GUMBO_TAG_LISTING, {Fate::keep_block, "pre"}},
    {GUMBO_TAG_XMP, {Fate::keep_block, "pre"}},
    {GUMBO_TAG_PLAINTEXT, {Fate::keep_block, "pre"}},
    {GUMBO_TAG_BLOCKQUOTE, {Fate::keep_block, "blockquote", Kind::any | Kind::quote}},
    {GUMBO_TAG_UL, {Fate::keep_block, "ul"}},
    {GUMBO_TAG_OL, {Fate::keep_block, "ol", Kind::any | Kind::ordered}},
    {GUMBO_TAG_LI, {Fate::keep_block, "li", Kind::any | Kind::item}},
    {GUMBO_TAG_DL, {Fate::keep_block, "dl"}},
    {GUMBO_TAG_DT, {Fate::keep_block, "dt"}},
    {GUMBO_TAG_DD, {Fate::keep_block, "dd"}},
    {GUMBO_TAG_H1, {Fate::keep_block, "h1", block}},
    {GUMBO_TAG_H2, {Fate::keep_block, "h2", block}},
    {GUMBO_TAG_H3, {Fate::keep_block, "h3", block}},
    {GUMBO_TAG_H4, {Fate::keep_block, "h4", block}},
    {GUMBO_TAG_H5, {Fate::keep_block, "h5", block}},
    {GUMBO_TAG_H6, {Fate::keep_block, "h6", block}},
    {GUMBO_TAG_FIGURE, {Fate::keep_block, "figure"}},
    {GUMBO_TAG_FIGCAPTION, {Fate::keep_block, "figcaption"}},
    {GUMBO_TAG_DETAILS, {Fate::keep_block, "details", Kind::any | Kind::unfolding}},
    {GUMBO_TAG_SUMMARY, {Fate::keep_block, "summary"}},
    {GUMBO_TAG_TABLE, {Fate::keep_block, "table"}},
    {GUMBO_TAG_CAPTION, {Fate::keep_block, "caption", block}},
    {GUMBO_TAG_COLGROUP, {Fate::keep_block, "colgroup", block | Kind::column}},
    {GUMBO_TAG_COL, {Fate::keep_void, "col", block | Kind::column}},
    {GUMBO_TAG_THEAD, {Fate::keep_block, "thead", block}},
    {GUMBO_TAG_TBODY, {Fate::keep_block, "tbody", block}},
    {GUMBO_TAG_TFOOT, {Fate::keep_block, "tfoot", block}},
    {GUMBO_TAG_TR, {Fate::keep_block, "tr", block}},
    {GUMBO_TAG_TH, {Fate::keep_block, "th", block | Kind::cell}},
    {GUMBO_TAG_TD, {Fate::keep_block, "td", block | Kind::cell}},
    {GUMBO_TAG_IMG, {Fate::image, "img", Kind::any | Kind::picture}},
    {GUMBO_TAG_AUDIO, {Fate::recording, "audio", Kind::any | Kind::sound}},
    {GUMBO_TAG_VIDEO, {Fate::recording, "video", Kind::any | Kind::sound | Kind::film}},
    {GUMBO_TAG_SOURCE, {Fate::source, "source", Kind::source}},
    {GUMBO_TAG_TRACK, {Fate::source, "track", Kind::track}},
    {GUMBO_TAG_IFRAME, {Fate::frame, "iframe", Kind::framed}},
    {GUMBO_TAG_EMBED, {Fate::frame, "iframe", Kind::framed}},
    {GUMBO_TAG_INPUT, {Fate::checkbox, nullptr}},
    {GUMBO_TAG_NOSCRIPT, {Fate::fallback, nullptr}},
    {GUMBO_TAG_DIV, {Fate::unwrap_block, "div", block}},
    {GUMBO_TAG_CENTER, {Fate::unwrap_block, "div", block}},
    {GUMBO_TAG_SECTION, {Fate::unwrap_block, "section"}},
    {GUMBO_TAG_ARTICLE, {Fate::unwrap_block, "article"}},
    {GUMBO_TAG_ASIDE, {Fate::unwrap_block, "aside"}},
    {GUMBO_TAG_HEADER, {Fate::unwrap_block, "div"}},
    {GUMBO_TAG_FOOTER, {Fate::unwrap_block, "div"}},
    {GUMBO_TAG_MAIN, {Fate::unwrap_block, "div"}},
    {GUMBO_TAG_NAV, {Fate::unwrap_block, "div"}},
    {GUMBO_TAG_ADDRESS, {Fate::unwrap_block, "div"}},
    {GUMBO_TAG_HGROUP, {Fate::unwrap_block, "div"}},
    {GUMBO_TAG_FORM, {Fate::unwrap_block, nullptr}},
    {GUMBO_TAG_FIELDSET, {Fate::unwrap_block, nullptr}},
    {GUMBO_TAG_LEGEND, {Fate::unwrap_block, nullptr}},
    {GUMBO_TAG_MENU, {Fate::unwrap_block, nullptr}},
    {GUMBO_TAG_DIR, {Fate::unwrap_block, nullptr}},
};

constexpr GumboTag dropped[] = {
    GUMBO_TAG_SCRIPT,   GUMBO_TAG_STYLE,  GUMBO_TAG_TEMPLATE, GUMBO_TAG_OBJECT, GUMBO_TAG_APPLET,   GUMBO_TAG_SVG,
    GUMBO_TAG_MATH,     GUMBO_TAG_BUTTON, GUMBO_TAG_SELECT,   GUMBO_TAG_OPTION, GUMBO_TAG_OPTGROUP, GUMBO_TAG_TEXTAREA,
    GUMBO_TAG_DATALIST, GUMBO_TAG_HEAD,   GUMBO_TAG_TITLE,    GUMBO_TAG_FRAME,  GUMBO_TAG_FRAMESET, GUMBO_TAG_NOFRAMES,
    GUMBO_TAG_NOEMBED,  GUMBO_TAG_LINK,   GUMBO_TAG_META,     GUMBO_TAG_BASE,   GUMBO_TAG_KEYGEN,   GUMBO_TAG_ISINDEX,
    GUMBO_TAG_CANVAS,   GUMBO_TAG_MAP,    GUMBO_TAG_AREA,     GUMBO_TAG_PARAM,  GUMBO_TAG_MENUITEM, GUMBO_TAG_BGSOUND};

constexpr auto rules = [] {
  std::array<ElementRule, GUMBO_TAG_LAST + 1> table{};
  for (const Row& row : rows) table[row.tag] = row.rule;
  for (const GumboTag tag : dropped) table[tag].fate = Fate::drop;
  return table;
}();

constexpr ElementRule foreign = {Fate::drop, nullptr};
/// An element gumbo has no number for.
constexpr ElementRule picture_element = {Fate::keep, "picture"};

constexpr AttributeRule attributes[] = {
    {"href", Kind::anchor, Holds::address},
    {"src", Kind::picture | Kind::sound | Kind::source | Kind::track | Kind::framed, Holds::address},
    {"srcset", Kind::picture | Kind::source, Holds::addresses},
    {"sizes", Kind::picture | Kind::source, Holds::text},
    {"poster", Kind::film, Holds::address},
    {"cite", Kind::quote | Kind::edit, Holds::address},
    {"alt", Kind::picture, Holds::text_even_empty},
    {"title", Kind::any | Kind::framed, Holds::text},
    {"width", Kind::picture | Kind::film | Kind::framed, Holds::length},
    {"height", Kind::picture | Kind::film | Kind::framed, Holds::length},
    {"loading", Kind::picture, Holds::word, " lazy eager "},
    {"id", Kind::any, Holds::name},
    {"class", Kind::any, Holds::classes},
    {"lang", Kind::any, Holds::language},
    {"dir", Kind::any, Holds::word, " ltr rtl auto "},
    {"style", Kind::any, Holds::style},
    {"hreflang", Kind::anchor, Holds::language},
    {"rel", Kind::anchor, Holds::words, " nofollow sponsored ugc license me author tag external noopener noreferrer "},
    {"type", Kind::ordered, Holds::word, " 1 a A i I "},
    {"type", Kind::source, Holds::media_type},
    {"media", Kind::source, Holds::text},
    {"start", Kind::ordered, Holds::number},
    {"reversed", Kind::ordered, Holds::flag},
    {"value", Kind::item, Holds::number},
    {"datetime", Kind::moment | Kind::edit, Holds::text},
    {"colspan", Kind::cell, Holds::number},
    {"rowspan", Kind::cell, Holds::number},
    {"headers", Kind::cell, Holds::names},
    {"scope", Kind::cell, Holds::word, " col row colgroup rowgroup "},
    {"abbr", Kind::cell, Holds::text},
    {"span", Kind::column, Holds::number},
    {"controls", Kind::sound, Holds::flag},
    {"loop", Kind::sound, Holds::flag},
    {"muted", Kind::sound, Holds::flag},
    {"preload", Kind::sound, Holds::word, " none metadata auto "},
    {"kind", Kind::track, Holds::word, " subtitles captions descriptions chapters metadata "},
    {"srclang", Kind::track, Holds::language},
    {"label", Kind::track, Holds::text},
    {"default", Kind::track, Holds::flag},
    {"open", Kind::unfolding, Holds::flag},
};

}  // namespace

const ElementRule& rule_of(const GumboInternalNode& element) {
  const GumboElement& html = element.v.element;
  if (html.tag_namespace != GUMBO_NAMESPACE_HTML) return foreign;
  if (html.tag == GUMBO_TAG_UNKNOWN) {
    GumboStringPiece name = html.original_tag;
    gumbo_tag_from_original_text(&name);
    constexpr GumboStringPiece picture = {"picture", 7};
    if (gumbo_string_equals_ignore_case(&name, &picture)) return picture_element;
  }
  return rules[html.tag];
}

const AttributeRule* attribute_rule(std::string_view name, std::uint32_t kinds) {
  for (const AttributeRule& rule : attributes)
    if (rule.name == name && (rule.kinds & kinds) != 0) return &rule;
  return nullptr;
}

}  // namespace feedd::content
