// Items of a WordPress export (WXR 1.0 to 1.2): what WordPress says beyond RSS. Private to content.
#pragma once

#include "content/sources/feed_elements.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace feedd::content {

/// What the items of an export refer to, gathered by a first reading.
struct WxrSite {
  std::string version;                                      ///< wp:wxr_version; may be missing
  std::map<std::string, std::string, std::less<>> authors;  ///< login -> display name
  std::map<std::string, Media, std::less<>> attachments;    ///< by post id
};

/// Elements that neither reading needs: comments, and terms' metadata.
[[nodiscard]] bool is_unread_in_wxr(std::string_view name);

/// A child of the channel: an author, the version.
void gather_wxr_head(const XmlElement& element, WxrSite& site);
/// An item: kept where it is an attachment.
void gather_wxr_item(const XmlElement& item, const FeedHead& head, WxrSite& site);

/// Why an item is no article: its post type (`page`, `attachment`, `nav_menu_item` ...) or `trash`; nothing for a post.
[[nodiscard]] std::optional<std::string> skipped_in_wxr(const XmlElement& item);

/// Completes what read_entry_element made of a post.
void complete_wxr_entry(const XmlElement& item, const WxrSite& site, FeedEntry& entry);

}  // namespace feedd::content
