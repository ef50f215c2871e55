// GitHub's alerts and Obsidian's callouts: quotations whose first line is `[!NOTE]`. Private to content.
#pragma once

#include <string>
#include <string_view>

namespace feedd::content {

/// `markdown` with the first line of each such quotation made a label in bold letters, a paragraph of its own:
/// `> [!NOTE]` -> `> **Note**`, `> [!tip]- Boots` -> `> **Boots**`. Known are GitHub's five kinds and Obsidian's; what
/// code shows stays. Returns `markdown` itself where there is none, else a view of `storage`. Linear.
[[nodiscard]] std::string_view label_callouts(std::string_view markdown, std::string& storage);

}  // namespace feedd::content
