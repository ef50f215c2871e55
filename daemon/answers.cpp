#include "daemon/answers.hpp"

#include "content/digest.hpp"
#include "content/url.hpp"
#include "daemon/push/surrogate_key.hpp"
#include "feeds/listings/listing.hpp"
#include "feeds/pages.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace feedd::daemon {
namespace {

/// Fragments are small beside what they save: a few hundred articles in three formats.
constexpr std::size_t fragment_budget_bytes = 8 << 20;
/// Entries of the index page: a screen or two.
constexpr std::size_t index_articles = 20;
constexpr std::size_t index_terms = 100;
/// Pages change with their articles: asked for again after a minute, answered 304.
constexpr std::chrono::seconds page_max_age{60};
/// The block of related news: what is looked at in each tag, newest first, and what is shown.
constexpr std::size_t related_looked_at = 12;
constexpr std::size_t related_shown = 5;
constexpr std::chrono::seconds style_max_age{24 * 60 * 60};
constexpr std::string_view articles = "/articles/";
/// A finished document changes by a withdrawal or an edit only, and these stand in the feed too.
constexpr std::chrono::seconds archive_max_age{24 * 60 * 60};
constexpr std::string_view twin_ending = ".html";

Answer page_answer(std::string_view path, std::uint64_t revision, std::string html) {
  Answer answer;
  answer.path = path;
  answer.revision = revision;
  answer.media_type = "text/html; charset=utf-8";
  answer.etag = content::digest_hex(html);
  answer.max_age = page_max_age;
  answer.fields = {"Content-Security-Policy: " + std::string(feeds::page_policy)};
  answer.bodies[0] = std::make_shared<const std::string>(std::move(html));
  return answer;
}

Answer redirect(std::string_view path, std::uint64_t revision, std::string to, int status = 301) {
  Answer answer;
  answer.path = path;
  answer.revision = revision;
  answer.status = status;
  answer.location = std::move(to);
  answer.cross_origin = true;  // who may read a feed may follow its old name
  return answer;
}

/// RFC 9110 section 15.5.11: on purpose, and for good.
Answer gone(std::string_view path, std::uint64_t revision) {
  Answer answer;
  answer.path = path;
  answer.revision = revision;
  answer.status = 410;
  answer.cross_origin = true;
  return answer;
}

Answer style_answer(std::string_view path, std::string_view sheet) {
  Answer answer = page_answer(path, 0, std::string(sheet));
  answer.media_type = "text/css; charset=utf-8";
  answer.max_age = style_max_age;
  return answer;
}

std::optional<Answer> listing_answer(const SiteView& view, content::ArticleReader& reader, std::string_view path) {
  auto listing = feeds::listing_at(view.site, reader, path);
  if (!listing) return std::nullopt;
  Answer answer = page_answer(path, reader.revision(), std::move(listing->text));
  answer.media_type = listing->media_type;
  if (path == feeds::opml_path) answer.document_media_type = "application/xml; charset=utf-8";
  answer.fields.clear();
  answer.cross_origin = true;
  return answer;
}

std::optional<Answer> index_answer(const SiteView& view, content::ArticleReader& reader) {
  feeds::IndexPage index;
  for (const content::ArticleRef& ref : reader.newest({{}, {}, index_articles}))
    if (auto article = reader.load(ref.key, content::ArticleReader::Parts::head))
      index.newest.push_back(std::move(*article));
  index.tags = feeds::listed_terms(view.site, reader, content::TermKind::tag, index_terms);
  index.authors = feeds::listed_terms(view.site, reader, content::TermKind::author, index_terms);
  index.sections = feeds::listed_terms(view.site, reader, content::TermKind::section, index_terms);
  for (const auto& [key, settings] : view.site.feeds)
    if (settings.match && settings.listed) {
      const std::string name = key.substr(feeds::configured_feeds.size());
      index.feeds.push_back({settings.title.empty() ? name : settings.title, name});
    }
  return page_answer("/", reader.revision(), feeds::index_page(view.site, index));
}

/// The page of a feed that there is, under the feed's name.
std::optional<Answer> twin_answer(const SiteView& view, content::ArticleReader& reader, std::string_view path) {
  if (!path.starts_with('/') || !path.ends_with(twin_ending)) return std::nullopt;
  const auto key = feeds::FeedKey::parse(path.substr(1, path.size() - 1 - twin_ending.size()));
  if (!key) return std::nullopt;
  const std::string name = key->to_string();
  const auto state = reader.feed_state(name);
  if (!state && key->kind) return std::nullopt;
  std::vector<content::Article> newest;
  for (const content::ArticleRef& ref : reader.newest({key->kind, key->slug, view.site.limit_of(name)}))
    if (auto article = reader.load(ref.key, content::ArticleReader::Parts::head)) newest.push_back(std::move(*article));
  const feeds::FeedHead head =
      feeds::feed_head(view.site, *key, feeds::feed_label(reader, *key), state ? state->updated : content::Timestamp{});
  return page_answer(path, reader.revision(), feeds::feed_page(view.site, head, newest));
}

std::optional<Answer> article_answer(const SiteView& view, content::ArticleReader& reader, std::string_view path) {
  const std::string_view slug = path.substr(articles.size());
  const auto target = reader.find_slug(slug);
  if (!target) return std::nullopt;
  if (target->withdrawn) return gone(path, reader.revision());
  if (!target->visible) return std::nullopt;
  const auto article = reader.load(target->article.key, content::ArticleReader::Parts::whole);
  if (!article) return std::nullopt;
  if (!view.site.site_url.empty() || target->slug != slug)
    return redirect(path, reader.revision(), view.site.article_url(*article));
  return page_answer(
      path, reader.revision(),
      feeds::article_page(view.site, *article, related_articles(reader, *article), feeds::page_of(view.site, reader)));
}

/// Where an article's page was before. What was withdrawn is gone here too.
std::optional<Answer> alias_answer(const SiteView& view, content::ArticleReader& reader, std::string_view path) {
  const auto target = reader.find_alias(path);
  if (!target) return std::nullopt;
  if (target->withdrawn) return gone(path, reader.revision());
  if (!target->visible) return std::nullopt;
  const auto article = reader.load(target->article.key, content::ArticleReader::Parts::head);
  if (!article) return std::nullopt;
  std::string to = view.site.article_url(*article);
  if (to == view.site.base_url + content::to_uri(path))
    return std::nullopt;  // where it is asked: it would go in circles
  return redirect(path, reader.revision(), std::move(to));
}

/// Where another system had the feed of a term that there is here.
std::optional<Answer> old_term_feed(const SiteView& view, content::ArticleReader& reader, std::string_view path) {
  for (const OldTermFeed& row : view.term_feeds) {
    const auto key = match(row, path);
    if (key && reader.feed_state(key->to_string()))
      return redirect(path, reader.revision(), feeds::feed_url(view.site, key->to_string(), row.extension));
  }
  return std::nullopt;
}

Answer feed_answer(feeds::FeedDocument&& document, std::uint64_t revision, const std::vector<std::string>& hubs) {
  Answer answer;
  answer.path = std::move(document.path);
  // What was committed since is in it already where it is this feed's: who gets the document has been told of it.
  answer.revision = std::max(revision, document.state.revision);
  answer.media_type = document.format->media_type;
  answer.document_media_type = document.format->document_media_type;
  answer.etag = std::move(document.etag);
  answer.changed_at = document.state.changed_at;
  answer.max_age = document.max_age;
  std::string links = "Link: <" + document.self_url + ">; rel=\"self\"";
  for (const std::string& hub : hubs) links += ", <" + hub + ">; rel=\"hub\"";
  answer.fields = {std::move(links)};
  answer.cross_origin = answer.is_feed = true;
  answer.bodies[0] = std::move(document.bytes);
  answer.pieces = std::move(document.pieces);
  return answer;
}

/// `hubs` are told of it.
Answers answers_of(feeds::RenderedFeed&& feed, std::uint64_t revision, const std::vector<std::string>& hubs) {
  Answers answers;
  for (feeds::FeedDocument& document : feed.documents)
    answers.answers.push_back(feed_answer(std::move(document), revision, hubs));
  answers.problems = std::move(feed.left_out);
  answers.problems.insert(answers.problems.end(), feed.held_back.begin(), feed.held_back.end());
  return answers;
}

/// What a path shows, as caches are told of it: the key of its feed or article, or that of what lists others.
std::string key_of_path(std::string_view path) {
  if (path.starts_with(articles)) return push::article_surrogate_key(path.substr(articles.size()));
  if (const auto archive = feeds::parse_archive_path(path)) return push::surrogate_key(archive->key.to_string());
  const std::size_t dot = path.rfind('.');
  const auto feed =
      path.size() > 1 && dot != std::string_view::npos ? feeds::FeedKey::parse(path.substr(1, dot - 1)) : std::nullopt;
  return feed ? push::surrogate_key(feed->to_string()) : std::string(push::listings_key);
}

/// Fastly's field and Cloudflare's.
void name_keys(const SiteView& view, std::vector<Answer>& answers) {
  if (!view.names_keys) return;
  for (Answer& answer : answers) {
    const std::string key = key_of_path(answer.path);
    answer.fields.push_back("Surrogate-Key: " + std::string(push::everything_key) + ' ' + key);
    answer.fields.push_back("Cache-Tag: " + std::string(push::everything_key) + ',' + key);
  }
}

}  // namespace

SiteView::SiteView(feeds::Site site_, std::shared_ptr<const RedirectTable> redirects_,
                   const std::vector<std::string>& presets, bool names_keys_)
    : site(std::move(site_)),
      redirects(std::move(redirects_)),
      old_names(old_feed_names(presets)),
      names_keys(names_keys_),
      fragments(fragment_budget_bytes) {
  for (const std::string& name : presets)
    if (const RedirectPreset* preset = find_redirect_preset(name); preset != nullptr)  // else refused when it was read
      term_feeds.insert(term_feeds.end(), preset->term_feeds.begin(), preset->term_feeds.end());
}

std::optional<RedirectTable::Target> SiteView::find_moved(std::string_view path) const {
  const auto found = redirects ? redirects->find(path) : std::nullopt;
  return found ? found : old_names.find(path);
}

bool SiteView::is_moved(std::string_view path) const {
  return find_moved(path).has_value();
}

std::optional<SiteView::Moved> SiteView::moved(std::string_view path) const {
  const auto found = find_moved(path);
  if (!found) return std::nullopt;
  if (found->to.empty()) return Moved{found->status, {}};
  const std::string to = content::to_uri(std::string(found->to));
  return Moved{found->status, to.starts_with('/') ? site.base_url + to : to};
}

std::vector<content::Article> related_articles(content::ArticleReader& reader, const content::Article& article) {
  std::map<std::int64_t, int> shared;  // by key: how many tags
  for (const content::Term& tag : article.tags)
    for (const content::ArticleRef& ref : reader.newest({content::TermKind::tag, tag.slug, related_looked_at}))
      if (ref.key != article.key) ++shared[ref.key];
  std::vector<std::tuple<int, content::Timestamp, std::int64_t>> ranked;
  for (const auto& [key, tags] : shared) ranked.emplace_back(tags, reader.dates(key).first, key);
  std::sort(ranked.rbegin(), ranked.rend());
  std::vector<content::Article> related;
  for (std::size_t i = 0; i < std::min(ranked.size(), related_shown); ++i)
    if (auto other = reader.load(std::get<2>(ranked[i]), content::ArticleReader::Parts::head))
      related.push_back(std::move(*other));
  return related;
}

content::Result<Answers> feed_answers(const SiteView& view, content::ArticleReader& reader, const feeds::FeedKey& key,
                                      unsigned mask) {
  // Read before the feed: a loop never goes back to a lower revision, so too low is safe and too high is not.
  const auto revision = reader.reading([&] { return reader.revision(); });
  if (!revision) return revision.error();
  auto feed = feeds::FeedRenderer(view.site, view.fragments).render(reader, key, mask);
  if (!feed) return feed.error();
  Answers answers = answers_of(std::move(*feed), *revision, feeds::hubs_of(view.site, key.to_string()));
  name_keys(view, answers.answers);
  return answers;
}

content::Result<std::optional<Answer>> delta_answer(const SiteView& view, content::ArticleReader& reader,
                                                    const FeedPath& feed, std::uint64_t since) {
  auto delta = feeds::FeedRenderer(view.site, view.fragments).render_delta(reader, feed.key, feed.format, since);
  if (!delta) return delta.error();
  if (!delta->document) return std::optional<Answer>{};
  Answer answer = feed_answer(std::move(*delta->document), 0, feeds::hubs_of(view.site, feed.key.to_string()));
  answer.status = 226;
  answer.max_age = {};
  // libcurl, which newsboat gives a date too, compares dates itself and throws away a delta of the second it asked in.
  answer.changed_at = {};
  answer.fields.emplace_back("Cache-Control: no-store");
  return std::optional(std::move(answer));
}

content::Result<Answers> archive_answer(const SiteView& view, content::ArticleReader& reader,
                                        const feeds::ArchivePath& archive) {
  const auto revision = reader.reading([&] { return reader.revision(); });
  if (!revision) return revision.error();
  auto feed = feeds::FeedRenderer(view.site, view.fragments)
                  .render_archive(reader, archive.key, archive.place, 1U << archive.format);
  if (!feed) return feed.error();
  Answers answers = answers_of(std::move(*feed), *revision, {});
  for (Answer& answer : answers.answers) {
    answer.max_age = archive_max_age;
    answer.changed_at = {};  // its own last change is not known; the ETag tells it
    answer.is_feed = false;
  }
  name_keys(view, answers.answers);
  return answers;
}

content::Result<Answers> path_answer(const SiteView& view, content::ArticleReader& reader, std::string_view path) {
  Answers answers;
  if (const auto moved = view.moved(path)) {
    answers.answers.push_back(moved->status == 410 ? gone(path, 0) : redirect(path, 0, moved->to, moved->status));
    return answers;
  }
  for (const auto& [name, sheet] : {std::pair{feeds::style_path, feeds::style_sheet()},
                                    std::pair{feeds::feed_style_path, feeds::feed_style_sheet()}})
    if (path == name) {
      answers.answers.push_back(style_answer(name, sheet));
      return answers;
    }
  auto answer = reader.reading([&]() -> std::optional<Answer> {
    if (path == "/") return index_answer(view, reader);
    if (feeds::is_listing_path(path)) return listing_answer(view, reader, path);
    std::optional<Answer> page = twin_answer(view, reader, path);
    if (page) return page;
    if (path.starts_with(articles) && path.size() > articles.size()) page = article_answer(view, reader, path);
    if (!page) page = alias_answer(view, reader, path);
    return page ? page : old_term_feed(view, reader, path);
  });
  if (!answer) return answer.error();
  if (*answer) answers.answers.push_back(std::move(**answer));
  name_keys(view, answers.answers);
  return answers;
}

std::optional<FeedPath> parse_feed_path(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (!path.starts_with('/') || dot == std::string_view::npos) return std::nullopt;
  const feeds::Format* format = feeds::find_format(path.substr(dot + 1));
  const auto key = feeds::FeedKey::parse(path.substr(1, dot - 1));
  if (format == nullptr || !key) return std::nullopt;
  return FeedPath{*key, static_cast<unsigned>(format - feeds::formats().data())};
}

std::string feed_path(std::string_view key, const feeds::Format& format) {
  return '/' + std::string(key) + '.' + std::string(format.extension);
}

std::string twin_path(std::string_view key) {
  return '/' + std::string(key) + std::string(twin_ending);
}

std::vector<std::string> alias_paths(std::string_view alias) {
  if (alias.find('?') != std::string_view::npos) return {std::string(alias)};
  std::string other(alias);
  if (other.ends_with('/'))
    other.pop_back();
  else
    other += '/';
  return {std::string(alias), other};
}

std::string article_path(std::string_view slug) {
  return std::string(articles) + std::string(slug);
}

}  // namespace feedd::daemon
