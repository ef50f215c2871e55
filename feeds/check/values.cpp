#include "feeds/check/values.hpp"

#include "content/language.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace feedd::feeds::check {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_alphanumeric(char c) {
  return is_digit(c) || is_letter(c);
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool all_of(std::string_view text, bool (*is)(char)) {
  return std::all_of(text.begin(), text.end(), is);
}

/// Takes a text from its front, piece by piece.
class Taker {
 public:
  explicit Taker(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::optional<int> number(std::size_t least, std::size_t most) {
    std::size_t length = 0;
    while (length < rest_.size() && length < most && is_digit(rest_[length])) ++length;
    if (length < least) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, length)) value = value * 10 + (c - '0');
    rest_.remove_prefix(length);
    return value;
  }
  std::size_t digits() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_digit);
    const auto length = static_cast<std::size_t>(end - rest_.begin());
    rest_.remove_prefix(length);
    return length;
  }
  std::string_view word(std::size_t most) {
    std::size_t length = 0;
    while (length < rest_.size() && length < most && is_letter(rest_[length])) ++length;
    const std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return taken;
  }

 private:
  std::string_view rest_;
};

constexpr std::array<std::string_view, 7> day_names = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> month_names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr Objection not_rfc822 = "is no RFC 822 date (Thu, 17 Sep 2020 05:05:00 +0000)";
constexpr Objection no_mailbox =
    "is no e-mail address (kim@example.org (Kim)); where only the name is known, write dc:creator";
constexpr Objection no_zone = "has no zone; write +0000";
constexpr Objection no_such_day = "names a day that does not exist";
constexpr Objection no_such_time = "names a time of day that does not exist";

template <std::size_t N>
int index_of(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

std::chrono::year_month_day day_of(int year, int month, int day) {
  return std::chrono::year{year} / month / day;
}

/// hh:mm[:ss[.f]]; a leap second is a second.
Objection object_to_time(Taker& text, bool needs_seconds, bool takes_fraction) {
  constexpr Objection form = "has no time of day as hh:mm:ss";
  const auto hour = text.number(2, 2);
  if (!hour || !text.take(':')) return form;
  const auto minute = text.number(2, 2);
  if (!minute) return form;
  int second = 0;
  if (text.take(':')) {
    const auto read = text.number(2, 2);
    if (!read) return form;
    second = *read;
    if (takes_fraction && text.take('.') && text.digits() == 0) return "has a point without a fraction behind it";
  } else if (needs_seconds) {
    return "has no seconds";
  }
  return *hour > 23 || *minute > 59 || second > 60 ? no_such_time : Objection{};
}

bool is_rfc822_zone(std::string_view zone) {
  if (zone.size() == 5 && (zone[0] == '+' || zone[0] == '-')) return all_of(zone.substr(1), is_digit);
  constexpr std::array<std::string_view, 11> names = {"UT",  "GMT", "Z",   "EST", "EDT", "CST",
                                                      "CDT", "MST", "MDT", "PST", "PDT"};
  return std::find(names.begin(), names.end(), zone) != names.end();
}

/// Of a date of any form: what blanks and commas part, without comments.
std::vector<std::string> words_of_date(std::string_view text) {
  std::vector<std::string> words;
  int depth = 0;
  bool is_word = false;
  for (const char c : text) {
    if (c == '(') ++depth;
    const bool is_part = depth == 0 && c != ' ' && c != ',' && c != '\t' && c != '\n' && c != '\r';
    if (c == ')' && depth > 0) --depth;
    if (is_part && !is_word) words.emplace_back();
    if (is_part) words.back() += c;
    is_word = is_part;
  }
  return words;
}

/// The name that a word begins with, in any case; empty where it is none.
template <std::size_t N>
std::string_view named(const std::array<std::string_view, N>& names, std::string_view word) {
  const std::string lower = content::lower_ascii(word.substr(0, 3));
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](std::string_view name) { return content::lower_ascii(name) == lower; });
  return found == names.end() || !all_of(word, is_letter) ? std::string_view{} : *found;
}

constexpr Objection no_offset = "has no offset; write Z or +hh:mm";

Objection object_to_offset(Taker& text) {
  if (text.take('Z')) return text.done() ? Objection{} : "goes on behind its offset";
  if (!text.take('+') && !text.take('-')) return no_offset;
  const auto hours = text.number(2, 2);
  if (!hours || !text.take(':')) return no_offset;
  const auto minutes = text.number(2, 2);
  if (!minutes) return no_offset;
  if (*hours > 23 || *minutes > 59) return no_such_time;
  return text.done() ? Objection{} : "goes on behind its offset";
}

constexpr std::string_view reserved_and_unreserved = "-._~:/?#[]@!$&'()*+,;=";

/// How long what stands before the path, the query and the fragment is.
std::size_t length_of_authority(std::string_view text) {
  const auto end = std::find_if(text.begin(), text.end(), [](char c) { return c == '/' || c == '?' || c == '#'; });
  return static_cast<std::size_t>(end - text.begin());
}

bool has_bracket(std::string_view text) {
  return text.find('[') != std::string_view::npos || text.find(']') != std::string_view::npos;
}

Objection object_to_port(std::string_view text) {
  Taker port(text);
  while (port.take('0')) continue;
  if (port.done()) return {};  // an empty one is the scheme's own (RFC 3986 section 3.2.3)
  constexpr int last_port = 65535;
  const auto number = port.number(1, 5);
  return number && port.done() && *number <= last_port ? Objection{} : "has a port that is no number up to 65535";
}

/// Brackets around a host's number only, and closed; a port that there is.
Objection object_to_authority(std::string_view text) {
  constexpr Objection brackets = "has a bracket outside of its host; percent-encode it";
  const std::size_t first = length_of_authority(text);
  const bool has_host = text.substr(first).starts_with("//") && (first == 0 || text[first - 1] == ':');
  if (!has_host) return has_bracket(text) ? brackets : Objection{};
  text.remove_prefix(first + 2);
  std::string_view host = text.substr(0, length_of_authority(text));
  if (has_bracket(text.substr(host.size()))) return brackets;
  host.remove_prefix(host.rfind('@') + 1);  // npos + 1 is 0
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    if (end == std::string_view::npos) return "has a bracket that is not closed";
    host.remove_prefix(end + 1);
    if (!host.empty() && host.front() != ':') return brackets;
  }
  if (has_bracket(host)) return brackets;
  const std::size_t colon = host.find(':');
  return colon == std::string_view::npos ? Objection{} : object_to_port(host.substr(colon + 1));
}

/// Every character one that an address may have, every `%` an escape.
Objection object_to_characters(std::string_view text, Characters characters) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '%') {
      if (at + 2 >= text.size() || !is_hex(text[at + 1]) || !is_hex(text[at + 2]))
        return "has a % that escapes nothing";
      continue;
    }
    if (static_cast<unsigned char>(c) >= 0x80) {
      if (characters == Characters::uri) return "has characters outside of ASCII; percent-encode them";
      continue;
    }
    if (!is_alphanumeric(c) && reserved_and_unreserved.find(c) == std::string_view::npos)
      return c == ' ' ? "has a space in it; write %20"
                      : "has a character that addresses may not have; percent-encode it";
  }
  const std::size_t fragment = text.find('#');
  if (fragment != std::string_view::npos && text.find('#', fragment + 1) != std::string_view::npos)
    return "has a second #; percent-encode it";
  return object_to_authority(text);
}

std::size_t scheme_length(std::string_view text) {
  if (text.empty() || !is_letter(text.front())) return 0;
  std::size_t length = 1;
  while (length < text.size() &&
         (is_alphanumeric(text[length]) || text[length] == '+' || text[length] == '-' || text[length] == '.'))
    ++length;
  return length < text.size() && text[length] == ':' ? length : 0;
}

/// Letters, digits and `others`, and not nothing.
bool is_word_with(std::string_view text, std::string_view others) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_alphanumeric(c) || others.find(c) != std::string_view::npos;
  });
}

/// RFC 4151 section 2.1, behind `tag:`: an authority, a date (or a month, or a year), a name.
Objection object_to_tag(std::string_view specific) {
  constexpr Objection form = "is no tag: address (tag:example.org,2020-09-17:name)";
  const std::size_t comma = specific.find(',');
  if (comma == std::string_view::npos) return form;
  std::string_view authority = specific.substr(0, comma);
  if (content::lower_ascii(authority) != authority) return "is a tag: address whose authority is not in lower case";
  if (const std::size_t at = authority.find('@'); at != std::string_view::npos) {
    if (!is_word_with(authority.substr(0, at), "-._")) return form;
    authority.remove_prefix(at + 1);
  }
  if (!is_word_with(authority, ".-")) return form;
  Taker date(specific.substr(comma + 1));
  if (!date.number(4, 4)) return form;
  for (int part = 0; part < 2 && date.take('-'); ++part)
    if (!date.number(2, 2)) return form;
  return date.take(':') ? Objection{} : form;
}

Objection object_to_urn(std::string_view specific) {
  const std::size_t colon = specific.find(':');
  if (colon == std::string_view::npos || colon < 2 || colon > 32 || colon + 1 == specific.size() ||
      specific.front() == '-' || !is_word_with(specific.substr(0, colon), "-"))
    return "is no urn: address (urn:NAMESPACE:NAME)";
  if (content::lower_ascii(specific.substr(0, colon)) != "uuid") return {};
  const std::string_view uuid = specific.substr(colon + 1);
  constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  const bool is_uuid =
      uuid.size() == form.size() && std::equal(uuid.begin(), uuid.end(), form.begin(),
                                               [](char c, char f) { return f == '-' ? c == '-' : is_hex(c); });
  return is_uuid ? Objection{} : "is no UUID";
}

}  // namespace

Objection object_to_rfc822(std::string_view text) {
  Taker taker(text);
  int weekday = -1;
  if (!text.empty() && is_letter(text.front())) {
    weekday = index_of(day_names, taker.word(3));
    if (weekday < 0 || !taker.take(',') || !taker.take(' ')) return not_rfc822;
  }
  const auto day = taker.number(1, 2);
  if (!day || !taker.take(' ')) return not_rfc822;
  const int month = index_of(month_names, taker.word(3)) + 1;
  if (month == 0 || !taker.take(' ')) return not_rfc822;
  const std::size_t before = taker.rest().size();
  const auto year = taker.number(2, 4);
  if (!year || !taker.take(' ')) return not_rfc822;
  if (before - taker.rest().size() != 5) return "has a year of two digits; write all four";
  const auto date = day_of(*year, month, *day);
  if (!date.ok()) return no_such_day;
  if (weekday >= 0 && std::chrono::weekday(std::chrono::sys_days(date)).c_encoding() != static_cast<unsigned>(weekday))
    return "names the wrong day of the week";
  if (const Objection time = object_to_time(taker, false, false); !time.empty()) return time;
  if (!taker.take(' ')) return no_zone;
  return is_rfc822_zone(taker.rest()) ? Objection{} : "has a zone that RFC 822 does not know; write +0000";
}

Objection object_to_any_rfc822(std::string_view text) {
  constexpr std::size_t longest = 200;
  if (text.size() > longest) return not_rfc822;
  std::vector<std::string> words = words_of_date(text);
  if (!words.empty() && is_letter(words.front().front())) {
    words.front() = named(day_names, words.front());
    if (words.front().empty()) return not_rfc822;
    words.front() += ',';
  }
  const std::size_t day = !words.empty() && is_digit(words.front().front()) ? 0 : 1;
  if (words.size() < day + 5) return words.size() < day + 4 ? not_rfc822 : no_zone;
  words[day + 1] = named(month_names, words[day + 1]);
  std::string& year = words[day + 2];
  if (year.size() == 2 && all_of(year, is_digit)) year.insert(0, year < "50" ? "20" : "19");  // RFC 2822 section 4.3
  std::string& time = words[day + 3];
  if (time.find(':') == 1) time.insert(0, 1, '0');
  std::string& zone = words[day + 4];
  std::transform(zone.begin(), zone.end(), zone.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  constexpr std::size_t with_colon = 6;  // +hh:mm
  if (zone.size() == with_colon && zone[3] == ':') zone.erase(3, 1);
  std::string all;
  for (const std::string& word : words) all.append(all.empty() ? "" : " ").append(word);
  return object_to_rfc822(all);
}

Objection object_to_rfc3339(std::string_view text) {
  constexpr Objection form = "is no RFC 3339 date (2020-09-17T05:05:00Z)";
  Taker taker(text);
  const auto year = taker.number(4, 4);
  if (!year || !taker.take('-')) return form;
  const auto month = taker.number(2, 2);
  if (!month || !taker.take('-')) return form;
  const auto day = taker.number(2, 2);
  if (!day || !taker.take('T')) return form;
  if (!day_of(*year, *month, *day).ok()) return no_such_day;
  if (const Objection time = object_to_time(taker, true, true); !time.empty()) return time;
  return object_to_offset(taker);
}

Objection object_to_w3cdtf(std::string_view text) {
  constexpr Objection form = "is no W3C date (2020, 2020-09, 2020-09-17 or 2020-09-17T05:05:00Z)";
  Taker taker(text);
  const auto year = taker.number(4, 4);
  if (!year) return form;
  int month = 1;
  std::optional<int> day;
  if (taker.take('-')) {
    const auto read = taker.number(2, 2);
    if (!read) return form;
    month = *read;
    if (taker.take('-')) {
      day = taker.number(2, 2);
      if (!day) return form;
    }
  }
  if (!day_of(*year, month, day.value_or(1)).ok()) return no_such_day;
  if (taker.done()) return {};
  if (!day || !taker.take('T')) return form;
  if (const Objection time = object_to_time(taker, false, true); !time.empty()) return time;
  return object_to_offset(taker);
}

Objection object_to_absolute(std::string_view text, Characters characters) {
  const std::size_t length = scheme_length(text);
  if (length == 0) return "is no absolute address";
  const std::string scheme = content::lower_ascii(text.substr(0, length));
  const std::string_view specific = text.substr(length + 1);
  if (specific.empty()) return "is no absolute address";
  if (const Objection wrong = object_to_characters(text, characters); !wrong.empty()) return wrong;
  if (scheme == "tag") return object_to_tag(specific);
  if (scheme == "urn") return object_to_urn(specific);
  if ((scheme == "http" || scheme == "https" || scheme == "ftp") &&
      (!specific.starts_with("//") || specific.size() < 3 || specific[2] == '/'))
    return "names no host";
  return {};
}

Objection object_to_web_address(std::string_view text, Characters characters) {
  const std::string scheme = content::lower_ascii(text.substr(0, scheme_length(text)));
  if (scheme != "http" && scheme != "https") return "is no address of http or https";
  return object_to_absolute(text, characters);
}

Objection object_to_reference(std::string_view text, Characters characters) {
  return scheme_length(text) != 0 ? object_to_absolute(text, characters) : object_to_characters(text, characters);
}

Objection object_to_language(std::string_view text) {
  const std::string_view first = text.substr(0, text.find('-'));
  const bool is_private =
      first == "x" || first == "i";  // RFC 5646 section 2.2.7; as a language of its own it says little
  if (is_private ? content::is_language_tag("en" + std::string(text.substr(1))) && text.size() > 2
                 : content::is_language_tag(text))
    return {};
  return "is no language tag (BCP 47, beginning with a language of ISO 639: en, ko-KR, zh-Hant)";
}

bool is_token(std::string_view text) {
  return is_word_with(text, "!#$%&'*+-.^_`|~");
}

Objection object_to_media_type(std::string_view text) {
  const std::string_view essence = content::trim(text.substr(0, text.find(';')));
  const std::size_t slash = essence.find('/');
  if (slash == std::string_view::npos || !is_token(essence.substr(0, slash)) || !is_token(essence.substr(slash + 1)))
    return "is no media type (image/png)";
  return {};
}

Objection object_to_mailbox(std::string_view text) {
  const std::string_view address = text.substr(0, text.find(' '));
  const std::size_t at = std::min(address.find('@'), address.size());
  if (!is_word_with(address.substr(0, at), "_-+.'%")) return no_mailbox;
  const std::string_view host = address.substr(std::min(at + 1, address.size()));
  if (host.find('.') == std::string_view::npos) return no_mailbox;
  for (std::size_t start = 0, dot = 0; dot != std::string_view::npos; start = dot + 1) {
    dot = host.find('.', start);
    if (!is_word_with(host.substr(start, dot - start), "-")) return no_mailbox;
  }
  const std::string_view name = text.substr(address.size());
  return name.empty() || (name.starts_with(" (") && name.ends_with(')')) ? Objection{} : no_mailbox;
}

Objection object_to_any_mailbox(std::string_view text) {
  const std::size_t at = text.find('@');
  const bool has_address = at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
                           is_word_with(text.substr(at - 1, 1), "_-+.'%") && is_word_with(text.substr(at + 1, 1), "[");
  return has_address ? Objection{} : no_mailbox;
}

Objection object_to_email(std::string_view text) {
  const std::size_t at = text.find('@', 1);
  return at != std::string_view::npos && at + 1 < text.size() ? Objection{} : "is no e-mail address (kim@example.org)";
}

bool is_whole_number(std::string_view text) {
  return !text.empty() && text.size() < 19 && all_of(text, is_digit);
}

}  // namespace feedd::feeds::check
