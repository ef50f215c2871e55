// How a Unix socket is named whose path is long. Opens its folder; neither binds nor connects.
#pragma once

#include "content/sources/folder.hpp"

#include <filesystem>
#include <string>

#include <fcntl.h>

namespace feedd::daemon {

/// A name for the socket that fits sockaddr_un (108 bytes) however long its path is: through a descriptor of its
/// folder, so it holds as long as this lives.
struct ShortName {
  explicit ShortName(const std::filesystem::path& path)
      : folder(::open(path.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)),
        name("/proc/self/fd/" + std::to_string(folder.get()) + '/' + path.filename().string()) {}
  content::Descriptor folder;
  std::string name;
};

}  // namespace feedd::daemon
