#include "content/front_matter_fences.hpp"

#include <algorithm>

namespace feedd::content {

FencedText split_at_fences(std::string_view text) {
  std::string_view fence;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    const std::size_t next = std::min(end + 1, text.size());
    if (at == 0) {
      if (line != "---" && line != "+++") break;
      fence = line;
    } else if (line == fence || (line == "..." && fence == "---")) {
      return {text.substr(0, next), text.substr(next)};
    }
    at = next;
  }
  return {{}, text};
}

}  // namespace feedd::content
