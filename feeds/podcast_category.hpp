// The categories of podcasts, for configurations: the list is that of the rules.
#pragma once

#include "feeds/check/podcast_category.hpp"

namespace feedd::feeds {

using check::is_podcast_category;

}  // namespace feedd::feeds
