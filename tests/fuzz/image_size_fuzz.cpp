// Any bytes as an image file: the header's reader ends, asks for small pieces only, and never says that a picture is
// empty.
#include "content/sources/image_size.hpp"
#include "tests/fuzz/claims.hpp"

#include <algorithm>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace feedd::content;
  using feedd::fuzz::require;
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  int asked = 0;
  const auto found = image_size([&](std::uint64_t offset, std::size_t length) {
    require(++asked < 1000 && length <= image_piece_bytes);
    return std::string(file.substr(std::min<std::uint64_t>(offset, file.size()), length));
  });
  require(!found || (found->width > 0 && found->height > 0));
  return 0;
}
