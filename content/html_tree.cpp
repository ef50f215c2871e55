// The parser is gumbo. It takes its memory from an arena that sees every node come: there the limits are kept, because
// gumbo has none, walks its stack of open elements for each tag and frees its tree by recursion.
#include "content/html_tree.hpp"

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include <gumbo.h>

namespace feedd::content {

namespace {

/// Deeper than people nest, and shallow enough for walks by recursion.
constexpr int max_depth = 256;
/// Attributes between two nodes; gumbo compares each with all before it in its tag.
constexpr int max_attributes = 1024;
/// Unclosed formatting elements are repeated in each following paragraph, so a tree can be far larger than its text.
constexpr std::size_t max_tree_bytes = 256UL << 20;
constexpr std::size_t first_chunk_bytes = 64UL << 10;
constexpr std::size_t largest_chunk_bytes = 4UL << 20;

/// Memory handed out in a row and given back all together.
class Chunks {
 public:
  explicit Chunks(std::size_t align) : align_(align) {}
  Chunks(const Chunks&) = delete;
  Chunks& operator=(const Chunks&) = delete;
  ~Chunks() {
    for (const Chunk& chunk : chunks_) std::free(chunk.begin);
  }

  /// Null where the system has no more.
  void* take(std::size_t bytes) {
    bytes = (bytes + align_ - 1) / align_ * align_;
    if (chunks_.empty() || chunks_.back().size - chunks_.back().used < bytes) {
      const std::size_t size = std::max(next_, bytes);
      next_ = std::min(next_ * 2, largest_chunk_bytes);
      char* const begin = static_cast<char*>(std::malloc(size));
      if (begin == nullptr) return nullptr;
      chunks_.push_back({begin, 0, size});
    }
    Chunk& chunk = chunks_.back();
    void* const memory = chunk.begin + chunk.used;
    chunk.used += bytes;
    return memory;
  }

  /// Whether `pointer` is where a piece of `align` bytes begins.
  [[nodiscard]] bool has(const void* pointer) const {
    const auto at = reinterpret_cast<std::uintptr_t>(pointer);
    for (const Chunk& chunk : chunks_) {
      const auto begin = reinterpret_cast<std::uintptr_t>(chunk.begin);
      if (at >= begin && at < begin + chunk.used) return (at - begin) % align_ == 0;
    }
    return false;
  }

 private:
  struct Chunk {
    char* begin;
    std::size_t used;
    std::size_t size;
  };
  std::size_t align_;
  std::size_t next_ = first_chunk_bytes;
  std::vector<Chunk> chunks_;
};

}  // namespace

class HtmlArena {
 public:
  /// The tree, or null where a limit was reached or gumbo contradicts itself. It cannot be told to stop, so it is left
  /// by longjmp: only its own frames lie between, and all it owns is in this arena.
  const GumboOutput* parse(std::string_view html, HtmlTree::As as) {
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = [](void* arena, std::size_t size) { return static_cast<HtmlArena*>(arena)->allocate(size); };
    options.deallocator = [](void*, void*) {};
    options.userdata = this;
    options.max_errors = 0;
    if (as == HtmlTree::As::fragment) options.fragment_context = GUMBO_TAG_BODY;
    parsing_ = this;
    const GumboOutput* volatile output = nullptr;
    if (setjmp(way_out_) == 0)
      output = gumbo_parse_with_options(&options, html.empty() ? "" : html.data(), html.size());
    parsing_ = nullptr;
    return output;
  }

  /// Leaves gumbo where this thread is in it.
  static void leave() {
    if (parsing_ != nullptr) std::longjmp(parsing_->way_out_, 1);
  }

 private:
  void* allocate(std::size_t size) {
    if (size == sizeof(GumboNode)) {
      if (depth_of_last_node() > max_depth) std::longjmp(way_out_, 1);
      attributes_ = 0;
    } else if (size == sizeof(GumboAttribute) && ++attributes_ > max_attributes) {
      std::longjmp(way_out_, 1);
    }
    taken_ += size;
    void* const memory = taken_ > max_tree_bytes ? nullptr : (size == sizeof(GumboNode) ? nodes_ : others_).take(size);
    if (memory == nullptr) std::longjmp(way_out_, 1);
    if (size == sizeof(GumboNode)) {
      // gumbo leaves the mode of a fragment's document unset, and reads by it whether a paragraph may hold a table: 0
      // is no-quirks mode, in which it may not.
      std::memset(memory, 0, size);
      last_node_ = static_cast<const GumboNode*>(memory);
    }
    return memory;
  }

  /// By now it hangs in the tree. What is as large as a node but none (a text) points to no node, so its walk ends at
  /// once.
  [[nodiscard]] int depth_of_last_node() const {
    int depth = 0;
    for (const GumboNode* node = last_node_; node != nullptr && nodes_.has(node) && depth <= max_depth; ++depth)
      node = node->parent;
    return depth;
  }

  Chunks nodes_{sizeof(GumboNode)};
  Chunks others_{alignof(std::max_align_t)};
  std::size_t taken_ = 0;
  int attributes_ = 0;
  const GumboNode* last_node_ = nullptr;
  std::jmp_buf way_out_;
  static thread_local HtmlArena* parsing_;
};

thread_local HtmlArena* HtmlArena::parsing_ = nullptr;

HtmlTree::HtmlTree(std::unique_ptr<HtmlArena> arena, const GumboInternalNode* root)
    : arena_(std::move(arena)), root_(root) {}
HtmlTree::HtmlTree(HtmlTree&&) noexcept = default;
HtmlTree& HtmlTree::operator=(HtmlTree&&) noexcept = default;
HtmlTree::~HtmlTree() = default;

std::optional<HtmlTree> HtmlTree::parse(std::string_view html, As as) {
  auto arena = std::make_unique<HtmlArena>();
  const GumboOutput* const output = arena->parse(html, as);
  if (output == nullptr) return std::nullopt;
  return HtmlTree(std::move(arena), output->root);
}

std::string HtmlTree::text_of(const GumboInternalNode& node) {
  switch (node.type) {
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_WHITESPACE:
    case GUMBO_NODE_CDATA:
      return node.v.text.text;
    case GUMBO_NODE_ELEMENT: {
      std::string text;
      for (unsigned i = 0; i < node.v.element.children.length; ++i)
        text += text_of(*static_cast<const GumboNode*>(node.v.element.children.data[i]));
      return text;
    }
    default:
      return {};
  }
}

}  // namespace feedd::content

// Debian builds gumbo with its assertions, and some HTML breaks them
// (`<svg><head><title><table></table></title></head>`): a daemon must not end at an article. glibc's assert() calls
// this function, and takes the program's own before its.
// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" [[noreturn]] void __assert_fail(const char* assertion, const char* file, unsigned line,
                                           const char* function) noexcept {
  feedd::content::HtmlArena::leave();
  std::fprintf(stderr, "%s:%u: %s: Assertion `%s' failed.\n", file, line, function, assertion);
  std::abort();
}
