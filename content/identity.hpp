// Permanent ids. An id is minted once, from where the article was first seen; the store keeps it from then on.
#pragma once

#include <string>
#include <string_view>

namespace feedd::content {

/// `urn:uuid:` and the version 5 UUID (RFC 9562 section 5.5) of `name` in the namespace of `site_id`.
/// `site_id` is a UUID in text form; any other text is first made one in feedd's own namespace.
[[nodiscard]] std::string mint_id(std::string_view site_id, std::string_view name);

/// A site id from `seed`, as a UUID in text form. The same seed gives the same id on every machine.
[[nodiscard]] std::string mint_site_id(std::string_view seed);

}  // namespace feedd::content
