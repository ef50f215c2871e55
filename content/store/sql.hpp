// The thin SQL seam: what an engine gives, so that every query is written once. Statements use `$1`, `$2`, … and the
// SQL both SQLite and PostgreSQL understand, but for `BLOB`, `WITHOUT ROWID` and `AUTOINCREMENT` in scripts, which an
// engine that has other words for them puts into its own. Knows no table.
#pragma once

#include "content/error.hpp"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace feedd::content::sql {

/// Bytes that are not text.
struct Blob {
  std::string_view bytes;
};

/// What is bound to a parameter. Views must outlive the call.
using Value = std::variant<std::nullptr_t, std::int64_t, std::string_view, Blob>;

/// What the engine reports: thrown inside the store's rooms, turned into a Result at their public border.
class Failure : public std::exception {
 public:
  /// `constraint`: what was to be written contradicts what is there; anything else concerns the database as a whole.
  explicit Failure(Error error, bool constraint = false)
      : error_(std::move(error)), text_(error_.to_string()), constraint_(constraint) {}
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }
  [[nodiscard]] const Error& error() const { return error_; }
  [[nodiscard]] bool is_constraint() const { return constraint_; }

 private:
  Error error_;
  std::string text_;
  bool constraint_;
};

/// One row of an answer, valid inside the callback it is given to. Columns count from 0.
class Row {
 public:
  [[nodiscard]] virtual std::int64_t integer(int column) const = 0;   ///< 0 for NULL
  [[nodiscard]] virtual std::string_view text(int column) const = 0;  ///< text or blob; empty for NULL
  [[nodiscard]] virtual bool is_null(int column) const = 0;

 protected:
  ~Row() = default;
};

using OnRow = std::function<void(const Row&)>;

/// One connection to one database, used by one thread at a time. Statements are prepared once and kept.
class Database {
 public:
  virtual ~Database() = default;

  /// Runs one statement; throws Failure. `sql` must be a literal or live as long as the connection: it is the key of
  /// the prepared statement.
  virtual void run(std::string_view sql, std::initializer_list<Value> values = {}, const OnRow& on_row = {}) = 0;
  /// Rows changed by the last statement.
  [[nodiscard]] virtual std::int64_t changes() const = 0;
  /// Several statements without parameters, for migrations.
  virtual void script(const std::string& statements) = 0;

  /// Begins reading one consistent state, or writing it. Writers wait for each other here.
  virtual void begin(bool writing) = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;

  /// Whether nothing in it is promised yet (Durability::later), so that what can be made at the end may be left to it.
  [[nodiscard]] virtual bool is_filling() const { return false; }
  /// Ends a first filling (Durability::later): what was committed is on disk when this returns, and from then on every
  /// commit is when it returns. Nothing where that holds already; throws Failure, and may be tried again.
  virtual void secure() {}
};

/// A transaction that is rolled back unless committed.
class Transaction {
 public:
  enum class Kind : std::uint8_t { reading, writing };
  Transaction(Database& database, Kind kind) : database_(database) { database_.begin(kind == Kind::writing); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    if (!done_) database_.rollback();
  }
  void commit() {
    database_.commit();
    done_ = true;
  }

 private:
  Database& database_;
  bool done_ = false;
};

}  // namespace feedd::content::sql
