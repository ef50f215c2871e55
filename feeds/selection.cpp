#include "feeds/selection.hpp"

#include "content/digest.hpp"
#include "content/term.hpp"
#include "content/text.hpp"
#include "feeds/feed.hpp"

#include <algorithm>

namespace feedd::feeds {
namespace {

using content::PlacedArticle;
using content::TermKind;

bool is_one_of(std::string_view name, std::string_view slug, const std::vector<TermWord>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const TermWord& word) { return word.name == name || word.written == slug; });
}

bool has_any(const std::vector<PlacedArticle::Named>& terms, const std::vector<TermWord>& words) {
  return std::any_of(terms.begin(), terms.end(),
                     [&](const PlacedArticle::Named& term) { return is_one_of(term.name, term.slug, words); });
}

bool is_in(const PlacedArticle& article, const std::vector<TermWord>& sections) {
  return !sections.empty() && !article.section.empty() &&
         is_one_of(content::term_key(article.section), article.section_slug, sections);
}

/// `audio`, `video` and `image` of the article's files, each once, in this order.
std::vector<std::string> types_of(const PlacedArticle& article) {
  std::vector<std::string> types;
  for (const std::string_view type : {"audio", "video", "image"})
    if (std::any_of(article.media_types.begin(), article.media_types.end(), [&](const std::string& one) {
          return one.starts_with(type) && one.size() > type.size() && one[type.size()] == '/';
        }))
      types.emplace_back(type);
  return types;
}

bool is_of_any(const std::vector<std::string>& types, const std::vector<std::string>& wanted) {
  return std::find_first_of(types.begin(), types.end(), wanted.begin(), wanted.end()) != types.end();
}

std::string describe(const Match& match) {
  std::string text;
  const auto add = [&](const auto& list, const auto& written) {
    text += '\0' + std::to_string(list.size());
    for (const auto& one : list) text += '\0' + written(one);
  };
  for (const auto* list :
       {&match.tags, &match.authors, &match.sections, &match.not_tags, &match.not_authors, &match.not_sections})
    add(*list, [](const TermWord& word) { return word.written; });
  for (const auto* list : {&match.languages, &match.types, &match.not_languages})
    add(*list, [](const std::string& word) { return word; });
  return text;
}

}  // namespace

TermWord::TermWord(std::string text) : written(std::move(text)), name(content::term_key(written)) {}

bool speaks(const std::vector<std::string>& ranges, std::string_view language) {
  return std::any_of(ranges.begin(), ranges.end(), [&](std::string_view range) {
    return language.starts_with(range) && (language.size() == range.size() || language[range.size()] == '-');
  });
}

bool matches(const Match& match, const PlacedArticle& article, std::string_view language) {
  const std::string spoken = content::lower_ascii(language);
  return (match.tags.empty() || has_any(article.tags, match.tags)) &&
         (match.authors.empty() || has_any(article.authors, match.authors)) &&
         (match.sections.empty() || is_in(article, match.sections)) &&
         (match.languages.empty() || speaks(match.languages, spoken)) &&
         (match.types.empty() || is_of_any(types_of(article), match.types)) && !has_any(article.tags, match.not_tags) &&
         !has_any(article.authors, match.not_authors) && !is_in(article, match.not_sections) &&
         !speaks(match.not_languages, spoken);
}

std::string describe(const FeedSettings& settings) {
  std::string text = settings.title + '\0' + settings.description + '\0';
  text += settings.limit ? std::to_string(*settings.limit) : "-";
  text += '\0' + std::to_string(settings.limit_bytes) + '\0';
  text += settings.full_text ? (*settings.full_text ? "full" : "summary") : "-";
  text += '\0' + (settings.max_age ? std::to_string(settings.max_age->count()) : "-");
  text += settings.listed ? "" : "hidden";
  if (settings.match) text += describe(*settings.match);
  return text;
}

content::Placing placing(const Site& site) {
  content::Placing rules;
  rules.feed_prefix = configured_feeds;
  std::string all = "2" + site.language;  // a change of the rules below raises the number
  std::vector<std::pair<std::string, Match>> defined;
  for (const auto& [key, settings] : site.feeds)
    if (settings.match) {
      defined.emplace_back(key.substr(configured_feeds.size()), *settings.match);
      rules.feeds.push_back(defined.back().first);
      all += '\0' + key + describe(*settings.match);
    }
  rules.definition = content::digest_hex(all);
  rules.places = [language = site.language, defined = std::move(defined)](const PlacedArticle& article) {
    std::vector<std::pair<TermKind, std::string>> places;
    if (!article.section.empty()) places.emplace_back(TermKind::section, article.section);
    const std::string& spoken = article.language.empty() ? language : article.language;
    if (!spoken.empty()) places.emplace_back(TermKind::language, spoken);
    for (std::string& type : types_of(article)) places.emplace_back(TermKind::media, std::move(type));
    for (const auto& [name, match] : defined)
      if (matches(match, article, spoken)) places.emplace_back(TermKind::feed, name);
    return places;
  };
  return rules;
}

}  // namespace feedd::feeds
