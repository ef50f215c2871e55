// References from one article to another by its file: which file of the source that is.
#include "content/shortcode_table.hpp"
#include "content/sources/media.hpp"
#include "content/text.hpp"
#include "content/url.hpp"

#include <algorithm>
#include <array>

namespace feedd::content {
namespace {

constexpr std::string_view scheme = "article:";
/// What article_reference() takes off.
constexpr std::array<std::string_view, 6> endings = {".md", ".markdown", "/index.md", ".html", ".mdx", ".txt"};
/// Where generators keep articles below the folder that they are given.
constexpr std::array<std::string_view, 3> roots = {"", "content/", "_posts/"};

}  // namespace

std::vector<std::string> Surroundings::article_paths(std::string_view name) const {
  std::vector<std::string> paths;
  const auto add = [&](const std::string& path) {
    for (const std::string_view ending : endings)
      if (std::optional<std::string> local = local_path(path + std::string(ending))) paths.push_back(std::move(*local));
  };
  const std::string wanted = to_nfc(clean_text(name).text);
  if (wanted.empty() || wanted.ends_with('/')) return paths;
  if (wanted.starts_with('/'))
    paths.push_back(wanted.substr(1));  // known already
  else
    add(wanted);  // beside the article
  for (const std::string_view root : roots) add("/" + std::string(root) + wanted);
  return paths;
}

std::string Surroundings::article_address(std::string_view reference) {
  const std::string_view name = reference.substr(scheme.size(), reference.find_first_of("?#") - scheme.size());
  const std::string_view rest = reference.substr(scheme.size() + name.size());
  const std::string decoded = decode_path(name);
  if (lookup_ && ++asked_notes_ <= max_notes)
    if (const auto known = known_article(article_paths(decoded))) return *known + std::string(rest);
  const std::string_view stem = std::string_view(decoded).substr(decoded.rfind('/') + 1);
  return std::string(scheme) + encode_segment(stem) + std::string(rest);
}

std::optional<std::string> Surroundings::linked_article(std::string_view reference) {
  const std::string_view file = reference.substr(0, reference.find_first_of("?#"));
  if (!lookup_ || !(file.ends_with(".md") || file.ends_with(".markdown")) || ++asked_notes_ > max_notes)
    return std::nullopt;
  const auto known = known_article(places(reference).paths);
  return known ? std::optional(*known + std::string(reference.substr(file.size()))) : std::nullopt;
}

std::optional<std::string> Surroundings::known_article(const std::vector<std::string>& paths) {
  const auto found = std::find_if(paths.begin(), paths.end(), [&](const auto& path) { return lookup_(path); });
  if (found == paths.end()) return std::nullopt;
  files_.insert(*found);
  return std::string(scheme) + "/" + encode_path(*found);
}

}  // namespace feedd::content
