// Fields by what WordPress's own exporter writes (wp-admin/includes/export.php). What is private or behind a password
// comes in as a draft, never published.
#include "content/sources/wxr_entry.hpp"

#include "content/sources/article_file.hpp"
#include "content/sources/metadata.hpp"
#include "content/sources/wordpress_body.hpp"
#include "content/text.hpp"
#include "content/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace feedd::content {
namespace {

/// An episode has a few files; more are a mistake.
constexpr std::size_t max_enclosures = 100;

std::string child_text(const XmlElement& item, std::string_view name) {
  const XmlElement* found = item.child(name);
  return found == nullptr ? std::string() : found->text();
}

std::string meta(const XmlElement& item, std::string_view key) {
  for (const XmlNode& node : item.nodes)
    if (node.element && node.element->name == "wp:postmeta" && child_text(*node.element, "wp:meta_key") == key)
      return child_text(*node.element, "wp:meta_value");
  return {};
}

/// The files of an episode: `enclosure` says address, bytes and type in lines, below them what a plugin adds.
void read_enclosures(const XmlElement& item, FeedEntry& entry) {
  for (const XmlNode& node : item.nodes) {
    if (!node.element || node.element->name != "wp:postmeta") continue;
    if (child_text(*node.element, "wp:meta_key") != "enclosure" || entry.media.size() >= max_enclosures) continue;
    const std::string value = child_text(*node.element, "wp:meta_value");
    std::array<std::string_view, 3> lines;
    std::string_view rest = value;
    for (std::string_view& line : lines) {
      line = trim(rest.substr(0, rest.find('\n')));
      rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
      if (rest.empty()) break;
    }
    const auto scheme = url_scheme(lines[0]);
    Media media;
    media.url = to_uri(lines[0]);
    const bool known =
        std::any_of(entry.media.begin(), entry.media.end(), [&](const Media& other) { return other.url == media.url; });
    if (known || (scheme != "http" && scheme != "https")) continue;
    std::from_chars(lines[1].data(), lines[1].data() + lines[1].size(), media.length_bytes);
    media.type = clean_text(lines[2]).text;
    if (media.type.find('/') == std::string::npos)
      media.type = media_type_of(lines[0].substr(0, lines[0].find_first_of("?#"))).value_or("");
    entry.media.push_back(std::move(media));
  }
}

/// A date of WordPress's database; it writes zeros for none.
std::optional<Timestamp> wp_date(const XmlElement& item, std::string_view name) {
  const std::string text = child_text(item, name);
  return text.starts_with("0000") ? std::nullopt : parse_date(text);
}

/// Categories and tags are terms of the article; formats, menus and what plugins add are not.
void read_terms(const XmlElement& item, FeedEntry& entry) {
  entry.tags.clear();
  for (const XmlNode& node : item.nodes) {
    if (!node.element || node.element->name != "category") continue;
    const std::string* domain = node.element->attribute("domain");
    const bool is_category = domain != nullptr && *domain == "category";
    const bool is_term = domain == nullptr || is_category || *domain == "post_tag" || *domain == "tag";
    const std::string label = collapse_space(node.element->text());
    if (!is_term || label.empty()) continue;
    append_label(entry.tags, label);
    const std::string* nicename = node.element->attribute("nicename");
    if (is_category && entry.section.empty() && (nicename == nullptr || *nicename != "uncategorized"))
      entry.section = label;
  }
}

void read_wxr_dates(const XmlElement& item, FeedEntry& entry) {
  if (auto published = wp_date(item, "wp:post_date_gmt"))
    entry.published = published;
  else if (!entry.published || entry.draft)
    entry.published = wp_date(item, "wp:post_date");
  entry.updated = wp_date(item, "wp:post_modified_gmt");
  std::erase_if(entry.warnings,
                [](const std::string& warning) { return warning.starts_with("not understood as a date"); });
}

}  // namespace

bool is_unread_in_wxr(std::string_view name) {
  return name == "wp:comment" || name == "wp:termmeta" || name == "wp:commentmeta";
}

void gather_wxr_head(const XmlElement& element, WxrSite& site) {
  if (element.name == "wp:wxr_version") site.version = shorten(clean_text(element.text()).text, 8);
  if (element.name != "wp:author" && element.name != "wp:wp_author") return;
  const std::string login = child_text(element, "wp:author_login");
  std::string name = child_text(element, "wp:author_display_name");
  if (name.empty())
    name =
        collapse_space(child_text(element, "wp:author_first_name") + " " + child_text(element, "wp:author_last_name"));
  if (!login.empty() && !name.empty()) site.authors.insert_or_assign(login, std::move(name));
}

void gather_wxr_item(const XmlElement& item, const FeedHead& head, WxrSite& site) {
  if (child_text(item, "wp:post_type") != "attachment") return;
  Media media;
  if (const XmlElement* address = item.child("wp:attachment_url"))
    media.url = absolute_address(address->text(), *address, head);
  if (media.url.empty())
    if (const XmlElement* guid = item.child("guid")) media.url = absolute_address(guid->text(), *guid, head);
  if (media.url.empty()) return;
  const std::string_view path = std::string_view(media.url).substr(0, media.url.find_first_of("?#"));
  media.type = media_type_of(path).value_or("");
  media.alt = collapse_space(clean_text(meta(item, "_wp_attachment_image_alt")).text);
  if (media.alt.empty())
    if (const XmlElement* excerpt = item.child("excerpt:encoded")) media.alt = one_line(read_text(*excerpt));
  site.attachments.insert_or_assign(child_text(item, "wp:post_id"), std::move(media));
}

std::optional<std::string> skipped_in_wxr(const XmlElement& item) {
  const std::string type = child_text(item, "wp:post_type");
  if (!type.empty() && type != "post") return shorten(collapse_space(clean_text(type).text), 40);
  const std::string status = child_text(item, "wp:status");
  if (status == "trash" || status == "auto-draft" || status == "inherit") return status;
  return std::nullopt;
}

void complete_wxr_entry(const XmlElement& item, const WxrSite& site, FeedEntry& entry) {
  entry.leaves_its_link = true;
  for (std::string& author : entry.authors)
    if (const auto found = site.authors.find(author); found != site.authors.end()) author = found->second;
  const std::string status = child_text(item, "wp:status");
  entry.draft = status == "draft" || status == "pending" || status == "private";
  if (status == "private") entry.warnings.emplace_back("was private: kept as a draft");
  if (!child_text(item, "wp:post_password").empty()) {
    entry.draft = true;
    entry.warnings.emplace_back("was protected by a password: kept as a draft");
  }
  read_terms(item, entry);
  read_wxr_dates(item, entry);
  entry.slug = decode_path(child_text(item, "wp:post_name"));
  if (const std::string number = child_text(item, "wp:post_id");
      !number.empty() && std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; }))
    entry.aliases.push_back("/?p=" + number);

  if (const XmlElement* content = item.child("content:encoded")) {
    WordPressBody body =
        read_wordpress_body(content->has_elements() ? content->markup() : content->text(), site.attachments);
    entry.content = {std::move(body.html), true, content->base};
    entry.summary = {std::move(body.before_more), true, content->base};
    for (std::string& warning : body.warnings) entry.warnings.push_back(std::move(warning));
  }
  if (const XmlElement* excerpt = item.child("excerpt:encoded"); excerpt != nullptr && !excerpt->text().empty())
    entry.summary = read_text(*excerpt);
  if (const auto lead = site.attachments.find(meta(item, "_thumbnail_id")); lead != site.attachments.end())
    entry.media.insert(entry.media.begin(), lead->second);
  read_enclosures(item, entry);
}

}  // namespace feedd::content
