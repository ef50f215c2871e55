// Bytes of any kind as a file of each dialect: an article that keeps its promises, or an error that names the file.
#include "content/sources/article_file.hpp"
#include "tests/fuzz/claims.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace feedd::content;
  using namespace feedd::fuzz;
  constexpr std::array<std::string_view, 4> paths = {"p/_posts/2020-09-17-a.md", "p/a.html", "p/a/index.txt",
                                                     "p/b.ko.md"};
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const FileLookup lookup = [](std::string_view path) {
    require(!path.empty() && !path.starts_with('/') && path.find("../") != 0 && path != "..");
    return path.size() % 2 == 0 ? std::optional(FileFacts{path.size()}) : std::nullopt;
  };
  for (const std::string_view path : paths) {
    // The last one has the bytes as its sidecar.
    Beside beside;
    if (path == paths.back()) beside = {"p/b.meta.toml", bytes, Timestamp()};
    const Result<SourceArticle> article =
        read_article(path, beside.sidecar_path.empty() ? bytes : "x", lookup, SourceRules(), beside);
    if (!article) {
      require(article.error().subject == path || article.error().subject == beside.sidecar_path);
      require(!article.error().reason.empty());
      continue;
    }
    require(!article->slug.empty() && article->title.find('\n') == std::string::npos);
    require(!article->title.empty() || !article->summary.empty());
    for (const std::string* text : {&article->id, &article->slug, &article->title, &article->summary, &article->rights,
                                    &article->section, &article->url, &article->photo_credit, &article->source_text})
      require_xml_text(*text);
    for (const std::vector<std::string>* texts : {&article->authors, &article->tags, &article->aliases})
      for (const std::string& text : *texts) require_xml_text(text);
    require_clean_body(map_urls(article->content, [](std::string_view address) {
      const bool media = address.starts_with("media:");
      return media ? "https://media.example/" + std::string(address.substr(6)) : std::string(address);
    }));
    for (const std::string& alias : article->aliases)
      require(alias.starts_with('/') && alias.find("/../") == std::string::npos);
    require(!article->url.starts_with("//"));
    require(!article->url.starts_with('/') || article->url.find("/../") == std::string::npos);
  }
  return 0;
}
