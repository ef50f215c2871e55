// What a browser would find in a body that could run. Knows nothing of the cleaner: it parses what came out as a page
// and holds it to its own short list.
#pragma once

#include <string>
#include <string_view>

namespace feedd::support {

/// The only host whose frames the oracle lets stand.
inline constexpr std::string_view frame_host = "frames.example";

/// What of a body could run, or must not stand for another reason; empty: nothing.
[[nodiscard]] std::string danger(std::string_view html);

}  // namespace feedd::support
