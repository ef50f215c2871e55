// The files of an entry. Which of them leads is said by their order: recordings and images that were enclosed, then
// Media RSS, then thumbnails.
#include "content/sources/article_file.hpp"
#include "content/sources/feed_elements.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <charconv>

namespace feedd::content {
namespace {

/// A gallery has some hundreds of pictures; more are a mistake.
constexpr std::size_t max_media = 500;

/// `1234`, `1,234`; 0 for what is no number of bytes.
std::uint64_t length_of(const std::string* text) {
  std::uint64_t value = 0;
  if (text == nullptr) return 0;
  std::string digits(trim(*text));
  for (std::size_t comma = digits.find(','); comma != std::string::npos; comma = digits.find(',', comma)) {
    const std::size_t behind = digits.find_first_not_of("0123456789", comma + 1);
    if (comma == 0 || std::min(behind, digits.size()) != comma + 4) return 0;
    digits.erase(comma, 1);
  }
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() ? value : 0;
}

class MediaReader {
 public:
  MediaReader(const FeedHead& head, FeedEntry& entry) : head_(head), entry_(entry) {}

  /// One file; what is already there gains what it did not say.
  void add(const XmlElement& element, std::string_view address_key, std::string_view length_key,
           std::string_view medium) {
    const std::string* address = element.attribute(address_key);
    const std::string written = address != nullptr ? *address : element.text();
    Media media;
    media.url = absolute_address(written, element, head_);
    if (media.url.empty() || entry_.media.size() >= max_media) return;
    if (const std::string* type = element.attribute("type")) media.type = clean_text(trim(*type)).text;
    if (media.type.find('/') == std::string::npos) media.type = guessed_type(media.url, medium);
    media.length_bytes = length_of(element.attribute(length_key));
    if (const XmlElement* title = element.child("media:title")) media.alt = one_line(read_text(*title));
    if (const XmlElement* text = element.child("media:description")) media.alt = one_line(read_text(*text));
    if (const XmlElement* credit = element.child("media:credit")) media.credit = one_line(read_text(*credit));
    const auto same = [&](const Media& other) { return other.url == media.url; };
    const auto found = std::find_if(entry_.media.begin(), entry_.media.end(), same);
    if (found == entry_.media.end()) {
      entry_.media.push_back(std::move(media));
      return;
    }
    if (found->type.empty()) found->type = media.type;
    if (found->length_bytes == 0) found->length_bytes = media.length_bytes;
    if (found->alt.empty()) found->alt = media.alt;
    if (found->credit.empty()) found->credit = media.credit;
  }

  /// `media:content`, in groups too.
  void add_contents(const XmlElement& parent) {
    for (const XmlNode& node : parent.nodes) {
      if (!node.element) continue;
      if (node.element->name == "media:content") {
        const std::string* medium = node.element->attribute("medium");
        add(*node.element, "url", "filesize", medium == nullptr ? "" : *medium);
      } else if (node.element->name == "media:group") {
        add_contents(*node.element);
      }
    }
  }

  void add_thumbnails(const XmlElement& parent) {
    if (has_image()) return;
    for (const XmlNode& node : parent.nodes) {
      if (!node.element) continue;
      if (node.element->name == "media:thumbnail") add(*node.element, "url", "", "image");
      if (node.element->name == "media:group" || node.element->name == "media:content") add_thumbnails(*node.element);
      if (has_image()) return;
    }
  }

  [[nodiscard]] bool has_image() const {
    return std::any_of(entry_.media.begin(), entry_.media.end(),
                       [](const Media& media) { return media.type.starts_with("image/"); });
  }

 private:
  static std::string guessed_type(const std::string& url, std::string_view medium) {
    const std::string_view path = std::string_view(url).substr(0, url.find_first_of("?#"));
    if (const auto type = media_type_of(path)) return std::string(*type);
    return medium == "image" ? "image/jpeg" : "";
  }

  const FeedHead& head_;
  FeedEntry& entry_;
};

/// Whoever is credited with the pictures of the entry as a whole.
std::string photographer(const XmlElement& item) {
  for (const XmlNode& node : item.nodes) {
    if (!node.element || node.element->name != "media:credit") continue;
    const std::string* role = node.element->attribute("role");
    if (role == nullptr || *role == "photographer" || *role == "photographer/artist" ||
        role->find("photo") != std::string::npos)
      return one_line(read_text(*node.element));
  }
  return {};
}

}  // namespace

void read_media_elements(const XmlElement& item, const FeedHead& head, FeedEntry& entry) {
  MediaReader reader(head, entry);
  for (const XmlNode& node : item.nodes) {
    if (!node.element) continue;
    const XmlElement& element = *node.element;
    const std::string* rel = element.attribute("rel");
    if (element.name == "enclosure") reader.add(element, "url", "length", "");
    if (element.name == "atom:link" && rel != nullptr && *rel == "enclosure" && element.attribute("href") != nullptr)
      reader.add(element, "href", "length", "");
  }
  reader.add_contents(item);
  for (const XmlNode& node : item.nodes) {
    if (!node.element) continue;
    if (node.element->name == "itunes:image") reader.add(*node.element, "href", "", "image");
    if (node.element->name == "image")
      if (const XmlElement* url = node.element->child("url")) reader.add(*url, "", "", "image");
  }
  reader.add_thumbnails(item);
  entry.photo_credit = photographer(item);
}

}  // namespace feedd::content
