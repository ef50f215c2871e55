// Which dialect a file is in, and what becomes of it: front matter first, then what the body says where front matter is
// silent.
#include "content/sources/article_file.hpp"

#include "content/html.hpp"
#include "content/html_rules.hpp"
#include "content/markdown.hpp"
#include "content/shortcodes.hpp"
#include "content/sources/article_name.hpp"
#include "content/sources/charset.hpp"
#include "content/sources/excerpt.hpp"
#include "content/sources/html_page.hpp"
#include "content/sources/lead_image.hpp"
#include "content/sources/leaf_bundle.hpp"
#include "content/sources/mdx.hpp"
#include "content/sources/media.hpp"
#include "content/sources/metadata.hpp"
#include "content/sources/newsroom_lead.hpp"
#include "content/sources/newsroom_text.hpp"
#include "content/sources/values.hpp"
#include "content/text.hpp"
#include "content/time_zone.hpp"
#include "content/url.hpp"
#include "content/wikilinks.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace feedd::content {

namespace {

enum class Dialect { none, markdown, html, newsroom };

/// A summary taken from the body; one that somebody wrote is kept whole.
constexpr std::size_t summary_code_points = 500;
/// A text has no NUL; a few are damage, more mean that the file is something else (an image, UTF-16).
constexpr int few_nuls = 8;

bool holds_many_nuls(std::string_view bytes) {
  int found = 0;
  for (std::size_t at = bytes.find('\0'); at != std::string_view::npos && found <= few_nuls;
       at = bytes.find('\0', at + 1))
    ++found;
  return found > few_nuls;
}

std::string_view last_segment(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

struct Extension {
  std::string_view name;
  Dialect dialect;
};
constexpr std::array<Extension, 14> extensions = {{{"md", Dialect::markdown},
                                                   {"markdown", Dialect::markdown},
                                                   {"mkd", Dialect::markdown},
                                                   {"mkdn", Dialect::markdown},
                                                   {"mkdown", Dialect::markdown},
                                                   {"mdown", Dialect::markdown},
                                                   {"rmd", Dialect::markdown},
                                                   {"qmd", Dialect::markdown},
                                                   {"mdx", Dialect::markdown},
                                                   {"html", Dialect::html},
                                                   {"htm", Dialect::html},
                                                   {"xhtml", Dialect::html},
                                                   {"txt", Dialect::newsroom},
                                                   {"text", Dialect::newsroom}}};
constexpr auto extension_names = [] {
  std::array<std::string_view, extensions.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = extensions[i].name;
  return names;
}();

Dialect dialect_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return Dialect::none;
  const std::string ending = lower_ascii(name.substr(dot + 1));
  for (const Extension& extension : extensions)
    if (extension.name == ending) return extension.dialect;
  return Dialect::none;
}

/// One article on its way from bytes to fields. Keeps a reference to `article`, whose source text everything here is a
/// view of.
class ArticleReader {
 public:
  ArticleReader(SourceArticle& article, const FileLookup& lookup, const SourceRules& rules, const Beside& beside)
      : article_(article),
        beside_(beside),
        name_(read_article_name(article.path, rules.root_name)),
        zone_(TimeZone::find(rules.time_zone).value_or(TimeZone())),
        surroundings_(article.path, lookup, name_.in_posts || name_.in_drafts),
        policy_{rules.iframe_hosts, rules.trusted_html} {}

  Result<void> read(Dialect dialect);

 private:
  Result<void> take_metadata(std::string_view file, const Value& values, bool is_page_head = false);
  Result<void> take_front_matter(const FrontMatter& front);
  Result<void> read_markdown(const FrontMatter& front);
  Result<void> read_html(const FrontMatter& front);
  Result<void> read_newsroom(const FrontMatter& front);
  void take_newsroom_facts(NewsroomText& story);
  [[nodiscard]] std::string_view take_heading(std::string_view body);
  [[nodiscard]] std::string_view expanded(std::string_view body, const FrontMatter& front, bool markdown);
  [[nodiscard]] std::string_view linked(std::string_view body);
  template <class Convert>
  void take_body(std::string_view body, bool markdown, Convert convert);
  void take_content(CleanHtml clean);
  Result<void> finish();
  [[nodiscard]] Result<void> refuse_what_is_none() const;
  [[nodiscard]] bool is_page_resource() const;
  [[nodiscard]] std::string own_slug() const;
  void take_addresses();

  UrlRewriter rewriter() {
    return [this](std::string_view reference) {
      if (base_.empty()) return std::optional(surroundings_.address(reference));
      return std::optional(surroundings_.address(resolve_in_page(base_, reference)));
    };
  }

  SourceArticle& article_;
  const Beside& beside_;
  ArticleName name_;
  TimeZone zone_;
  Surroundings surroundings_;
  HtmlPolicy policy_;
  std::string expanded_;  ///< a body without shortcodes, where it had any
  std::string linked_;    ///< a body without wikilinks, where it had any
  std::string base_;      ///< what references of an HTML page are relative to; empty: its own address
  MetadataFindings findings_;
  Syntax syntax_ = Syntax::none;
  Dialect dialect_ = Dialect::none;
  bool has_layout_ = false;
  bool jekyll_ = false;
  bool has_text_ = false;
};

/// The body without shortcodes; `body` is part of front.body, or a part of the page made from it.
std::string_view ArticleReader::expanded(std::string_view body, const FrontMatter& front, bool markdown) {
  const bool part = body.data() >= front.body.data() && body.data() <= front.body.data() + front.body.size();
  const auto lines = part ? std::count(front.body.data(), body.data(), '\n') : 0;
  const ShortcodePage page{article_.path, article_.title, front.body_line + static_cast<int>(lines), markdown,
                           syntax_ == Syntax::toml || syntax_ == Syntax::json};
  return expand_shortcodes(body, page, expanded_, article_.warnings);
}

/// The body with links as Markdown has them.
std::string_view ArticleReader::linked(std::string_view body) {
  const WikiLookup lookup = [this](std::string_view name, std::string_view embed) {
    return surroundings_.wiki_target(name, embed);
  };
  return expand_wikilinks(body, lookup, linked_);
}

Result<void> ArticleReader::read(Dialect dialect) {
  Result<FrontMatter> front = parse_front_matter(article_.path, article_.source_text);
  if (!front) return front.error();
  syntax_ = front->syntax;
  const Value* const layout = front->values.find("layout");
  has_layout_ = layout != nullptr && layout->kind == Value::Kind::scalar;
  jekyll_ = name_.is_jekyll() || (name_.date && has_layout_);
  dialect_ = dialect;
  Result<void> done = dialect == Dialect::markdown ? read_markdown(*front)
                      : dialect == Dialect::html   ? read_html(*front)
                                                   : read_newsroom(*front);
  return done ? finish() : done;
}

Result<void> ArticleReader::take_metadata(std::string_view file, const Value& values, bool is_page_head) {
  MetadataRules rules{zone_, {}, jekyll_, is_page_head};
  if (name_.date) rules.named_date = zone_.to_utc(*name_.date);
  return apply_metadata(file, values, rules, surroundings_, article_, findings_);
}

/// What the file says of itself, and what its sidecar says of it, which wins.
Result<void> ArticleReader::take_front_matter(const FrontMatter& front) {
  if (Result<void> applied = take_metadata(article_.path, front.values); !applied) return applied;
  if (beside_.sidecar_path.empty()) return {};
  if (beside_.sidecar.size() > max_front_matter_bytes)
    return Error{"front-matter", std::string(beside_.sidecar_path), "larger than 256 KiB"};
  const std::string text = clean_text(beside_.sidecar).text;
  Result<Value> values = read_toml(beside_.sidecar_path, text, 1);
  if (!values) return values.error();
  const std::size_t before = article_.warnings.size();
  Result<void> applied = take_metadata(beside_.sidecar_path, *values);
  for (std::size_t i = before; i < article_.warnings.size(); ++i)  // their places are not in the article's file
    article_.warnings[i].insert(0, std::string(beside_.sidecar_path) + ": ");
  return applied;
}

/// The heading a Markdown body begins with, where it is the title or becomes it. Returns the body behind it.
std::string_view ArticleReader::take_heading(std::string_view body) {
  const std::size_t begin = std::min(body.find_first_not_of(" \t\n"), body.size());
  const std::size_t line_end = std::min(body.find('\n', begin), body.size());
  const std::string_view line = body.substr(begin, line_end - begin);
  std::size_t end = line_end;
  if (!line.starts_with("# ")) {  // or underlined with `===`
    const std::size_t next = std::min(line_end + 1, body.size());
    end = std::min(body.find('\n', next), body.size());
    const std::string_view under = trim(body.substr(next, end - next));
    if (trim(line).empty() || under.empty() || under.find_first_not_of('=') != std::string_view::npos) return body;
  }
  const UrlRewriter nowhere = [](std::string_view) { return std::nullopt; };
  const WikiLookup nothing = [](std::string_view, std::string_view) { return std::nullopt; };
  std::string storage;
  const std::string_view written = expand_wikilinks(body.substr(begin, end - begin), nothing, storage);
  const std::string heading = html_to_text(markdown_to_html(written, nowhere).html);
  if (heading.empty() || (!article_.title.empty() && term_key(article_.title) != term_key(heading))) return body;
  if (article_.title.empty()) article_.title = heading;
  return body.substr(end);
}

/// The body as HTML, and as the summary what stands before its `<!--more-->` where nobody wrote one.
template <class Convert>
void ArticleReader::take_body(std::string_view body, bool markdown, Convert convert) {
  const bool wanted = body.find("<!--") != std::string_view::npos || !findings_.excerpt_separator.empty();
  const std::optional<Excerpt> excerpt =
      wanted ? find_excerpt(body, findings_.excerpt_separator, markdown) : std::optional<Excerpt>();
  if (excerpt && article_.summary.empty()) article_.summary = html_to_text(convert(excerpt->before).html);
  take_content(convert(excerpt ? std::string_view(excerpt->body) : body));
}

Result<void> ArticleReader::read_markdown(const FrontMatter& front) {
  if (Result<void> applied = take_front_matter(front); !applied) return applied;
  const bool is_mdx = lower_ascii(last_segment(article_.path)).ends_with(".mdx");
  const std::string plain = is_mdx ? without_modules(front.body) : std::string();
  const std::string_view body = expanded(take_heading(is_mdx ? std::string_view(plain) : front.body), front, true);
  take_body(is_mdx ? body : linked(body), true,  // brackets in MDX are JavaScript's
            [this](std::string_view part) { return markdown_to_html(part, rewriter(), policy_); });
  return {};
}

Result<void> ArticleReader::read_html(const FrontMatter& front) {
  const HtmlDocument document = parse_html_document(front.body);
  if (Result<void> applied = take_metadata(article_.path, metadata_of(document), true); !applied) return applied;
  if (Result<void> applied = take_front_matter(front); !applied) return applied;
  base_ = document.base;
  take_body(expanded(document.body, front, false), false,
            [this](std::string_view body) { return clean_html(body, rewriter(), policy_); });
  return {};
}

/// What the story's lines say where metadata are silent.
void ArticleReader::take_newsroom_facts(NewsroomText& story) {
  const NewsroomLead lead = story.paragraphs.empty() ? NewsroomLead() : read_newsroom_lead(story.paragraphs.front());
  if (article_.authors.empty())
    for (const std::string& author : story.authors.empty() ? lead.authors : story.authors)
      append_label(article_.authors, author);
  if (article_.rights.empty()) article_.rights = std::move(story.rights);
  if (article_.photo_credit.empty())
    for (const std::string& credit : story.photo_credits)
      article_.photo_credit.append(article_.photo_credit.empty() ? "" : ", ").append(credit);
  if (article_.section.empty()) article_.section = std::move(story.kicker);
  if (!article_.updated) article_.updated = parse_date(story.updated, zone_);
  if (article_.published) return;
  article_.published = parse_date(story.published, zone_);
  if (article_.published || name_.date) return;
  if (const auto day = date_of(lead, beside_.modified)) article_.published = zone_.to_utc(*day);
}

Result<void> ArticleReader::read_newsroom(const FrontMatter& front) {
  if (Result<void> applied = take_front_matter(front); !applied) return applied;
  NewsroomText story = parse_newsroom_text(front.body);
  if (article_.title.empty() && jekyll_) article_.title = jekyll_title(name_.stem);  // as Jekyll takes a `.text`
  if (article_.title.empty())
    article_.title = story.headline;
  else if (!story.headline.empty() && term_key(story.headline) != term_key(article_.title))
    story.paragraphs.insert(story.paragraphs.begin(), story.headline);
  take_newsroom_facts(story);
  for (const std::string& paragraph : story.paragraphs) {
    article_.content += "<p>";
    append_text(article_.content, paragraph);
    article_.content += "</p>\n";
  }
  has_text_ = !story.paragraphs.empty();
  if (article_.summary.empty() && has_text_) article_.summary = story.paragraphs.front();
  return {};
}

void ArticleReader::take_content(CleanHtml clean) {
  article_.content = std::move(clean.html);
  add_images(clean.images, surroundings_, article_);
  const std::string first = first_paragraph(article_.content);
  has_text_ = !first.empty() || !clean.images.empty();
  if (article_.summary.empty()) article_.summary = shorten(first, summary_code_points);
}

/// Its own site's rule, where the path says which: Jekyll takes an undated file in `_posts` for none of its posts, and
/// Hexo's posts have their date in front matter, or the file's own where they have none.
Result<void> ArticleReader::refuse_what_is_none() const {
  if (!findings_.is_article)
    return Error{std::string(not_an_article), article_.path, "its front matter says that it is listed nowhere"};
  const bool undated = name_.in_posts && !name_.in_drafts && !name_.date && !findings_.has_date;
  if (undated && name_.has_false_date)
    return Error{"date", article_.path, "the date in its name is no day of the calendar"};
  if (undated && !name_.in_hexo)
    return Error{std::string(not_an_article), article_.path, "an undated file in _posts is no post"};
  if (is_page_resource())
    return Error{std::string(not_an_article), article_.path, "it belongs to the page of the index.md beside it"};
  return {};
}

/// Whether Hugo would take it for a part of the page beside it. What has a date, an address or a layout of its own is a
/// page in any system.
bool ArticleReader::is_page_resource() const {
  if (!beside_.index || dialect_ != Dialect::markdown || name_.in_posts || name_.in_drafts) return false;
  if (name_.date || findings_.has_date || has_layout_ || !article_.slug.empty() || !findings_.url.empty()) return false;
  const std::string folder = article_.path.substr(0, article_.path.rfind('/') + 1);
  return is_leaf_bundle(folder + "index.md", beside_.index());
}

/// The slug in the address its own site would give it.
std::string ArticleReader::own_slug() const {
  if (!article_.slug.empty()) return jekyll_ ? jekyll_slug(article_.slug) : article_.slug;
  if (jekyll_) return jekyll_slug(name_.stem);
  if (syntax_ == Syntax::lines) return pelican_slug(article_.title);
  return std::string(name_.stem);
}

void ArticleReader::take_addresses() {
  for (const std::string_view style : {"date", "pretty", "ordinal", "weekdate", "none"})
    if (findings_.url == style) findings_.url.clear();  // Jekyll's names for patterns
  if (const auto address = filled_in(
          findings_.url,
          {article_.slug, zone_.to_local(article_.published.value_or(Timestamp())), article_.details.categories});
      address && !address->empty()) {
    const bool web = address->starts_with("http://") || address->starts_with("https://");
    const bool dated = findings_.url.find(":year") == std::string::npos || article_.published.has_value();
    if (web)
      article_.url = to_uri(*address);
    else if (const auto path = page_path(*address); path && dated && !url_scheme(*address))
      article_.url = encode_path(*path);
  }
  for (const std::string& alias : findings_.aliases)
    if (const auto path = page_path(alias);
        path && *path != "/" &&
        std::find(article_.aliases.begin(), article_.aliases.end(), *path) == article_.aliases.end())
      article_.aliases.push_back(*path);
}

/// What the path says where nothing else does.
Result<void> ArticleReader::finish() {
  if (Result<void> refused = refuse_what_is_none(); !refused) return refused;
  if (article_.title.empty() && !has_text_)
    return Error{"empty", article_.path, "there is neither a title nor a text in it"};
  if (article_.title.empty()) article_.title = jekyll_ ? jekyll_title(name_.stem) : humanised(name_.stem);
  if (!article_.published && name_.date) article_.published = zone_.to_utc(*name_.date);
  if (article_.language.empty()) article_.language = name_.language;
  if (article_.section.empty()) article_.section = name_.section;
  article_.slug_given = !article_.slug.empty();
  const std::string slug = own_slug();
  article_.slug = slugify(slug.empty() ? name_.stem : std::string_view(slug));
  if (name_.in_drafts) article_.draft = true;
  for (const std::string_view folder : name_.categories) append_label(article_.details.categories, folder);
  for (const std::string& category : findings_.categories) append_label(article_.details.categories, category);
  if (article_.section.empty() && !findings_.categories.empty()) article_.section = findings_.categories.front();
  take_addresses();
  credit_lead_image(article_);
  surroundings_.report(article_);
  return {};
}

bool is_hidden(std::string_view segment) {
  if (segment == "_posts" || segment == "_drafts") return false;
  return segment.empty() || segment.front() == '.' || segment.front() == '_' || segment.back() == '~';
}

std::string mended(const CleanText& clean) {
  std::string warning;
  if (clean.repaired > 0) warning = std::to_string(clean.repaired) + " invalid UTF-8 sequences replaced by U+FFFD";
  if (clean.removed > 0)
    warning.append(warning.empty() ? "" : ", ")
        .append(std::to_string(clean.removed))
        .append(" characters removed that XML does not allow");
  return warning;
}

/// A declaration stands within the head of a page.
constexpr std::size_t head_bytes = 4096;
/// Fewer bytes that are not UTF-8 tell nothing of a charset that nobody declared.
constexpr std::size_t enough_to_guess = 8;

/// The charset a `<meta>` declares; empty where none does.
std::string meta_charset(std::string_view page) {
  const std::string head = lower_ascii(page.substr(0, head_bytes));
  for (std::size_t at = head.find("<meta"); at != std::string::npos; at = head.find("<meta", at + 1)) {
    const std::string_view tag = std::string_view(head).substr(at, head.find('>', at) - at);
    const std::size_t key = tag.find("charset");
    if (key == std::string_view::npos) continue;
    const std::size_t sign = tag.find_first_not_of(" \t\n\r", key + 7);
    if (sign == std::string_view::npos || tag[sign] != '=') continue;
    const std::size_t begin = tag.find_first_not_of(" \t\n\r\"'", sign + 1);
    if (begin == std::string_view::npos) continue;
    return std::string(tag.substr(begin, tag.find_first_of(" \t\n\r\"';/", begin) - begin));
  }
  return {};
}

/// Characters in UTF-8, those of ASCII left out where `wide`.
std::size_t count_characters(std::string_view text, bool wide) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0xC0 || (!wide && byte < 0x80);
  }));
}

std::string in_utf8(std::string_view bytes, std::string_view charset, std::size_t& repaired) {
  Utf8Reader reader([&] { return std::exchange(bytes, {}); }, charset);
  std::string text;
  for (std::string_view more = reader.next(); !more.empty(); more = reader.next()) text += more;
  repaired = reader.repaired();
  return text;
}

/// UTF-16 or UTF-32 with a byte order mark, as some editors save, in UTF-8.
std::optional<std::string> marked_text(std::string_view bytes, std::size_t& repaired) {
  const bool may = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") ||
                   bytes.starts_with(std::string_view("\0\0\xFE\xFF", 4));
  return may ? std::optional(in_utf8(bytes, {}, repaired)) : std::nullopt;
}

/// Text that is not in UTF-8, read in the charset its page declares, or the one its bytes look like. A stray byte in
/// what is UTF-8 otherwise stays U+FFFD. False where too much of it cannot be read.
bool decode(std::string_view bytes, Dialect dialect, CleanText& clean) {
  const std::string label = dialect == Dialect::html ? meta_charset(bytes) : std::string();
  const Charset charset = find_charset(bytes.substr(0, 64U << 10), label);
  const bool known = !charset.guessed || clean.repaired >= enough_to_guess;
  if (known && charset.name != "utf-8" && clean.repaired * 2 > count_characters(clean.text, true)) {
    std::size_t repaired = 0;
    clean = clean_text(in_utf8(bytes, charset.name, repaired));
    clean.repaired = repaired;
  }
  return clean.repaired < enough_to_guess || clean.repaired * 10 <= count_characters(clean.text, false);
}

}  // namespace

bool is_article_path(std::string_view path) {
  for (std::size_t i = 0; i <= path.size();) {
    const std::size_t end = std::min(path.find('/', i), path.size());
    if (is_hidden(path.substr(i, end - i))) return false;
    i = end + 1;
  }
  const std::string name = lower_ascii(last_segment(path));
  const std::string_view stem = std::string_view(name).substr(0, name.find('.'));
  if (stem == "readme" || stem == "license" || stem == "changelog" || name == "robots.txt") return false;
  return dialect_of(name) != Dialect::none;
}

std::span<const std::string_view> article_extensions() {
  return extension_names;
}

Result<SourceArticle> read_article(std::string_view path, std::string_view bytes, const FileLookup& lookup,
                                   const SourceRules& rules, const Beside& beside) {
  const auto refuse = [&](const char* rule, const char* reason) { return Error{rule, std::string(path), reason}; };
  if (bytes.size() > max_article_bytes) return refuse("too-large", "larger than 16 MiB");
  const Dialect dialect = dialect_of(last_segment(path));
  if (dialect == Dialect::none) return refuse("dialect", "no extension of Markdown, HTML or text");
  std::size_t repaired = 0;
  const std::optional<std::string> marked = marked_text(bytes, repaired);
  if (marked) bytes = *marked;
  if (holds_many_nuls(bytes)) return refuse("binary", "not a text in UTF-8: NUL bytes in it");
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());

  SourceArticle article;
  article.path = to_nfc(path);
  CleanText clean = clean_text(bytes);
  clean.repaired += repaired;
  if (clean.repaired > 0 && !decode(bytes, dialect, clean))
    return refuse("encoding", "not in UTF-8, and in no charset that it names; save it as UTF-8");
  article.source_text = std::move(clean.text);
  if (std::string warning = mended(clean); !warning.empty()) article.warnings.push_back(std::move(warning));
  if (trim(article.source_text).empty()) return refuse("empty", "there is nothing in it");
  if (Result<void> done = ArticleReader(article, lookup, rules, beside).read(dialect); !done) return done.error();
  if (article.content.size() > 4 * max_article_bytes) return refuse("too-large", "its HTML is larger than 64 MiB");
  return article;
}

}  // namespace feedd::content
