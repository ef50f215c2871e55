// The fixture of the store's contract: the same tests on every engine.
#pragma once

#include "feeds/feed.hpp"
#include "tests/support/store.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace feedd::content {

using feedd::support::arrival;
using feedd::support::at;

/// A store on an empty database of the engine; `reader` reads on a connection of its own.
class StoreContract : public ::testing::TestWithParam<feedd::support::Engine> {
 protected:
  StoreContract() { open(); }

  /// Closes the store and opens the same database again.
  void open(std::string site_id = {}) {
    store.reset();
    store = ArticleStore::open(place->connect(), "store", std::move(site_id)).value();
  }
  Committed commit(Batch batch, Timestamp now = at(100)) {
    for (Arrival& one : batch.arrivals) one.seal();
    return store->commit(batch, feeds::touched_feeds, now).value();
  }
  Committed put(std::vector<Arrival> arrivals, Timestamp now = at(100)) {
    return commit({std::move(arrivals), {}, {}}, now);
  }
  Committed vanish(const std::string& path, Timestamp now = at(100)) { return commit({{}, {path}, {path}}, now); }
  /// `from` is gone and `there` came in its place, as a source that knows of the renaming tells it.
  Committed move(const std::string& from, Arrival there) {
    there.moved_from = from;
    return commit({{std::move(there)}, {from}, {from}});
  }

  FeedState feed(std::string_view key) { return state(key).value(); }
  std::optional<FeedState> state(std::string_view key) {
    return reader.reading([&] { return reader.feed_state(key); }).value();
  }
  Article load(std::string_view what) { return feedd::support::load(reader, what); }
  std::vector<std::string> newest(const Newest& selection = {}) {
    return feedd::support::newest_paths(reader, selection);
  }
  /// The slug an address with `slug` leads to; empty for none.
  std::string slug_target(std::string_view slug) {
    const auto target = reader.reading([&] { return reader.find_slug(slug); }).value();
    return target ? target->slug : "";
  }
  std::string dump() { return feedd::support::dump(reader); }

  std::unique_ptr<feedd::support::Place> place = GetParam().make();
  std::unique_ptr<ArticleStore> store;
  std::unique_ptr<sql::Database> connection = place->connect();
  ArticleReader reader{*connection};
};

/// What happened to the only article of a commit.
inline std::string_view only_change(const Committed& committed) {
  if (committed.changes.size() != 1) return "not one change";
  return to_string(committed.changes.front().kind);
}

using Feeds = std::vector<std::string>;
using Paths = std::vector<std::string>;

}  // namespace feedd::content

/// Runs a suite on every engine.
#define FEEDD_ON_EVERY_ENGINE(Suite)                                                     \
  INSTANTIATE_TEST_SUITE_P(Every, Suite, ::testing::ValuesIn(feedd::support::engines()), \
                           [](const auto& engine) { return std::string(engine.param.name); })
