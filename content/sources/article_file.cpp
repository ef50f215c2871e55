// Which dialect a file is in, and what becomes of it: front matter first, then what the body says where front matter is
// silent.
#include "content/sources/article_file.hpp"

#include "content/html.hpp"
#include "content/markdown.hpp"
#include "content/shortcodes.hpp"
#include "content/sources/html_page.hpp"
#include "content/sources/media.hpp"
#include "content/sources/metadata.hpp"
#include "content/sources/newsroom_text.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>

namespace feedd::content {

namespace {

enum class Dialect { none, markdown, html, newsroom };

/// A summary taken from the body; one that somebody wrote is kept whole.
constexpr std::size_t summary_code_points = 500;
/// A text has no NUL; a few are damage, more mean that the file is something else (an image, UTF-16).
constexpr std::ptrdiff_t few_nuls = 8;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

std::string_view last_segment(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}
std::string_view folder_of(std::string_view path) {
  return path.substr(0, std::min(path.rfind('/'), path.size()));
}

Dialect dialect_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return Dialect::none;
  const std::string extension = lower(name.substr(dot + 1));
  for (const std::string_view markdown : {"md", "markdown", "mkd", "mkdn", "mdown"})
    if (extension == markdown) return Dialect::markdown;
  for (const std::string_view html : {"html", "htm", "xhtml"})
    if (extension == html) return Dialect::html;
  return extension == "txt" || extension == "text" ? Dialect::newsroom : Dialect::none;
}

/// What a path says of its article: `2020-09-17-first-snow.md`, `first-snow/index.md`, `_drafts/first-snow.md`.
struct Named {
  std::string_view stem;
  std::optional<Timestamp> date;
};

Named read_name(std::string_view path) {
  std::string_view stem = last_segment(path);
  stem = stem.substr(0, stem.rfind('.'));
  const std::string_view folder = folder_of(path);
  if ((stem == "index" || stem == "_index") && path.find('/') != std::string_view::npos) stem = last_segment(folder);
  if (const std::optional<DatedName> dated = date_in_file_name(stem)) return {dated->rest, dated->date};
  return {stem, std::nullopt};
}

std::string humanised(std::string_view stem) {
  std::string title(stem);
  std::replace_if(
      title.begin(), title.end(), [](char c) { return c == '-' || c == '_'; }, ' ');
  title = collapse_space(title);
  if (!title.empty() && title.front() >= 'a' && title.front() <= 'z')
    title.front() = static_cast<char>(title.front() - 32);
  return title;
}

/// One article on its way from bytes to fields. Keeps a reference to `article`, whose source text everything here is a
/// view of.
class ArticleReader {
 public:
  ArticleReader(SourceArticle& article, const FileLookup& lookup, const SourceRules& rules)
      : article_(article), surroundings_(article.path, lookup), policy_{rules.iframe_hosts, rules.trusted_html} {}

  Result<void> read(Dialect dialect);

 private:
  Result<void> read_markdown(const FrontMatter& front);
  Result<void> read_html(const FrontMatter& front);
  Result<void> read_newsroom(const FrontMatter& front);
  [[nodiscard]] std::string_view take_heading(std::string_view body);
  [[nodiscard]] std::string_view expanded(std::string_view body, const FrontMatter& front, bool markdown);
  void take_content(CleanHtml clean);
  Result<void> finish();

  UrlRewriter rewriter() {
    return [this](std::string_view reference) { return std::optional(surroundings_.address(reference)); };
  }

  SourceArticle& article_;
  Surroundings surroundings_;
  HtmlPolicy policy_;
  std::string expanded_;  ///< a body without shortcodes, where it had any
  bool has_text_ = false;
};

/// The body without shortcodes; `body` is part of front.body, or a part of the page made from it.
std::string_view ArticleReader::expanded(std::string_view body, const FrontMatter& front, bool markdown) {
  const bool part = body.data() >= front.body.data() && body.data() <= front.body.data() + front.body.size();
  const auto lines = part ? std::count(front.body.data(), body.data(), '\n') : 0;
  const ShortcodePage page{article_.path, article_.title, front.body_line + static_cast<int>(lines), markdown};
  return expand_shortcodes(body, page, expanded_, article_.warnings);
}

Result<void> ArticleReader::read(Dialect dialect) {
  if (article_.source_text.starts_with("+++\n"))
    return Error{
        "front-matter", article_.path, "front matter in TOML (+++) is not read; write YAML between lines ---", {1, 1}};
  Result<FrontMatter> front = parse_front_matter(article_.path, article_.source_text);
  if (!front) return front.error();
  Result<void> done = dialect == Dialect::markdown ? read_markdown(*front)
                      : dialect == Dialect::html   ? read_html(*front)
                                                   : read_newsroom(*front);
  return done ? finish() : done;
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
  const std::string heading = html_to_text(markdown_to_html(body.substr(begin, end - begin), nowhere).html);
  if (heading.empty() || (!article_.title.empty() && term_key(article_.title) != term_key(heading))) return body;
  if (article_.title.empty()) article_.title = heading;
  return body.substr(end);
}

Result<void> ArticleReader::read_markdown(const FrontMatter& front) {
  if (Result<void> applied = apply_metadata(front.values, surroundings_, article_); !applied) return applied;
  const std::string_view body = take_heading(front.body);
  take_content(markdown_to_html(expanded(body, front, true), rewriter(), policy_));
  return {};
}

Result<void> ArticleReader::read_html(const FrontMatter& front) {
  const HtmlDocument document = parse_html_document(front.body);
  if (Result<void> applied = apply_metadata(metadata_of(document), surroundings_, article_); !applied) return applied;
  if (Result<void> applied = apply_metadata(front.values, surroundings_, article_); !applied) return applied;
  take_content(clean_html(expanded(document.body, front, false), rewriter(), policy_));
  return {};
}

Result<void> ArticleReader::read_newsroom(const FrontMatter& front) {
  if (Result<void> applied = apply_metadata(front.values, surroundings_, article_); !applied) return applied;
  NewsroomText story = parse_newsroom_text(front.body);
  if (article_.title.empty())
    article_.title = story.headline;
  else if (!story.headline.empty() && term_key(story.headline) != term_key(article_.title))
    story.paragraphs.insert(story.paragraphs.begin(), story.headline);
  if (article_.authors.empty())
    for (const std::string& author : story.authors) append_label(article_.authors, author);
  if (article_.rights.empty()) article_.rights = std::move(story.rights);
  if (article_.photo_credit.empty())
    for (const std::string& credit : story.photo_credits)
      article_.photo_credit.append(article_.photo_credit.empty() ? "" : ", ").append(credit);
  for (const std::string& paragraph : story.paragraphs) {
    article_.content += "<p>";
    append_escaped(article_.content, paragraph);
    article_.content += "</p>\n";
  }
  has_text_ = !story.paragraphs.empty();
  if (article_.summary.empty() && has_text_) article_.summary = story.paragraphs.front();
  return {};
}

void ArticleReader::take_content(CleanHtml clean) {
  article_.content = std::move(clean.html);
  for (const HtmlImage& image : clean.images) {
    std::optional<Media> media = surroundings_.media(image.url, image.alt);
    const auto same = [&](const Media& other) { return other.url == media->url; };
    if (media && std::none_of(article_.media.begin(), article_.media.end(), same))
      article_.media.push_back(std::move(*media));
  }
  const std::string first = first_paragraph(article_.content);
  has_text_ = !first.empty() || !clean.images.empty();
  if (article_.summary.empty()) article_.summary = shorten(first, summary_code_points);
}

/// What the path says where nothing else does.
Result<void> ArticleReader::finish() {
  const Named named = read_name(article_.path);
  if (article_.title.empty() && !has_text_)
    return Error{"empty", article_.path, "there is neither a title nor a text in it"};
  if (article_.title.empty()) article_.title = humanised(named.stem);
  if (!article_.published) article_.published = named.date;
  article_.slug = slugify(article_.slug.empty() ? named.stem : std::string_view(article_.slug));
  if (article_.path.starts_with("_drafts/") || article_.path.find("/_drafts/") != std::string::npos)
    article_.draft = true;
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

}  // namespace

bool is_article_path(std::string_view path) {
  for (std::size_t i = 0; i <= path.size();) {
    const std::size_t end = std::min(path.find('/', i), path.size());
    if (is_hidden(path.substr(i, end - i))) return false;
    i = end + 1;
  }
  const std::string name = lower(last_segment(path));
  const std::string_view stem = std::string_view(name).substr(0, name.find('.'));
  if (stem == "readme" || stem == "license" || stem == "changelog" || name == "robots.txt") return false;
  return dialect_of(name) != Dialect::none;
}

Result<SourceArticle> read_article(std::string_view path, std::string_view bytes, const FileLookup& lookup,
                                   const SourceRules& rules) {
  const auto refuse = [&](const char* rule, const char* reason) { return Error{rule, std::string(path), reason}; };
  if (bytes.size() > max_article_bytes) return refuse("too-large", "larger than 16 MiB");
  const Dialect dialect = dialect_of(last_segment(path));
  if (dialect == Dialect::none) return refuse("dialect", "no extension of Markdown, HTML or text");
  if (std::count(bytes.begin(), bytes.end(), '\0') > few_nuls)
    return refuse("binary", "not a text in UTF-8: NUL bytes in it");
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());

  SourceArticle article;
  article.path = to_nfc(path);
  CleanText clean = clean_text(bytes);
  article.source_text = std::move(clean.text);
  if (std::string warning = mended(clean); !warning.empty()) article.warnings.push_back(std::move(warning));
  if (trim(article.source_text).empty()) return refuse("empty", "there is nothing in it");
  if (Result<void> done = ArticleReader(article, lookup, rules).read(dialect); !done) return done.error();
  return article;
}

}  // namespace feedd::content
