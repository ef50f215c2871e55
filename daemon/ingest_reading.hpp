// What ingest.cpp and ingest_reading.cpp share: a file as a worker has read it. Private to those two.
#pragma once

#include "daemon/ingest.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace feedd::daemon {

/// What a worker found in one file.
struct Ingest::Reading {
  content::FolderFile file;
  std::string digest;
  bool same_bytes = false;  ///< as at the last reading: nothing to parse
  bool settled = true;
  content::Result<content::Arrival> arrival = content::Arrival{};
};

/// Where an `index.md` would lie that makes a file a resource of its page.
[[nodiscard]] std::string index_beside(const std::string& path);
/// By the inode's change time, which nobody can set; a file server's clock that is ahead settles nothing and unsettles
/// nothing.
[[nodiscard]] bool is_older(const content::ScanKey& key, std::chrono::nanoseconds time);
/// As the scan state keeps it: a file read by other rules is another reading of the same bytes.
[[nodiscard]] std::string marked(const std::string& digest, std::int64_t mark);

}  // namespace feedd::daemon
