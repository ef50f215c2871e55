// Validators are compared here and nowhere else.
#include "daemon/http/conditional.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace feedd::daemon {
namespace {

/// What Apache, nginx modules, Jetty and content networks append when they compress.
constexpr std::array<std::string_view, 12> proxy_suffixes = {"-gzip", "-br",   ";gzip",    ";br",   "--gzip", "--br",
                                                             "-zstd", ";zstd", "-deflate", "+gzip", ":gzip",  "-df"};

/// Hex digits of content::digest_hex.
constexpr std::size_t digest_size = 32;

bool is_proxy_suffix(std::string_view rest) {
  return rest.empty() || std::find(proxy_suffixes.begin(), proxy_suffixes.end(), rest) != proxy_suffixes.end();
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f');
}

/// A later revision of a feed with the same bytes is nothing new to a client. What remains is the digest with its dash;
/// other tags stay whole.
std::string_view without_revision(std::string_view tag) {
  std::size_t dash = 0;
  while (dash < tag.size() && is_digit(tag[dash])) ++dash;
  if (dash == 0 || dash == tag.size() || tag[dash] != '-') return tag;
  const auto digest = tag.substr(dash + 1, digest_size);
  const bool whole = digest.size() == digest_size && std::all_of(digest.begin(), digest.end(), is_hex_digit);
  return whole ? tag.substr(dash) : tag;
}

bool same_tag(std::string_view sent, std::string_view etag) {
  if (sent == etag) return true;  // mostly
  const auto sent_digest = without_revision(sent);
  const auto digest = without_revision(etag);
  if (digest.size() != etag.size() && sent_digest.size() != sent.size()) {
    sent = sent_digest;
    etag = digest;
  }
  if (!sent.starts_with(etag)) return false;
  return is_proxy_suffix(sent.substr(etag.size()));
}

/// Takes the next tag off a list: what stands between quotes, or up to a comma where there are none.
std::optional<std::string_view> next_tag(std::string_view& list) {
  const auto start = list.find_first_not_of(" \t,");
  if (start == std::string_view::npos) return std::nullopt;
  list.remove_prefix(start);
  if (list.starts_with("W/\"")) list.remove_prefix(2);
  if (!list.starts_with('"')) return next_element(list);
  const auto quote = list.find('"', 1);
  if (quote == std::string_view::npos) return std::nullopt;
  const auto tag = list.substr(1, quote - 1);
  list.remove_prefix(quote + 1);
  return tag;
}

bool matches_strongly(std::string_view list, std::string_view etag) {
  if (trim_space(list) == "*") return true;
  for (;;) {
    list.remove_prefix(std::min(list.find_first_not_of(" \t,"), list.size()));
    const bool weak = list.starts_with("W/");
    const auto tag = next_tag(list);
    if (!tag) return false;
    if (!weak && !etag.empty() && *tag == etag) return true;
  }
}

std::optional<std::uint64_t> read_number(std::string_view digits) {
  std::uint64_t number = 0;
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return read.ec == std::errc{} ? number : UINT64_MAX;
}

}  // namespace

bool matches_etag(const FieldLines& if_none_match, std::string_view etag) {
  for (std::string_view line : if_none_match) {
    if (trim_space(line) == "*") return true;
    while (const auto tag = next_tag(line))
      if (!etag.empty() && same_tag(*tag, etag)) return true;
  }
  return false;
}

bool is_precondition_failed(const Request& request, std::string_view etag, content::Timestamp changed_at) {
  if (const auto tags = field_value(request.head, "If-Match")) return !matches_strongly(*tags, etag);
  const auto date = field_value(request.head, "If-Unmodified-Since");
  const auto since = date ? content::parse_http_date(*date) : std::nullopt;
  return since && changed_at != content::Timestamp{} && changed_at > *since;
}

std::optional<FeedTag> read_feed_tag(std::string_view tag) {
  const std::size_t dash = tag.size() - without_revision(tag).size();
  if (dash == 0 || !is_proxy_suffix(tag.substr(dash + 1 + digest_size))) return std::nullopt;
  const auto revision = read_number(tag.substr(0, dash));
  if (!revision) return std::nullopt;
  return FeedTag{tag.substr(0, dash + 1 + digest_size), *revision, tag.substr(dash + 1, digest_size)};
}

std::optional<FeedTag> sole_feed_tag(const FieldLines& if_none_match) {
  std::optional<FeedTag> sole;
  for (std::string_view line : if_none_match) {
    while (const auto tag = next_tag(line)) {
      if (sole) return std::nullopt;
      sole = read_feed_tag(*tag);
      if (!sole) return std::nullopt;
    }
  }
  return sole;
}

bool is_not_modified(const Request& request, std::string_view etag, content::Timestamp changed_at) {
  if (request.if_none_match.present()) return matches_etag(request.if_none_match, etag);
  if (request.if_modified_since.empty() || changed_at == content::Timestamp{}) return false;
  const auto since = content::parse_http_date(request.if_modified_since);
  return since && changed_at <= *since;
}

bool has_validator(const Request& request) {
  for (std::string_view line : request.if_none_match)
    if (next_tag(line)) return true;
  return !request.if_none_match.present() && content::parse_http_date(request.if_modified_since).has_value();
}

bool is_range_current(const Request& request, std::string_view etag, content::Timestamp changed_at) {
  const auto condition = request.if_range;
  if (condition.empty()) return true;
  if (condition.starts_with('"'))
    return condition.size() == etag.size() + 2 && condition.ends_with('"') && condition.substr(1, etag.size()) == etag;
  const auto date = content::parse_http_date(condition);
  return date && *date == changed_at;
}

std::optional<ByteRange> read_range(std::string_view range, std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  if (range.size() < unit.size() || !equal_ignoring_case(range.substr(0, unit.size()), unit)) return std::nullopt;
  range = trim_space(range.substr(unit.size()));
  const auto dash = range.find('-');
  if (dash == std::string_view::npos || range.find(',') != std::string_view::npos) return std::nullopt;
  const auto first = read_number(range.substr(0, dash));
  const auto last = read_number(range.substr(dash + 1));
  if (dash == 0) {
    if (!last) return std::nullopt;
    const auto length = std::min(*last, size);
    return ByteRange{size - length, length};
  }
  if (!first || (!last && dash + 1 != range.size()) || (last && *last < *first)) return std::nullopt;
  if (*first >= size) return ByteRange{};
  const auto end = last ? std::min(*last, size - 1) : size - 1;
  return ByteRange{*first, end - *first + 1};
}

}  // namespace feedd::daemon
