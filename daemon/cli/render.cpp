#include "content/html.hpp"
#include "content/url.hpp"
#include "daemon/answers.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/ledger.hpp"
#include "daemon/cli/output_dir.hpp"
#include "daemon/cli/progress_bar.hpp"
#include "daemon/cli/rendered_files.hpp"
#include "daemon/media.hpp"
#include "feeds/listings/listing.hpp"
#include "feeds/pages.hpp"

#include <cstdio>
#include <set>

#include <malloc.h>

namespace feedd::daemon::cli {
namespace {

/// Fragments of all articles of a large archive: rendered once, used in each of their feeds.
constexpr std::size_t fragment_budget_bytes = 256 << 20;
/// Feeds a worker takes at a time.
constexpr std::size_t chunk = 8;

/// What the workers share.
struct Rendering {
  Rendering(feeds::Site site_, const std::filesystem::path& state_dir, const std::filesystem::path& out)
      : site(std::move(site_)),
        definition(site.definition()),
        fragments(fragment_budget_bytes),
        output(out),
        files(state_dir, out) {}

  void problem(content::Error error) {
    const std::lock_guard lock(mutex);
    problems.push_back(std::move(error));
  }

  const feeds::Site site;
  const std::string definition;  ///< of the site: with a feed's state it says what the feed's bytes are
  unsigned formats = feeds::FeedRenderer::all_formats;
  feeds::FeedRenderer::Links links = feeds::FeedRenderer::Links::alone;
  feeds::FragmentCache fragments;
  OutputDir output;
  RenderedFiles files;
  ProgressBar bar;
  std::mutex mutex;
  std::vector<content::Error> problems;
  std::atomic<std::size_t> done{0};
};

/// What the bytes of a feed follow from. A store made anew may come to the same revisions, but not at the same time.
std::string stamp_of(const Rendering& rendering, const content::FeedState& state) {
  const bool linked = rendering.links == feeds::FeedRenderer::Links::history;
  return rendering.definition + (linked ? "h-" : "-") + std::to_string(state.revision) + '-' +
         std::to_string(state.changed_at.time_since_epoch().count());
}

/// The formats in which a document's file is not what it should be.
unsigned outdated_formats(Rendering& rendering, const std::string& stamp,
                          const std::function<std::string(const feeds::Format&)>& path_in) {
  unsigned outdated = 0;
  for (std::size_t row = 0; row < feeds::formats().size(); ++row) {
    if ((rendering.formats >> row & 1U) == 0) continue;
    if (rendering.files.is_current(path_in(feeds::formats()[row]).substr(1), stamp))
      ++rendering.output.unchanged;
    else
      outdated |= 1U << row;
  }
  return outdated;
}

/// Writes what could be made, and says what could not.
void write_feed(Rendering& rendering, feeds::AssembledFeed& feed) {
  // What is not whole is made again each time, so that each time it is said.
  const bool whole = feed.left_out.empty() && feed.held_back.empty();
  for (const feeds::FeedParts& parts : feed.parts) {
    if (auto written = rendering.output.write(parts.path, parts.pieces()); !written)
      rendering.problem(written.error());
    else
      rendering.files.put(parts.path.substr(1), whole ? stamp_of(rendering, feed.state) : "");
  }
  for (auto* problems : {&feed.left_out, &feed.held_back})
    for (content::Error& problem : *problems) rendering.problem(std::move(problem));
}

/// Every finished document of a feed's history.
void render_archives(Rendering& rendering, content::ArticleReader& reader, const feeds::FeedKey& key,
                     const std::string& stamp) {
  const std::string name = key.to_string();
  const std::int64_t size = feeds::archive_size(rendering.site, name);
  const auto finished = reader.reading([&] { return feeds::finished_archives(reader, key, size); });
  if (!finished) return rendering.problem(finished.error());
  const feeds::FeedRenderer renderer(rendering.site, rendering.fragments, rendering.links);
  for (std::int64_t number = 1; number <= *finished; ++number) {
    const feeds::ArchivePlace place{size, number};
    const unsigned outdated = outdated_formats(rendering, stamp, [&](const feeds::Format& format) {
      return feeds::archive_path(name, place, format.extension);
    });
    if (outdated == 0) continue;
    auto archive = renderer.assemble_archive(reader, key, place, outdated);
    if (!archive) return rendering.problem(archive.error());
    write_feed(rendering, *archive);
  }
}

void render_feed(Rendering& rendering, content::ArticleReader& reader, const std::string& name) {
  const feeds::FeedKey key = *feeds::FeedKey::parse(name);
  const auto state = reader.reading([&] { return reader.feed_state(name); });
  const std::string stamp = state && *state ? stamp_of(rendering, **state) : "";
  if (rendering.links == feeds::FeedRenderer::Links::history) render_archives(rendering, reader, key, stamp);
  const unsigned outdated =
      outdated_formats(rendering, stamp, [&](const feeds::Format& format) { return feed_path(name, format); });
  if (outdated == 0) return;
  auto feed = feeds::FeedRenderer(rendering.site, rendering.fragments, rendering.links).assemble(reader, key, outdated);
  if (!feed) return rendering.problem(feed.error());
  write_feed(rendering, *feed);
}

/// Every feed, by all workers, each with a connection of its own.
content::Result<void> render_feeds(Rendering& rendering, Ledger& ledger, const std::vector<std::string>& keys) {
  std::atomic<std::size_t> next{0};
  std::vector<std::future<void>> running;
  std::vector<std::unique_ptr<content::sql::Database>> connections;
  for (unsigned worker = 0; worker < ledger.workers().count(); ++worker) {
    auto connection = ledger.another_reader();
    if (!connection) return connection.error();
    connections.push_back(std::move(*connection));
  }
  for (const auto& connection : connections)
    running.push_back(ledger.workers().ask(Priority::publish, [&, database = connection.get()](unsigned) {
      content::ArticleReader reader(*database);
      for (std::size_t begin = next.fetch_add(chunk); begin < keys.size(); begin = next.fetch_add(chunk)) {
        for (std::size_t i = begin; i < std::min(begin + chunk, keys.size()); ++i)
          render_feed(rendering, reader, keys[i]);
        rendering.done += chunk;
        rendering.bar.show("feeds", std::min(rendering.done.load(), keys.size()), keys.size());
      }
    }));
  for (std::future<void>& one : running) one.get();
  return {};
}

/// A page under a name that a static web server finds for its address.
void write_page(Rendering& rendering, const std::string& name, std::string_view html) {
  if (auto written = rendering.output.write(name, {&html, 1}); !written)
    rendering.problem(written.error());
  else
    rendering.files.put(name.substr(name.find_first_not_of('/')), "");
}

/// OPML, sitemaps, robots.txt; one at a time, each some MB at most. A robots.txt that somebody else put there stays.
void render_listings(Rendering& rendering, content::ArticleReader& reader) {
  const auto paths = reader.reading([&] { return feeds::listing_paths(reader); });
  if (!paths) return rendering.problem(paths.error());
  for (const std::string& path : *paths) {
    if (path == feeds::robots_path && rendering.files.is_foreign(path.substr(1))) continue;
    const auto listing = reader.reading([&] { return feeds::listing_at(rendering.site, reader, path); });
    if (!listing)
      rendering.problem(listing.error());
    else if (*listing)
      write_page(rendering, path, (*listing)->text);
  }
}

void render_pages(Rendering& rendering, Ledger& ledger, const std::vector<std::string>& keys) {
  content::ArticleReader reader(ledger.database());
  const SiteView view(rendering.site, {});
  const auto index = path_answer(view, reader, "/");
  if (!index)
    rendering.problem(index.error());
  else if (!index->answers.empty())
    write_page(rendering, "index.html", *index->answers.front().bodies[0]);
  for (const std::string& key : keys) {
    const auto twin = path_answer(view, reader, twin_path(key));
    if (!twin)
      rendering.problem(twin.error());
    else if (!twin->answers.empty() && twin->answers.front().bodies[0])
      write_page(rendering, twin_path(key), *twin->answers.front().bodies[0]);
  }
  write_page(rendering, std::string(feeds::style_path), feeds::style_sheet());
  write_page(rendering, std::string(feeds::feed_style_path), feeds::feed_style_sheet());
  render_listings(rendering, reader);
  const auto refs = reader.reading([&] { return reader.newest({}); });
  if (!refs) return rendering.problem(refs.error());
  std::set<std::string> media;
  std::size_t done = 0;
  for (const content::ArticleRef& ref : *refs) {
    const auto article = reader.reading([&] { return reader.load(ref.key, content::ArticleReader::Parts::whole); });
    rendering.bar.show("pages", ++done, refs->size());
    if (!article) rendering.problem(article.error());
    if (!article || !*article) continue;
    const auto page = reader.reading([&] {
      return rendering.site.site_url.empty()
                 ? feeds::article_page(rendering.site, **article, related_articles(reader, **article),
                                       feeds::page_of(rendering.site, reader))
                 : std::string();
    });
    if (!page) rendering.problem(page.error());
    if (page && !page->empty()) write_page(rendering, article_path((*article)->slug) + "/index.html", *page);
    const auto collect = [&](std::string_view address) {
      if (address.starts_with("media:")) media.emplace(address.substr(6));
      return std::string(address);
    };
    (void)content::map_urls((*article)->content, collect);
    for (const content::Media& item : (*article)->media) collect(item.url);
    if (const auto& episode = (*article)->details.episode) {
      collect(episode->chapters);
      for (const content::Transcript& transcript : episode->transcripts) collect(transcript.url);
      for (const content::Person& person : episode->persons) collect(person.image);
    }
  }
  for (const std::string& address : media) {
    const std::string path = content::decode_path(address);
    const auto file = open_media(ledger.folder(), path);
    if (!file) continue;  // `check` names it
    const std::string name = "media/" + path;
    const auto read = [&](std::uint64_t offset, std::size_t length) { return read_media(*file, offset, length); };
    if (auto copied = rendering.output.copy(name, file->size_bytes, read); !copied)
      rendering.problem(copied.error());
    else
      rendering.files.put(name, "");
  }
}

/// Takes away what an earlier rendering wrote here and this one would have written, were it still there: the page of an
/// article that was taken back, the feed of a term under another slug.
void remove_stale(Rendering& rendering, bool pages) {
  if (!rendering.problems.empty()) return;
  const auto covers = [&](std::string_view name) {
    if (const auto feed = parse_feed_path('/' + std::string(name)))
      return (rendering.formats >> feed->format & 1U) != 0;
    if (const auto archive = feeds::parse_archive_path('/' + std::string(name)))
      return (rendering.formats >> archive->format & 1U) != 0;
    return pages;
  };
  if (const std::size_t removed = rendering.files.remove_stale(covers); removed != 0)
    std::printf("%zu files removed that an earlier rendering wrote\n", removed);
}

/// Bits by row of the table; nothing where one is unknown.
std::optional<unsigned> formats_of(const std::vector<std::string>& names) {
  if (names.empty()) return feeds::FeedRenderer::all_formats;
  unsigned mask = 0;
  for (const std::string& name : names) {
    const feeds::Format* format = feeds::find_format(name);
    if (format == nullptr) return std::nullopt;
    mask |= 1U << static_cast<unsigned>(format - feeds::formats().data());
  }
  return mask;
}

bool lies_within(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const auto relative =
      std::filesystem::weakly_canonical(path).lexically_relative(std::filesystem::weakly_canonical(folder));
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

int render(const CommandLine& where, const RenderOptions& options) {
  const Config config = folder_config(where);
  if (lies_within(options.out, config.content_dir)) {
    std::fprintf(stderr,
                 "feedd: --out lies inside the folder of articles: what is written there would become articles\n");
    return usage;
  }
  const auto formats = formats_of(options.formats);
  if (!formats) {
    std::fprintf(stderr, "feedd: --format takes");
    for (const feeds::Format& format : feeds::formats())
      std::fprintf(stderr, " %s", std::string(format.extension).c_str());
    std::fprintf(stderr, "\n");
    return usage;
  }
  if (config.site.base_url.empty())
    std::fprintf(stderr, "feedd: no base_url: links lead to http://%s; give --base-url for a feed that others read\n",
                 config.listen.c_str());
  // Documents of hundreds of KB come and go: their memory stays, instead of being given back and cleared anew each
  // time.
  ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 256 << 20);
  const auto out = OutputDir::create(options.out);
  if (!out) return fail(out.error());
  std::unique_ptr<Ledger> ledger;
  {
    ProgressBar bar;
    auto opened = Ledger::open(config, Ledger::Kind::kept,
                               [&](std::size_t done, std::size_t of) { bar.show("articles", done, of); });
    if (!opened) return fail(opened.error());
    ledger = std::move(*opened);
  }
  if (ledger->is_daemons())
    std::fprintf(stderr, "feedd: a daemon works with %s: its articles are rendered as they are\n",
                 config.state_dir.c_str());
  Rendering rendering(offline_site(config, ledger->database()), config.state_dir, std::filesystem::canonical(*out));
  rendering.formats = *formats;
  if (options.archives) rendering.links = feeds::FeedRenderer::Links::history;
  rendering.files.read();
  content::ArticleReader reader(ledger->database());
  auto keys = reader.reading([&] { return reader.feeds(); });
  if (!keys) return fail(keys.error());
  if (keys->empty()) keys->emplace_back(feeds::site_feed);
  if (auto rendered = render_feeds(rendering, *ledger, *keys); !rendered) return fail(rendered.error());
  if (options.pages) render_pages(rendering, *ledger, *keys);
  remove_stale(rendering, options.pages);
  rendering.files.save();
  for (const auto& [path, problem] : ledger->problems()) std::fprintf(stderr, "%s\n", problem.c_str());
  print_problems(rendering.problems);
  std::printf("%zu feeds: %zu files written, %zu unchanged, in %s\n", keys->size(), rendering.output.written.load(),
              rendering.output.unchanged.load(), out->c_str());
  if (ledger->report().held != 0)
    std::printf("%zu articles are kept although their files are gone; run a daemon and accept it, or bring them back\n",
                ledger->report().held);
  return rendering.problems.empty() ? success : failure;
}

}  // namespace feedd::daemon::cli
