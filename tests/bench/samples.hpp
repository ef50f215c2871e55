// Articles of about 3 kB for the benchmarks of single steps, the same at every run. Text only: no pictures.
#pragma once

#include "content/store/article_store.hpp"
#include "tests/support/temporary_folder.hpp"

#include <memory>
#include <string>

namespace feedd::bench {

[[nodiscard]] std::string markdown_file(int number);
[[nodiscard]] std::string newsroom_file(int number);
[[nodiscard]] std::string html_file(int number);

/// A Markdown file read, but not sealed; 5 numbers in a row share a tag, no two a path.
[[nodiscard]] content::Arrival arrival(int number);

/// `count` articles from `first` on, sealed: ready to be committed.
[[nodiscard]] content::Batch batch(int first, int count);

/// A store in a file, gone at the end.
class FileStore {
 public:
  FileStore();

  [[nodiscard]] content::ArticleStore& store() { return *store_; }
  /// A failure ends the process.
  void commit(const content::Batch& batch);

 private:
  support::TemporaryFolder folder_;
  std::unique_ptr<content::ArticleStore> store_;
};

}  // namespace feedd::bench
