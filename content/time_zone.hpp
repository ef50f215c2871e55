// Time zones of the IANA database, for dates that are written without an offset.
#pragma once

#include "content/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace date {
class time_zone;
}  // namespace date

namespace feedd::content {

/// One zone. A value to copy; any thread.
class TimeZone {
 public:
  /// UTC.
  TimeZone() = default;
  /// The zone of an IANA name (`Asia/Seoul`), or nothing where the system's database has none of that name. Names of
  /// UTC need no database.
  [[nodiscard]] static std::optional<TimeZone> find(std::string_view name);

  /// The name by which it was found; `UTC` for any of UTC's.
  [[nodiscard]] std::string name() const;
  /// The instant at which clocks of the zone read `local` (given as if in UTC). RFC 5545 section 3.3.5: of a reading
  /// that comes twice the first is meant, and one that is skipped counts by the offset before the gap.
  [[nodiscard]] Timestamp to_utc(Timestamp local) const;
  /// What clocks of the zone read at an instant, as if in UTC.
  [[nodiscard]] Timestamp to_local(Timestamp time) const;

 private:
  explicit TimeZone(const date::time_zone* zone) : zone_(zone) {}

  const date::time_zone* zone_ = nullptr;  ///< of the database, which lives as long as the process; null: UTC
};

}  // namespace feedd::content
