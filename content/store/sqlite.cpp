// The only file that knows SQLite.
#include "content/store/sqlite.hpp"

#include "content/descriptor.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <unordered_map>
#include <utility>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

namespace feedd::content::sql {
namespace {

/// How long a writer waits for another process (a command of ours) to finish its transaction.
constexpr int busy_timeout_ms = 5000;
/// Of a new file. Bodies are some KB: in pages of 8 KB each would have one to itself and leave much of it empty, in
/// smaller ones most would need a chain of two.
constexpr char page_size[] = "PRAGMA page_size=16384";
/// Pages of the write-ahead log after which it is copied back into the database: 32 MB, more than most scans write.
constexpr char wal_pages[] = "PRAGMA wal_autocheckpoint=2048";
/// Page caches in KiB. A writer's holds what a transaction changes, or it spills into the log; a reader's the working
/// set of feeds.
constexpr char writer_cache[] = "PRAGMA cache_size=-8192";
constexpr char reader_cache[] = "PRAGMA cache_size=-1024";
constexpr char bulk_cache[] = "PRAGMA cache_size=-8192";

struct CloseStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, CloseStatement>;
using DatabaseHandle = std::unique_ptr<sqlite3, CloseDatabase>;

struct Statement {
  std::string sql;
  StatementHandle handle;
};

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  [[nodiscard]] std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  [[nodiscard]] std::string_view text(int column) const override {
    const void* bytes = sqlite3_column_blob(statement_, column);
    if (bytes == nullptr) return {};
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  [[nodiscard]] bool is_null(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }

 private:
  sqlite3_stmt* statement_;
};

/// Leaves a statement ready for its next use, whatever happened.
struct ResetAtEnd {
  sqlite3_stmt* statement;
  ~ResetAtEnd() {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
  }
};

class SqliteDatabase final : public Database {
 public:
  /// Throws Failure.
  SqliteDatabase(const std::filesystem::path& file, Access access, Durability durability) : name_(file.string()) {
    if (durability == Durability::later) {
      remove_sqlite(filling_file(name_));
      begin_filling();
    } else if (access != Access::read_later) {
      connect(access, durability);
    }
  }

  void run(std::string_view sql, std::initializer_list<Value> values, const OnRow& on_row) override {
    sqlite3_stmt* statement = prepared(sql);
    const ResetAtEnd reset{statement};
    int index = 0;
    for (const Value& value : values) bind(statement, ++index, value);
    const SqliteRow row(statement);
    for (int code = sqlite3_step(statement); code != SQLITE_DONE; code = sqlite3_step(statement)) {
      if (code != SQLITE_ROW) fail(sql);
      if (on_row) on_row(row);
    }
  }

  [[nodiscard]] std::int64_t changes() const override { return sqlite3_changes64(database_.get()); }

  void script(const std::string& statements) override {
    if (sqlite3_exec(database_.get(), statements.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(statements);
  }

  void begin(bool writing) override { run(writing ? "BEGIN IMMEDIATE" : "BEGIN", {}, {}); }
  void commit() override {
    run("COMMIT", {}, {});
    if (filling_) begin_writing_out();
  }
  void rollback() noexcept override {
    if (database_ && sqlite3_get_autocommit(database_.get()) == 0)
      sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }

  [[nodiscard]] bool is_filling() const override { return filling_; }

  void secure() override {
    if (!filling_) return;
    run("PRAGMA journal_mode=WAL", {}, {});  // is noted in the file, which lies under its name with it
    statements_.clear();
    database_.reset();  // what it has written is the kernel's now
    if (const int code = put_in_place(); code != 0) {
      begin_filling();
      throw Failure(Error{"store sync", name_, std::string(std::strerror(code)) + "; it is tried again"});
    }
    filling_ = false;
    connect(Access::write, Durability::full);
  }

 private:
  void open(const std::string& file, Access access) {
    sqlite3* opened = nullptr;
    const int flags = (access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
                      SQLITE_OPEN_NOMUTEX;
    const int code = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
    DatabaseHandle handle(opened);
    if (code != SQLITE_OK)
      throw Failure(Error{"open store", file, opened != nullptr ? sqlite3_errmsg(opened) : sqlite3_errstr(code), {}});
    database_ = std::move(handle);
    sqlite3_busy_timeout(opened, busy_timeout_ms);
    if (access == Access::write) {
      run("PRAGMA foreign_keys=ON", {}, {});
      run("PRAGMA temp_store=MEMORY", {}, {});  // for sorting what an index is made of
      run(page_size, {}, {});
      run(wal_pages, {}, {});
    }
    run(access == Access::write ? writer_cache : access == Access::read_bulk ? bulk_cache : reader_cache, {}, {});
  }

  void connect(Access access, Durability durability) {
    open(name_, access);
    if (access == Access::write) {
      run("PRAGMA journal_mode=WAL", {}, {});
      run(durability == Durability::full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF", {}, {});
    }
    run("SELECT count(*) FROM sqlite_master", {}, {});
  }

  /// Each page is written once, and nothing is waited for. Foreign keys are not looked up: all keys are ours.
  void begin_filling() {
    open(filling_file(name_), Access::write);
    run("PRAGMA synchronous=OFF", {}, {});
    run("PRAGMA journal_mode=MEMORY", {}, {});
    run("PRAGMA foreign_keys=OFF", {}, {});
    run("PRAGMA secure_delete=OFF", {}, {});  // nothing is deleted whose bytes must not stay
    if (!file_) file_ = Descriptor(::open(filling_file(name_).c_str(), O_RDONLY | O_CLOEXEC));
    filling_ = true;
  }

  /// Lets the disk begin with what the file has grown by, so that put_in_place() finds little left.
  void begin_writing_out() {
    struct stat facts {};
    if (!file_ || ::fstat(file_.get(), &facts) != 0) return;
    ::sync_file_range(file_.get(), written_out_, facts.st_size - written_out_, SYNC_FILE_RANGE_WRITE);
    written_out_ = facts.st_size;
  }

  /// The closed file is on disk, and under its name. 0, or why not.
  int put_in_place() {
    const std::string folder = std::filesystem::path(name_).parent_path().string();
    const Descriptor above(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const std::string filled = filling_file(name_).string();
    if (!file_ || !above || ::fsync(file_.get()) != 0) return errno;
    int moved = ::renameat2(AT_FDCWD, filled.c_str(), AT_FDCWD, name_.c_str(), RENAME_NOREPLACE);
    if (moved != 0 && errno == EINVAL && !std::filesystem::exists(name_))  // a file system that has no such thing
      moved = std::rename(filled.c_str(), name_.c_str());
    if (moved != 0) return errno;
    ::fsync(above.get());  // where that fails, the name may be lost with the power, and is made again from the folder
    file_ = Descriptor();
    return 0;
  }

  sqlite3_stmt* prepared(std::string_view sql) {
    if (!database_) connect(Access::read, Durability::full);
    if (const auto found = statements_.find(sql.data()); found != statements_.end() && found->second.sql == sql)
      return found->second.handle.get();
    // `$1` is a name to SQLite, numbered by where it first stands; `?1` is the number it says.
    std::string numbered(sql);
    std::replace(numbered.begin(), numbered.end(), '$', '?');
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(database_.get(), numbered.data(), static_cast<int>(numbered.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
      fail(sql);
    statements_.insert_or_assign(sql.data(), Statement{std::string(sql), StatementHandle(statement)});
    return statement;
  }

  void bind(sqlite3_stmt* statement, int index, const Value& value) {
    int code = SQLITE_OK;
    if (std::holds_alternative<std::nullptr_t>(value)) {
      code = sqlite3_bind_null(statement, index);
    } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
      code = sqlite3_bind_int64(statement, index, *number);
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
      code = sqlite3_bind_text64(statement, index, text->empty() ? "" : text->data(), text->size(), SQLITE_STATIC,
                                 SQLITE_UTF8);
    } else {
      const std::string_view bytes = std::get<Blob>(value).bytes;
      code = sqlite3_bind_blob64(statement, index, bytes.empty() ? "" : bytes.data(), bytes.size(), SQLITE_STATIC);
    }
    if (code != SQLITE_OK) fail("bind");
  }

  [[noreturn]] void fail(std::string_view what) const {
    const int code = sqlite3_errcode(database_.get());
    std::string reason = sqlite3_errmsg(database_.get());
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
      reason +=
          "; the file is damaged and was left as it is: move it away and restore a copy, or start with an empty one";
    if (code == SQLITE_FULL) reason += "; free some space, nothing that was acknowledged is lost";
    const std::string_view verb = what.substr(0, what.find_first_of(" \n"));
    throw Failure(Error{"store " + std::string(verb), name_, std::move(reason), {}},
                  (code & 0xFF) == SQLITE_CONSTRAINT);
  }

  /// Closed after database_: closing any descriptor of a file ends this process's locks on it (fcntl(2)).
  Descriptor file_;
  off_t written_out_ = 0;
  DatabaseHandle database_;
  std::string name_;
  bool filling_ = false;
  /// By where its text lies, which is cheaper to look up than what it says; the text is compared all the same.
  std::unordered_map<const char*, Statement> statements_;  // after database_: finalised before it closes
};

/// Nobody asks how much memory SQLite has: counting it costs a lock at every allocation.
void prepare_library() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

}  // namespace

std::filesystem::path filling_file(const std::filesystem::path& file) {
  return file.string() + ".filling";
}

void remove_sqlite(const std::filesystem::path& file) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    std::error_code ignored;
    std::filesystem::remove(file.string() + suffix, ignored);
  }
}

Result<std::unique_ptr<Database>> open_sqlite(const std::filesystem::path& file, Access access, Durability durability) {
  prepare_library();
  try {
    return std::unique_ptr<Database>(std::make_unique<SqliteDatabase>(file, access, durability));
  } catch (const Failure& failure) {
    return failure.error();
  }
}

}  // namespace feedd::content::sql
