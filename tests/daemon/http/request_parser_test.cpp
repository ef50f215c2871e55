// Request heads: what RFC 9112 allows, what two parsers could read in two ways, and every way to cut one into pieces.
#include "daemon/http/request_parser.hpp"

#include <string>

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

/// The status of a refusal, 0 for a request taken, -1 for one that is not complete.
int outcome(std::string_view bytes, Request& request) {
  HeadScan scan;
  const auto state = scan.scan(bytes);
  if (state == HeadScan::State::incomplete) return -1;
  if (state == HeadScan::State::refused) return scan.status();
  return parse_head(bytes.substr(scan.skipped(), scan.size() - scan.skipped()), request);
}

int outcome(std::string_view bytes) {
  Request request;
  return outcome(bytes, request);
}

int with_field(const std::string& line) {
  return outcome("GET / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n");
}

TEST(RequestParser, TakesWhatAReaderSends) {
  Request request;
  ASSERT_EQ(outcome("GET /feed.rss?x=1 HTTP/1.1\r\nHost: example.org:8080\r\nuser-agent: newsboat/2.21\r\n"
                    "ACCEPT-ENCODING:gzip, deflate\r\nIf-None-Match: \"a\"\r\nIf-None-Match:\t\"b\" \r\n"
                    "If-Modified-Since: Thu, 17 Sep 2020 05:05:00 GMT\r\nSec-Fetch-Dest: document\r\n"
                    "Range: bytes=0-\r\nIf-Range: \"a\"\r\n\r\n",
                    request),
            0);
  EXPECT_EQ(request.method, Method::get);
  EXPECT_EQ(request.target, "/feed.rss?x=1");
  EXPECT_EQ(request.host, "example.org:8080");
  EXPECT_EQ(request.user_agent, "newsboat/2.21");
  EXPECT_EQ(*request.accept_encoding.begin(), "gzip, deflate");
  ASSERT_EQ(request.if_none_match.end() - request.if_none_match.begin(), 2);
  EXPECT_EQ(request.if_none_match.begin()[1], "\"b\"");
  EXPECT_EQ(request.if_modified_since, "Thu, 17 Sep 2020 05:05:00 GMT");
  EXPECT_EQ(request.fetch_dest, "document");
  EXPECT_EQ(request.range, "bytes=0-");
  EXPECT_EQ(request.if_range, "\"a\"");
  EXPECT_TRUE(request.keep_alive);
}

TEST(RequestParser, ComesToTheSameResultHoweverTheBytesArrive) {
  const std::string good = "\r\nHEAD /a HTTP/1.1\r\nHost: b\r\nAccept-Encoding: gzip\r\n\r\nGET /next";
  const std::size_t size = good.find("GET");
  for (std::size_t cut = 0; cut < size; ++cut) {
    HeadScan scan;
    ASSERT_EQ(scan.scan(std::string_view{good}.substr(0, cut)), HeadScan::State::incomplete) << cut;
    ASSERT_EQ(scan.scan(good), HeadScan::State::complete) << cut;
    EXPECT_EQ(scan.size(), size);
    EXPECT_EQ(scan.skipped(), 2U);
  }
  const std::string bad = "GET /a HTTP/1.1\r\nHost: b\nAccept: c\r\n\r\n";
  for (std::size_t cut = 0; cut < bad.find("b\n") + 2; ++cut) {
    HeadScan scan;
    ASSERT_EQ(scan.scan(std::string_view{bad}.substr(0, cut)), HeadScan::State::incomplete) << cut;
    ASSERT_EQ(scan.scan(bad), HeadScan::State::refused) << cut;
    EXPECT_EQ(scan.status(), 400);
  }
}

TEST(RequestParser, RefusesWhatIsNoRequestLine) {
  for (const auto* line : {"GET", "GET /", "GET  / HTTP/1.1", "GET / HTTP/1.1 ", " GET / HTTP/1.1", "GET / http/1.1",
                           "GET / HTTP/1.", "GET / HTTP/1.10", "GET /a b HTTP/1.1", "G(T / HTTP/1.1", "GET\t/ HTTP/1.1",
                           "GET /\x01 HTTP/1.1", "GET /\x7F HTTP/1.1", "GET /\r HTTP/1.1"})
    EXPECT_EQ(outcome(std::string{line} + "\r\nHost: a\r\n\r\n"), 400) << line;
  EXPECT_EQ(outcome("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
}

TEST(RequestParser, KnowsNoiseByItsFirstByte) {
  EXPECT_EQ(outcome(std::string_view{"\x16\x03\x01\x02", 4}), 400);
  EXPECT_EQ(outcome(std::string_view{"\0", 1}), 400);
  EXPECT_EQ(outcome("\n"), 400);
}

TEST(RequestParser, TellsMethodsAndVersionsApart) {
  Request request;
  EXPECT_EQ(outcome("POST / HTTP/1.1\r\nHost: a\r\n\r\n", request), 0);
  EXPECT_EQ(request.method, Method::post);
  EXPECT_EQ(outcome("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", request), 0);
  EXPECT_EQ(request.method, Method::options);
  EXPECT_EQ(outcome("PUT / HTTP/1.1\r\nHost: a\r\n\r\n", request), 0);
  EXPECT_EQ(request.method, Method::other);
  EXPECT_EQ(outcome("get / HTTP/1.1\r\nHost: a\r\n\r\n"), 501) << "methods are case-sensitive";
  EXPECT_EQ(outcome("BREW / HTTP/1.1\r\nHost: a\r\n\r\n"), 501);
  EXPECT_EQ(outcome("PRI * HTTP/2.0\r\n\r\n"), 505);
  EXPECT_EQ(outcome("GET / HTTP/0.9\r\nHost: a\r\n\r\n"), 505);
  EXPECT_EQ(outcome("GET / HTTP/1.7\r\nHost: a\r\n\r\n"), 0);
}

TEST(RequestParser, WantsHostOnceButNotFromHttp10) {
  EXPECT_EQ(outcome("GET / HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(outcome("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(outcome("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 400);
  EXPECT_EQ(outcome("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), 400);
  EXPECT_EQ(outcome("GET / HTTP/1.1\r\nHost:\r\n\r\n"), 0);
  for (const auto* host :
       {"a:80", "a:", ":80", "127.0.0.1:8080", "[::1]", "[::1]:80", "[::1]:", "a,b", "%41-_.~!$&'()*+;="})
    EXPECT_EQ(outcome("GET / HTTP/1.1\r\nHost: " + std::string{host} + "\r\n\r\n"), 0) << host;
  for (const auto* host : {"a:port", "a:8o", "a:-1", "a:80:80", "::1", "[::1", "::1]", "[::1]80", "[::1]:x", "[[::1]]",
                           "a[::1]", "[::1]]"})
    EXPECT_EQ(outcome("GET / HTTP/1.1\r\nHost: " + std::string{host} + "\r\n\r\n"), 400) << host;
  EXPECT_EQ(outcome("GET / HTTP/1.0\r\n\r\n"), 0);
}

TEST(RequestParser, RefusesFieldsThatCouldBeReadInTwoWays) {
  EXPECT_EQ(with_field("A : b"), 400) << "space before the colon";
  EXPECT_EQ(with_field(" folded"), 400) << "obs-fold";
  EXPECT_EQ(with_field("\tfolded"), 400);
  EXPECT_EQ(with_field("nothing"), 400);
  EXPECT_EQ(with_field(": b"), 400);
  EXPECT_EQ(with_field("A: b\rc"), 400) << "bare CR";
  EXPECT_EQ(with_field(std::string{"A: b\0c", 6}), 400);
  EXPECT_EQ(with_field("A: b\nC: d"), 400) << "bare LF";
  EXPECT_EQ(with_field("A: \xEC\xA7\x80\t ~"), 0);
}

TEST(RequestParser, TakesATransferCodingOnlyWhereItSaysWhereTheBodyEnds) {
  const auto coded = [](const std::string& value) { return with_field("Transfer-Encoding: " + value); };
  for (const auto* value : {"chunked", "Chunked", ", chunked,"}) EXPECT_EQ(coded(value), 0) << value;
  for (const auto* value : {"", "identity", "gzip", "xchunked", "\"chunked\"", "\"chunked, gzip\"", "chunked, gzip",
                            "chunked, chunked", "chunked;q=1", "chunked\r\nTransfer-Encoding: gzip"})
    EXPECT_EQ(coded(value), 400) << value;
  for (const auto* value : {"gzip, chunked", "identity,chunked", "gzip\r\nTransfer-Encoding: chunked"})
    EXPECT_EQ(coded(value), 501) << value;
  EXPECT_EQ(coded("gzip, chunked\r\nContent-Length: 5"), 400) << "two lengths come first";
}

TEST(RequestParser, NeverTakesTwoLengths) {
  EXPECT_EQ(with_field("Content-Length: 5"), 0);
  EXPECT_EQ(with_field("Content-Length: 5\r\nContent-Length: 5"), 400);
  EXPECT_EQ(with_field("Content-Length: 5\r\nTransfer-Encoding: chunked"), 400);
  EXPECT_EQ(with_field("Transfer-Encoding: chunked\r\nContent-Length: 5"), 400);
  for (const auto* value : {"", "-1", "+1", "5, 5", "0x5", "1 2", "99999999999999999999"})
    EXPECT_EQ(with_field("Content-Length: " + std::string{value}), 400) << value;
  EXPECT_EQ(outcome("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
}

TEST(RequestParser, KeepsAConnectionAsVersionAndConnectionSay) {
  const auto kept = [](const std::string& rest) {
    Request request;
    EXPECT_EQ(outcome("GET / HTTP/1." + rest + "\r\n\r\n", request), 0) << rest;
    return request.keep_alive;
  };
  EXPECT_TRUE(kept("1\r\nHost: a"));
  EXPECT_FALSE(kept("1\r\nHost: a\r\nConnection: TE, Close"));
  EXPECT_FALSE(kept("1\r\nHost: a\r\nConnection: keep-alive\r\nConnection: close"));
  EXPECT_FALSE(kept("0"));
  EXPECT_TRUE(kept("0\r\nConnection: Keep-Alive"));
}

TEST(RequestParser, ExpectsOnlyContinue) {
  EXPECT_EQ(with_field("Expect: 100-Continue"), 0);
  EXPECT_EQ(with_field("Expect: 200-ok"), 417);
}

TEST(RequestParser, FindsAnyFieldWhereSomebodyAsks) {
  Request request;
  ASSERT_EQ(outcome("GET / HTTP/1.1\r\nHost: a\r\nVia: 1.1 b\r\nvia:\t1.1 c \r\nViable: no\r\nX:\r\n\r\n", request), 0);
  EXPECT_EQ(field_value(request.head, "Via"), "1.1 b, 1.1 c");
  EXPECT_EQ(field_value(request.head, "X"), "");
  EXPECT_EQ(field_value(request.head, "Vi"), std::nullopt);
  EXPECT_FALSE(request.is_guarded);
}

TEST(RequestParser, LimitsLineFieldsAndTheirNumber) {
  const auto line_of = [](std::size_t size) { return "GET /" + std::string(size - 14, 'a') + " HTTP/1.1"; };
  const std::string rest = "\r\nHost: a\r\n\r\n";
  EXPECT_EQ(outcome(line_of(HeadLimits{}.request_line_bytes) + rest), 0);
  EXPECT_EQ(outcome(line_of(HeadLimits{}.request_line_bytes + 1) + rest), 414);
  EXPECT_EQ(outcome("GET /" + std::string(HeadLimits{}.request_line_bytes, 'a')), 414) << "without waiting for its end";
  EXPECT_EQ(with_field("A: " + std::string(HeadLimits{}.field_lines_bytes, 'a')), 431);
  EXPECT_EQ(outcome("GET / HTTP/1.1\r\nA: " + std::string(HeadLimits{}.field_lines_bytes, 'a')), 431);
  std::string many;
  for (std::size_t i = 1; i < HeadLimits{}.field_lines; ++i) many += "a: b\r\n";
  EXPECT_EQ(outcome("GET / HTTP/1.1\r\nHost: a\r\n" + many + "\r\n"), 0);
  EXPECT_EQ(outcome("GET / HTTP/1.1\r\nHost: a\r\n" + many + "a: b\r\n\r\n"), 431);
}

}  // namespace
}  // namespace feedd::daemon
