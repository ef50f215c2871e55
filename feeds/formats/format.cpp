#include "feeds/formats/format.hpp"

#include "content/html.hpp"
#include "content/term.hpp"
#include "content/time.hpp"

#include <algorithm>

namespace feedd::feeds {
namespace {

// A browser that navigates to a feed offers a download for the feed media types and shows application/xml.
constexpr Format table[] = {
    {"Atom", "atom", "application/atom+xml; charset=utf-8", "application/xml; charset=utf-8", atom_fragment, atom_frame,
     atom_check_fragment, atom_check_document},
    {"RSS", "rss", "application/rss+xml; charset=utf-8", "application/xml; charset=utf-8", rss_fragment, rss_frame,
     rss_check_fragment, rss_check_document, false},
    {"JSON Feed", "json", "application/feed+json; charset=utf-8", "application/json; charset=utf-8", json_fragment,
     json_frame, json_check_fragment, json_check_document},
    {"RDF", "rdf", "application/rdf+xml; charset=utf-8", "application/xml; charset=utf-8", rdf_fragment, rdf_frame,
     rdf_check_fragment, rdf_check_document},
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

void resolve_details(Entry& entry, const auto& absolute) {
  entry.details = entry.article.details;
  for (auto* links : {&entry.details.related, &entry.details.in_reply_to})
    for (content::NamedLink& link : *links) link.url = absolute(link.url);
  entry.related = entry.details.related;
  if (!entry.details.episode) return;
  content::Episode& episode = *entry.details.episode;
  if (!episode.chapters.empty()) episode.chapters = absolute(episode.chapters);
  for (content::Transcript& transcript : episode.transcripts) transcript.url = absolute(transcript.url);
  for (content::Person& person : episode.persons)
    if (!person.image.empty()) person.image = absolute(person.image);
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

Entry make_entry(const Site& site, const content::Article& article, Text text) {
  Entry entry{article, site.article_url(article), {}, article.media, article.rights, {}};
  const auto absolute = [&](std::string_view reference) { return site.absolute(reference, entry.url); };
  if (text != Text::none) entry.content = content::map_urls(article.content, absolute);
  if (site.site_url.empty())  // what is no file of the source is not served from the root of this site either
    std::erase_if(entry.media, [](const content::Media& media) { return media.url.starts_with('/'); });
  for (content::Media& media : entry.media) media.url = absolute(media.url);
  if (article.language != site.language) entry.language = article.language;
  resolve_details(entry, absolute);
  if (text == Text::noted && !entry.content.empty())
    entry.content.insert(0, correction_notes(entry.details.corrections));
  entry.tag_scheme = site.base_url + "/tags/";
  entry.section_scheme = site.base_url + "/sections/";
  return entry;
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

bool is_recording(const content::Media& media) {
  return media.type.starts_with("audio/") || media.type.starts_with("video/");
}

const content::Media* lead_image(const Entry& entry) {
  const auto lead = std::find_if(entry.media.begin(), entry.media.end(),
                                 [](const content::Media& media) { return media.type.starts_with("image/"); });
  return lead == entry.media.end() ? nullptr : &*lead;
}

}  // namespace feedd::feeds
