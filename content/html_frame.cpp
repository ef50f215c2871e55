#include "content/html_frame.hpp"

#include <algorithm>

namespace feedd::content {

namespace {

/// An address of the web taken apart; empty host: it is none.
struct Parts {
  bool secure = false;
  std::string host;  ///< lower-case
  std::string_view path, query;
};

Parts take_apart(std::string_view address) {
  Parts parts;
  const auto begins = [&](std::string_view scheme) {
    return address.size() > scheme.size() &&
           std::equal(scheme.begin(), scheme.end(), address.begin(),
                      [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b); });
  };
  if (begins("https://") || begins("//"))
    parts.secure = true;
  else if (!begins("http://"))
    return parts;
  address.remove_prefix(address.find("//") + 2);
  const std::size_t end = std::min(address.find_first_of("/?#\\"), address.size());
  for (const char c : address.substr(0, end)) parts.host += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (parts.host.find_first_of("@:%") != std::string::npos) parts.host.clear();
  address.remove_prefix(end);
  address = address.substr(0, address.find('#'));
  const std::size_t mark = std::min(address.find('?'), address.size());
  parts.path = address.substr(0, mark);
  parts.query = address.substr(std::min(mark + 1, address.size()));
  return parts;
}

/// What may stand in an id of a video; everything behind it is not part of it.
std::string_view id_at(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  };
  return text.substr(0, static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), fits) - text.begin()));
}

std::string_view parameter(std::string_view query, std::string_view name) {
  for (std::size_t at = 0; at < query.size();) {
    const std::size_t end = std::min(query.find('&', at), query.size());
    const std::string_view pair = query.substr(at, end - at);
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) return pair.substr(name.size() + 1);
    at = end + 1;
  }
  return {};
}

/// A host whose frames have the id of what they show behind `before` in the path, and the page that shows it.
struct Host {
  std::string_view host, before, page;
};

constexpr Host hosts_by_path[] = {
    {"www.youtube.com", "/embed/", "https://www.youtube.com/watch?v="},
    {"www.youtube.com", "/v/", "https://www.youtube.com/watch?v="},
    {"www.youtube.com", "/shorts/", "https://www.youtube.com/watch?v="},
    {"www.youtube.com", "/live/", "https://www.youtube.com/watch?v="},
    {"www.youtube-nocookie.com", "/embed/", "https://www.youtube.com/watch?v="},
    {"youtu.be", "/", "https://www.youtube.com/watch?v="},
    {"player.vimeo.com", "/video/", "https://vimeo.com/"},
    {"www.dailymotion.com", "/embed/video/", "https://www.dailymotion.com/video/"},
    {"fast.wistia.net", "/embed/iframe/", "https://fast.wistia.net/embed/iframe/"},
    {"www.loom.com", "/embed/", "https://www.loom.com/share/"},
    {"streamable.com", "/e/", "https://streamable.com/"},
    {"archive.org", "/embed/", "https://archive.org/details/"},
    {"www.ted.com", "/talks/", "https://www.ted.com/talks/"},
    {"embed.ted.com", "/talks/", "https://www.ted.com/talks/"},
    {"tv.naver.com", "/embed/", "https://tv.naver.com/v/"},
    {"play-tv.kakao.com", "/embed/player/cliplink/", "https://tv.kakao.com/v/"},
    {"tv.kakao.com", "/embed/player/cliplink/", "https://tv.kakao.com/v/"},
    {"embed.nicovideo.jp", "/watch/", "https://www.nicovideo.jp/watch/"},
    {"open.spotify.com", "/embed/track/", "https://open.spotify.com/track/"},
    {"open.spotify.com", "/embed/album/", "https://open.spotify.com/album/"},
    {"open.spotify.com", "/embed/playlist/", "https://open.spotify.com/playlist/"},
    {"open.spotify.com", "/embed/episode/", "https://open.spotify.com/episode/"},
    {"open.spotify.com", "/embed/show/", "https://open.spotify.com/show/"},
};

}  // namespace

bool is_frame_allowed(std::string_view address, std::span<const std::string> hosts) {
  const Parts parts = take_apart(address);
  if (!parts.secure || parts.host.empty()) return false;
  return std::any_of(hosts.begin(), hosts.end(), [&](std::string_view host) {
    return host.size() == parts.host.size() && take_apart("https://" + std::string(host)).host == parts.host;
  });
}

std::optional<std::string> page_of_frame(std::string_view address) {
  Parts parts = take_apart(address);
  if (parts.host == "youtube.com" || parts.host == "m.youtube.com") parts.host = "www.youtube.com";
  if (parts.host == "youtube-nocookie.com") parts.host = "www.youtube-nocookie.com";
  if (const std::string_view list = id_at(parameter(parts.query, "list"));
      parts.host.starts_with("www.youtube") && parts.path.starts_with("/embed/videoseries") && !list.empty())
    return "https://www.youtube.com/playlist?list=" + std::string(list);
  if (const std::string_view video = id_at(parameter(parts.query, "v"));
      parts.host == "www.youtube.com" && parts.path == "/watch" && !video.empty())
    return "https://www.youtube.com/watch?v=" + std::string(video);
  if (const std::string_view video = id_at(parameter(parts.query, "bvid"));
      parts.host == "player.bilibili.com" && !video.empty())
    return "https://www.bilibili.com/video/" + std::string(video);
  for (const Host& host : hosts_by_path) {
    if (host.host != parts.host || !parts.path.starts_with(host.before)) continue;
    const std::string_view id = id_at(parts.path.substr(host.before.size()));
    if (!id.empty()) return std::string(host.page).append(id);
  }
  return std::nullopt;
}

std::optional<std::string> frame_of_page(std::string_view address) {
  Parts parts = take_apart(address);
  if (const std::string_view host = parts.host; host == "vimeo.com" || host == "www.vimeo.com") {
    const std::string_view id = id_at(parts.path.substr(std::min<std::size_t>(1, parts.path.size())));
    const bool number = !id.empty() && id.find_first_not_of("0123456789") == std::string_view::npos;
    return number ? std::optional("https://player.vimeo.com/video/" + std::string(id)) : std::nullopt;
  }
  constexpr std::string_view before = "https://www.youtube.com/watch?v=";
  const std::optional<std::string> page = page_of_frame(address);
  if (!page || !page->starts_with(before)) return std::nullopt;
  return "https://www.youtube-nocookie.com/embed/" + page->substr(before.size());
}

}  // namespace feedd::content
