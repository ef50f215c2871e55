// Where an import reads from: a file, standard input, or an address fetched behind the guard. Private to cli.
#pragma once

#include "content/sources/feed_import.hpp"
#include "daemon/cli/progress_bar.hpp"
#include "daemon/http_client.hpp"

#include <string>

namespace feedd::daemon::cli {

/// Documents to import, by name. Files are read in pieces; what is fetched, and standard input, is kept in memory.
class FeedSource {
 public:
  FeedSource(NetworkGuard guard, ProgressBar& bar) : client_(std::move(guard)), bar_(bar) {}

  /// `what`: a path, `-`, or an address of http or https.
  [[nodiscard]] content::Result<content::FeedDocument> open(const std::string& what);
  /// A further page: with the credentials of the address that was opened, where it is of the same origin. Documents
  /// are named without any.
  [[nodiscard]] content::Result<content::FeedDocument> fetch(const std::string& address);
  [[nodiscard]] static bool is_address(const std::string& what);

 private:
  [[nodiscard]] content::Result<content::FeedDocument> open_file(const std::string& path);

  HttpClient client_;
  ProgressBar& bar_;
  std::string origin_;    ///< of the address that was opened
  std::string userinfo_;  ///< and who asks there
};

}  // namespace feedd::daemon::cli
