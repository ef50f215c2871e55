// Media types by extension, and references resolved to files of the source.
#include "content/sources/media.hpp"

#include "content/shortcode_table.hpp"
#include "content/text.hpp"
#include "content/url.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace feedd::content {

namespace {

constexpr std::string_view scheme = "media:";

constexpr std::array<std::pair<std::string_view, std::string_view>, 32> types = {
    {{"jpg", "image/jpeg"},      {"jpeg", "image/jpeg"},      {"png", "image/png"},
     {"gif", "image/gif"},       {"webp", "image/webp"},      {"avif", "image/avif"},
     {"svg", "image/svg+xml"},   {"bmp", "image/bmp"},        {"ico", "image/vnd.microsoft.icon"},
     {"tif", "image/tiff"},      {"tiff", "image/tiff"},      {"heic", "image/heic"},
     {"mp3", "audio/mpeg"},      {"m4a", "audio/mp4"},        {"aac", "audio/aac"},
     {"ogg", "audio/ogg"},       {"oga", "audio/ogg"},        {"opus", "audio/ogg"},
     {"wav", "audio/wav"},       {"flac", "audio/flac"},      {"mp4", "video/mp4"},
     {"m4v", "video/mp4"},       {"webm", "video/webm"},      {"ogv", "video/ogg"},
     {"mov", "video/quicktime"}, {"pdf", "application/pdf"},  {"epub", "application/epub+zip"},
     {"zip", "application/zip"}, {"vtt", "text/vtt"},         {"csv", "text/csv"},
     {"srt", "application/srt"}, {"json", "application/json"}}};

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

std::string guessed_media_type(std::string_view url, std::string_view medium) {
  const auto fits = [&](std::string_view name) {
    const auto type = media_type_of(name);
    return type && type->starts_with(medium) ? std::string(*type) : std::string();
  };
  const std::size_t query = std::min(url.find_first_of("?#"), url.size());
  std::string_view path = url.substr(0, query);
  for (std::size_t slash = path.rfind('/'); slash != std::string_view::npos && slash != 0; slash = path.rfind('/')) {
    if (std::string type = fits(path.substr(slash)); !type.empty()) return type;
    path = path.substr(0, slash);
  }
  for (std::string_view rest = url.substr(query); !rest.empty();) {  // `?w=1200&fm=webp`
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const std::size_t value = pair.find('=');
    if (value == std::string_view::npos) continue;
    if (std::string type = fits("." + std::string(pair.substr(value + 1))); !type.empty()) return type;
  }
  return medium == "image" ? "image/jpeg" : medium == "audio" ? "audio/mpeg" : medium == "video" ? "video/mp4" : "";
}

namespace {

/// `{static}/a.png`, as Pelican has it, or `|static|/a.png`, taken apart; what is within the braces is empty for
/// others.
struct PelicanReference {
  std::string_view place;
  std::string_view path;
};

PelicanReference read_pelican(std::string_view reference) {
  for (const auto& [open, close] : {std::pair("{", "}"), std::pair("%7B", "%7D"), std::pair("|", "|")}) {
    if (!reference.starts_with(open)) continue;
    const std::string_view rest = reference.substr(std::string_view(open).size());
    const std::size_t end = rest.find(close);
    if (end == std::string_view::npos) continue;
    const std::string_view place = rest.substr(0, end);
    if (place == "static" || place == "attach" || place == "filename" || place == "photo")
      return {place, rest.substr(end + std::string_view(close).size())};
  }
  return {{}, reference};
}

/// Missing media of one article that are told of: whoever has more mends the first of them first.
constexpr std::size_t max_misses = 100;

/// Where in `text` a reference stands as it was written, or with what Markdown and HTML escape; nowhere where it was
/// put together from pieces.
Position position_of(std::string_view text, const std::string& reference) {
  std::string escaped;
  for (const char c : reference) escaped.append(c == '&' ? "&amp;" : std::string(1, c));
  for (const std::string& written : {reference, escaped, decode_path(reference)}) {
    std::size_t at = text.find(written);
    // not within a longer one: `a.png` in `img/a.png`
    while (at != std::string_view::npos && at > 0 && std::string_view("/-_.%").find(text[at - 1]) != std::string::npos)
      at = text.find(written, at + 1);
    if (at == std::string_view::npos) continue;
    const std::string_view before = text.substr(0, at);
    const std::size_t line_start = before.rfind('\n') + 1;  // 0 where there is none
    return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
            static_cast<int>(at - line_start) + 1};
  }
  return {};
}

}  // namespace

/// `path` from the folder of the article, or from the root where it begins with a slash, as one from the root.
std::optional<std::string> Surroundings::local_path(std::string_view path) const {
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

Surroundings::Places Surroundings::places(std::string_view reference) const {
  Places places;
  const std::string written = clean_text(decode_path(without_query(read_pelican(reference).path))).text;
  const std::string path = to_nfc(written);
  const auto add = [&](const std::string& candidate) {
    if (std::optional<std::string> local = local_path(candidate)) places.paths.push_back(std::move(*local));
  };
  add(path);
  places.outside = places.paths.empty();
  if (places.outside) return places;
  if (written != path) add(written);  // a disk that keeps names as they were typed
  if (const std::string raw(without_query(reference)); raw != path && raw.find('%') != std::string::npos)
    add(raw);  // a name that looks encoded
  if (!path.starts_with('/') && !own_folder_.empty()) add("/" + std::string(own_folder_) + "/" + path);
  if (path.starts_with('/'))
    for (const std::string_view root : {"/static", "/public", "/source"}) add(std::string(root) + path);
  return places;
}

const FileFacts* Surroundings::find(const std::string& path) {
  std::optional<FileFacts> facts = lookup_(path);
  if (!facts) return nullptr;
  files_.insert(path);
  return &found_.insert_or_assign(std::string(scheme) + encode_path(path), std::move(*facts)).first->second;
}

std::string Surroundings::address(std::string_view reference, Position at) {
  if (const PelicanReference pelican = read_pelican(reference);
      pelican.place == "filename" && !media_type_of(without_query(pelican.path)))
    return address(article_reference(pelican.path), at);
  if (reference.starts_with("article:")) return article_address(reference);
  const bool local = !url_scheme(reference) && !reference.starts_with("//");
  if (!lookup_ || !local) return to_uri(reference);
  if (std::optional<std::string> article = linked_article(reference)) return std::move(*article);
  if (!media_type_of(without_query(reference))) return to_uri(reference);
  const Places tried = places(reference);
  for (const std::string& path : tried.paths)
    if (find(path) != nullptr) return std::string(scheme) + encode_path(path);
  miss(reference, tried, at);
  return to_uri(reference);
}

std::vector<std::string> Surroundings::attachment_paths(std::string_view name) const {
  std::vector<std::string> paths;
  const auto add = [&](const std::string& reference) {
    for (std::string& path : places(reference).paths)
      if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(std::move(path));
  };
  const std::string file(name);
  for (const std::string_view folder : {"", "attachments/", "assets/", "images/", "img/", "media/", "files/"}) {
    add(std::string(folder) + file);
    add("/" + std::string(folder) + file);
  }
  return paths;
}

/// `snow` or `snow.md`, in the article's folder and all above it.
std::vector<std::string> Surroundings::note_paths(std::string_view name) const {
  std::vector<std::string> paths;
  std::string file = to_nfc(clean_text(name).text);
  if (!file.ends_with(".md") && !file.ends_with(".markdown")) file += ".md";
  if (file.starts_with('/')) {
    if (std::optional<std::string> path = local_path(file)) paths.push_back(std::move(*path));
    return paths;
  }
  std::string_view folder = article_path_;
  while (!folder.empty()) {
    const std::size_t slash = folder.rfind('/');
    folder = folder.substr(0, slash == std::string_view::npos ? 0 : slash);
    if (std::optional<std::string> path = local_path("/" + std::string(folder) + "/" + file))
      paths.push_back(std::move(*path));
  }
  return paths;
}

std::optional<WikiTarget> Surroundings::wiki_target(std::string_view name, std::string_view embed) {
  const std::optional<std::string_view> type = media_type_of(name);
  if (!lookup_) return type ? std::optional(WikiTarget{to_uri(name), std::string(*type)}) : std::nullopt;
  const bool asks = type.has_value() || ++asked_notes_ <= max_notes;
  const std::vector<std::string> paths = type   ? attachment_paths(name)
                                         : asks ? note_paths(name)
                                                : std::vector<std::string>();
  if (type) {
    for (const std::string& path : paths)
      if (find(path) != nullptr) return WikiTarget{"/" + encode_path(path), std::string(*type)};
  } else {
    if (std::optional<std::string> known = known_article(paths)) return WikiTarget{*std::move(known), {}};
    files_.insert(paths.begin(), paths.end());  // an article yet to come
  }
  if (!embed.empty()) miss(embed, {paths, paths.empty()}, {});
  return std::nullopt;
}

void Surroundings::miss(std::string_view reference, const Places& places, Position at) {
  const auto same = [&](const Miss& other) { return other.reference == reference; };
  if (std::any_of(misses_.begin(), misses_.end(), same)) return;
  Miss missed{std::string(reference), {}, places.outside, reference.starts_with('/'), at};
  if (!places.paths.empty()) {
    missed.path = places.paths.front();
    files_.insert(missed.path);
    if (!own_folder_.empty() && !missed.from_root) files_.insert(places.paths.back());
  }
  if (misses_.size() < max_misses) misses_.push_back(std::move(missed));
}

std::optional<Media> Surroundings::media(std::string_view reference, std::string_view alt, Position at) {
  Media media;
  media.url = found_.contains(reference) ? std::string(reference) : address(trim(reference), at);
  if (media.url.starts_with("//")) media.url.insert(0, "https:");
  media.alt = alt;
  if (const auto type = media_type_of(without_query(media.url))) media.type = *type;
  if (const auto found = found_.find(media.url); found != found_.end()) {
    media.length_bytes = found->second.size_bytes;
    return media;
  }
  const std::optional<std::string> absolute = url_scheme(media.url);
  if (absolute == "http" || absolute == "https") return media;
  if (media.url.starts_with('/') && !media.type.empty()) return media;
  return std::nullopt;
}

std::optional<ImageSize> Surroundings::image_size(std::string_view address) const {
  const auto found = found_.find(address);
  if (found == found_.end() || !found->second.image_size) return std::nullopt;
  return found->second.image_size();
}

Error Surroundings::complaint(const Miss& miss, const SourceArticle& article) {
  const Position at = miss.at.line > 0 ? miss.at : position_of(article.source_text, miss.reference);
  if (miss.outside && !miss.from_root)
    return {std::string(outside_rule), article.path,
            "`" + miss.reference +
                "` leads out of the folder of articles and is not opened; serve the folder that holds both, or write "
                "the address under which it is served",
            at};
  if (miss.from_root)
    return {std::string(site_root_rule), article.path,
            "`" + miss.reference +
                "` is no file of this folder, nor of static/ in it; put it there, or set site_url where another site "
                "serves it",
            at};
  return {"media", article.path, "`" + miss.reference + "` is no file of this folder: there is no " + miss.path, at};
}

void Surroundings::report(SourceArticle& article) const {
  article.files.assign(files_.begin(), files_.end());
  for (const Miss& miss : misses_) article.unresolved.push_back(complaint(miss, article));
}

}  // namespace feedd::content
