#include "daemon/feed_settings.hpp"

#include "content/term.hpp"
#include "content/text.hpp"
#include "content/transliterate.hpp"
#include "daemon/config_section.hpp"
#include "feeds/feed.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

constexpr std::int64_t max_limit_bytes = std::int64_t{1} << 30;

/// A condition under its name in the singular or plural; `as` makes of a word what is compared.
template <class Word>
void read_condition(Section& match, const std::string& plural, const std::string& singular, std::vector<Word>& to,
                    const auto& as) {
  std::vector<std::string> words;
  match.read_texts(plural, words);
  match.read_texts(singular, words);
  for (const std::string& word : words) {
    if (word.empty()) match.refuse_all("has an empty word under " + plural);
    to.push_back(as(word));
  }
}

feeds::Match read_match(Section match) {
  feeds::Match conditions;
  const auto term = [](const std::string& word) { return feeds::TermWord(word); };
  const auto small = [](const std::string& word) { return content::lower_ascii(word); };
  read_condition(match, "tags", "tag", conditions.tags, term);
  read_condition(match, "authors", "author", conditions.authors, term);
  read_condition(match, "sections", "section", conditions.sections, term);
  read_condition(match, "languages", "language", conditions.languages, small);
  read_condition(match, "types", "type", conditions.types, small);
  read_condition(match, "not_tags", "not_tag", conditions.not_tags, term);
  read_condition(match, "not_authors", "not_author", conditions.not_authors, term);
  read_condition(match, "not_sections", "not_section", conditions.not_sections, term);
  read_condition(match, "not_languages", "not_language", conditions.not_languages, small);
  match.done();
  for (const std::string& type : conditions.types)
    if (type != "audio" && type != "video" && type != "image")
      match.refuse_all("has no type " + type + "; there are audio, video and image");
  return conditions;
}

/// The key of the feed that a table speaks of by one of these.
std::string key_of(Section& table, const std::string& name, const std::string& key, bool ascii) {
  if (name.empty() == key.empty()) table.refuse_all("needs a name, for a feed of its own, or the key of another feed");
  if (!name.empty()) {
    const std::string slug = ascii ? content::transliterate(content::slugify(name)) : content::slugify(name);
    if (slug != name) table.refuse("name", "stands in addresses: it must be like \"" + slug + '"');
    if (!table.has("match")) table.refuse_all("needs a match: what articles it takes");
    return std::string(feeds::configured_feeds) + name;
  }
  const auto parsed = feeds::FeedKey::parse(key);
  if (!parsed || parsed->kind == content::TermKind::feed)
    table.refuse("key", "must be that of a feed there is anyway: feed, tags/korea, authors/choi-mira, sections/world");
  if (table.has("match")) table.refuse_all("has both a key and a match: only a feed with a name selects by a match");
  return key;
}

feeds::FeedSettings read_settings(Section& table) {
  feeds::FeedSettings settings;
  table.read("title", settings.title);
  table.read("description", settings.description);
  std::int64_t number = 0;
  table.read_number("limit", 1, max_limit, number);
  if (table.has("limit")) settings.limit = static_cast<std::size_t>(number);
  number = 0;
  table.read_number("limit_bytes", 0, max_limit_bytes, number);
  settings.limit_bytes = static_cast<std::size_t>(number);
  bool full_text = true;
  table.read("full_text", full_text, "true or false");
  if (table.has("full_text")) settings.full_text = full_text;
  std::chrono::seconds max_age{0};
  table.read_duration("max_age", max_age);
  if (table.has("max_age")) settings.max_age = max_age;
  table.read("listed", settings.listed, "true or false");
  if (table.has("match")) settings.match = read_match(table.inside("match"));
  return settings;
}

}  // namespace

std::map<std::string, feeds::FeedSettings, std::less<>> read_feed_settings(const std::filesystem::path& file,
                                                                           const toml::table& root, bool ascii) {
  std::map<std::string, feeds::FeedSettings, std::less<>> all;
  const toml::node* const node = root.get("feed");
  if (node == nullptr) return all;
  const toml::array* const tables = node->as_array();
  if (tables == nullptr || !tables->is_array_of_tables()) fail(file, node->source(), "feed must be written [[feed]]");
  for (const toml::node& one : *tables) {
    Section table(file, one.as_table(), "feed");
    std::string name, other;
    table.read("name", name);
    table.read("key", other);
    feeds::FeedSettings settings = read_settings(table);
    table.done();  // before a missing key is spoken of: it may be there, misspelt
    const std::string key = key_of(table, name, other, ascii);
    if (!all.emplace(key, std::move(settings)).second) table.refuse_all("speaks of " + key + " a second time");
  }
  return all;
}

}  // namespace feedd::daemon
