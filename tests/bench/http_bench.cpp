// What a request costs before the kernel is asked to send: its head read, its answer found and chosen.
#include "daemon/http/publication.hpp"
#include "daemon/http/request_parser.hpp"
#include "daemon/http/respond.hpp"

#include <benchmark/benchmark.h>

namespace feedd::bench {
namespace {

using namespace daemon;

const content::Timestamp changed{std::chrono::seconds{1'600'000'000}};

constexpr std::string_view plain =
    "GET /feed.atom HTTP/1.1\r\nHost: feeds.example.org\r\nUser-Agent: NetNewsWire (RSS Reader; "
    "https://netnewswire.com/)\r\nAccept: application/atom+xml, application/rss+xml, */*;q=0.5\r\n"
    "Accept-Language: en-GB,en;q=0.9\r\nAccept-Encoding: gzip, deflate, br\r\nConnection: keep-alive\r\n\r\n";
constexpr std::string_view conditional =
    "GET /feed.atom HTTP/1.1\r\nHost: feeds.example.org\r\nUser-Agent: NetNewsWire (RSS Reader; "
    "https://netnewswire.com/)\r\nAccept-Encoding: gzip, deflate, br\r\nIf-None-Match: "
    "W/\"7-0123456789abcdef0123456789abcdef\"\r\n"
    "If-Modified-Since: Sun, 13 Sep 2020 12:26:40 GMT\r\n\r\n";

std::shared_ptr<const Published> feed() {
  Answer answer;
  answer.path = "/feed.atom";
  answer.media_type = "application/atom+xml; charset=utf-8";
  answer.etag = "7-0123456789abcdef0123456789abcdef";
  answer.changed_at = changed;
  answer.max_age = std::chrono::minutes{15};
  for (auto& body : answer.bodies) body = std::make_shared<const std::string>(10'000, 'x');
  return std::make_shared<const Published>(std::move(answer));
}

void answer(benchmark::State& state, std::string_view bytes, int status) {
  Publication publication;
  publication.put(feed());
  for (auto _ : state) {
    HeadScan scan;
    Request request;
    const bool good = scan.scan(bytes) == HeadScan::State::complete && parse_head(bytes, request) == 0;
    const Publication::Found found = publication.find(request.target);
    if (!good || found.answer == nullptr) return state.SkipWithError("the request is refused");
    const Reply reply = choose_reply(request, **found.answer, changed + std::chrono::hours(1));
    if (reply.status != status) return state.SkipWithError("the answer is another one");
    benchmark::DoNotOptimize(reply);
  }
}

void answer_200(benchmark::State& state) {
  answer(state, plain, 200);
}
void answer_304(benchmark::State& state) {
  answer(state, conditional, 304);
}
BENCHMARK(answer_200);
BENCHMARK(answer_304);

}  // namespace
}  // namespace feedd::bench
