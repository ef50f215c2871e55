// The grammar of RFC 9112 sections 2 to 6 as far as a server of GET, HEAD and POST needs it. Whatever two parsers could
// read in two ways is refused: bare LF, folded lines, space before a colon, two lengths.
#include "daemon/http/request_parser.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace feedd::daemon {

HeadScan::State HeadScan::refuse(int status) {
  status_ = static_cast<std::uint16_t>(status);
  return State::refused;
}

HeadScan::State HeadScan::scan(std::string_view bytes, const HeadLimits& limits) {
  if (status_ != 0) return State::refused;
  // A TLS hello or other noise has no line end for long: known by its first byte.
  if (position_ == 0 && !bytes.empty() && !is_token_char(bytes[0]) && bytes[0] != '\r') return refuse(400);
  while (position_ < bytes.size()) {
    const void* found = std::memchr(bytes.data() + position_, '\n', bytes.size() - position_);
    if (found == nullptr) break;
    const auto newline = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
    if (newline == 0 || bytes[newline - 1] != '\r') return refuse(400);
    bool done = false;
    if (take_line(newline, limits, done) == State::refused) return State::refused;
    if (done) return State::complete;
  }
  position_ = static_cast<std::uint32_t>(bytes.size());
  return check_limits(bytes.size(), limits);
}

HeadScan::State HeadScan::take_line(std::size_t newline, const HeadLimits& limits, bool& done) {
  const std::size_t length = newline - 1 - line_start_;
  const auto next = static_cast<std::uint32_t>(newline + 1);
  if (const auto state = check_limits(newline - 1, limits); state == State::refused) return state;
  if (fields_at_ == 0 && length == 0) {
    if (start_ != 0) return refuse(400);
    start_ = static_cast<std::uint16_t>(next);
  } else if (fields_at_ == 0) {
    fields_at_ = next;
  } else if (length == 0) {
    done = true;
  } else if (++fields_ > limits.field_lines) {
    return refuse(431);
  }
  line_start_ = position_ = next;
  return State::incomplete;
}

HeadScan::State HeadScan::check_limits(std::size_t size, const HeadLimits& limits) {
  if (fields_at_ == 0) return size > start_ + limits.request_line_bytes ? refuse(414) : State::incomplete;
  return size > fields_at_ + limits.field_lines_bytes ? refuse(431) : State::incomplete;
}

namespace {

constexpr int accepted = 0;

bool is_target_char(char c) {
  return static_cast<unsigned char>(c) > 0x20 && c != 0x7F;
}

/// A name or an address, perhaps with a port (RFC 9110 section 7.2).
bool is_host(std::string_view value) {
  constexpr std::string_view marks = "-._~!$&'()*+,;=:[]%";
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool good = std::all_of(value.begin(), value.end(), [&](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || marks.find(c) != std::string_view::npos;
  });
  const bool bracketed = value.starts_with('[');
  const auto end = value.find(']');
  if (!good || bracketed != (end != std::string_view::npos)) return false;
  if (value.find('[', bracketed ? 1 : 0) != std::string_view::npos) return false;
  const auto rest = value.substr(bracketed ? end + 1 : std::min(value.find(':'), value.size()));
  return rest.empty() || (rest.front() == ':' && std::all_of(rest.begin() + 1, rest.end(), is_digit));
}

/// What the fields said that only makes sense together.
struct Seen {
  bool host = false;
  bool content_length = false;
  bool close = false;
  bool keep_alive = false;
  bool chunked = false;       // as the last transfer coding
  bool other_coding = false;  // before it
};

int take_connection(std::string_view value, Seen& seen) {
  while (const auto option = next_element(value)) {
    seen.close |= equal_ignoring_case(*option, "close");
    seen.keep_alive |= equal_ignoring_case(*option, "keep-alive");
  }
  return accepted;
}

int take_length(std::string_view value, Request& request, Seen& seen) {
  const auto* end = value.data() + value.size();
  const bool digits = !value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos;
  if (seen.content_length || !digits) return 400;
  seen.content_length = true;
  return std::from_chars(value.data(), end, request.content_length).ec == std::errc{} ? accepted : 400;
}

/// One list, however many lines it has. Nothing may follow `chunked`, which says where the body ends.
int take_codings(std::string_view value, Request& request, Seen& seen) {
  request.transfer_encoding = true;
  while (const auto coding = next_element(value)) {
    if (seen.chunked) return 400;
    seen.chunked = equal_ignoring_case(*coding, "chunked");
    seen.other_coding |= !seen.chunked;
  }
  return accepted;
}

int take_first(std::string_view value, std::string_view& field) {
  if (field.empty()) field = value;
  return accepted;
}

int guard(std::string_view, Request& request, Seen&) {
  request.is_guarded = true;
  return accepted;
}

int note_forwarded(std::string_view, Request& request, Seen&) {
  request.is_forwarded = true;
  return accepted;
}

int note_manipulations(std::string_view, Request& request, Seen&) {
  request.has_manipulations = true;
  return accepted;
}

using Take = int (*)(std::string_view value, Request& request, Seen& seen);
struct KnownField {
  std::string_view name;
  Take take;
};

constexpr KnownField known_fields[] = {
    {"Host",
     [](std::string_view value, Request& request, Seen& seen) {
       if (seen.host || !is_host(value)) return 400;
       seen.host = true;
       request.host = value;
       return accepted;
     }},
    {"Connection", [](std::string_view value, Request&, Seen& seen) { return take_connection(value, seen); }},
    {"Accept-Encoding", [](std::string_view value, Request& request,
                           Seen&) { return request.accept_encoding.add(value) ? accepted : 431; }},
    {"If-None-Match",
     [](std::string_view value, Request& request, Seen&) { return request.if_none_match.add(value) ? accepted : 431; }},
    {"If-Modified-Since",
     [](std::string_view value, Request& request, Seen&) { return take_first(value, request.if_modified_since); }},
    {"If-Match", guard},
    {"If-Unmodified-Since", guard},
    {"Forwarded", note_forwarded},
    {"X-Forwarded-For", note_forwarded},
    {"Range", [](std::string_view value, Request& request, Seen&) { return take_first(value, request.range); }},
    {"If-Range", [](std::string_view value, Request& request, Seen&) { return take_first(value, request.if_range); }},
    {"Sec-Fetch-Dest",
     [](std::string_view value, Request& request, Seen&) { return take_first(value, request.fetch_dest); }},
    {"User-Agent",
     [](std::string_view value, Request& request, Seen&) { return take_first(value, request.user_agent); }},
    {"A-IM", note_manipulations},
    {"Content-Type",
     [](std::string_view value, Request& request, Seen&) { return take_first(value, request.content_type); }},
    {"Content-Length",
     [](std::string_view value, Request& request, Seen& seen) { return take_length(value, request, seen); }},
    {"Transfer-Encoding", take_codings},
    {"Expect",
     [](std::string_view value, Request& request, Seen&) {
       request.expects_continue = true;
       return equal_ignoring_case(value, "100-continue") ? accepted : 417;
     }},
};

int parse_field(std::string_view line, Request& request, Seen& seen) {
  const auto colon = std::find_if_not(line.begin(), line.end(), is_token_char);
  if (colon == line.begin() || colon == line.end() || *colon != ':') return 400;
  const auto name = line.substr(0, static_cast<std::size_t>(colon - line.begin()));
  const auto value = trim_space(line.substr(name.size() + 1));
  if (!std::all_of(value.begin(), value.end(), is_value_char)) return 400;
  for (const auto& field : known_fields)
    if (field.name.size() == name.size() && equal_ignoring_case(field.name, name))
      return field.take(value, request, seen);
  return accepted;
}

int parse_version(std::string_view version, Request& request) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (version.size() != 8 || !version.starts_with("HTTP/") || !digit(version[5]) || version[6] != '.' ||
      !digit(version[7]))
    return 400;
  if (version[5] != '1') return 505;
  request.http_1_0 = version[7] == '0';
  return accepted;
}

int parse_method(std::string_view name, Request& request) {
  constexpr std::string_view others[] = {"PUT", "DELETE", "PATCH", "TRACE", "CONNECT"};
  request.method = name == "GET"       ? Method::get
                   : name == "HEAD"    ? Method::head
                   : name == "POST"    ? Method::post
                   : name == "OPTIONS" ? Method::options
                                       : Method::other;
  if (request.method != Method::other) return accepted;
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_token_char)) return 400;
  return std::find(std::begin(others), std::end(others), name) != std::end(others) ? accepted : 501;
}

int parse_request_line(std::string_view line, Request& request) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return 400;
  request.target = line.substr(first + 1, last - first - 1);
  if (request.target.empty() || !std::all_of(request.target.begin(), request.target.end(), is_target_char)) return 400;
  if (const int refused = parse_version(line.substr(last + 1), request)) return refused;
  return parse_method(line.substr(0, first), request);
}

}  // namespace

int parse_head(std::string_view head, Request& request) {
  request = Request{};
  request.head = head;
  Seen seen;
  bool first = true;
  while (!head.empty()) {
    const auto newline = head.find('\n');
    if (newline == std::string_view::npos || newline == 0) return 400;
    const auto line = head.substr(0, newline - 1);
    head.remove_prefix(newline + 1);
    if (line.empty()) break;
    if (const int refused = first ? parse_request_line(line, request) : parse_field(line, request, seen))
      return refused;
    first = false;
  }
  if (first || (!seen.host && !request.http_1_0)) return 400;
  if (request.transfer_encoding) {  // RFC 9112 section 6.3, rules 3 and 4, and section 6.1
    if (seen.content_length || request.http_1_0 || !seen.chunked) return 400;
    if (seen.other_coding) return 501;
  }
  request.keep_alive = !seen.close && (!request.http_1_0 || seen.keep_alive);
  return accepted;
}

std::optional<std::string> field_value(std::string_view head, std::string_view name) {
  std::optional<std::string> list;
  for (std::size_t end = 0; (end = head.find("\r\n")) != std::string_view::npos; head.remove_prefix(end + 2)) {
    const auto line = head.substr(0, end);
    if (line.size() <= name.size() || line[name.size()] != ':') continue;
    if (!equal_ignoring_case(line.substr(0, name.size()), name)) continue;
    const auto value = trim_space(line.substr(name.size() + 1));
    if (list)
      list->append(", ").append(value);
    else
      list.emplace(value);
  }
  return list;
}

}  // namespace feedd::daemon
