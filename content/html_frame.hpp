// Frames: which may stand, and which page shows what a frame of a video host shows. Private to content.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace feedd::content {

/// Whether `address` is https on one of `hosts` (compared whole, without regard to case), without user or port.
[[nodiscard]] bool is_frame_allowed(std::string_view address, std::span<const std::string> hosts);

/// The page of a video or a sound that `address`, made to be framed, shows; nothing for other hosts.
[[nodiscard]] std::optional<std::string> page_of_frame(std::string_view address);

/// The frame that shows the video of a page of YouTube or Vimeo (`https://youtu.be/x`), as the shortcodes of these have
/// it; nothing for other pages, lists and channels.
[[nodiscard]] std::optional<std::string> frame_of_page(std::string_view address);

/// What every frame gets besides its address: it may play, not navigate its page, ask for permissions or submit forms.
inline constexpr std::string_view frame_attributes =
    " allow=\"encrypted-media; fullscreen; picture-in-picture\" allowfullscreen=\"\" loading=\"lazy\""
    " referrerpolicy=\"strict-origin-when-cross-origin\""
    " sandbox=\"allow-popups allow-presentation allow-same-origin allow-scripts\"";

}  // namespace feedd::content
