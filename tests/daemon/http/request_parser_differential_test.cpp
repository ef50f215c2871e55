// The same random requests to Beast's parser and to ours. Ours may be stricter, each way with its reason, and more
// lenient only in what does not say where a message ends.
#include "daemon/http/request_parser.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <regex>
#include <string>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

constexpr unsigned requests = 40'000;

/// What a parser makes of some bytes.
struct Verdict {
  enum class State : std::uint8_t { incomplete, refused, taken } state = State::incomplete;
  int status = 0;        ///< ours, of a refusal
  std::size_t size = 0;  ///< of the head, with what is skipped before it
  std::string method, target;
  std::uint64_t length = 0;
  bool coded = false;  ///< a transfer coding says where the message ends
  bool keep_alive = false;

  [[nodiscard]] bool taken() const { return state == State::taken; }
};

Verdict verdict_of(std::string_view bytes, const HeadScan& scan) {
  Verdict verdict;
  verdict.state = Verdict::State::refused;
  verdict.status = scan.status();
  if (verdict.status != 0) return verdict;
  Request request;
  const auto head = bytes.substr(scan.skipped(), scan.size() - scan.skipped());
  verdict.status = parse_head(head, request);
  if (verdict.status != 0) return verdict;
  return {Verdict::State::taken,
          0,
          scan.size(),
          std::string{head.substr(0, head.find(' '))},
          std::string{request.target},
          request.content_length,
          request.transfer_encoding,
          request.keep_alive};
}

Verdict ours(std::string_view bytes) {
  HeadScan scan;
  return scan.scan(bytes) == HeadScan::State::incomplete ? Verdict{} : verdict_of(bytes, scan);
}

Verdict ours_byte_by_byte(std::string_view bytes) {
  HeadScan scan;
  for (std::size_t end = 1; end <= bytes.size(); ++end)
    if (scan.scan(bytes.substr(0, end)) != HeadScan::State::incomplete) return verdict_of(bytes, scan);
  return {};
}

Verdict beasts(std::string_view bytes) {
  namespace http = boost::beast::http;
  http::request_parser<http::empty_body> parser;
  parser.header_limit(1 << 20);
  parser.body_limit(boost::none);
  boost::beast::error_code error;
  Verdict verdict;
  if (bytes.empty()) return verdict;
  verdict.size = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
  if (error == http::error::need_more) return verdict;
  verdict.state = error ? Verdict::State::refused : Verdict::State::taken;
  if (error || !parser.is_header_done()) return verdict;
  verdict.method = parser.get().method_string();
  verdict.target = parser.get().target();
  verdict.length = parser.content_length().value_or(0);
  verdict.coded = parser.chunked();
  verdict.keep_alive = parser.keep_alive();
  return verdict;
}

/// Requests from a grammar that knows what is written wrongly, and then some bytes changed.
class Writer {
 public:
  explicit Writer(unsigned seed) : dice_(seed) {}

  std::string request() {
    std::string text = seldom(20) ? one({"\r\n", "\n", " ", "\r\n\r\n", "\r"}) : "";
    text += seldom(8) ? one({"get", "BREW", "", "G@T", "PUT", "M-SEARCH", "GET\t"}) : one({"GET", "HEAD", "POST"});
    text += space() + target() + space() + version() + end_of_line();
    if (!seldom(20))
      text += "Host: " + (seldom(12) ? one({"", "a b", "a/b", "[::1]:80", "a,b", "a:b"}) : "a") + end_of_line();
    for (auto count = below(6); count > 0; --count) text += field();
    if (seldom(300)) text += repeated("A: b\r\n", 90 + below(20));
    if (seldom(300)) text += repeated("Accept-Encoding: gzip\r\n", 6 + below(5));
    if (!seldom(20)) text += end_of_line();
    text += one({"", "", "12345", "0\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"});
    for (auto count = seldom(3) ? 1 + below(3) : 0; count > 0; --count) change(text);
    return text;
  }

 private:
  std::size_t below(std::size_t limit) { return dice_() % limit; }
  bool seldom(unsigned times) { return below(times) == 0; }
  std::string one(std::initializer_list<const char*> all) { return all.begin()[below(all.size())]; }
  static std::string repeated(std::string_view text, std::size_t count) {
    std::string all;
    for (; count > 0; --count) all += text;
    return all;
  }

  std::string space() { return seldom(40) ? one({"  ", "\t", ""}) : " "; }
  std::string end_of_line() { return seldom(60) ? one({"\n", "\r", "\r\r\n", "\n\r"}) : "\r\n"; }
  std::string target() {
    if (seldom(300)) return "/" + std::string(8100 + below(200), 'a');
    return seldom(10) ? one({"", "/a b", "/\x01", "/\x7F", "/\xC3\xA9", "/\"<>", "?", "/a#b", "/\r"})
                      : one({"/", "/feed.rss?x=1", "*", "http://a/b"});
  }
  std::string version() {
    return seldom(8) ? one({"HTTP/1.2", "HTTP/1.9", "HTTP/0.9", "HTTP/2.0", "http/1.1", "HTTP/1.10", "HTTP/1.", ""})
                     : one({"HTTP/1.1", "HTTP/1.1", "HTTP/1.0"});
  }

  std::string field() {
    std::string name, value;
    switch (below(7)) {
      case 0:
      case 1:
        name = "Content-Length";
        value = one({"0", "5", "5", "5", "05", "+5", "-5", "5 5", "5,5", "5, 5", "5,", "", "0x5", "5;",
                     "18446744073709551615", "18446744073709551616", "99999999999999999999999"});
        break;
      case 2:
        name = "Transfer-Encoding";
        value = one({"chunked", "chunked", "Chunked", "gzip, chunked", "chunked, gzip", "identity", "", "\vchunked",
                     "\"chunked\"", "chunked;q=1", ",chunked", "chunked,"});
        break;
      case 3:
        name = one({"Connection", "Connection", "Connection", "Proxy-Connection"});
        value = one({"close", "keep-alive", "close, keep-alive", "Keep-Alive", "TE", "upgrade", ",", ";", "close;x",
                     "\"close\""});
        break;
      case 4:
        name = one({"Expect", "Host", "Upgrade", "If-None-Match"});
        value = one({"100-continue", "a", "\"a\"", "200-ok"});
        break;
      case 5:
        return one({" ", "\t", " Content-Length: ", ""}) + "5" + end_of_line();
      default:
        name = one({"A", "Accept-Encoding", "X-Y", "Content-Length-", "Content_Length"});
        value = one({"b", "", "b c", "\xEC\xA7\x80", "b\tc", "\x01"});
    }
    for (char& c : name)
      if (seldom(6)) c = static_cast<char>(c ^ ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? 0x20 : 0));
    const std::string colon = seldom(25) ? one({" :", "\t:", "", "::"}) : one({": ", ":", ":\t", ":  "});
    return name + colon + value + (seldom(8) ? one({" ", "\t", " \t "}) : "") + end_of_line();
  }

  void change(std::string& text) {
    constexpr std::string_view odd{"\0\t\n\r :,;\"%/05\x0B\x7F\x80\xFF", 17};
    const auto at = below(text.size() + 1);
    switch (below(4)) {
      case 0:
        text.insert(at, 1, odd[below(odd.size())]);
        break;
      case 1:
        text.erase(at, 1 + below(3));
        break;
      case 2:
        if (at < text.size()) text[at] = odd[below(odd.size())];
        break;
      default:
        text.insert(at, text.substr(below(text.size() + 1), below(40)));
    }
  }

  std::mt19937 dice_;
};

/// A head as Beast took it, in lines, for telling why ours did not.
class Head {
 public:
  Head(std::string_view bytes, std::size_t size) {
    for (auto rest = bytes.substr(0, size); !rest.empty();) {
      const auto end = std::min(rest.find("\r\n"), rest.size());
      lines_.push_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 2, rest.size()));
    }
  }

  [[nodiscard]] bool is_http_1_0() const { return lines_.front().ends_with("HTTP/1.0"); }
  [[nodiscard]] bool is_folded() const {
    return std::any_of(lines_.begin(), lines_.end(),
                       [](auto line) { return line.starts_with(' ') || line.starts_with('\t'); });
  }
  [[nodiscard]] std::vector<std::string_view> values(std::string_view name) const {
    std::vector<std::string_view> found;
    for (const auto line : lines_)
      if (line.size() > name.size() && line[name.size()] == ':' &&
          equal_ignoring_case(line.substr(0, name.size()), name))
        found.push_back(trim_space(line.substr(name.size() + 1)));
    return found;
  }
  [[nodiscard]] std::size_t lines() const { return lines_.size() - 2; }

 private:
  std::vector<std::string_view> lines_;
};

/// Why ours refuses what Beast takes.
struct Strictness {
  const char* why;
  int status;
  bool (*is_it)(const Head& head);
};

/// Anything but colons and brackets, or something in brackets; then perhaps a port.
bool is_name_with_port(std::string_view host) {
  static const std::regex form(R"(([^:\[\]]*|\[[^\[\]]*\])(:[0-9]*)?)");
  return std::regex_match(host.begin(), host.end(), form);
}

constexpr Strictness stricter[] = {
    {"a folded line: read by some as the next field (RFC 9112 section 5.2 asks for 400)", 400,
     [](const Head& head) { return head.is_folded(); }},
    {"not one Host, or one that is none: answered 400 (RFC 9112 section 3.2)", 400,
     [](const Head& head) {
       const auto hosts = head.values("Host");
       return hosts.size() > 1 || (hosts.empty() && !head.is_http_1_0()) ||
              (!hosts.empty() && !is_name_with_port(hosts[0])) ||
              (!hosts.empty() && hosts[0].find_first_of(" /,\"<>\\^`{|}\t") != std::string_view::npos) ||
              (!hosts.empty() && std::any_of(hosts[0].begin(), hosts[0].end(), [](char c) { return (c & 0x80) != 0; }));
     }},
    {"two lengths, even where they agree: proxies differ in which they forward (RFC 9112 section 6.3, rule 5)", 400,
     [](const Head& head) {
       const auto lengths = head.values("Content-Length");
       return lengths.size() > 1 || (!lengths.empty() && lengths[0].find(',') != std::string_view::npos);
     }},
    {"a length beside a coding that Beast does not know, and passes over (RFC 9112 section 6.3, rule 3)", 400,
     [](const Head& head) {
       return !head.values("Content-Length").empty() && !head.values("Transfer-Encoding").empty();
     }},
    {"a transfer coding in HTTP/1.0, which has none (RFC 9112 section 6.1)", 400,
     [](const Head& head) { return head.is_http_1_0() && !head.values("Transfer-Encoding").empty(); }},
    {"a transfer coding that says not where the body ends (RFC 9112 section 6.3, rule 4)", 400,
     [](const Head& head) { return !head.values("Transfer-Encoding").empty(); }},
    {"an expectation nobody knows (RFC 9110 section 10.1.1)", 417,
     [](const Head& head) { return !head.values("Expect").empty(); }},
    {"a method (RFC 9110 section 9.1) or a transfer coding (RFC 9112 section 6.1) nobody knows", 501,
     [](const Head&) { return true; }},
    {"a request line that is too long (RFC 9112 section 3)", 414, [](const Head&) { return true; }},
    {"too many lines, of all fields or of one (RFC 6585 section 5)", 431,
     [](const Head& head) { return head.lines() > 100 || head.values("Accept-Encoding").size() > 8; }},
};

/// What ours takes and Beast does not, undone: an empty line in front (RFC 9112 section 2.2), a later minor version
/// (RFC 9110 section 2.5), a Connection that is no list of tokens, of which what is known counts. None of it says where
/// a message ends.
std::string without_leniencies(std::string text, std::map<std::string, unsigned>& seen) {
  if (text.starts_with("\r\n")) {
    text.erase(0, 2);
    ++seen["an empty line in front"];
  }
  const auto line_end = text.find("\r\n");
  if (text[line_end - 1] > '1') {
    text[line_end - 1] = '1';
    ++seen["a later minor version"];
  }
  for (std::size_t at = line_end + 2; !text.substr(at).starts_with("\r\n"); at = text.find("\r\n", at) + 2) {
    const auto colon = text.find(':', at);
    const auto name = std::string_view{text}.substr(at, colon - at);
    if (!equal_ignoring_case(name, "Connection") && !equal_ignoring_case(name, "Proxy-Connection")) continue;
    const auto end = text.find("\r\n", colon);
    text.replace(colon + 1, end - colon - 1, end - colon - 1, ' ');
  }
  return text;
}

std::string shown(std::string_view bytes) {
  std::string text;
  for (const char c : bytes.substr(0, 600)) {
    const bool plain = c >= 0x20 && c < 0x7F;
    text += plain ? std::string{c} : c == '\r' ? "\\r" : c == '\n' ? "\\n\n" : "\\x" + std::to_string(c & 0xFF);
  }
  return text;
}

const char* why_stricter(const Head& head, int status) {
  for (const auto& each : stricter)
    if (each.status == status && each.is_it(head)) return each.why;
  return nullptr;
}

TEST(RequestParserBesideBeast, ComesToTheSameVerdictWholeAndByteByByte) {
  for (unsigned seed = 0; seed < requests; ++seed) {
    const auto bytes = Writer{seed}.request();
    const auto whole = ours(bytes), pieces = ours_byte_by_byte(bytes);
    ASSERT_EQ(whole.state, pieces.state) << shown(bytes);
    ASSERT_EQ(whole.status, pieces.status) << shown(bytes);
    ASSERT_EQ(whole.size, pieces.size) << shown(bytes);
  }
}

TEST(RequestParserBesideBeast, RefusesMoreForAReasonEach) {
  std::map<std::string, unsigned> seen;
  for (unsigned seed = 0; seed < requests; ++seed) {
    const auto bytes = Writer{seed}.request();
    const auto mine = ours(bytes), theirs = beasts(bytes);
    if (!theirs.taken() || mine.taken()) continue;
    ASSERT_EQ(mine.state, Verdict::State::refused) << "an end that ours does not see:\n" << shown(bytes);
    const auto* why = why_stricter(Head{bytes, theirs.size}, mine.status);
    ASSERT_NE(why, nullptr) << "refused with " << mine.status << " for no known reason:\n" << shown(bytes);
    ++seen[why];
  }
  for (const auto& each : stricter) EXPECT_GT(seen[each.why], 0U) << "never met: " << each.why;
}

TEST(RequestParserBesideBeast, NeverSeesAnotherEndOfAMessage) {
  std::map<std::string, unsigned> lenient;
  unsigned compared = 0, kept = 0;
  for (unsigned seed = 0; seed < requests; ++seed) {
    const auto bytes = Writer{seed}.request();
    const auto mine = ours(bytes);
    if (!mine.taken() || mine.coded) continue;  // a connection refuses every transfer coding
    const auto plain = without_leniencies(bytes, lenient);
    const auto theirs = beasts(plain);
    ASSERT_TRUE(theirs.taken()) << "taken by ours alone:\n" << shown(bytes);
    ASSERT_EQ(mine.size - (bytes.size() - plain.size()), theirs.size) << shown(bytes);
    ASSERT_EQ(mine.length, theirs.length) << shown(bytes);
    ASSERT_FALSE(theirs.coded) << shown(bytes);
    ASSERT_EQ(mine.method, theirs.method) << shown(bytes);
    ASSERT_EQ(mine.target, theirs.target) << shown(bytes);
    ++compared;
    const auto exact = beasts(bytes);
    const Head head{bytes, mine.size};
    // Beast obeys Proxy-Connection, which is no field of HTTP (RFC 9112 appendix C.2.2), and in HTTP/1.0 keeps what
    // says both keep-alive and close (section 9.3 has close win).
    if (!exact.taken() || !head.values("Proxy-Connection").empty() || (head.is_http_1_0() && exact.keep_alive))
      continue;
    ASSERT_EQ(mine.keep_alive, exact.keep_alive) << shown(bytes);
    ++kept;
  }
  EXPECT_GT(compared, requests / 20);
  EXPECT_GT(kept, requests / 40);
  for (const auto* name : {"an empty line in front", "a later minor version"}) EXPECT_GT(lenient[name], 0U) << name;
}

}  // namespace
}  // namespace feedd::daemon
