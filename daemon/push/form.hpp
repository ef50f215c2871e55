// application/x-www-form-urlencoded (WHATWG URL, section 5), as WebSub, rssCloud and the queries of addresses use it.
// Bytes, not text: what they mean is for who asked for them.
#pragma once

#include "content/error.hpp"
#include "daemon/outgoing_request.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace feedd::daemon::push {

using Fields = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::string_view form_type = "application/x-www-form-urlencoded";
/// Whether a Content-Type is `type/subtype`, whatever its parameters and case.
[[nodiscard]] bool is_media_type(std::string_view content_type, std::string_view type);

/// Names and values in order, `+` as space and escapes undone; a field without `=` has an empty value, nothing between
/// two `&` is no field. Errors (operation `form`): `%` before anything but two hex digits, a NUL, more than
/// `max_fields`.
[[nodiscard]] content::Result<Fields> read_form(std::string_view body, std::size_t max_fields);

/// The other way. A space is `%20`, which readers of forms and of plain queries both understand.
[[nodiscard]] std::string form(const Fields& fields);

/// The address with `fields` behind its own query, which is kept as it is; before its fragment.
[[nodiscard]] std::string append_query(std::string_view url, const Fields& fields);

/// POST of a form.
[[nodiscard]] OutgoingRequest form_post(std::string url, const Fields& fields);

}  // namespace feedd::daemon::push
