// What the pages say of themselves, by language: one table. It does not translate articles.
#pragma once

#include <string_view>

namespace feedd::feeds {

struct Labels {
  std::string_view language;  ///< primary subtag of BCP 47
  std::string_view subscribe;
  std::string_view explanation;  ///< what a feed is and what to do with its address
  std::string_view address;
  std::string_view formats;
  std::string_view newest;
  std::string_view by_tag;
  std::string_view by_author;
  std::string_view by_section;
  std::string_view more_feeds;
  std::string_view photo_by;  ///< goes before a name, with its space
  std::string_view related;
  std::string_view correction;
  std::string_view updated;
  std::string_view nothing_yet;
  std::string_view listen;
  std::string_view watch;
};

/// The row of a language, by its primary subtag; English where there is none.
[[nodiscard]] const Labels& labels_of(std::string_view language);

/// `rtl` or `ltr`: by the script subtag of a BCP 47 tag, else by the script its language is mostly written in.
[[nodiscard]] std::string_view direction_of(std::string_view language);

}  // namespace feedd::feeds
