// Which head and body answer a request.
#include "daemon/http/respond.hpp"

#include "daemon/http/date_lines.hpp"
#include "daemon/http/status.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

using std::chrono::seconds;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const content::Timestamp changed = content::Timestamp{seconds{1600319100}};
const content::Timestamp later = changed + seconds{60};

Answer feed() {
  Answer answer;
  answer.path = "/feed.rss";
  answer.media_type = "application/rss+xml; charset=utf-8";
  answer.document_media_type = "application/xml; charset=utf-8";
  answer.etag = "7-abc";
  answer.changed_at = changed;
  answer.max_age = seconds{900};
  answer.fields = {"Link: </feed.rss>; rel=\"self\""};
  answer.cross_origin = true;
  answer.bodies = {std::make_shared<const std::string>("plain"), std::make_shared<const std::string>("zip"), nullptr,
                   std::make_shared<const std::string>("zs")};
  return answer;
}

TEST(Respond, SendsThePlainFeedWithItsWholeHead) {
  const Published published{feed()};
  const auto reply = choose_reply(Request{}, published, later);
  EXPECT_EQ(reply.body, "plain");
  EXPECT_EQ(reply.head,
            "HTTP/1.1 200 OK\r\nServer: feedd\r\nContent-Type: application/rss+xml; charset=utf-8\r\n"
            "Content-Length: 5\r\nETag: \"7-abc\"\r\nVary: Accept-Encoding, Sec-Fetch-Dest\r\n"
            "Cache-Control: public, max-age=900\r\nAccept-Ranges: none\r\nX-Content-Type-Options: nosniff\r\n"
            "Content-Security-Policy: default-src 'none'; style-src 'self'\r\nAccess-Control-Allow-Origin: *\r\n"
            "Access-Control-Expose-Headers: ETag, Link, Last-Modified\r\nLink: </feed.rss>; rel=\"self\"\r\n"
            "Last-Modified: Thu, 17 Sep 2020 05:05:00 GMT\r\n");
}

TEST(Respond, MakesTheTagOfACodingWeak) {
  const Published published{feed()};
  Request request;
  request.accept_encoding.add("gzip, br");
  const auto reply = choose_reply(request, published, later);
  EXPECT_EQ(reply.body, "zip");
  EXPECT_THAT(reply.head, HasSubstr("Content-Encoding: gzip\r\n"));
  EXPECT_THAT(reply.head, HasSubstr("ETag: W/\"7-abc\"\r\n"));
  EXPECT_THAT(reply.head, HasSubstr("Content-Length: 3\r\n"));
}

TEST(Respond, SendsZstdWithAWeakTagAndTheSameVary) {
  const Published published{feed()};
  Request request;
  request.accept_encoding.add("zstd");
  auto reply = choose_reply(request, published, later);
  EXPECT_EQ(reply.body, "zs");
  EXPECT_THAT(reply.head, HasSubstr("Content-Encoding: zstd\r\n"));
  EXPECT_THAT(reply.head, HasSubstr("ETag: W/\"7-abc\"\r\n"));
  EXPECT_THAT(reply.head, HasSubstr("Vary: Accept-Encoding, Sec-Fetch-Dest\r\n"));
  request.if_none_match.add("W/\"7-abc\"");
  EXPECT_EQ(choose_reply(request, published, later).status, 304);
}

TEST(Respond, GivesDocumentsTheTypeBrowsersStyle) {
  const Published published{feed()};
  Request request;
  request.fetch_dest = "document";
  EXPECT_THAT(choose_reply(request, published, later).head, HasSubstr("Content-Type: application/xml; charset=utf-8"));
  request.fetch_dest = "empty";
  EXPECT_THAT(choose_reply(request, published, later).head, HasSubstr("Content-Type: application/rss+xml"));
}

TEST(Respond, RepeatsWhatCachesNeedOn304) {
  const Published published{feed()};
  Request request;
  request.if_none_match.add("\"7-abc\"");
  auto reply = choose_reply(request, published, later);
  EXPECT_EQ(reply.status, 304);
  EXPECT_EQ(reply.body, "");
  EXPECT_EQ(
      reply.head,
      "HTTP/1.1 304 Not Modified\r\nServer: feedd\r\nETag: \"7-abc\"\r\nVary: Accept-Encoding, Sec-Fetch-Dest\r\n"
      "Cache-Control: public, max-age=900\r\nX-Content-Type-Options: nosniff\r\nAccess-Control-Allow-Origin: *\r\n"
      "Last-Modified: Thu, 17 Sep 2020 05:05:00 GMT\r\n");
  request.accept_encoding.add("gzip");
  EXPECT_THAT(choose_reply(request, published, later).head, HasSubstr("ETag: W/\"7-abc\"\r\n"));
}

TEST(Respond, NeverSaysALastModifiedAheadOfDate) {
  const Published published{feed()};
  const auto early = choose_reply(Request{}, published, changed - seconds{1});
  EXPECT_TRUE(early.modified_now);
  EXPECT_THAT(std::string{early.head}, Not(HasSubstr("Last-Modified:")));
  EXPECT_THAT(std::string{early.head}, EndsWith("rel=\"self\"\r\n"));
  EXPECT_FALSE(choose_reply(Request{}, published, changed).modified_now);
  const DateLines dates{changed};
  EXPECT_EQ(dates.tail(Persistence::close, true),
            "Last-Modified: Thu, 17 Sep 2020 05:05:00 GMT\r\nDate: Thu, 17 Sep 2020 05:05:00 GMT\r\n"
            "Connection: close\r\n\r\n");
  EXPECT_EQ(dates.tail(Persistence::keep, false), "Date: Thu, 17 Sep 2020 05:05:00 GMT\r\n\r\n");
}

TEST(Respond, AnswersHeadWithTheHeadOfGet) {
  const Published published{feed()};
  Request head;
  head.method = Method::head;
  const auto reply = choose_reply(head, published, later);
  EXPECT_EQ(reply.head, choose_reply(Request{}, published, later).head);
  EXPECT_EQ(reply.body, "");
}

TEST(Respond, LetsAnAnswerBringItsOwnPolicies) {
  auto answer = feed();
  answer.document_media_type = "";
  answer.fields = {"cache-control: no-store", "Content-Security-Policy: sandbox"};
  const Published published{answer};
  const std::string head{choose_reply(Request{}, published, later).head};
  EXPECT_THAT(head, HasSubstr("Vary: Accept-Encoding\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("max-age")));
  EXPECT_THAT(head, Not(HasSubstr("default-src")));
  EXPECT_THAT(published.not_modified, HasSubstr("cache-control: no-store\r\n"));
}

TEST(Respond, MovesAndIgnoresValidatorsElsewhere) {
  Answer moved;
  moved.status = 301;
  moved.location = "https://example.org/feed.rss";
  moved.max_age = seconds{3600};
  const Published published{moved};
  Request request;
  request.if_none_match.add("*");
  const auto reply = choose_reply(request, published, later);
  EXPECT_EQ(reply.status, 301);
  EXPECT_THAT(reply.head, StartsWith("HTTP/1.1 301 Moved Permanently\r\n"));
  EXPECT_THAT(reply.head, HasSubstr("Location: https://example.org/feed.rss\r\n"));
  EXPECT_THAT(reply.body, HasSubstr("moved"));
}

TEST(Respond, ObeysIfMatchBeforeAllOtherConditions) {
  Answer answer = feed();
  const Published published{answer};
  const auto status = [&](std::string_view lines, std::string_view coding = {}) {
    const auto head = "GET / HTTP/1.1\r\nHost: a\r\n" + std::string{lines} + "\r\n\r\n";
    Request request;
    EXPECT_EQ(parse_head(head, request), 0);
    if (!coding.empty()) request.accept_encoding.add(coding);
    return choose_reply(request, published, later).status;
  };
  const auto tag = '"' + answer.etag + '"';
  EXPECT_EQ(status("If-Match: " + tag), 200);
  EXPECT_EQ(status("If-Match: \"other\""), 412);
  EXPECT_EQ(status("If-Match: \"other\"\r\nIf-None-Match: " + tag), 412);
  EXPECT_EQ(status("If-Match: " + tag + "\r\nIf-None-Match: " + tag), 304);
  EXPECT_EQ(status("If-Match: " + tag, "gzip"), 412) << "the tag of a coding is weak";
  EXPECT_EQ(status("If-Match: *", "gzip"), 200);
}

TEST(Respond, ObeysNoConditionWhereThereIsNothingToSend) {
  Answer gone;
  gone.status = 410;
  const Published published{gone};
  Request request;
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nIf-Match: \"a\"\r\n\r\n";
  ASSERT_EQ(parse_head(head, request), 0);
  EXPECT_EQ(choose_reply(request, published, later).status, 410) << "RFC 9110 section 13.2.1";
}

TEST(Refusals, SayWhatToDo) {
  const Refusals refusals{seconds{30}};
  EXPECT_THAT(refusals[405]->heads[0][0], HasSubstr("Allow: GET, HEAD, OPTIONS\r\n"));
  EXPECT_THAT(refusals[503]->heads[0][0], HasSubstr("Retry-After: 30\r\n"));
  EXPECT_THAT(refusals[503]->heads[0][0], HasSubstr("Cache-Control: no-store\r\n"));
  EXPECT_THAT(refusals[404]->heads[0][0], HasSubstr("Cache-Control: public, max-age=60\r\n"));
  EXPECT_THAT(refusals[404]->heads[0][0], HasSubstr("Content-Security-Policy: default-src 'none'\r\n"));
  EXPECT_EQ(refusals[999]->status, 400);
}

TEST(Refusals, MayBeReadByPagesThatMayReadTheFeed) {
  const Refusals refusals{seconds{30}};
  for (const int status : {404, 410, 412, 503})
    EXPECT_THAT(refusals[status]->heads[0][0], HasSubstr("Access-Control-Allow-Origin: *\r\n")) << status;
  for (const auto& answer : {refusals[503], refusals.slow_down(seconds{60})})
    EXPECT_THAT(answer->heads[0][0],
                HasSubstr("Access-Control-Expose-Headers: ETag, Link, Last-Modified, Retry-After\r\n"));
  EXPECT_THAT(refusals[400]->heads[0][0], Not(HasSubstr("Access-Control")));
}

}  // namespace
}  // namespace feedd::daemon
