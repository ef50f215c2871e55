// From a file's bytes to the store.
#include "content/sources/article_file.hpp"
#include "tests/bench/samples.hpp"

#include <benchmark/benchmark.h>

namespace feedd::bench {
namespace {

void read_file(benchmark::State& state, std::string_view path, const std::string& bytes) {
  for (auto _ : state) {
    auto article = content::read_article(path, bytes, [](std::string_view) { return std::nullopt; });
    if (!article) state.SkipWithError(article.error().to_string().c_str());
    benchmark::DoNotOptimize(article);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

void read_markdown(benchmark::State& state) {
  read_file(state, "2026-09-17-report.md", markdown_file(1));
}
void read_newsroom_text(benchmark::State& state) {
  read_file(state, "2026-09-17-report.txt", newsroom_file(1));
}
void read_html(benchmark::State& state) {
  read_file(state, "2026-09-17-report.html", html_file(1));
}
BENCHMARK(read_markdown);
BENCHMARK(read_newsroom_text);
BENCHMARK(read_html);

/// Digests and packed texts: what is made of an article before the store's thread has it.
void seal_arrival(benchmark::State& state) {
  const content::Arrival read = arrival(1);
  for (auto _ : state) {
    content::Arrival sealed = read;
    sealed.seal();
    benchmark::DoNotOptimize(sealed);
  }
}
BENCHMARK(seal_arrival);

/// One durable transaction of 256 new articles; the store grows by them each time.
void commit_256_articles(benchmark::State& state) {
  FileStore store;
  int number = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const content::Batch articles = batch(number, 256);
    number += 256;
    state.ResumeTiming();
    store.commit(articles);
  }
  state.SetItemsProcessed(number);
}
BENCHMARK(commit_256_articles)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace feedd::bench
