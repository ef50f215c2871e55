// Media types by extension, and references resolved to files of the source.
#include "content/sources/media.hpp"

#include "content/text.hpp"
#include "content/url.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace feedd::content {

namespace {

constexpr std::string_view scheme = "media:";

constexpr std::array<std::pair<std::string_view, std::string_view>, 30> types = {
    {{"jpg", "image/jpeg"},      {"jpeg", "image/jpeg"},     {"png", "image/png"},
     {"gif", "image/gif"},       {"webp", "image/webp"},     {"avif", "image/avif"},
     {"svg", "image/svg+xml"},   {"bmp", "image/bmp"},       {"ico", "image/vnd.microsoft.icon"},
     {"tif", "image/tiff"},      {"tiff", "image/tiff"},     {"heic", "image/heic"},
     {"mp3", "audio/mpeg"},      {"m4a", "audio/mp4"},       {"aac", "audio/aac"},
     {"ogg", "audio/ogg"},       {"oga", "audio/ogg"},       {"opus", "audio/ogg"},
     {"wav", "audio/wav"},       {"flac", "audio/flac"},     {"mp4", "video/mp4"},
     {"m4v", "video/mp4"},       {"webm", "video/webm"},     {"ogv", "video/ogg"},
     {"mov", "video/quicktime"}, {"pdf", "application/pdf"}, {"epub", "application/epub+zip"},
     {"zip", "application/zip"}, {"vtt", "text/vtt"},        {"csv", "text/csv"}}};

std::string_view without_query(std::string_view reference) {
  return reference.substr(0, reference.find_first_of("?#"));
}

/// Appends the segments of `path` to those of a folder. False where it leaves the root or names what is hidden.
bool walk(std::vector<std::string_view>& folder, std::string_view path) {
  for (std::size_t i = 0; i <= path.size();) {
    const std::size_t end = std::min(path.find('/', i), path.size());
    const std::string_view segment = path.substr(i, end - i);
    i = end + 1;
    if (segment.empty() || segment == ".") continue;
    if (segment == "..") {
      if (folder.empty()) return false;
      folder.pop_back();
    } else if (segment.front() == '.' || segment.find('\0') != std::string_view::npos) {
      return false;
    } else {
      folder.push_back(segment);
    }
  }
  return !folder.empty();
}

}  // namespace

std::optional<std::string_view> media_type_of(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || path.size() - dot > 6) return std::nullopt;
  std::string extension(path.substr(dot + 1));
  for (char& c : extension)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  for (const auto& [name, type] : types)
    if (name == extension) return type;
  return std::nullopt;
}

std::optional<std::string> Surroundings::local_path(std::string_view reference) const {
  if (url_scheme(reference) || reference.starts_with("//")) return std::nullopt;
  const std::string path = to_nfc(clean_text(decode_path(without_query(reference))).text);
  std::vector<std::string_view> segments;
  if (!path.starts_with('/')) {
    const std::size_t slash = article_path_.rfind('/');
    if (slash != std::string_view::npos && !walk(segments, article_path_.substr(0, slash))) return std::nullopt;
  }
  if (path.empty() || path.ends_with('/') || !walk(segments, path)) return std::nullopt;
  std::string local;
  for (const std::string_view segment : segments) local.append(local.empty() ? "" : "/").append(segment);
  return local;
}

std::string Surroundings::address(std::string_view reference) {
  if (lookup_ && media_type_of(without_query(reference))) {
    const std::optional<std::string> path = local_path(reference);
    const std::optional<FileFacts> facts = path ? lookup_(*path) : std::nullopt;
    if (facts) {
      std::string address(scheme);
      address += encode_path(*path);
      sizes_.insert_or_assign(address, facts->size_bytes);
      return address;
    }
  }
  return to_uri(reference);
}

std::optional<Media> Surroundings::media(std::string_view reference, std::string_view alt) {
  Media media;
  media.url = sizes_.contains(reference) ? std::string(reference) : address(trim(reference));
  media.alt = alt;
  if (const auto type = media_type_of(without_query(media.url))) media.type = *type;
  if (const auto size = sizes_.find(media.url); size != sizes_.end()) {
    media.length_bytes = size->second;
    return media;
  }
  const std::optional<std::string> absolute = url_scheme(media.url);
  if (absolute != "http" && absolute != "https") return std::nullopt;
  return media;
}

}  // namespace feedd::content
