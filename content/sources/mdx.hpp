// MDX read as Markdown. Private to content.
#pragma once

#include <string>
#include <string_view>

namespace feedd::content {

/// A body without what only a JavaScript build understands: `import` and `export` statements that begin a line, to the
/// line that ends them, and `{/* comments */}`; what is code stays. Components are left to the cleaner, which keeps
/// what is in them.
[[nodiscard]] std::string without_modules(std::string_view body);

}  // namespace feedd::content
