// The rules of identity stand here: an id as the feed gives it, else its link, else made from what it says.
#include "content/sources/feed_article.hpp"

#include "content/digest.hpp"
#include "content/html.hpp"
#include "content/html_rules.hpp"
#include "content/identity.hpp"
#include "content/language.hpp"
#include "content/sources/metadata.hpp"
#include "content/text.hpp"
#include "content/url.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace feedd::content {
namespace {

/// A summary taken from the body; one that somebody wrote is kept whole.
constexpr std::size_t summary_code_points = 500;
/// No id of use is longer; an address may have 2,000.
constexpr std::size_t max_id_bytes = 2048;

std::string clean_line(std::string_view text) {
  return collapse_space(clean_text(text).text);
}

/// Plain text as paragraphs: a blank line separates them.
std::string paragraphs(std::string_view text) {
  std::string html;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    if (const std::string line = collapse_space(text.substr(0, end)); !line.empty()) {
      html += "<p>";
      append_text(html, line);
      html += "</p>\n";
    }
    text.remove_prefix(std::min(end + 2, text.size()));
  }
  return html;
}

/// The path of an http address, without query and fragment; empty where it has none but `/`.
std::string path_of(std::string_view address) {
  const std::size_t host = address.find("://");
  if (host == std::string_view::npos) return {};
  const std::size_t begin = address.find('/', host + 3);
  if (begin == std::string_view::npos) return {};
  std::string path(address.substr(begin, address.find_first_of("?#", begin) - begin));
  return path == "/" ? "" : path;
}

/// What a reader of an address asks its server for, `/node/5?lang=en`, or of a reference from the root; empty for `/`.
/// Without the marks (`utm_source=rss`) that feeds put on links for counting: nobody's bookmark has them.
std::string request_of(std::string_view address) {
  address = address.substr(0, address.find('#'));
  const std::size_t mark = std::min(address.find('?'), address.size());
  const std::size_t host = address.substr(0, mark).find("://");
  const std::size_t begin = host == std::string_view::npos ? 0 : std::min(address.find('/', host + 3), mark);
  std::string request(address.substr(begin, mark - begin));
  if (request.empty()) request = "/";
  char before = '?';
  for (std::string_view query = address.substr(std::min(mark + 1, address.size())); !query.empty();) {
    const std::string_view pair = query.substr(0, query.find('&'));
    if (!pair.empty() && !pair.starts_with("utm_")) (request += std::exchange(before, '&')).append(pair);
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
  }
  return request == "/" ? std::string() : request;
}

/// The host of an address as sites are known by: in small letters, without `www.`; empty where there is none.
std::string site_host(std::string_view address) {
  const std::size_t begin = address.find("://");
  if (begin == std::string_view::npos) return {};
  address = address.substr(begin + 3, address.find_first_of("/?#", begin + 3) - begin - 3);
  address.remove_prefix(address.rfind('@') + 1);
  if (!address.ends_with(']')) address = address.substr(0, address.rfind(':'));  // a port; none in `[::1]`
  const std::string host = lower_ascii(address);
  return host.starts_with("www.") ? host.substr(4) : host;
}

bool has_letter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
  });
}

/// The last segment of a link's path that names the article: not `index.html`, not a number, not empty.
std::string segment_of(std::string_view link) {
  const std::string whole = path_of(link);
  std::string_view path = whole;
  for (;;) {
    while (path.ends_with('/')) path.remove_suffix(1);
    const std::size_t slash = path.rfind('/');
    std::string segment = decode_path(path.substr(slash + 1));
    for (const std::string_view extension : {".html", ".htm", ".xhtml", ".shtml", ".php", ".aspx", ".asp", ".jsp"})
      if (segment.size() > extension.size() && segment.ends_with(extension))
        segment.resize(segment.size() - extension.size());
    if (slash == std::string_view::npos || (segment != "index" && segment != "default"))
      return has_letter(segment) ? clean_line(segment) : std::string();
    path = path.substr(0, slash);
  }
}

/// `<iframe …/>` as XHTML has it is no empty element in HTML: it would swallow all that follows. Given its end tag.
std::string with_ends(std::string_view html) {
  constexpr std::array<std::string_view, 10> swallowing = {"iframe", "script", "style", "object", "textarea",
                                                           "title",  "video",  "audio", "canvas", "noscript"};
  std::string out;
  out.reserve(html.size());
  for (std::size_t i = 0; i < html.size();) {
    const std::size_t tag = std::min(html.find('<', i), html.size());
    const std::size_t end = std::min(html.find('>', tag), html.size());
    out.append(html, i, std::min(end + 1, html.size()) - i);
    i = std::min(end + 1, html.size());
    if (end == html.size() || html[end - 1] != '/') continue;
    for (const std::string_view name : swallowing) {
      const std::string_view rest = html.substr(tag + 1, end - tag - 1);
      if (rest.starts_with(name) && rest.substr(name.size()).find_first_of(" /\n\t") == 0)
        out.append("</").append(name).append(">");
    }
  }
  return out;
}

/// A plus stands for a space in addresses.
std::string without_plus(std::string text) {
  std::replace(text.begin(), text.end(), '+', ' ');
  return text;
}

std::string language_of(std::string_view text) {
  std::string language(trim(text));
  std::replace(language.begin(), language.end(), '_', '-');
  return is_language_tag(language) ? language : std::string();
}

/// Builds one article. One entry, one use.
class Maker {
 public:
  Maker(FeedEntry entry, const FeedHead& head, const ImportOptions& options)
      : entry_(std::move(entry)), head_(head), options_(options) {}

  SourceArticle make() {
    article_.origin = Origin::imported;
    article_.warnings = std::move(entry_.warnings);
    article_.title = one_line(entry_.title);
    set_content();
    set_identity();
    set_address();
    set_title();
    article_.slug = slugify(wished_slug());
    copy_terms();
    article_.published = entry_.published;
    article_.updated = entry_.updated;
    article_.language = language_of(entry_.language);
    article_.rights = clean_line(entry_.rights);
    article_.photo_credit = clean_line(entry_.photo_credit);
    article_.draft = entry_.draft;
    return std::move(article_);
  }

 private:
  /// xml:base where there is one; else Atom's addresses are relative to the document (RFC 3986 section 5.1.3), and
  /// RSS's to what its authors saw them on: the page.
  [[nodiscard]] std::string base_of(const FeedText& text) const {
    const bool atom = head_.format.starts_with("Atom");
    const std::string& first = atom ? head_.address : entry_.link;
    const std::string& second = atom ? entry_.link : head_.address;
    for (const std::string* base : {&text.base, &first, &second, &head_.link})
      if (url_scheme(*base)) return *base;
    return {};
  }

  /// Bodies are kept with absolute addresses: what they were relative to is another site.
  CleanHtml cleaned(const FeedText& text) {
    const std::string base = base_of(text);
    const UrlRewriter absolute = [&](std::string_view reference) -> std::optional<std::string> {
      if (url_scheme(reference) || base.empty()) return to_uri(reference);
      return resolve_url(base, reference);
    };
    const std::string html = text.html ? with_ends(clean_text(text.text).text) : paragraphs(clean_text(text.text).text);
    article_.source_text = html;
    return clean_html(html, absolute, {options_.rules.iframe_hosts, false});  // a feed is never a trusted source
  }

  void set_content() {
    const CleanHtml clean = cleaned(entry_.content);
    article_.content = clean.html;
    for (Media& media : entry_.media) {
      media.type = clean_line(media.type);
      article_.media.push_back(std::move(media));
    }
    for (const HtmlImage& image : clean.images) add_image(image);
    article_.summary = one_line(entry_.summary);
    const std::string first = first_paragraph(article_.content);
    if (article_.summary.empty()) article_.summary = shorten(first, summary_code_points);
  }

  void add_image(const HtmlImage& image) {
    const auto scheme = url_scheme(image.url);
    if (!scheme || (*scheme != "http" && *scheme != "https")) return;
    const auto same = [&](const Media& other) { return other.url == image.url; };
    const auto found = std::find_if(article_.media.begin(), article_.media.end(), same);
    if (found != article_.media.end()) {
      if (found->alt.empty()) found->alt = image.alt;
      return;
    }
    const auto type = media_type_of(std::string_view(image.url).substr(0, image.url.find_first_of("?#")));
    article_.media.push_back({image.url, std::string(type.value_or("")), 0, image.alt});
  }

  /// An entry that is only a link or a recording is named after it.
  void set_title() {
    if (!article_.title.empty() || !article_.summary.empty()) return;
    std::string address = segment_of(entry_.link);
    if (address.empty() && !article_.media.empty()) address = segment_of(article_.media.front().url);
    if (address.empty()) address = entry_.link;
    article_.title = url_scheme(address) ? address : humanised(without_plus(address));
    if (!article_.title.empty())
      article_.warnings.emplace_back("has neither a title nor a text: named after its address");
  }

  void set_identity() {
    article_.id = clean_line(entry_.id);
    if (article_.id.empty()) article_.id = entry_.link;
    if (article_.id.empty() || article_.id.size() > max_id_bytes) {
      const std::string said = article_.id + '\n' + article_.title + '\n' + article_.content;
      article_.id = mint_id(mint_site_id(head_.link.empty() ? head_.title : head_.link), said);
    }
    identify(article_, article_.id, head_.link);
  }

  /// A page below the site's own address keeps its path. Any other is linked where it is, but for one of a system that
  /// is being left. What the imported site had at the same path and query leads to the article here, in case its name
  /// is pointed here.
  void set_address() {
    article_.aliases = entry_.aliases;
    const std::string& own = options_.own_address;
    const bool is_own = !own.empty() && entry_.link.starts_with(own + "/");
    const std::string request = request_of(is_own ? std::string_view(entry_.link).substr(own.size()) : entry_.link);
    if (is_own && !request.empty() && request.find('?') == std::string::npos) {
      article_.url = request;
      return;
    }
    if (!entry_.leaves_its_link) article_.url = entry_.link;
    if (!request.empty() && (is_own || is_of_imported_site()) &&
        std::find(article_.aliases.begin(), article_.aliases.end(), request) == article_.aliases.end())
      article_.aliases.push_back(request);
  }

  /// Feeds also link to what others wrote: those pages were never at this site's addresses. Where neither the feed nor
  /// its address says which site it is of, the entries' links do.
  [[nodiscard]] bool is_of_imported_site() const {
    if (entry_.link == head_.link) return false;  // its front page, which is no article's
    const std::string host = site_host(entry_.link);
    const std::string home = site_host(head_.link);
    const std::string fetched = site_host(head_.address);
    return host == home || host == fetched || (home.empty() && fetched.empty());
  }

  [[nodiscard]] std::string wished_slug() const {
    if (!entry_.slug.empty()) return entry_.slug;
    if (std::string segment = segment_of(entry_.link); !segment.empty()) return segment;
    if (!article_.title.empty()) return article_.title;
    return shorten(article_.summary, 60);
  }

  void copy_terms() {
    for (const std::string& author : entry_.authors)
      if (article_.authors.size() < max_labels) append_label(article_.authors, clean_line(author));
    for (const std::string& tag : entry_.tags)
      if (article_.tags.size() < max_labels) append_label(article_.tags, clean_line(tag));
    article_.section = clean_line(entry_.section);
  }

  FeedEntry entry_;
  const FeedHead& head_;
  const ImportOptions& options_;
  SourceArticle article_;
};

}  // namespace

void identify(SourceArticle& article, const std::string& id, const std::string& feed_link) {
  article.id = id;
  article.path = "imported:" + digest_hex(url_scheme(id) ? id : feed_link + '\n' + id);
}

Result<SourceArticle> make_article(FeedEntry entry, const FeedHead& head, const std::string& name,
                                   const ImportOptions& options) {
  const Position at = entry.at;
  SourceArticle article = Maker(std::move(entry), head, options).make();
  if (article.title.empty() && article.summary.empty())
    return Error{"empty", name, "the entry has no title, no text and no address", at};
  if (article.content.size() > max_article_bytes)
    return Error{"too-large", name, "the entry " + article.id + " has more than 16 MiB of text", at};
  return article;
}

}  // namespace feedd::content
