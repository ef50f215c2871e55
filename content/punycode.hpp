// Host names in any script as DNS carries them. Does not check a name against IDNA 2008's tables: registries do.
#pragma once

#include <string>
#include <string_view>

namespace feedd::content {

/// A host with its non-ASCII labels as `xn--` and RFC 3492 punycode, after NFC and case folding; ideographic full stops
/// separate labels too (RFC 3490 section 3.1). An ASCII host comes back as it is.
[[nodiscard]] std::string to_ascii_host(std::string_view host);

}  // namespace feedd::content
