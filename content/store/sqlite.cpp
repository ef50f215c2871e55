// The only file that knows SQLite.
#include "content/store/sqlite.hpp"

#include "content/descriptor.hpp"

#include <algorithm>
#include <array>
#include <fstream>
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
/// Bodies are some KB: in pages of 4 KB most would need a chain of two.
constexpr char page_size[] = "PRAGMA page_size=8192";
/// Pages of the write-ahead log after which it is copied back into the database: 32 MB, so that a first scan does it
/// once or twice.
constexpr char wal_pages[] = "PRAGMA wal_autocheckpoint=4096";
/// Page caches in KiB. A writer's holds what a transaction changes, or it spills into the log; a reader's the working
/// set of feeds.
constexpr char writer_cache[] = "PRAGMA cache_size=-8192";
constexpr char reader_cache[] = "PRAGMA cache_size=-1024";
constexpr char bulk_map[] = "PRAGMA mmap_size=67108864";

/// Stands in the header of a file that is being filled, instead of 0: `fill`. File format, 1.3.19.
constexpr std::int64_t filling_id = 0x66696C6C;
constexpr char mark_filling[] = "PRAGMA application_id=1718185068";
constexpr std::size_t header_bytes = 100;
constexpr std::size_t application_id_offset = 68;

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
  SqliteDatabase(DatabaseHandle database, std::string name) : database_(std::move(database)), name_(std::move(name)) {}

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
    if (sqlite3_get_autocommit(database_.get()) == 0)
      sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }

  void begin_filling() {
    file_ = Descriptor(::open(name_.c_str(), O_RDONLY | O_CLOEXEC));
    run("PRAGMA synchronous=OFF", {}, {});
    run("PRAGMA journal_mode=MEMORY", {}, {});
    run(mark_filling, {}, {});
    sync();  // the mark is on disk before anything else is
    run("PRAGMA foreign_keys=OFF", {}, {});
    run("PRAGMA temp_store=MEMORY", {}, {});  // for sorting what an index is made of
    filling_ = true;
  }
  [[nodiscard]] bool is_filling() const override { return filling_; }

  void secure() override {
    if (!filling_) return;
    sync();
    run("PRAGMA foreign_keys=ON", {}, {});
    run("PRAGMA temp_store=DEFAULT", {}, {});
    run("PRAGMA synchronous=FULL", {}, {});
    run("PRAGMA journal_mode=DELETE", {}, {});
    run("PRAGMA application_id=0", {}, {});  // not in a WAL, where is_unsecured() would not see it
    run("PRAGMA journal_mode=WAL", {}, {});
    filling_ = false;
  }

 private:
  /// Waits until everything that was written is on disk.
  void sync() {
    sqlite3_file* file = nullptr;
    if (sqlite3_file_control(database_.get(), "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
        file == nullptr || file->pMethods == nullptr)
      return;  // in memory
    if (file->pMethods->xSync(file, SQLITE_SYNC_NORMAL) != SQLITE_OK)
      throw Failure(Error{"store sync", name_, "the disk refuses it; look at the kernel's log", {}});
  }

  sqlite3_stmt* prepared(std::string_view sql) {
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

  /// Lets the disk begin with what the file has grown by, so that sync() finds little left.
  void begin_writing_out() {
    struct stat facts {};
    if (file_.get() < 0 || ::fstat(file_.get(), &facts) != 0) return;
    ::sync_file_range(file_.get(), written_out_, facts.st_size - written_out_, SYNC_FILE_RANGE_WRITE);
    written_out_ = facts.st_size;
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

bool is_unsecured(const std::filesystem::path& file) {
  std::array<char, header_bytes> header{};
  std::ifstream(file, std::ios::binary).read(header.data(), header.size());
  std::int64_t id = 0;
  for (std::size_t i = 0; i < 4; ++i) id = id << 8 | static_cast<unsigned char>(header[application_id_offset + i]);
  return id == filling_id;
}

void remove_sqlite(const std::filesystem::path& file) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    std::error_code ignored;
    std::filesystem::remove(file.string() + suffix, ignored);
  }
}

Result<std::unique_ptr<Database>> open_sqlite(const std::filesystem::path& file, Access access, Durability durability) {
  prepare_library();
  const bool writable = access == Access::write;
  sqlite3* opened = nullptr;
  const int flags =
      (writable ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
  DatabaseHandle handle(opened);
  if (code != SQLITE_OK)
    return Error{"open store", file.string(), opened != nullptr ? sqlite3_errmsg(opened) : sqlite3_errstr(code), {}};
  sqlite3_busy_timeout(opened, busy_timeout_ms);
  auto database = std::make_unique<SqliteDatabase>(std::move(handle), file.string());
  try {
    if (writable) {
      database->run("PRAGMA foreign_keys=ON", {}, {});
      database->run(page_size, {}, {});
      database->run(wal_pages, {}, {});
      if (durability == Durability::later) {
        database->begin_filling();
      } else {
        database->run("PRAGMA journal_mode=WAL", {}, {});
        database->run(durability == Durability::full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF", {}, {});
      }
    }
    database->run(writable ? writer_cache : reader_cache, {}, {});
    if (access == Access::read_bulk) database->run(bulk_map, {}, {});
    database->run("SELECT count(*) FROM sqlite_master", {}, {});
  } catch (const Failure& failure) {
    return failure.error();
  }
  return std::unique_ptr<Database>(std::move(database));
}

}  // namespace feedd::content::sql
