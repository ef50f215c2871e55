// The categories of podcasts that directories know: Apple's, which the others took over.
#pragma once

#include <string_view>

namespace feedd::feeds::check {

/// Whether `category` is one of Apple's as Podcast::category has them, `News` or `Society & Culture > Documentary`.
[[nodiscard]] bool is_podcast_category(std::string_view category);

}  // namespace feedd::feeds::check
