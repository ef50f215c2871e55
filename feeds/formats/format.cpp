#include "feeds/formats/format.hpp"

#include "content/html.hpp"
#include "content/language.hpp"
#include "content/term.hpp"
#include "content/text.hpp"
#include "content/time.hpp"
#include "content/url.hpp"
#include "feeds/check/values.hpp"

#include <algorithm>

namespace feedd::feeds {
namespace {

// A browser that navigates to a feed offers a download for the feed media types and shows application/xml.
constexpr Format table[] = {
    {"Atom", "atom", "application/atom+xml; charset=utf-8", "application/xml; charset=utf-8", atom_fragment, atom_frame,
     check::Dialect::atom, true, true},
    {"RSS", "rss", "application/rss+xml; charset=utf-8", "application/xml; charset=utf-8", rss_fragment, rss_frame,
     check::Dialect::rss, false},
    {"JSON Feed", "json", "application/feed+json; charset=utf-8", "application/json; charset=utf-8", json_fragment,
     json_frame, check::Dialect::json_feed},
    {"RDF", "rdf", "application/rdf+xml; charset=utf-8", "application/xml; charset=utf-8", rdf_fragment, rdf_frame,
     check::Dialect::rdf},
};

/// What was mended stands before what is told.
std::string correction_notes(const std::vector<content::Correction>& corrections) {
  std::string notes;
  for (const content::Correction& one : corrections) {
    const std::string day = one.at ? " (" + content::to_rfc3339(*one.at).substr(0, 10) + ")" : "";
    notes += "<p><strong>Correction" + day + ":</strong> " + content::escape_html(one.note) + "</p>\n";
  }
  return notes;
}

/// The media type that a text begins with (RFC 9110 section 8.3.1), its parameters as far as each is one; empty: none.
std::string_view media_type_in(std::string_view text) {
  const auto parts_at = [](std::string_view part, char parting) {
    const std::size_t at = std::min(part.find(parting), part.size());
    return std::pair(part.substr(0, at), part.substr(std::min(at + 1, part.size())));
  };
  std::size_t end = std::min(text.find(';'), text.size());
  const auto [type, subtype] = parts_at(content::trim(text.substr(0, end)), '/');
  if (!check::is_token(type) || !check::is_token(subtype)) return {};
  while (end < text.size()) {
    const std::size_t next = std::min(text.find(';', end + 1), text.size());
    const auto [name, value] = parts_at(content::trim(text.substr(end + 1, next - end - 1)), '=');
    const bool quoted = value.size() > 1 && value.front() == '"' && value.find('"', 1) == value.size() - 1;
    if (!check::is_token(name) || (!check::is_token(value) && !quoted)) break;
    end = next;
  }
  return content::trim(text.substr(0, end));
}

bool is_web_address(std::string_view url) {
  return check::object_to_web_address(url, check::Characters::uri).empty();
}

/// What leads nowhere is left out: an article does not wait for a link.
void resolve_details(Entry& entry, const auto& absolute) {
  entry.details = entry.article.details;
  for (auto* links : {&entry.details.related, &entry.details.in_reply_to}) {
    for (content::NamedLink& link : *links) link.url = absolute(link.url);
    std::erase_if(*links, [](const content::NamedLink& link) { return !is_web_address(link.url); });
  }
  entry.related = entry.details.related;
  if (entry.details.source) entry.details.source->url = absolute(entry.details.source->url);
  if (entry.details.source && !is_web_address(entry.details.source->url)) entry.details.source.reset();
  if (!entry.details.episode) return;
  content::Episode& episode = *entry.details.episode;
  const auto resolve = [&](std::string& address) {
    if (!address.empty()) address = absolute(address);
    if (!is_web_address(address)) address.clear();
  };
  resolve(episode.chapters);
  for (content::Transcript& transcript : episode.transcripts) {
    resolve(transcript.url);
    transcript.type = std::string(media_type_in(transcript.type));
  }
  std::erase_if(episode.transcripts,
                [](const content::Transcript& one) { return one.url.empty() || one.type.empty(); });
  for (content::Person& person : episode.persons) {
    resolve(person.image);
    resolve(person.url);
  }
}

/// Files as formats may name them: on the web, of a type that is one or of none.
void resolve_media(Entry& entry, const Site& site, const auto& absolute) {
  std::vector<content::Media>& all = entry.media;
  if (site.site_url.empty())  // what is no file of the source is not served from the root of this site either
    std::erase_if(all, [](const content::Media& media) { return media.url.starts_with('/'); });
  for (content::Media& media : all) {
    media.url = absolute(media.url);
    media.type = std::string(media_type_in(media.type));
  }
  std::erase_if(all, [](const content::Media& media) { return !is_web_address(media.url); });
}

}  // namespace

std::span<const Format> formats() {
  return table;
}

const Format* find_format(std::string_view extension) {
  for (const Format& format : table)
    if (format.extension == extension) return &format;
  return nullptr;
}

std::vector<std::string_view> pieces_of(const Frame& frame, std::span<const std::string_view> fragments) {
  std::vector<std::string_view> pieces{frame.before};
  const auto first_line = [&](std::string_view fragment) {
    return frame.listed.empty() ? 0 : std::min(fragment.find('\n'), fragment.size() - 1) + 1;
  };
  if (!frame.listed.empty()) {
    for (const std::string_view fragment : fragments) pieces.push_back(fragment.substr(0, first_line(fragment)));
    pieces.push_back(frame.listed);
  }
  for (const std::string_view fragment : fragments) {
    if (!frame.between.empty() && pieces.size() > 1) pieces.push_back(frame.between);
    pieces.push_back(fragment.substr(first_line(fragment)));
  }
  pieces.push_back(frame.after);
  return pieces;
}

std::string join(std::span<const std::string_view> pieces) {
  std::size_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

Entry make_entry(const Site& site, const content::Article& article, Text text, const Site::PageOf& page_of) {
  Entry entry{article, site.article_url(article), {}, article.media, article.rights, {}};
  const auto absolute = [&](std::string_view reference) { return site.absolute(reference, entry.url, page_of); };
  if (text != Text::none && article.content.find_first_not_of(" \t\n") != std::string::npos)
    entry.content = content::map_urls(article.content, absolute);
  entry.atom_id = site.atom_id(article.id);
  entry.of_show = site.podcast.has_value();
  resolve_media(entry, site, absolute);
  // A store may have what passed for a language when it was read.
  if (article.language != site.language && content::is_language_tag(article.language))
    entry.language = article.language;
  resolve_details(entry, absolute);
  if (text == Text::noted && !entry.content.empty())
    entry.content.insert(0, correction_notes(entry.details.corrections));
  entry.tag_scheme = site.base_url + "/tags/";
  entry.section_scheme = site.base_url + "/sections/";
  return entry;
}

Site::PageOf page_of(const Site& site, content::ArticleReader& reader) {
  return [&](const std::string& path) -> std::optional<std::string> {
    using Parts = content::ArticleReader::Parts;
    const auto key = reader.find_path(path);
    const bool patterned = !site.site_url.empty();  // terms may stand in its address
    const auto article = key ? reader.load(*key, patterned ? Parts::head : Parts::row) : std::nullopt;
    // A slug may tell what is not public yet.
    if (!article || article->status != content::Status::published) return std::nullopt;
    return site.article_url(*article);
  };
}

std::vector<Category> categories(const Entry& entry) {
  std::vector<Category> all;
  for (const content::Term& tag : entry.article.tags) all.push_back({tag.label, entry.tag_scheme});
  const std::string& section = entry.article.section;
  const std::string key = content::term_key(section);
  if (!key.empty() && std::none_of(all.begin(), all.end(),
                                   [&](const Category& other) { return content::term_key(other.label) == key; }))
    all.push_back({section, entry.section_scheme});
  return all;
}

std::string plain_as_html(std::string_view text) {
  const auto is_any_of = [&](std::size_t at, std::string_view set) {
    if (at >= text.size()) return false;
    const char c = text[at];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || set.find(c) != std::string_view::npos;
  };
  // `R&D` reads the same either way; a reference ends with a semicolon.
  const auto is_reference = [&](std::size_t at) {
    std::size_t end = at + 1;
    while (is_any_of(end, "0123456789#")) ++end;
    return end > at + 1 && end < text.size() && text[end] == ';';
  };
  std::string html;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '&' && is_reference(i))
      html += "&amp;";
    else if (text[i] == '<' && is_any_of(i + 1, "/!?"))
      html += "&lt;";
    else
      html += text[i];
  }
  return html;
}

bool is_recording(const content::Media& media) {
  return media.type.starts_with("audio/") || media.type.starts_with("video/");
}

const content::Media* lead_image(const Entry& entry) {
  const auto lead = std::find_if(entry.media.begin(), entry.media.end(),
                                 [](const content::Media& media) { return media.type.starts_with("image/"); });
  return lead == entry.media.end() ? nullptr : &*lead;
}

}  // namespace feedd::feeds
