// One function a field. The first key of a field's list that has a value is the one that counts.
#include "content/sources/metadata.hpp"

#include "content/html.hpp"
#include "content/sources/newsroom_line.hpp"
#include "content/term.hpp"
#include "content/text.hpp"
#include "content/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace feedd::content {

namespace {

using Keys = std::span<const std::string_view>;
using Kind = Value::Kind;

constexpr std::array<std::string_view, 8> published_keys = {"date",    "published",    "publishDate", "publish_date",
                                                            "pubDate", "published_at", "created",     "created_at"};
constexpr std::array<std::string_view, 6> updated_keys = {"updated",          "lastmod",    "modified",
                                                          "last_modified_at", "updated_at", "last_modified"};
constexpr std::array<std::string_view, 3> id_keys = {"id", "guid", "uuid"};
constexpr std::array<std::string_view, 2> author_keys = {"authors", "author"};
constexpr std::array<std::string_view, 6> tag_keys = {"tags", "tag", "keywords", "categories", "category", "topics"};
constexpr std::array<std::string_view, 3> summary_keys = {"summary", "description", "excerpt"};
constexpr std::array<std::string_view, 3> language_keys = {"lang", "language", "locale"};
constexpr std::array<std::string_view, 2> rights_keys = {"rights", "copyright"};
constexpr std::array<std::string_view, 2> credit_keys = {"photo_credit", "image_credit"};
constexpr std::array<std::string_view, 11> media_keys = {"image",     "cover",      "featured_image", "feature_image",
                                                         "hero",      "thumbnail",  "audio",          "video",
                                                         "enclosure", "enclosures", "media"};
constexpr std::array<std::string_view, 4> address_keys = {"url", "src", "path", "image"};
constexpr std::array<std::string_view, 5> alt_keys = {"alt", "alt_text", "caption", "title", "description"};
constexpr std::array<std::string_view, 6> media_credit_keys = {"credit",    "credits",      "photo_credit",
                                                               "copyright", "photographer", "author"};

/// One line of text fit for XML: YAML's escapes (`"\x01"`) can write anything.
std::string plain(std::string_view text) {
  return collapse_space(clean_text(text).text);
}

bool is_boolean(const Value& value) {
  return value.as_bool(true) == value.as_bool(false);
}

/// Fills one article from one map of values.
class Reader {
 public:
  Reader(const Value& values, Surroundings& surroundings, SourceArticle& article)
      : values_(values), surroundings_(surroundings), article_(article) {}

  Result<void> read() {
    text("title", article_.title);
    read_summary();
    text("slug", article_.slug);
    first_text(id_keys, article_.id);
    read_authors();
    read_tags();
    read_language();
    first_text(rights_keys, article_.rights);
    first_text(credit_keys, article_.photo_credit);
    read_media();
    read_status();
    read_updated();
    return read_published();
  }

 private:
  void warn(const Value& value, std::string_view key, std::string_view what) {
    article_.warnings.push_back("line " + std::to_string(value.at.line) + ": " + std::string(key) + ' ' +
                                std::string(what));
  }

  /// True if `key` had a text. `copyright: true` is a switch of a theme, no text.
  bool text(std::string_view key, std::string& field) {
    const Value* const value = values_.find(key);
    if (value == nullptr || value->kind == Kind::null) return false;
    if (value->kind != Kind::scalar) return warn(*value, key, "must be a text; ignored"), false;
    if (is_boolean(*value) && key != "title") return false;
    std::string read = plain(value->scalar);
    if (read.empty()) return false;
    field = std::move(read);
    return true;
  }

  void first_text(Keys keys, std::string& field) {
    for (const std::string_view key : keys)
      if (text(key, field)) return;
  }

  void read_summary() {
    for (const std::string_view key : summary_keys) {
      if (!text(key, article_.summary)) continue;
      if (article_.summary.find('<') != std::string::npos) article_.summary = html_to_text(article_.summary);
      if (!article_.summary.empty()) return;
    }
  }

  void read_authors() {
    std::vector<std::string> authors;
    for (const std::string_view key : author_keys) {
      const Value* const value = values_.find(key);
      if (value == nullptr || !authors.empty()) continue;
      for (const std::string& name : value->as_texts()) append_label(authors, without_address(name));
      if (authors.empty() && value->kind != Kind::null) warn(*value, key, "names nobody; ignored");
    }
    if (const Value* const byline = values_.find("byline"); authors.empty() && byline != nullptr)
      for (const std::string& name : byline->as_texts()) append_byline(authors, name);
    if (!authors.empty()) article_.authors = std::move(authors);
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
      const Value* const value = values_.find(key);
      if (value == nullptr) continue;
      if (value->kind == Kind::scalar)
        append_split(tags, value->scalar);
      else
        for (const std::string& tag : value->as_texts()) append_label(tags, tag);
    }
    if (tags.size() == max_labels)
      article_.warnings.push_back("has " + std::to_string(max_labels) + " tags; any further are ignored");
    if (!tags.empty()) article_.tags = std::move(tags);
  }

  static void append_split(std::vector<std::string>& labels, std::string_view list) {
    for (std::size_t i = 0; i <= list.size();) {
      const std::size_t end = std::min(list.find(',', i), list.size());
      append_label(labels, list.substr(i, end - i));
      i = end + 1;
    }
  }

  void read_language() {
    std::string language;
    first_text(language_keys, language);
    language.erase(std::min(language.find('.'), language.size()));  // the charset of ko_KR.UTF-8
    std::replace(language.begin(), language.end(), '_', '-');
    const bool tag =
        language.size() >= 2 && language.size() <= 35 && std::all_of(language.begin(), language.end(), [](char c) {
          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        });
    if (tag)
      article_.language = std::move(language);
    else if (!language.empty())
      article_.warnings.push_back("`" + language + "` is no language tag (BCP 47); ignored");
  }

  void read_media() {
    std::vector<Media> found;
    for (const std::string_view key : media_keys)
      if (const Value* const value = values_.find(key)) append_media(found, key, *value);
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
    if (!media) return warn_of_address(*address, key);
    media->credit = first_plain(value, media_credit_keys);
    const bool is_file = media->url.starts_with("media:");  // what lies there says its type and length itself
    if (const Value* const type = value.find("type");
        !is_file && type != nullptr && type->scalar.find('/') != std::string::npos)
      media->type = plain(type->scalar);
    if (const Value* const length = value.find("length"); length != nullptr && !is_file)
      std::from_chars(length->scalar.data(), length->scalar.data() + length->scalar.size(), media->length_bytes);
    if (std::none_of(found.begin(), found.end(), [&](const Media& other) { return other.url == media->url; }))
      found.push_back(std::move(*media));
  }

  /// What has a media type and is missing is among the article's unresolved media already.
  void warn_of_address(const Value& address, std::string_view key) {
    if (url_scheme(address.scalar) || !media_type_of(address.scalar.substr(0, address.scalar.find_first_of("?#"))))
      warn(address, key, "names no file of the source and no address: " + address.scalar);
  }

  static std::string first_plain(const Value& value, Keys keys) {
    for (const std::string_view key : keys)
      if (const Value* const found = value.find(key); found != nullptr && found->kind == Kind::scalar)
        if (std::string text = plain(found->scalar); !text.empty()) return text;
    return {};
  }

  /// `draft: true`, Jekyll's `published: false`, Pelican's `status: draft`.
  void read_status() {
    if (const Value* const draft = values_.find("draft"); draft != nullptr && draft->kind != Kind::null) {
      const bool written_false = draft->scalar == "false" || draft->scalar == "0";
      article_.draft = draft->as_bool(!written_false);
      if (!is_boolean(*draft) && !written_false && draft->scalar != "true" && draft->scalar != "1")
        warn(*draft, "draft", "must be true or false; taken as true");
    }
    if (const Value* const published = values_.find("published"); published != nullptr && !published->as_bool(true))
      article_.draft = true;
    if (const Value* const status = values_.find("status"))
      article_.draft = article_.draft || status->scalar == "draft" || status->scalar == "hidden";
  }

  /// Booleans are no dates: `published: true`.
  const Value* date_value(Keys keys) {
    for (const std::string_view key : keys) {
      const Value* const value = values_.find(key);
      if (value == nullptr || value->kind == Kind::null || is_boolean(*value)) continue;
      if (value->kind != Kind::scalar || !trim(value->scalar).empty()) return value;
    }
    return nullptr;
  }

  void read_updated() {
    const Value* const value = date_value(updated_keys);
    if (value == nullptr) return;
    if (const auto date = parse_date(value->scalar))
      article_.updated = date;
    else
      warn(*value, "date of the last change", "is no date; ignored");
  }

  Result<void> read_published() {
    const Value* const value = date_value(published_keys);
    if (value == nullptr) return {};
    const auto date = value->kind == Kind::scalar ? parse_date(value->scalar) : std::nullopt;
    if (!date) {
      const std::string written = value->kind == Kind::scalar ? '`' + value->scalar + '`' : "a list or map";
      return Error{"date", article_.path, written + " is no date; write 2020-09-17 or 2020-09-17T14:05:00+09:00",
                   value->at};
    }
    article_.published = date;
    return {};
  }

  const Value& values_;
  Surroundings& surroundings_;
  SourceArticle& article_;
};

}  // namespace

Result<void> apply_metadata(const Value& values, Surroundings& surroundings, SourceArticle& article) {
  return Reader(values, surroundings, article).read();
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
