// What an ingest did, as lines of the log.
#pragma once

#include "daemon/ingest.hpp"

namespace feedd::daemon {

/// A line for each article and problem, but only so many of a kind: the rest is in the count. `newly_held`: the held
/// deletions were not logged yet.
void log_report(const IngestReport& report, const feeds::Site& site, bool newly_held);

}  // namespace feedd::daemon
