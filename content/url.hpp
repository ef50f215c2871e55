// Addresses: RFC 3986 references resolved, IRIs (RFC 3987) turned into URIs, path segments encoded.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace feedd::content {

/// The scheme of `reference`, lower-cased ("https"), or nothing where it is relative. Control characters and white
/// space that browsers skip (`java\tscript:`) are skipped here too (WHATWG URL, "remove all ASCII tab or newline").
[[nodiscard]] std::optional<std::string> url_scheme(std::string_view reference);

/// Any reference a person or an editor wrote as a URI reference: spaces and non-ASCII percent-encoded as UTF-8, stray
/// `%`, `"`, `<`, `>`,
/// `\`, `^`, backtick, braces encoded, escapes that are already there kept. A non-ASCII host becomes its punycode form
/// by RFC 3492 after NFC and case folding.
[[nodiscard]] std::string to_uri(std::string_view reference);

/// `reference` resolved against `base` (absolute) by RFC 3986 section 5.2, both passed through to_uri. Where
/// `reference` cannot be parsed even so, nothing.
[[nodiscard]] std::optional<std::string> resolve_url(std::string_view base, std::string_view reference);

/// One path segment percent-encoded: everything but unreserved and sub-delims and `: @` (RFC 3986 section 3.3).
[[nodiscard]] std::string encode_segment(std::string_view segment);
/// A path with its slashes kept and each segment encoded.
[[nodiscard]] std::string encode_path(std::string_view path);
/// Percent-escapes undone; what is no escape stays.
[[nodiscard]] std::string decode_path(std::string_view path);

}  // namespace feedd::content
