// Bodies of a source whose HTML is trusted: every element and attribute stays, balanced, fit for XML, addresses
// resolved. Sanitises nothing. Private to content.
#pragma once

#include "content/html.hpp"

#include <optional>
#include <string_view>

struct GumboInternalNode;

namespace feedd::content {

[[nodiscard]] CleanHtml write_trusted(const GumboInternalNode& root, const UrlRewriter& address);

/// As allowed_address, but an address of another scheme stays as it is.
[[nodiscard]] std::optional<std::string> trusted_address(std::string_view reference, const UrlRewriter& rewrite);

}  // namespace feedd::content
