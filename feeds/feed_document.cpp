#include "feeds/feed_document.hpp"

#include "content/digest.hpp"
#include "content/store/packed_text.hpp"
#include "content/url.hpp"
#include "feeds/archive.hpp"

#include <algorithm>
#include <unordered_set>

namespace feedd::feeds {

namespace {

/// Of an article that shares terms with others, as many as a reader looks at.
constexpr std::size_t max_related = 5;
/// Articles taken back that a feed tells of.
constexpr std::size_t max_tombstones = 100;

bool wants(unsigned mask, std::size_t row) {
  return (mask >> row & 1U) != 0;
}

/// Makes one fragment and checks it; nothing where it is not fit to go out.
Fragment make_fragment(const Format& format, const Entry& entry, std::vector<content::Error>& left_out) {
  auto fragment = std::make_shared<const std::string>(format.fragment(entry));
  if (const auto checked = check::check_fragment(format.dialect, *fragment); !checked) {
    content::Error error = checked.error();
    error.subject = entry.article.path;
    left_out.push_back(std::move(error));
    return nullptr;
  }
  return fragment;
}

std::optional<content::NamedLink> link_to(const Site& site, content::ArticleReader& reader, std::int64_t key) {
  using Parts = content::ArticleReader::Parts;
  const bool patterned = !site.site_url.empty();  // terms may stand in its address
  const auto other = reader.load(key, patterned ? Parts::head : Parts::row);
  if (!other || other->status != content::Status::published) return std::nullopt;
  return content::NamedLink{site.article_url(*other), other->title.empty() ? other->summary : other->title};
}

/// Of an `article:` reference: by its file, else by its slug.
std::optional<std::int64_t> article_named(content::ArticleReader& reader, std::string_view name) {
  if (name.starts_with('/')) return reader.find_path(name.substr(1));
  const auto target = reader.find_slug(name);
  return target ? std::optional(target->article.key) : std::nullopt;
}

/// The articles an article names itself, with their titles where they are here; else older ones it shares tags with.
std::vector<content::NamedLink> related_to(const Site& site, content::ArticleReader& reader, const Entry& entry) {
  std::vector<content::NamedLink> links;
  for (const content::NamedLink& named : entry.article.details.related) {
    std::optional<content::NamedLink> found;
    if (named.url.starts_with(article_scheme)) {
      const std::string name = content::decode_path(named.url.substr(article_scheme.size()));
      const auto target = article_named(reader, name);
      if (target == entry.article.key) continue;
      if (target) found = link_to(site, reader, *target);
      if (!found && (target || site.site_url.empty())) continue;  // no page of this site, or none yet
    }
    if (!found) found = content::NamedLink{site.absolute(named.url, entry.url), {}};
    if (!named.title.empty()) found->title = named.title;
    links.push_back(std::move(*found));
  }
  if (!links.empty()) return links;
  for (const std::int64_t key : reader.related(entry.article.key, max_related))
    if (auto found = link_to(site, reader, key)) links.push_back(std::move(*found));
  return links;
}

content::Error no_feed(const FeedKey& key) {
  return {"no-feed", key.to_string(), "there is no such feed; `feedd list` shows tags and authors"};
}

RenderedFeed put_together(AssembledFeed&& feed, bool by_revision) {
  RenderedFeed rendered;
  for (FeedParts& parts : feed.parts) {
    const std::vector<std::string_view> pieces = parts.pieces();
    auto bytes = std::make_shared<const std::string>(join(pieces));
    PieceEnds ends;
    ends.reserve(pieces.size());
    for (const std::string_view piece : pieces)
      ends.push_back((ends.empty() ? 0 : ends.back()) + static_cast<std::uint32_t>(piece.size()));
    std::string etag = by_revision ? content::named_digest(*bytes, parts.path) : content::digest_hex(*bytes);
    if (by_revision) etag.insert(0, std::to_string(feed.state.revision).append(1, '-'));
    rendered.documents.push_back({parts.format, std::move(parts.path), std::move(parts.self_url), feed.state,
                                  std::move(bytes), std::make_shared<const PieceEnds>(std::move(ends)), std::move(etag),
                                  parts.max_age});
  }
  rendered.left_out = std::move(feed.left_out);
  rendered.held_back = std::move(feed.held_back);
  return rendered;
}

}  // namespace

struct FeedRenderer::Reading {
  explicit Reading(const FeedSettings& of) : settings(of) {}

  const FeedSettings& settings;
  bool full_text = true;
  std::string label;
  content::FeedState state;
  std::int64_t archive_size = 0;
  std::int64_t finished = 0;            ///< documents of the feed's history
  std::optional<ArchivePlace> archive;  ///< which of them this is; nothing: the live feed
  std::vector<Tombstone> tombstones;
  std::vector<content::ArticleRef> refs;
  std::unordered_set<std::int64_t> kept;  ///< articles no limit of bytes leaves out, LiveArticles::needed
  std::vector<std::vector<Fragment>> fragments;
  std::vector<std::size_t> sizes;  ///< of the fragments, in bytes
  std::vector<content::Error> left_out;
};

std::vector<std::string_view> FeedParts::pieces() const {
  std::vector<std::string_view> views;
  views.reserve(fragments.size());
  for (const Fragment& fragment : fragments) views.emplace_back(*fragment);
  return pieces_of(frame, views);
}

void FeedRenderer::collect_one(content::ArticleReader& reader, const content::ArticleRef& ref, unsigned wanted,
                               Reading& reading) const {
  std::optional<content::Article> article;
  std::optional<Entry> entry;
  bool has_related = false;
  for (std::size_t row = 0; row < formats().size(); ++row) {
    if (!wants(wanted, row)) continue;
    // A finished document says nothing of other articles: an import of older ones would change it.
    const bool related = formats()[row].names_related && !reading.archive;
    const FragmentKey fragment_key{ref.key, ref.revision, static_cast<std::uint32_t>(row), reading.full_text, related};
    Fragment fragment = cache_.find(fragment_key);
    if (!fragment) {
      if (!article) article = reader.load(ref.key, content::ArticleReader::Parts::whole);
      if (!entry)
        entry.emplace(
            make_entry(site_, *article, reading.full_text ? Text::noted : Text::none, page_of(site_, reader)));
      if (related && !has_related) entry->related = related_to(site_, reader, *entry);
      has_related = has_related || related;
      fragment = make_fragment(formats()[row], *entry, reading.left_out);
      if (!fragment) continue;
      cache_.put(fragment_key, fragment);
    }
    reading.sizes[row] += fragment->size();
    reading.fragments[row].push_back(std::move(fragment));
  }
}

void FeedRenderer::collect(content::ArticleReader& reader, unsigned wanted, Reading& reading) const {
  reading.fragments.resize(formats().size());
  const std::size_t most_bytes = reading.archive ? 0 : reading.settings.limit_bytes;
  reading.sizes.resize(formats().size());
  for (const content::ArticleRef& ref : reading.refs) {
    unsigned still = wanted;
    if (most_bytes != 0 && !reading.kept.contains(ref.key))
      for (std::size_t row = 0; row < reading.sizes.size(); ++row)
        if (reading.sizes[row] >= most_bytes) still &= ~(1U << row);
    try {
      collect_one(reader, ref, still, reading);
    } catch (const content::DamagedBody& damaged) {
      reading.left_out.push_back(damaged.error());
    }
  }
}

bool FeedRenderer::read_state(content::ArticleReader& reader, const FeedKey& key, Reading& reading) const {
  const std::string name = key.to_string();
  const std::optional<content::FeedState> state = reader.feed_state(name);
  if (!state && key.kind) return false;
  if (state) reading.state = *state;  // a site without articles has a feed, and it is empty
  reading.full_text = reading.settings.full_text.value_or(site_.full_text);
  reading.label = feed_label(reader, key);
  reading.archive_size = reading.archive ? reading.archive->size : archive_size(site_, name);
  reading.finished = finished_archives(reader, key, reading.archive_size);
  return true;
}

bool FeedRenderer::read_live(content::ArticleReader& reader, const FeedKey& key, Reading& reading) const {
  if (!read_state(reader, key, reading)) return false;
  const std::size_t limit = site_.limit_of(key.to_string());
  const std::int64_t archived = reading.finished * reading.archive_size;
  if (links_ == Links::history) {
    LiveArticles live = live_articles(reader, key, limit, archived, reading.state.changed_at);
    reading.refs = std::move(live.refs);
    reading.kept = std::move(live.needed);
  } else {
    reading.refs = reader.newest({key.kind, key.slug, limit});
  }
  for (auto& [id, when] : reader.tombstones(key.kind, key.slug, max_tombstones))
    reading.tombstones.push_back({site_.atom_id(id), when});
  return true;
}

content::Result<AssembledFeed> FeedRenderer::assemble(content::ArticleReader& reader, const FeedKey& key,
                                                      unsigned wanted_formats) const {
  Reading reading(site_.settings_of(key.to_string()));
  const auto read = reader.reading([&] {
    if (!read_live(reader, key, reading)) return false;
    collect(reader, wanted_formats, reading);
    return true;
  });
  if (!read) return read.error();
  if (!*read) return no_feed(key);
  return put_heads(key, wanted_formats, std::move(reading));
}

std::optional<FeedRenderer::Reading> FeedRenderer::read_changes(content::ArticleReader& reader, const FeedKey& key,
                                                                std::size_t row, std::uint64_t since,
                                                                const Reading& live) const {
  // Under a limit of bytes, an edit may bring back an entry that has not changed.
  if (since < reader.remade() || live.settings.limit_bytes != 0) return std::nullopt;
  const auto left = reader.left_since(key.kind, key.slug, since, max_tombstones + 1);
  const bool all_told = std::all_of(left.begin(), left.end(), [](const auto& one) { return one.is_told; });
  if (!left.empty() && (!formats()[row].tells_withdrawals || !all_told || left.size() > max_tombstones))
    return std::nullopt;
  Reading changes = live;
  changes.tombstones.clear();
  for (const auto& one : left) changes.tombstones.push_back({site_.atom_id(one.id), one.withdrawn});
  // In the place of what left, older entries may have come back into a full feed: the last of the newest.
  const std::size_t newest = site_.limit_of(key.to_string());
  const std::size_t old_from = newest - std::min(left.size(), newest);
  changes.refs.clear();
  for (std::size_t i = 0; i < live.refs.size(); ++i)
    if (live.refs[i].revision > since || (i >= old_from && i < newest)) changes.refs.push_back(live.refs[i]);
  if (changes.refs.size() == live.refs.size() || (changes.refs.empty() && left.empty())) return std::nullopt;
  return changes;
}

content::Result<FeedDelta> FeedRenderer::render_delta(content::ArticleReader& reader, const FeedKey& key,
                                                      std::size_t row, std::uint64_t since) const {
  const unsigned wanted = 1U << row;
  Reading live(site_.settings_of(key.to_string()));
  std::optional<Reading> changes;
  const auto read = reader.reading([&] {
    if (!read_live(reader, key, live)) return false;
    if (auto found = read_changes(reader, key, row, since, live)) changes.emplace(std::move(*found));
    collect(reader, wanted, live);
    if (changes) collect(reader, wanted, *changes);
    return true;
  });
  if (!read) return read.error();
  if (!*read) return no_feed(key);
  FeedDelta delta;
  RenderedFeed whole = put_together(put_heads(key, wanted, std::move(live)), true);
  if (whole.documents.empty()) return delta;
  delta.etag = std::move(whole.documents.front().etag);
  if (!changes) return delta;
  RenderedFeed part = put_together(put_heads(key, wanted, std::move(*changes)), true);
  if (part.documents.empty()) return delta;
  delta.document = std::move(part.documents.front());
  delta.document->etag = delta.etag;
  return delta;
}

content::Result<AssembledFeed> FeedRenderer::assemble_archive(content::ArticleReader& reader, const FeedKey& key,
                                                              const ArchivePlace& place,
                                                              unsigned wanted_formats) const {
  const std::string name = key.to_string();
  Reading reading(site_.settings_of(name));
  reading.archive = place;
  const auto read = reader.reading([&] {
    if (place.size > max_archive_size || place.size < 1) return false;  // none that was ever linked to
    if (!read_state(reader, key, reading) || place.number > reading.finished) return false;
    const std::int64_t last = place.number * place.size;
    reading.refs = reader.joined_between(key.kind, key.slug, last - place.size + 1, last);
    reading.state.updated = {};
    for (const content::ArticleRef& ref : reading.refs)
      reading.state.updated = std::max(reading.state.updated, reader.dates(ref.key).second);
    collect(reader, wanted_formats, reading);
    return true;
  });
  if (!read) return read.error();
  if (!*read) return content::Error{"no-feed", name, "its history has no such document"};
  return put_heads(key, wanted_formats, std::move(reading));
}

AssembledFeed FeedRenderer::put_heads(const FeedKey& key, unsigned wanted, Reading&& reading) const {
  AssembledFeed feed;
  feed.state = reading.state;
  feed.left_out = std::move(reading.left_out);
  const std::string name = key.to_string();
  FeedHead head = feed_head(site_, key, reading.label, reading.state.updated);
  head.tombstones = std::move(reading.tombstones);
  if (reading.archive) {  // nobody is told of a finished document
    head.hubs.clear();
    head.cloud.reset();
  }
  const auto address = [&](std::int64_t number, std::string_view extension) {
    return site_.base_url + content::encode_path(archive_path(name, {reading.archive_size, number}, extension));
  };
  for (std::size_t row = 0; row < formats().size(); ++row) {
    if (!wants(wanted, row)) continue;
    const Format& format = formats()[row];
    const std::string live = feed_url(site_, name, format.extension);
    const std::int64_t before = reading.archive ? reading.archive->number - 1 : reading.finished;
    std::string path = '/' + name + '.' + std::string(format.extension);
    head.self_url = live;
    head.history = {};
    if (before > 0 && links_ == Links::history) head.history.previous = address(before, format.extension);
    if (reading.archive) {
      path = archive_path(name, *reading.archive, format.extension);
      head.self_url = address(reading.archive->number, format.extension);
      head.history.is_archive = true;
      head.history.current = live;
      if (reading.archive->number < reading.finished)
        head.history.next = address(reading.archive->number + 1, format.extension);
    }
    Frame frame = format.frame(head);
    if (auto checked = check::check_head(format.dialect, join(pieces_of(frame, {}))); !checked) {
      content::Error error = checked.error();
      error.subject = path.substr(1);
      feed.held_back.push_back(std::move(error));
      continue;
    }
    feed.parts.push_back(
        {&format, std::move(path), head.self_url, head.max_age, std::move(frame), std::move(reading.fragments[row])});
  }
  return feed;
}

content::Result<RenderedFeed> FeedRenderer::render(content::ArticleReader& reader, const FeedKey& key,
                                                   unsigned wanted_formats) const {
  auto feed = assemble(reader, key, wanted_formats);
  if (!feed) return feed.error();
  return put_together(std::move(*feed), true);
}

content::Result<RenderedFeed> FeedRenderer::render_archive(content::ArticleReader& reader, const FeedKey& key,
                                                           const ArchivePlace& place, unsigned wanted_formats) const {
  auto feed = assemble_archive(reader, key, place, wanted_formats);
  if (!feed) return feed.error();
  return put_together(std::move(*feed), false);
}

}  // namespace feedd::feeds
