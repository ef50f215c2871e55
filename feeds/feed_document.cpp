#include "feeds/feed_document.hpp"

#include "content/digest.hpp"

namespace feedd::feeds {

/// Fragments by format, newest first, kept alive while a document is composed of them.
struct FeedRenderer::Fragments {
  std::vector<std::vector<Fragment>> by_format;
};

namespace {

bool wants(unsigned mask, std::size_t row) {
  return (mask >> row & 1U) != 0;
}

/// Makes one fragment and checks it; nothing where it is not fit to go out.
Fragment make_fragment(const Format& format, const Entry& entry, RenderedFeed& feed) {
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

FeedRenderer::Fragments FeedRenderer::collect(content::ArticleReader& reader, const FeedKey& key, unsigned wanted,
                                              RenderedFeed& feed) const {
  Fragments all;
  all.by_format.resize(formats().size());
  for (const content::ArticleRef& ref : reader.newest({key.kind, key.slug, site_.limit})) {
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
      all.by_format[row].push_back(std::move(fragment));
    }
  }
  return all;
}

content::Result<RenderedFeed> FeedRenderer::render(content::ArticleReader& reader, const FeedKey& key,
                                                   unsigned wanted_formats) const {
  RenderedFeed feed;
  Fragments fragments;
  std::optional<content::FeedState> state;
  std::string label;
  const std::string name = key.to_string();
  const auto read = reader.reading([&] {
    state = reader.feed_state(name);
    if (!state && !key.kind) state.emplace();  // a site without articles has a feed, and it is empty
    if (!state) return false;
    if (key.kind) {
      const auto term = reader.term(*key.kind, key.slug);
      label = term ? term->label : key.slug;
    }
    fragments = collect(reader, key, wanted_formats, feed);
    return true;
  });
  if (!read) return read.error();
  if (!*read) return content::Error{"no-feed", name, "there is no such feed; `feedd list` shows tags and authors", {}};

  FeedHead head = feed_head(site_, key, label, state->updated);
  for (std::size_t row = 0; row < formats().size(); ++row) {
    if (!wants(wanted_formats, row)) continue;
    const Format& format = formats()[row];
    head.self_url = feed_url(site_, name, format.extension);
    if (auto checked = format.check_document(format.compose(head, {})); !checked) {
      content::Error error = checked.error();
      error.subject = name + '.' + std::string(format.extension);
      feed.held_back.push_back(std::move(error));
      continue;
    }
    const std::vector<std::string_view> views = [&] {
      std::vector<std::string_view> list;
      for (const Fragment& fragment : fragments.by_format[row]) list.emplace_back(*fragment);
      return list;
    }();
    auto bytes = std::make_shared<const std::string>(format.compose(head, views));
    std::string etag = std::to_string(state->revision) + '-' + content::digest_hex(*bytes).substr(0, 16);
    feed.documents.push_back({&format, '/' + name + '.' + std::string(format.extension), head.self_url, *state,
                              std::move(bytes), std::move(etag)});
  }
  return feed;
}

}  // namespace feedd::feeds
