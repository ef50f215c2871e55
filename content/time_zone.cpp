#include "content/time_zone.hpp"

#include <algorithm>
#include <array>
#include <exception>

#include <date/tz.h>

namespace feedd::content {
namespace {

/// Names of UTC: asking for them must not cost a reading of the database, nor need one.
constexpr std::array<std::string_view, 7> utc_names = {"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Z", "Zulu", "Etc/Zulu"};

}  // namespace

std::optional<TimeZone> TimeZone::find(std::string_view name) {
  if (std::find(utc_names.begin(), utc_names.end(), name) != utc_names.end()) return TimeZone();
  // The database is a folder: a name is no path out of it, and no question about it.
  if (name.empty() || name.find("..") != std::string_view::npos || name.front() == '/') return std::nullopt;
  try {
    return TimeZone(date::locate_zone(name));
  } catch (const std::exception&) {  // no such zone, or no database
    return std::nullopt;
  }
}

std::string TimeZone::name() const {
  return zone_ == nullptr ? "UTC" : zone_->name();
}

Timestamp TimeZone::to_utc(Timestamp local) const {
  if (zone_ == nullptr) return local;
  const date::local_info info = zone_->get_info(date::local_seconds{local.time_since_epoch()});
  return local - info.first.offset;
}

Timestamp TimeZone::to_local(Timestamp time) const {
  return zone_ == nullptr ? time : time + zone_->get_info(time).offset;
}

}  // namespace feedd::content
