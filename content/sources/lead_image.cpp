// Small is told from large by pixels where they are known (a file's header, an element's attributes), else by the words
// that addresses of icons and counters have in them.
#include "content/sources/lead_image.hpp"

#include "content/sources/newsroom_line.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace feedd::content {

namespace {

/// A picture has at least these sides; avatars, buttons, rules and badges do not.
constexpr std::uint32_t least_short_side = 100;
constexpr std::uint32_t least_long_side = 200;

constexpr std::array<std::string_view, 19> words_of_small_ones = {
    "/emoji/",  "/emojis/",   "twemoji",     "/smilies/",           "/smileys/", "gravatar.com/",
    "/avatar",  "badge",      "shields.io/", "feedburner.com/~",    "/pixel.",   "/pixel/",
    "tracking", "spacer.gif", "blank.gif",   "stats.wordpress.com", "favicon",   "doubleclick.net/",
    "/beacon"};

enum class Size { large, small, unknown };

Size size_of(std::uint32_t width, std::uint32_t height) {
  if (width == 0 && height == 0) return Size::unknown;
  const std::uint32_t shorter = width == 0 || height == 0 ? std::max(width, height) : std::min(width, height);
  const bool large = shorter >= least_short_side && std::max(width, height) >= least_long_side;
  return large ? Size::large : Size::small;
}

/// By what is known without opening anything.
Size size_by_markup(const HtmlImage& image) {
  const Size size = size_of(static_cast<std::uint32_t>(image.width), static_cast<std::uint32_t>(image.height));
  if (size != Size::unknown || image.url.starts_with("media:")) return size;
  const auto is_in_address = [&](std::string_view word) { return image.url.find(word) != std::string::npos; };
  return std::any_of(words_of_small_ones.begin(), words_of_small_ones.end(), is_in_address) ? Size::small
                                                                                            : Size::unknown;
}

/// Of an image that may become the lead: a file's own pixels count more than what the markup makes of them.
Size size_by_file(const HtmlImage& image, const Surroundings& surroundings) {
  const std::optional<ImageSize> pixels = surroundings.image_size(image.url);
  const Size by_markup = size_by_markup(image);
  if (!pixels || by_markup == Size::small) return by_markup;
  return size_of(pixels->width, pixels->height);
}

/// Images of one body that are kept as its media: no reader shows more, and each is looked for among the others.
constexpr std::size_t max_images = 200;

bool is_image(const Media& media) {
  return media.type.empty() || media.type.starts_with("image/");
}

/// The text of the <figcaption> behind the image in cleaned HTML, or nothing.
std::string caption_of(std::string_view html, std::string_view url) {
  const std::string source = "src=\"" + escape_html(url) + '"';
  const std::size_t image = html.find(source);
  if (image == std::string_view::npos) return {};
  const std::size_t end = html.find("</figure>", image);
  const std::size_t next = html.find("<figure", image);
  const std::size_t caption = html.find("<figcaption", image);
  if (end == std::string_view::npos || next < end || caption > end) return {};
  const std::size_t close = html.find("</figcaption>", caption);
  return close > end ? std::string() : html_to_text(html.substr(caption, close - caption));
}

void add_caption(Media& media, std::string_view html) {
  const Caption caption = read_caption(caption_of(html, media.url));
  if (media.alt.empty()) media.alt = caption.text;
  if (media.credit.empty()) media.credit = caption.credit;
}

}  // namespace

void add_images(const std::vector<HtmlImage>& images, Surroundings& surroundings, SourceArticle& article) {
  std::vector<Media> found;
  const auto same = [](const HtmlImage& image) { return [&](const Media& media) { return media.url == image.url; }; };
  bool has_lead = std::any_of(article.media.begin(), article.media.end(), is_image);
  for (const HtmlImage& image : images) {
    if (found.size() == max_images) break;
    if (std::any_of(article.media.begin(), article.media.end(), same(image))) continue;
    if (std::any_of(found.begin(), found.end(), same(image))) continue;
    const Size size = has_lead ? size_by_markup(image) : size_by_file(image, surroundings);
    if (size == Size::small) continue;
    std::optional<Media> media = surroundings.media(image.url, image.alt);
    if (!media) continue;
    if (media->type.empty()) media->type = guessed_media_type(media->url, "image");
    has_lead = true;
    found.push_back(std::move(*media));
  }
  article.media.insert(article.media.end(), std::make_move_iterator(found.begin()),
                       std::make_move_iterator(found.end()));
  if (!article.media.empty() && article.content.find("<figcaption") != std::string::npos)
    for (Media& media : article.media)
      if (is_image(media)) add_caption(media, article.content);
}

void credit_lead_image(SourceArticle& article) {
  const auto lead = std::find_if(article.media.begin(), article.media.end(), is_image);
  if (lead == article.media.end()) return;
  if (lead->credit.empty()) lead->credit = article.photo_credit;
  if (article.photo_credit.empty()) article.photo_credit = lead->credit;
}

Caption read_caption(std::string_view caption) {
  const std::string_view whole = trim(caption);
  const auto credit_of = [](std::string_view text) { return read_newsroom_line(text).photo_credit; };
  if (std::string credit = credit_of(whole); !credit.empty()) return {std::string(whole), std::move(credit)};
  // At the end, in brackets or as a sentence of its own: within what a credit has at most, 160 characters of 4 bytes.
  constexpr std::size_t tail = 4 * 160 + 8;
  const std::size_t from = std::max<std::size_t>(1, whole.size() > tail ? whole.size() - tail : 1);
  for (std::size_t at = whole.find_first_of("([.|/", from); at != std::string_view::npos;
       at = whole.find_first_of("([.|/", at + 1)) {
    const bool bracket = whole[at] == '(' || whole[at] == '[';
    const std::string_view rest = trim(whole.substr(bracket ? at : at + 1));
    std::string_view inside = rest;
    if (bracket && (rest.ends_with(')') || rest.ends_with(']'))) inside = trim(rest.substr(1, rest.size() - 2));
    while (inside.ends_with('.')) inside.remove_suffix(1);
    if (std::string credit = credit_of(inside); !credit.empty())
      return {std::string(trim(whole.substr(0, bracket ? at : at + 1))), std::move(credit)};
  }
  return {std::string(whole), {}};
}

}  // namespace feedd::content
