#include "content/store/migrations.hpp"

namespace feedd::content::sql {
namespace {

std::size_t version_of(Database& database, std::string_view room) {
  std::size_t version = 0;
  database.run("SELECT version FROM schema_version WHERE room = $1", {room},
               [&](const Row& row) { version = static_cast<std::size_t>(row.integer(0)); });
  return version;
}

void apply(Database& database, const Room& room, std::size_t from) {
  for (std::size_t step = from; step < room.steps.size(); ++step) database.script(std::string(room.steps[step]));
  database.run(
      "INSERT INTO schema_version(room, version) VALUES($1, $2)"
      " ON CONFLICT(room) DO UPDATE SET version = excluded.version",
      {room.name, static_cast<std::int64_t>(room.steps.size())});
}

}  // namespace

Result<void> migrate(Database& database, const Room& room, std::string_view subject, bool writable) {
  try {
    Transaction transaction(database, writable ? Transaction::Kind::writing : Transaction::Kind::reading);
    if (writable)
      database.script("CREATE TABLE IF NOT EXISTS schema_version(room TEXT PRIMARY KEY, version INTEGER NOT NULL)");
    const std::size_t version = version_of(database, room.name);
    if (version > room.steps.size())
      return Error{"open store",
                   std::string(subject),
                   "written by a newer feedd (" + std::string(room.name) + " schema " + std::to_string(version) +
                       ", this one knows " + std::to_string(room.steps.size()) + "); install that version",
                   {}};
    if (version < room.steps.size()) {
      if (!writable)
        return Error{
            "open store", std::string(subject), "its schema is older; start `feedd serve` once to update it", {}};
      apply(database, room, version);
    }
    transaction.commit();
  } catch (const Failure& failure) {
    return failure.error();
  }
  return {};
}

bool is_made(Database& database, const Room& room) {
  try {
    return version_of(database, room.name) > 0;
  } catch (const Failure&) {
    return false;
  }
}

}  // namespace feedd::content::sql
