// Bytes of any kind as a file of each dialect: an article that keeps its promises, or an error that names the file.
#include "content/sources/article_file.hpp"
#include "content/text.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace feedd::content;
  constexpr std::array<std::string_view, 4> paths = {"p/_posts/2020-09-17-a.md", "p/a.html", "p/a/index.txt",
                                                     "p/b.ko.md"};
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const FileLookup lookup = [](std::string_view path) {
    if (path.empty() || path.starts_with('/') || path.find("..") == 0) std::abort();
    return path.size() % 2 == 0 ? std::optional(FileFacts{path.size()}) : std::nullopt;
  };
  for (const std::string_view path : paths) {
    // The last one has the bytes as its sidecar.
    Beside beside;
    if (path == paths.back()) beside = {"p/b.meta.toml", bytes, Timestamp()};
    const Result<SourceArticle> article =
        read_article(path, beside.sidecar_path.empty() ? bytes : "x", lookup, SourceRules(), beside);
    if (!article) {
      if ((article.error().subject != path && article.error().subject != beside.sidecar_path) ||
          article.error().reason.empty())
        std::abort();
      continue;
    }
    if (article->slug.empty() || article->title.find('\n') != std::string::npos) std::abort();
    if (article->title.empty() && article->summary.empty()) std::abort();
    for (const std::string* text : {&article->title, &article->summary, &article->content})
      if (clean_text('x' + *text).text != 'x' + *text) std::abort();
    for (const std::string& alias : article->aliases)
      if (!alias.starts_with('/') || alias.find("/../") != std::string::npos) std::abort();
    if (article->url.starts_with("//") ||
        (article->url.starts_with('/') && article->url.find("/../") != std::string::npos))
      std::abort();
    if (article->content.find("<script") != std::string::npos) std::abort();
  }
  return 0;
}
