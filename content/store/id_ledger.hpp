// The identity ledger as a text: what a lost store needs to come back with the same ids, slugs and dates.
//
//   # feedd ids 1
//   site     ID
//   article  ID  PATH  SLUG  OLD-SLUGS  PUBLISHED  UPDATED  WITHDRAWN
//   term     KIND  NAME  SLUG  LABEL
//
// Fields are separated by one tab; in a field `\t`, `\n` and `\\` stand for a tab, a line feed and a backslash.
// OLD-SLUGS are separated by spaces, which no slug has. Times are RFC 3339 in UTC; WITHDRAWN is `-` for what was never
// withdrawn. Articles are sorted by id, terms by kind (`tag`, `author`) and name, both by bytes. The form is stable: a
// later version says so in its first line.
#pragma once

#include "content/store/article_reader.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// One article's identity.
struct IdRecord {
  std::string id, path, slug;
  std::vector<std::string> old_slugs;  ///< sorted
  Timestamp published, updated;
  Timestamp withdrawn{};  ///< the epoch: never
  bool operator==(const IdRecord&) const = default;
};

struct TermRecord {
  TermKind kind = TermKind::tag;
  std::string name;  ///< term_key of its labels
  std::string slug, label;
  bool operator==(const TermRecord&) const = default;
};

struct IdLedger {
  std::string site_id;
  std::vector<IdRecord> articles;
  std::vector<TermRecord> terms;
  bool operator==(const IdLedger&) const = default;
};

/// Everything the store knows, the vanished too. Throws sql::Failure: call it inside ArticleReader::reading.
[[nodiscard]] IdLedger read_ids(sql::Database& database, std::int64_t site = 1);

[[nodiscard]] std::string print_ids(const IdLedger& ledger);
/// The inverse. An Error names `subject` and the line of what is no such text.
[[nodiscard]] Result<IdLedger> parse_ids(std::string_view text, std::string_view subject);

}  // namespace feedd::content
