// What peers write in answers to announcements: shown to people, and understood where only words tell what is meant.
#pragma once

#include <string>
#include <string_view>

namespace feedd::daemon::push {

/// What a stranger wrote as one line that a terminal and a log may be given: clean, white space collapsed, at most 200
/// characters.
[[nodiscard]] std::string one_line(std::string_view text);

/// Whether a message says that the same would be taken later: `pinged too often`, `slow down`, `try again in 5
/// minutes`.
[[nodiscard]] bool asks_to_wait(std::string_view message);
/// Whether a message says that there is no such method or that it has other parameters: `requested method
/// weblogUpdates.extendedPing does not exist`, `ping() takes 2 positional arguments but 4 were given`.
[[nodiscard]] bool knows_no_such_call(std::string_view message);

}  // namespace feedd::daemon::push
