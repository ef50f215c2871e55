// `[[feed]]` in the configuration: feeds that it defines, and what it says of feeds there are anyway.
#pragma once

#include "feeds/site.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include <toml++/toml.h>

namespace feedd::daemon {

/// More entries than this no reader shows, and each costs every subscriber its bytes.
inline constexpr std::int64_t max_limit = 10'000;

/// By key of the feed. `ascii`: slugs are transliterated. Throws ConfigError with the place.
[[nodiscard]] std::map<std::string, feeds::FeedSettings, std::less<>> read_feed_settings(
    const std::filesystem::path& file, const toml::table& root, bool ascii);

}  // namespace feedd::daemon
