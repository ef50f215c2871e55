// From the store to the bytes readers get: fragments, whole feeds of 50 entries, content codings.
#include "feeds/encode.hpp"
#include "feeds/feed_document.hpp"
#include "tests/bench/samples.hpp"

#include <benchmark/benchmark.h>

namespace feedd::bench {
namespace {

constexpr std::size_t cache_bytes = 64 << 20;
/// Benchmarks of every format are given a row of the table.
constexpr int last_format = 2;

feeds::Site site() {
  feeds::Site site;
  site.id = "bench";
  site.base_url = "https://example.org";
  site.title = "Articles";
  site.language = "en";
  return site;
}

content::ArticleReader& filled_store() {
  static FileStore store;
  static const bool filled = (store.commit(batch(0, 60)), true);
  benchmark::DoNotOptimize(filled);
  return store.store().reader();
}

content::Article newest_article() {
  content::ArticleReader& reader = filled_store();
  return reader
      .reading([&] { return *reader.load(reader.newest({}).front().key, content::ArticleReader::Parts::whole); })
      .value();
}

const feeds::Format& format_of(benchmark::State& state) {
  const feeds::Format& format = feeds::formats()[static_cast<std::size_t>(state.range(0))];
  state.SetLabel(std::string(format.name));
  return format;
}

/// The site's feed as rendered, in the format of this row.
std::string document(std::size_t row) {
  const feeds::Site about = site();
  feeds::FragmentCache cache(cache_bytes);
  const auto feed = feeds::FeedRenderer(about, cache).render(filled_store(), {}, 1U << row).value();
  return *feed.documents.front().bytes;
}

void fragment(benchmark::State& state) {
  const feeds::Format& format = format_of(state);
  const feeds::Site about = site();
  const content::Article article = newest_article();
  const feeds::Entry entry = feeds::make_entry(about, article);
  for (auto _ : state) benchmark::DoNotOptimize(format.fragment(entry));
}
BENCHMARK(fragment)->DenseRange(0, last_format);

void check_fragment(benchmark::State& state) {
  const feeds::Format& format = format_of(state);
  const feeds::Site about = site();
  const content::Article article = newest_article();
  const std::string bytes = format.fragment(feeds::make_entry(about, article));
  for (auto _ : state)
    if (!feeds::check::check_fragment(format.dialect, bytes)) state.SkipWithError("the fragment is refused");
}
BENCHMARK(check_fragment)->DenseRange(0, last_format);

void compose_50(benchmark::State& state) {
  const feeds::Format& format = format_of(state);
  const feeds::Site about = site();
  const content::Article article = newest_article();
  const std::string bytes = format.fragment(feeds::make_entry(about, article));
  const std::vector<std::string_view> fragments(50, bytes);
  const feeds::FeedHead head = feeds::feed_head(about, {}, {}, article.updated);
  for (auto _ : state) benchmark::DoNotOptimize(feeds::join(feeds::pieces_of(format.frame(head), fragments)));
}
BENCHMARK(compose_50)->DenseRange(0, last_format);

void render_50(benchmark::State& state, bool kept) {
  const auto row = static_cast<unsigned>(state.range(0));
  state.SetLabel(std::string(feeds::formats()[row].name));
  const feeds::Site about = site();
  feeds::FragmentCache cache(kept ? cache_bytes : 0);
  content::ArticleReader& reader = filled_store();
  for (auto _ : state) {
    const auto feed = feeds::FeedRenderer(about, cache).render(reader, {}, 1U << row);
    if (!feed || feed->documents.size() != 1) state.SkipWithError("nothing was rendered");
    benchmark::DoNotOptimize(feed);
  }
  state.SetItemsProcessed(state.iterations() * 50);
}
void render_50_from_the_store(benchmark::State& state) {
  render_50(state, false);
}
void render_50_fragments_kept(benchmark::State& state) {
  render_50(state, true);
}
BENCHMARK(render_50_from_the_store)->DenseRange(0, last_format)->Unit(benchmark::kMicrosecond);
BENCHMARK(render_50_fragments_kept)->DenseRange(0, last_format)->Unit(benchmark::kMicrosecond);

template <std::string (*encode)(std::string_view, feeds::Effort)>
void encoding(benchmark::State& state, feeds::Effort effort) {
  const std::string bytes = document(0);
  std::size_t size = 0;
  for (auto _ : state) size = encode(bytes, effort).size();
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
  state.counters["of"] = static_cast<double>(size) / static_cast<double>(bytes.size());
  state.counters["bytes"] = static_cast<double>(bytes.size());
}
void gzip_fast(benchmark::State& state) {
  encoding<feeds::encode_gzip>(state, feeds::Effort::fast);
}
void gzip_best(benchmark::State& state) {
  encoding<feeds::encode_gzip>(state, feeds::Effort::best);
}
void brotli_fast(benchmark::State& state) {
  encoding<feeds::encode_brotli>(state, feeds::Effort::fast);
}
void brotli_best(benchmark::State& state) {
  encoding<feeds::encode_brotli>(state, feeds::Effort::best);
}
void zstd_fast(benchmark::State& state) {
  encoding<feeds::encode_zstd>(state, feeds::Effort::fast);
}
void zstd_best(benchmark::State& state) {
  encoding<feeds::encode_zstd>(state, feeds::Effort::best);
}
void gzip_joined(benchmark::State& state) {
  const feeds::Site about = site();
  feeds::FragmentCache cache(cache_bytes);
  const auto feed = feeds::FeedRenderer(about, cache).render(filled_store(), {}, 1U).value();
  const feeds::FeedDocument& made = feed.documents.front();
  feeds::GzipPieces pieces(cache_bytes);
  pieces.prepare(*made.bytes, *made.pieces);
  std::size_t size = 0;
  for (auto _ : state) size = pieces.join(*made.bytes, *made.pieces).value().size();
  state.counters["of"] = static_cast<double>(size) / static_cast<double>(made.bytes->size());
  state.counters["bytes"] = static_cast<double>(made.bytes->size());
}
BENCHMARK(gzip_joined)->Unit(benchmark::kMillisecond);
BENCHMARK(gzip_fast)->Unit(benchmark::kMillisecond);
BENCHMARK(gzip_best)->Unit(benchmark::kMillisecond);
BENCHMARK(brotli_fast)->Unit(benchmark::kMillisecond);
BENCHMARK(brotli_best)->Unit(benchmark::kMillisecond);
BENCHMARK(zstd_fast)->Unit(benchmark::kMillisecond);
BENCHMARK(zstd_best)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace feedd::bench
