// Stores to test on: the engines under contract, articles to put in, and everything a store says, as one text.
#pragma once

#include "content/store/article_store.hpp"

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::support {

/// A place for one database of one engine: empty at first, gone when it is destroyed. Each connection is another one to
/// the same database.
class Place {
 public:
  virtual ~Place() = default;
  [[nodiscard]] virtual std::unique_ptr<content::sql::Database> connect() = 0;
};

/// One row for each engine behind the SQL seam.
struct Engine {
  std::string_view name;
  std::unique_ptr<Place> (*make)();
};
[[nodiscard]] const std::vector<Engine>& engines();
inline void PrintTo(const Engine& engine, std::ostream* out) {
  *out << engine.name;
}

/// A connection on which the statement with a given number fails, as on a full disk. Statements are counted from 1.
class FailingDatabase final : public content::sql::Database {
 public:
  explicit FailingDatabase(std::unique_ptr<content::sql::Database> database) : database_(std::move(database)) {}

  /// 0: none fails.
  void fail_at(int statement) {
    left_ = statement;
    failed_ = false;
  }
  [[nodiscard]] bool failed() const { return failed_; }

  void run(std::string_view sql, std::initializer_list<content::sql::Value> values,
           const content::sql::OnRow& on_row) override {
    count();
    database_->run(sql, values, on_row);
  }
  [[nodiscard]] std::int64_t changes() const override { return database_->changes(); }
  void script(const std::string& statements) override {
    count();
    database_->script(statements);
  }
  void begin(bool writing) override { database_->begin(writing); }
  void commit() override {
    count();
    database_->commit();
  }
  void rollback() noexcept override { database_->rollback(); }

 private:
  void count();

  std::unique_ptr<content::sql::Database> database_;
  int left_ = 0;
  bool failed_ = false;
};

/// `days` after 2026-01-01T00:00:00Z.
[[nodiscard]] content::Timestamp at(int days, int seconds = 0);

/// An article whose file lies at `path`: titled, with a body, published at at(day).
[[nodiscard]] content::Arrival arrival(std::string_view path, std::string_view title, int day = 1);

/// Arrivals sealed, as a batch.
[[nodiscard]] content::Batch batch_of(std::vector<content::Arrival> arrivals);

/// A store in memory.
[[nodiscard]] std::unique_ptr<content::ArticleStore> memory_store(std::string site_id = {});

/// Everything a reader can ask of a store, as text: revision, feed states, articles whole, terms, slugs.
[[nodiscard]] std::string dump(content::ArticleReader& reader);

/// The paths of a selection, in its order.
[[nodiscard]] std::vector<std::string> newest_paths(content::ArticleReader& reader,
                                                    const content::Newest& selection = {});
/// The article a person means by `id_slug_or_path`, whole.
[[nodiscard]] content::Article load(content::ArticleReader& reader, std::string_view id_slug_or_path);

}  // namespace feedd::support
