// One function a field. The first key of a field's list that has a value is the one that counts.
#include "content/sources/metadata.hpp"

#include "content/html.hpp"
#include "content/language.hpp"
#include "content/sources/article_file.hpp"
#include "content/sources/metadata_details.hpp"
#include "content/sources/metadata_keys.hpp"
#include "content/sources/newsroom_line.hpp"
#include "content/term.hpp"
#include "content/text.hpp"
#include "content/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace feedd::content {

namespace {

using Kind = Value::Kind;
template <std::size_t N>
using Names = std::array<std::string_view, N>;

// What embargoes comes before what is shown: Hugo's own feeds go by publishDate too.
constexpr Names<11> published_keys = {"publishdate", "pubdate",     "pubdatetime", "datepublished",
                                      "publishedat", "publishedon", "published",   "date",
                                      "created",     "createdat",   "datecreated"};
constexpr Names<13> updated_keys = {"updated",      "lastmod",     "modified",    "lastmodifiedat", "updatedat",
                                    "lastmodified", "updateddate", "dateupdated", "datemodified",   "moddate",
                                    "moddatetime",  "lastupdated", "lastupdate"};
constexpr Names<5> expires_keys = {"expirydate", "unpublishdate", "expires", "expireson", "expiry"};
constexpr Names<3> created_keys = {"created", "published", "date"};
constexpr Names<2> changed_keys = {"updated", "date"};
constexpr Names<2> title_keys = {"title", "headline"};
constexpr Names<3> id_keys = {"id", "guid", "uuid"};
constexpr Names<5> author_keys = {"authors", "author", "writer", "authorname", "creator"};
constexpr Names<6> tag_keys = {"tags", "tag", "keywords", "categories", "category", "topics"};
constexpr Names<3> summary_keys = {"summary", "description", "excerpt"};
constexpr Names<3> language_keys = {"lang", "language", "locale"};
constexpr Names<2> rights_keys = {"rights", "copyright"};
constexpr Names<2> credit_keys = {"photocredit", "imagecredit"};
constexpr Names<3> url_keys = {"url", "permalink", "path"};
constexpr Names<3> alias_keys = {"aliases", "alias", "redirectfrom"};
constexpr Names<23> media_keys = {"image",     "cover",      "featuredimage", "featureimage", "hero",   "thumbnail",
                                  "heroimage", "coverimage", "ogimage",       "socialimage",  "banner", "teaser",
                                  "header",    "images",     "photos",        "feature",      "thumb",  "audio",
                                  "video",     "enclosure",  "enclosures",    "media",        "podcast"};
constexpr Names<8> address_keys = {"url", "src", "path", "image", "feature", "teaser", "overlay_image", "og_image"};
constexpr Names<5> alt_keys = {"alt", "alt_text", "caption", "title", "description"};
constexpr Names<6> media_credit_keys = {"credit", "credits", "photo_credit", "copyright", "photographer", "author"};

/// One line of text fit for XML: YAML's escapes (`"\x01"`) can write anything.
std::string plain(std::string_view text) {
  return collapse_space(clean_text(text).text);
}

bool is_boolean(const Value& value) {
  return value.as_bool(true) == value.as_bool(false);
}

/// `published: 'false'` is no date either.
bool is_quoted_boolean(const Value& value) {
  Value unquoted = {};
  unquoted.kind = value.kind;
  unquoted.scalar = value.scalar;
  return is_boolean(unquoted);
}

/// `&amp;`, `&#8217;`: a text with one is HTML, with tags in it or not.
bool has_references(std::string_view text) {
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    const std::size_t end = text.find_first_of("; &", at + 1);
    if (end != std::string_view::npos && end > at + 1 && text[end] == ';') return true;
  }
  return false;
}

/// Fills one article from one map of values.
class Reader {
 public:
  Reader(std::string_view file, const Value& values, const MetadataRules& rules, Surroundings& surroundings,
         SourceArticle& article, MetadataFindings& findings)
      : file_(file),
        keys_(values),
        rules_(rules),
        surroundings_(surroundings),
        article_(article),
        findings_(findings) {}

  Result<void> read() {
    first_text(title_keys, article_.title);
    read_summary();
    text("slug", article_.slug);
    text("section", article_.section);
    first_text(id_keys, article_.id);
    read_authors();
    read_tags();
    read_language();
    first_text(rights_keys, article_.rights, true);
    first_text(credit_keys, article_.photo_credit, true);
    read_media();
    read_status();
    read_visibility();
    read_addresses();
    read_separator();
    read_details_of(keys_, rules_.zone, surroundings_, article_);
    name_misspelt_keys();
    if (const auto updated = read_date_of(updated_keys, "date of the last change")) article_.updated = updated;
    if (const auto expires = read_date_of(expires_keys, "date of expiry")) article_.expires = expires;
    return read_published();
  }

 private:
  void warn(Position at, const std::string& what) {
    const std::string place =
        at.line > 0 ? std::to_string(at.line) + ':' + std::to_string(at.column) + ": " : std::string();
    article_.warnings.push_back(place + what);
  }
  void warn(const Value& value, std::string_view key, std::string_view what) {
    warn(value.at, std::string(key) + ' ' + std::string(what));
  }

  /// True if `key` had a text. `copyright: true` is a switch of a theme, no text.
  bool text(std::string_view key, std::string& field, bool anywhere = false) {
    const Value* const value = anywhere ? keys_.find_anywhere(key) : keys_.find(key);
    if (value == nullptr || value->kind == Kind::null) return false;
    if (value->kind != Kind::scalar) return warn(*value, key, "must be a text; ignored"), false;
    if (is_boolean(*value) && key != "title") return false;
    std::string read = plain(value->scalar);
    if (read.empty()) return false;
    field = std::move(read);
    return true;
  }

  void first_text(const auto& keys, std::string& field, bool anywhere = false) {
    for (const std::string_view key : keys)
      if (text(key, field, anywhere)) return;
  }

  void read_summary() {
    for (const std::string_view key : summary_keys) {
      if (!text(key, article_.summary, true)) continue;
      if (article_.summary.find('<') != std::string::npos || (!rules_.is_page_head && has_references(article_.summary)))
        article_.summary = html_to_text(article_.summary);
      if (!article_.summary.empty()) return;
    }
  }

  void read_authors() {
    std::vector<std::string> authors;
    for (const std::string_view key : author_keys) {
      const Value* const value = keys_.find_anywhere(key);
      if (value == nullptr || !authors.empty()) continue;
      for (const std::string& names : value->as_texts()) append_lines(authors, names);
      if (authors.empty() && value->kind != Kind::null && !value->as_texts().empty())
        warn(*value, key, "names nobody; ignored");
    }
    if (const Value* const byline = keys_.find_anywhere("byline"); authors.empty() && byline != nullptr)
      for (const std::string& name : byline->as_texts()) append_byline(authors, name);
    if (!authors.empty()) article_.authors = std::move(authors);
  }

  /// A name a line.
  static void append_lines(std::vector<std::string>& authors, std::string_view names) {
    for (std::size_t i = 0; i < names.size();) {
      const std::size_t end = std::min(names.find('\n', i), names.size());
      append_label(authors, without_address(names.substr(i, end - i)));
      i = end + 1;
    }
  }

  /// `Jane Doe <jane@example.com>` without the address.
  static std::string_view without_address(std::string_view name) {
    const std::size_t open = name.find(" <");
    return open != std::string_view::npos && name.ends_with('>') ? name.substr(0, open) : name;
  }

  static void append_byline(std::vector<std::string>& authors, const std::string& byline) {
    const std::string line = byline.starts_with("By ") || byline.starts_with("by ") ? byline : "By " + byline;
    const NewsroomLine read = read_newsroom_line(line);
    for (const std::string& author : read.authors) append_label(authors, author);
    if (read.authors.empty()) append_label(authors, byline);
  }

  void read_tags() {
    std::vector<std::string> tags;
    for (const std::string_view key : tag_keys) {
      const Value* const value = keys_.find_anywhere(key);
      if (value == nullptr) continue;
      const bool is_category = key == "categories" || key == "category";
      std::vector<std::string>& labels = is_category ? findings_.categories : tags;
      if (value->kind == Kind::scalar) {
        const bool plural = key == "tags" || key == "categories";
        const bool words = plural && rules_.splits_words && value->scalar.find(',') == std::string::npos;
        append_split(labels, words ? collapse_space(value->scalar) : value->scalar, words ? ' ' : ',');
      } else {
        for (const std::string& tag : value->as_texts()) append_label(labels, tag);
      }
      if (is_category)
        for (const std::string& category : labels) append_label(tags, category);
    }
    if (tags.size() == max_labels)
      article_.warnings.push_back("has " + std::to_string(max_labels) + " tags; any further are ignored");
    if (!tags.empty()) article_.tags = std::move(tags);
  }

  static void append_split(std::vector<std::string>& labels, std::string_view list, char separator) {
    for (std::size_t i = 0; i <= list.size();) {
      const std::size_t end = std::min(list.find(separator, i), list.size());
      append_label(labels, list.substr(i, end - i));
      i = end + 1;
    }
  }

  void read_language() {
    std::string language;
    first_text(language_keys, language);
    language.erase(std::min(language.find('.'), language.size()));  // the charset of ko_KR.UTF-8
    std::replace(language.begin(), language.end(), '_', '-');
    if (is_language_tag(language))
      article_.language = std::move(language);
    else if (!language.empty())
      article_.warnings.push_back("`" + language + "` is no language tag (BCP 47); ignored");
  }

  void read_media() {
    std::vector<Media> found;
    for (const std::string_view key : media_keys)
      if (const Value* const value = keys_.find_anywhere(key)) append_media(found, key, *value);
    for (Media& media : article_.media)
      if (std::none_of(found.begin(), found.end(), [&](const Media& other) { return other.url == media.url; }))
        found.push_back(std::move(media));
    article_.media = std::move(found);
  }

  void append_media(std::vector<Media>& found, std::string_view key, const Value& value) {
    for (const Value& item : value.list) append_media(found, key, item);
    const Value* address = value.kind == Kind::scalar ? &value : nullptr;
    for (const std::string_view name : address_keys)
      if (address == nullptr) address = value.find(name);
    if (address == nullptr || address->kind != Kind::scalar || address->scalar.empty()) return;
    if (is_boolean(*address)) return;
    std::optional<Media> media = surroundings_.media(address->scalar, first_plain(value, alt_keys), address->at);
    if (!media) return;  // a theme's text, or among the article's unresolved media already
    media->credit = first_plain(value, media_credit_keys);
    const bool is_file = media->url.starts_with("media:");  // what lies there says its type and length itself
    if (const Value* const type = value.find("type");
        !is_file && type != nullptr && type->scalar.find('/') != std::string::npos)
      media->type = plain(type->scalar);
    if (media->type.empty()) media->type = guessed_media_type(media->url, medium_of(key));
    if (const Value* const length = value.find("length"); length != nullptr && !is_file)
      std::from_chars(length->scalar.data(), length->scalar.data() + length->scalar.size(), media->length_bytes);
    if (std::none_of(found.begin(), found.end(), [&](const Media& other) { return other.url == media->url; }))
      found.push_back(std::move(*media));
  }

  /// What a key of media says of those it names.
  static std::string_view medium_of(std::string_view key) {
    if (key == "audio" || key == "podcast") return "audio";
    if (key == "video") return "video";
    return key.starts_with("enclosure") || key == "media" ? "" : "image";
  }

  static std::string first_plain(const Value& value, KeyNames keys) {
    for (const std::string_view key : keys)
      if (const Value* const found = value.find(key); found != nullptr && found->kind == Kind::scalar)
        if (std::string text = plain(found->scalar); !text.empty()) return text;
    return {};
  }

  /// `draft: true`, Jekyll's `published: false`, Pelican's and WordPress's `status: draft`.
  void read_status() {
    if (const Value* const draft = keys_.find("draft"); draft != nullptr && draft->kind != Kind::null) {
      const bool written_false = draft->scalar == "false" || draft->scalar == "0";
      article_.draft = draft->as_bool(!written_false);
      if (!is_boolean(*draft) && !written_false && draft->scalar != "true" && draft->scalar != "1")
        warn(*draft, "draft", "must be true or false; taken as true");
    }
    for (const std::string_view key : {"published", "publish"})
      if (const Value* const published = keys_.find(key)) {
        Value unquoted = {};
        unquoted.kind = published->kind;
        unquoted.scalar = published->scalar;
        if (!unquoted.as_bool(true)) article_.draft = true;
      }
    if (const Value* const status = keys_.find("status"))
      for (const std::string_view word : {"draft", "hidden", "private", "pending", "skip", "trash"})
        article_.draft = article_.draft || term_key(status->scalar) == word;
  }

  [[nodiscard]] bool is_switched(std::string_view key, bool to) const {
    const Value* const value = keys_.find(key);
    return value != nullptr && is_boolean(*value) && value->as_bool(!to) == to;
  }

  /// What its own site lists nowhere: Hugo's headless bundles and `build` options, Eleventy's data files, Zola's
  /// `render = false`, Docusaurus's unlisted posts.
  void read_visibility() {
    if (is_switched("headless", true) || is_switched("permalink", false) || is_switched("render", false) ||
        is_switched("unlisted", true) || is_switched("eleventyexcludefromcollections", true))
      findings_.is_article = false;
    const Value* const build = keys_.find("build");
    if (build == nullptr) return;
    for (const std::string_view part : {"render", "list"})
      if (const Value* const option = build->find(part))
        if (option->scalar == "never" || (is_boolean(*option) && !option->as_bool(true))) findings_.is_article = false;
  }

  void read_addresses() {
    first_text(url_keys, findings_.url);
    for (const std::string_view key : alias_keys)
      if (const Value* const value = keys_.find(key))
        for (std::string& alias : value->as_texts())
          if (findings_.aliases.size() < max_labels && !is_boolean(*value))
            findings_.aliases.push_back(std::move(alias));
  }

  /// As written: a line end at its sides says that it is a line by itself.
  void read_separator() {
    const Value* const value = keys_.find("excerptseparator");
    if (value != nullptr && value->kind == Kind::scalar && !trim(value->scalar).empty())
      findings_.excerpt_separator = value->scalar;
  }

  void name_misspelt_keys() {
    for (const MetadataKeys::Misspelling& one : keys_.misspellings())
      warn(one.at, "`" + one.key + "` is no key feedd knows; did you mean `" + std::string(one.meant) + "`?");
  }

  /// The value of the first key that has one. Booleans are no dates (`published: true`), and neither are Eleventy's
  /// `Last Modified` and `git Created`; a map has the date under a key of its own (`date: {created: …}`).
  const Value* date_value(const auto& keys, const auto& inner) {
    for (const std::string_view key : keys) {
      const Value* value = keys_.find(key);
      if (value != nullptr && value->kind == Kind::map)
        for (const std::string_view name : inner)
          if (const Value* const part = value->find(name); part != nullptr && value->kind == Kind::map) value = part;
      if (value == nullptr || value->kind == Kind::null || is_quoted_boolean(*value)) continue;
      const std::string word = term_key(value->scalar);
      if (word.ends_with("last modified") || word == "created" || word == "git created") continue;
      if (value->kind != Kind::scalar || !trim(value->scalar).empty()) return value;
    }
    return nullptr;
  }

  /// The instant, with a warning where something behind it is no part of a date.
  std::optional<Timestamp> instant(const Value& value) {
    const auto date = value.kind == Kind::scalar ? read_date(value.scalar) : std::nullopt;
    if (!date) return std::nullopt;
    const auto time = to_instant(*date, rules_.zone);
    if (time && !date->ignored.empty()) warn(value.at, "`" + plain(date->ignored) + "` is no part of a date; ignored");
    return time;
  }

  std::optional<Timestamp> read_date_of(const auto& keys, std::string_view name) {
    const Value* const value = date_value(keys, changed_keys);
    if (value == nullptr) return std::nullopt;
    const std::optional<Timestamp> time = instant(*value);
    if (!time) warn(*value, name, "is no date; ignored");
    return time;
  }

  Result<void> read_published() {
    const Value* const value = date_value(published_keys, created_keys);
    if (value == nullptr) return {};
    const std::optional<Timestamp> time = instant(*value);
    const std::string written = value->kind == Kind::scalar ? '`' + plain(value->scalar) + '`' : "a list or map";
    if (!time && rules_.named_date) {
      warn(value->at, written + " is no date; the file name's is taken");
      return {};
    }
    if (!time)
      return Error{"date", std::string(file_), written + " is no date; write 2020-09-17 or 2020-09-17T14:05:00+09:00",
                   value->at};
    findings_.has_date = true;
    article_.published = time;
    return {};
  }

  std::string_view file_;
  MetadataKeys keys_;
  const MetadataRules& rules_;
  Surroundings& surroundings_;
  SourceArticle& article_;
  MetadataFindings& findings_;
};

}  // namespace

Result<void> apply_metadata(std::string_view file, const Value& values, const MetadataRules& rules,
                            Surroundings& surroundings, SourceArticle& article, MetadataFindings& findings) {
  return Reader(file, values, rules, surroundings, article, findings).read();
}

void append_label(std::vector<std::string>& labels, std::string_view label) {
  if (labels.size() >= max_labels) return;
  std::string text = plain(label);
  if (text.empty()) return;
  const std::string key = term_key(text);
  if (std::none_of(labels.begin(), labels.end(), [&](const std::string& other) { return term_key(other) == key; }))
    labels.push_back(std::move(text));
}

}  // namespace feedd::content
