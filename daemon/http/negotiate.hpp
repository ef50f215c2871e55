// Which content coding a client gets: Accept-Encoding, RFC 9110 section 12.5.3.
#pragma once

#include "daemon/http/field.hpp"
#include "daemon/http/published.hpp"

#include <array>
#include <string_view>

namespace feedd::daemon {

/// What a client thinks of each coding, in thousandths; 0 is refused.
using Weights = std::array<std::uint16_t, coding_count>;

/// Without the field only identity is taken, although the specification allows more: who does not ask can't decode.
/// Malformed elements are passed over.
[[nodiscard]] Weights read_accept_encoding(const FieldLines& lines);

/// Whether a list of names with weights, like A-IM (RFC 3229 section 10.5.3), has `name` and does not refuse it.
[[nodiscard]] bool accepts(std::string_view list, std::string_view name);

/// The coding of highest weight among `available`; equal ones in favour of the smaller body: brotli, zstd, gzip,
/// identity. Identity where none is acceptable: an answer in plain bytes serves a person better than 406.
[[nodiscard]] Coding choose_coding(const FieldLines& accept_encoding, const std::array<bool, coding_count>& available);

}  // namespace feedd::daemon
