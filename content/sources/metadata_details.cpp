#include "content/sources/metadata_details.hpp"

#include "content/shortcode_table.hpp"
#include "content/sources/metadata.hpp"
#include "content/term.hpp"
#include "content/text.hpp"
#include "content/time.hpp"
#include "content/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>

namespace feedd::content {
namespace {

using Kind = Value::Kind;
using Names = std::initializer_list<std::string_view>;

constexpr std::size_t max_items = 64;

std::string plain(std::string_view text) {
  return collapse_space(clean_text(text).text);
}

/// The text under the first of these keys of a map that has one.
std::string text_of(const Value& map, Names names) {
  for (const std::string_view name : names)
    if (const Value* const value = map.find(name); value != nullptr && value->kind == Kind::scalar)
      if (std::string text = plain(value->scalar); !text.empty()) return text;
  return {};
}

std::optional<std::uint32_t> number_in(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// `3725`, `62:05`, `1:02:05`, `01:02:05.5`.
std::optional<std::uint32_t> seconds_in(std::string_view text) {
  text = text.substr(0, text.find('.'));
  std::uint64_t seconds = 0;
  for (int parts = 1; parts <= 3; ++parts) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const auto part = number_in(text.substr(0, colon));
    if (!part) return std::nullopt;
    seconds = seconds * 60 + *part;
    if (seconds > 1'000'000'000) return std::nullopt;
    if (colon == text.size()) return static_cast<std::uint32_t>(seconds);
    text.remove_prefix(colon + 1);
  }
  return std::nullopt;
}

/// The media type of a transcript by its file's extension, where its author says none.
std::string_view transcript_type(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  for (const auto& [extension, type] : {std::pair<std::string_view, std::string_view>{".vtt", "text/vtt"},
                                        {".srt", "application/srt"},
                                        {".json", "application/json"},
                                        {".txt", "text/plain"}})
    if (url.ends_with(extension)) return type;
  return "text/html";
}

class DetailsReader {
 public:
  DetailsReader(const MetadataKeys& keys, const TimeZone& zone, Surroundings& surroundings, SourceArticle& article)
      : keys_(keys), zone_(zone), surroundings_(surroundings), article_(article) {
    for (const std::string_view name : {"podcast", "episode"})
      if (const Value* const map = keys.find_anywhere(name); map != nullptr && map->kind == Kind::map)
        inner_.emplace_back(*map);
  }

  void read() {
    if (const Value* const minor = keys_.find_anywhere("minor"))
      article_.minor = minor->as_bool(minor->scalar == "true");
    for (const std::string_view key : {"correction", "corrections"})
      if (const Value* const value = keys_.find_anywhere(key)) append_corrections(*value);
    std::stable_sort(details_.corrections.begin(), details_.corrections.end(),
                     [](const Correction& a, const Correction& b) { return a.at > b.at; });
    for (const std::string_view key : {"contributors", "contributor"})
      if (const Value* const value = keys_.find_anywhere(key))
        for (const std::string& name : value->as_texts()) append_label(details_.contributors, name);
    for (const std::string_view key : {"related", "relatedposts", "relatedarticles"})
      if (const Value* const value = keys_.find_anywhere(key)) append_links(*value, key, details_.related);
    if (const Value* const value = keys_.find_anywhere("inreplyto")) append_links(*value, "in_reply_to", replies());
    read_source();
    read_episode();
    if (details_ != Details{}) article_.details = std::move(details_);
  }

 private:
  std::vector<NamedLink>& replies() { return details_.in_reply_to; }

  void warn(const Value& value, std::string_view key, std::string_view what) {
    const std::string place =
        value.at.line > 0 ? std::to_string(value.at.line) + ':' + std::to_string(value.at.column) + ": " : "";
    article_.warnings.push_back(place + std::string(key) + ' ' + std::string(what));
  }

  void append_corrections(const Value& value) {
    for (const Value& item : value.list) append_corrections(item);
    if (details_.corrections.size() == max_items) return;
    Correction correction;
    if (value.kind == Kind::map) {
      correction.note = text_of(value, {"note", "text", "correction", "description"});
      const std::string date = text_of(value, {"date", "at", "time"});
      correction.at = parse_date(date, zone_);
      if (!date.empty() && !correction.at) warn(value, "date of the correction", "is no date; ignored");
    } else if (value.kind == Kind::scalar) {
      correction.note = plain(value.scalar);
    }
    if (!correction.note.empty()) details_.corrections.push_back(std::move(correction));
  }

  /// An address of the web or from the site's root as it is; any other text is another article's name.
  std::string link(const Value& value, std::string_view key) {
    const std::string written = plain(value.scalar);
    const auto scheme = url_scheme(written);
    if (scheme == "http" || scheme == "https" || written.starts_with('/')) return surroundings_.address(written);
    if (scheme || written.empty() || written.starts_with('#'))
      return warn(value, key, "leads neither to a page nor to an article; ignored"), std::string();
    return surroundings_.address(article_reference(written));
  }

  void append_links(const Value& value, std::string_view key, std::vector<NamedLink>& links) {
    for (const Value& item : value.list) append_links(item, key, links);
    const Value* address = value.kind == Kind::scalar ? &value : nullptr;
    for (const std::string_view name : {"url", "href", "link", "slug", "ref"})
      if (address == nullptr) address = value.find(name);
    if (address == nullptr || address->kind != Kind::scalar || links.size() == max_items) return;
    if (address->as_bool(true) == address->as_bool(false)) return;  // a theme's switch
    NamedLink read{link(*address, key), text_of(value, {"title", "name", "text"})};
    const auto same = [&](const NamedLink& other) { return other.url == read.url; };
    if (!read.url.empty() && std::none_of(links.begin(), links.end(), same)) links.push_back(std::move(read));
  }

  void read_source() {
    const Value* const value = keys_.find_anywhere("source");
    if (value == nullptr) return;
    NamedLink source;
    if (value->kind == Kind::map)
      source = {text_of(*value, {"url", "href", "link"}), text_of(*value, {"title", "name"})};
    else
      source.url = plain(value->scalar);
    const auto scheme = url_scheme(source.url);
    if (scheme != "http" && scheme != "https") return;  // a file's name, a photographer: themes have many uses
    source.url = to_uri(source.url);
    if (source.title.empty()) source.title = source.url;
    details_.source = std::move(source);
  }

  /// The value of an episode's key: in a map of its own before the top level.
  const Value* find(Names names) const {
    for (const MetadataKeys& inner : inner_)
      for (const std::string_view name : names)
        if (const Value* const value = inner.find(name); value != nullptr && value->kind != Kind::null) return value;
    for (const std::string_view name : names)
      if (const Value* const value = keys_.find_anywhere(name); value != nullptr && value->kind != Kind::null)
        return value;
    return nullptr;
  }

  void read_count(Names names, std::uint32_t& field) {
    const Value* const value = find(names);
    if (value == nullptr || value->kind != Kind::scalar) return;
    if (const auto number = number_in(plain(value->scalar)))
      field = *number;
    else
      warn(*value, *names.begin(), "must be a number; ignored");
  }

  std::string file(const Value& value) {
    const Value* address = value.kind == Kind::scalar ? &value : nullptr;
    for (const std::string_view name : {"url", "src", "href", "path", "file"})
      if (address == nullptr) address = value.find(name);
    if (address == nullptr || address->kind != Kind::scalar || address->scalar.empty()) return {};
    const auto media = surroundings_.media(address->scalar, {}, address->at);
    if (!media && !media_type_of(address->scalar))
      warn(*address, "`" + plain(address->scalar) + "`",
           "is no file of a type that is served (.json, .vtt, .srt); ignored");
    return media ? media->url : std::string();
  }

  void append_transcripts(const Value& value, std::vector<Transcript>& all) {
    for (const Value& item : value.list) append_transcripts(item, all);
    if (value.kind == Kind::list || all.size() == max_items) return;
    Transcript one{file(value), text_of(value, {"type"}), text_of(value, {"language", "lang"})};
    if (one.url.empty()) return;
    if (one.type.find('/') == std::string::npos) one.type = transcript_type(one.url);
    all.push_back(std::move(one));
  }

  void append_persons(const Value& value, std::string_view role, std::vector<Person>& all) {
    for (const Value& item : value.list) append_persons(item, role, all);
    if (all.size() == max_items) return;
    Person one;
    if (value.kind == Kind::scalar) {
      one.name = plain(value.scalar);
    } else if (value.kind == Kind::map) {
      one = {text_of(value, {"name", "title"}), text_of(value, {"role"}), text_of(value, {"url", "href", "link"}), {}};
      if (const auto scheme = url_scheme(one.url); scheme != "http" && scheme != "https") one.url.clear();
      for (const std::string_view name : {"image", "img", "avatar"})
        if (const Value* const image = value.find(name); image != nullptr && one.image.empty())
          one.image = file(*image);
    }
    if (one.name.empty()) return;
    if (one.role.empty()) one.role = role;
    one.role = term_key(one.role);
    all.push_back(std::move(one));
  }

  void read_duration(Episode& episode) {
    const Value* const value = find({"duration", "itunesduration", "audioduration", "length"});
    if (value == nullptr || value->kind != Kind::scalar) return;
    if (const auto seconds = seconds_in(plain(value->scalar)))
      episode.duration_seconds = *seconds;
    else
      warn(*value, "duration", "must be seconds or HH:MM:SS; ignored");
  }

  /// Its keys have other meanings elsewhere (`duration` of a recipe): they count where there is a recording, or a map
  /// of a podcast's own.
  void read_episode() {
    const auto is_recording = [](const Media& media) {
      return media.type.starts_with("audio/") || media.type.starts_with("video/");
    };
    if (inner_.empty() && std::none_of(article_.media.begin(), article_.media.end(), is_recording)) return;
    Episode episode;
    read_duration(episode);
    if (const Value* const value = keys_.find_anywhere("episode"); value == nullptr || value->kind != Kind::map)
      read_count({"episode", "episodenumber", "itunesepisode", "number"}, episode.number);
    else
      read_count({"number", "episodenumber", "episode"}, episode.number);
    read_count({"season", "itunesseason", "seasonnumber"}, episode.season);
    if (const Value* const kind = find({"episodetype", "itunesepisodetype"})) {
      episode.kind = term_key(kind->scalar);
      if (episode.kind != "full" && episode.kind != "trailer" && episode.kind != "bonus") {
        warn(*kind, "episode_type", "must be full, trailer or bonus; ignored");
        episode.kind.clear();
      }
    }
    if (const Value* const flag = find({"explicit", "itunesexplicit"})) {
      const std::string word = term_key(flag->scalar);
      if (word == "yes" || word == "true" || word == "explicit") episode.is_explicit = true;
      if (word == "no" || word == "false" || word == "clean") episode.is_explicit = false;
    }
    if (const Value* const chapters = find({"chapters", "chaptersfile", "chaptersurl"}))
      if (chapters->kind == Kind::scalar || chapters->kind == Kind::map) episode.chapters = file(*chapters);
    if (const Value* const value = find({"transcripts", "transcript", "transcripturl"}))
      append_transcripts(*value, episode.transcripts);
    for (const auto& [key, role] : {std::pair<std::string_view, std::string_view>{"people", ""},
                                    {"persons", ""},
                                    {"hosts", "host"},
                                    {"guests", "guest"},
                                    {"guest", "guest"}})
      if (const Value* const value = find({key})) append_persons(*value, role, episode.persons);
    if (episode != Episode{}) details_.episode = std::move(episode);
  }

  const MetadataKeys& keys_;
  const TimeZone& zone_;
  Surroundings& surroundings_;
  SourceArticle& article_;
  Details details_;
  std::vector<MetadataKeys> inner_;
};

}  // namespace

void read_details_of(const MetadataKeys& keys, const TimeZone& zone, Surroundings& surroundings,
                     SourceArticle& article) {
  DetailsReader(keys, zone, surroundings, article).read();
}

}  // namespace feedd::content
