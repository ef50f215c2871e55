#include "daemon/push/surrogate_key.hpp"

#include "content/digest.hpp"

#include <algorithm>

namespace feedd::daemon::push {
namespace {

constexpr std::string_view prefix = "feedd/";
/// Longest readable folder before a digest: 6 + 19 + 1 + 2 + 32 bytes are within the longest key.
constexpr std::size_t longest_folder_bytes = 19;

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~' || c == '/';
  });
}

}  // namespace

std::string surrogate_key(std::string_view feed_key) {
  std::string key(prefix);
  if (is_plain(feed_key) && key.size() + feed_key.size() <= longest_key_bytes) return key.append(feed_key);
  const std::string_view folder = feed_key.substr(0, std::min(feed_key.find('/'), feed_key.size()));
  if (folder.size() < feed_key.size() && folder.size() <= longest_folder_bytes && is_plain(folder))
    key.append(folder) += '/';
  return key.append("x-").append(content::digest_hex(feed_key));
}

std::string article_surrogate_key(std::string_view slug) {
  return surrogate_key(std::string("articles/").append(slug));
}

}  // namespace feedd::daemon::push
