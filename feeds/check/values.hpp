// The forms of single values as the specifications of feeds demand them, strictly: what a text means is for
// content/time.hpp and content/url.hpp.
#pragma once

#include <string>
#include <string_view>

namespace feedd::feeds::check {

/// What is wrong with a value, for people; empty where nothing is.
using Objection = std::string_view;

/// RFC 822 with the year of four digits that RSS 2.0 and RFC 2822 section 3.3 demand: `Thu, 17 Sep 2020 05:05:00
/// +0000`, day name and seconds optional, a zone of digits or of RFC 822's names. The day must exist and have the name
/// it is given.
[[nodiscard]] Objection object_to_rfc822(std::string_view text);
/// The same with what RFC 822 allows, or readers understand: years of two digits, any blanks and letters of any case,
/// comments (`(UTC)`), names written out, a colon in the offset.
[[nodiscard]] Objection object_to_any_rfc822(std::string_view text);
/// RFC 3339 section 5.6, `T` and `Z` in upper case as RFC 4287 section 3.3 demands.
[[nodiscard]] Objection object_to_rfc3339(std::string_view text);
/// Dates of Dublin Core: a year, a month, a day, or an instant with its offset (W3C NOTE-datetime).
[[nodiscard]] Objection object_to_w3cdtf(std::string_view text);

/// What characters an address may have: RFC 3986, or RFC 3987, which allows those outside of ASCII.
enum class Characters : std::uint8_t { uri, iri };
/// An address with a scheme. A port is at most 65535. `tag:` (RFC 4151), `urn:` (RFC 8141) and `urn:uuid:` (RFC 9562)
/// by their own forms.
[[nodiscard]] Objection object_to_absolute(std::string_view text, Characters characters);
/// An address of http or https with a host.
[[nodiscard]] Objection object_to_web_address(std::string_view text, Characters characters);
/// An address, absolute or relative.
[[nodiscard]] Objection object_to_reference(std::string_view text, Characters characters);

/// BCP 47 (RFC 5646 section 2.1); a first subtag of two letters is of ISO 639-1.
[[nodiscard]] Objection object_to_language(std::string_view text);
/// Whether a text is a token (RFC 9110 section 5.6.2), as the parts of a media type are.
[[nodiscard]] bool is_token(std::string_view text);
/// `type/subtype` with parameters (RFC 9110 section 8.3.1).
[[nodiscard]] Objection object_to_media_type(std::string_view text);
/// RSS's persons: `kim@example.org (Kim)`, the name optional.
[[nodiscard]] Objection object_to_mailbox(std::string_view text);
/// Anything with an address in it: `Kim <kim@example.org>`.
[[nodiscard]] Objection object_to_any_mailbox(std::string_view text);
/// Something before an `@` and something behind it (RFC 4287 section 3.2.3).
[[nodiscard]] Objection object_to_email(std::string_view text);
[[nodiscard]] bool is_whole_number(std::string_view text);

}  // namespace feedd::feeds::check
