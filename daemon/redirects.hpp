// Old paths and what became of them: `[http.redirects]` and the file beside it, as large as they are. Immutable once
// built and shared by whoever reads it; a row takes its bytes and some forty more.
#pragma once

#include "content/error.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

namespace feedd::daemon {

class RedirectTable {
 public:
  struct Target {
    int status = 301;     ///< 301, 308 or 410
    std::string_view to;  ///< a path of this site or an address, as it was written; empty for 410
  };

  /// A later row of the same path replaces an earlier one. `from` is a path as people write it, also percent-encoded,
  /// perhaps with a query.
  void add(std::string_view from, Target target);
  /// By the decoded path.
  [[nodiscard]] std::optional<Target> find(std::string_view path) const;
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  /// A way that leads back to where it was: `/a -> /b -> /a`; empty where all end. Addresses below `base_url` count as
  /// paths, and where no row leads on, one of `others` may.
  [[nodiscard]] std::string find_circle(std::string_view base_url, const RedirectTable& others) const;
  /// content::digest64 of each decoded path.
  void each_digest(const std::function<void(std::uint64_t)>& take) const;

 private:
  /// A row and where it stands.
  struct Row {
    std::string_view from;
    Target target;
  };
  [[nodiscard]] Row row_at(std::size_t at) const;
  [[nodiscard]] std::optional<Row> find_row(std::string_view path) const;
  [[nodiscard]] std::optional<Row> follow(std::string_view to, std::string_view base_url) const;

  boost::unordered_flat_map<std::uint64_t, std::size_t> rows_;  // by digest: where in bytes_
  std::string bytes_;
};

/// What is wrong with a row, for people; empty: nothing.
[[nodiscard]] std::string object_to_redirect(std::string_view from, const RedirectTable::Target& target);

/// Adds the rows of a text file, one a line: `FROM TO [301|308]` or `FROM 410`, parted by spaces or tabs; `#` begins a
/// comment. Error: the file cannot be read, or `file:line:1` of a row that is wrong.
/// Of paths below `base_path` (`/blog`, or empty) it is taken off, as it is of requests.
[[nodiscard]] content::Result<bool> read_redirects(const std::filesystem::path& file, std::string_view base_path,
                                                   RedirectTable& table);

/// Where a site's feeds are looked for under names they never had here, and by the presets of `names`: 301 or 410.
[[nodiscard]] RedirectTable old_feed_names(const std::vector<std::string>& names);

/// `/blog/x` -> `/x` for the base path `/blog`; any other text as it is.
[[nodiscard]] std::string_view within(std::string_view base_path, std::string_view text);

/// A path as it comes in a request, decoded; a query stays as it was sent.
[[nodiscard]] std::string as_requested(std::string_view path);

}  // namespace feedd::daemon
