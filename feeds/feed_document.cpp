#include "feeds/feed_document.hpp"

#include "content/digest.hpp"
#include "content/store/packed_text.hpp"

namespace feedd::feeds {

namespace {

bool wants(unsigned mask, std::size_t row) {
  return (mask >> row & 1U) != 0;
}

/// Makes one fragment and checks it; nothing where it is not fit to go out.
Fragment make_fragment(const Format& format, const Entry& entry, AssembledFeed& feed) {
  auto fragment = std::make_shared<const std::string>(format.fragment(entry));
  if (const auto checked = format.check_fragment(*fragment); !checked) {
    content::Error error = checked.error();
    error.subject = entry.article.path;
    feed.left_out.push_back(std::move(error));
    return nullptr;
  }
  return fragment;
}

}  // namespace

std::vector<std::string_view> FeedParts::pieces() const {
  std::vector<std::string_view> views;
  views.reserve(fragments.size());
  for (const Fragment& fragment : fragments) views.emplace_back(*fragment);
  return pieces_of(frame, views);
}

void FeedRenderer::collect_one(content::ArticleReader& reader, const content::ArticleRef& ref, unsigned wanted,
                               AssembledFeed& feed, FragmentsByFormat& all) const {
  std::optional<content::Article> article;
  std::optional<Entry> entry;
  for (std::size_t row = 0; row < formats().size(); ++row) {
    if (!wants(wanted, row)) continue;
    const FragmentKey fragment_key{ref.key, ref.revision, static_cast<std::uint32_t>(row)};
    Fragment fragment = cache_.find(fragment_key);
    if (!fragment) {
      if (!article) article = reader.load(ref.key, content::ArticleReader::Parts::whole);
      if (!entry) entry.emplace(make_entry(site_, *article));
      fragment = make_fragment(formats()[row], *entry, feed);
      if (!fragment) continue;
      cache_.put(fragment_key, fragment);
    }
    all[row].push_back(std::move(fragment));
  }
}

FeedRenderer::FragmentsByFormat FeedRenderer::collect(content::ArticleReader& reader, const FeedKey& key,
                                                      unsigned wanted, AssembledFeed& feed) const {
  FragmentsByFormat all(formats().size());
  for (const content::ArticleRef& ref : reader.newest({key.kind, key.slug, site_.limit})) {
    try {
      collect_one(reader, ref, wanted, feed, all);
    } catch (const content::DamagedBody& damaged) {
      feed.left_out.push_back(damaged.error());
    }
  }
  return all;
}

content::Result<AssembledFeed> FeedRenderer::assemble(content::ArticleReader& reader, const FeedKey& key,
                                                      unsigned wanted_formats) const {
  AssembledFeed feed;
  FragmentsByFormat fragments;
  std::string label;
  const std::string name = key.to_string();
  const auto read = reader.reading([&] {
    const std::optional<content::FeedState> state = reader.feed_state(name);
    if (!state && key.kind) return false;
    if (state) feed.state = *state;  // a site without articles has a feed, and it is empty
    if (key.kind) {
      const auto term = reader.term(*key.kind, key.slug);
      label = term ? term->label : key.slug;
    }
    fragments = collect(reader, key, wanted_formats, feed);
    return true;
  });
  if (!read) return read.error();
  if (!*read) return content::Error{"no-feed", name, "there is no such feed; `feedd list` shows tags and authors"};

  FeedHead head = feed_head(site_, key, label, feed.state.updated);
  for (std::size_t row = 0; row < formats().size(); ++row) {
    if (!wants(wanted_formats, row)) continue;
    const Format& format = formats()[row];
    head.self_url = feed_url(site_, name, format.extension);
    Frame frame = format.frame(head);
    if (auto checked = format.check_document(join(pieces_of(frame, {}))); !checked) {
      content::Error error = checked.error();
      error.subject = name + '.' + std::string(format.extension);
      feed.held_back.push_back(std::move(error));
      continue;
    }
    feed.parts.push_back({&format, '/' + name + '.' + std::string(format.extension), head.self_url, std::move(frame),
                          std::move(fragments[row])});
  }
  return feed;
}

content::Result<RenderedFeed> FeedRenderer::render(content::ArticleReader& reader, const FeedKey& key,
                                                   unsigned wanted_formats) const {
  auto feed = assemble(reader, key, wanted_formats);
  if (!feed) return feed.error();
  RenderedFeed rendered;
  for (FeedParts& parts : feed->parts) {
    auto bytes = std::make_shared<const std::string>(join(parts.pieces()));
    std::string etag = std::to_string(feed->state.revision) + '-' + content::digest_hex(*bytes).substr(0, 16);
    rendered.documents.push_back({parts.format, std::move(parts.path), std::move(parts.self_url), feed->state,
                                  std::move(bytes), std::move(etag)});
  }
  rendered.left_out = std::move(feed->left_out);
  rendered.held_back = std::move(feed->held_back);
  return rendered;
}

}  // namespace feedd::feeds
