// What the two writers of clean HTML share (html_cleaner.cpp, markdown.cpp): which addresses may stand, how text is
// written. Private to content; everyone else uses html.hpp.
#pragma once

#include "content/html.hpp"

namespace feedd::content {

/// `reference` without the control characters browsers skip, if its scheme is allowed (or it has none), as `rewrite`
/// returns it. Nothing for an empty reference and for every other scheme: the attribute is dropped.
[[nodiscard]] std::optional<std::string> allowed_address(std::string_view reference, const UrlRewriter& rewrite);

/// The text of a character reference as written, `&amp;` or `&#8212;`; what HTML does not know stays as it is.
[[nodiscard]] std::string decode_entity(std::string_view entity);

/// `text` (UTF-8) without controls, byte order marks and noncharacters, which XML forbids or HTML's parser replaces: a
/// reference such as
/// `&#1;` may have brought them in. CR becomes LF.
[[nodiscard]] std::string fit_for_xml(std::string_view text);
[[nodiscard]] bool is_fit_for_xml(std::string_view text);

/// Text made fit for XML and escaped.
void append_text(std::string& out, std::string_view text);

}  // namespace feedd::content
