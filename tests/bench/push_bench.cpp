// What a fan-out costs: the same 20 KB, signed, to 10,000 callbacks on the loopback, by HttpSender, by a bare loop
// around curl's multi interface, and by one reused easy handle, in turns. The peer is a process of its own, on a core
// of its own. Prints deliveries a second and the ratios, medians of the rounds.
// usage: push_bench [DELIVERIES [ROUNDS [IN_FLIGHT [BYTES [WAY]]]]]; WAY: one of the three alone, for a profiler.
#include "daemon/http_sender.hpp"
#include "daemon/push/hmac.hpp"
#include "tests/bench/push_sink.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <curl/curl.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace {

using feedd::bench::die;
using Clock = std::chrono::steady_clock;

struct Load {
  std::size_t deliveries = 10'000;
  std::size_t rounds = 5;
  std::size_t in_flight = 64;
  std::uint16_t port = 0;
  std::shared_ptr<const std::string> body = std::make_shared<const std::string>(20'000, 'x');

  [[nodiscard]] std::string url(std::size_t number) const {
    return "http://127.0.0.1:" + std::to_string(port) + "/callback/" + std::to_string(number);
  }
};

/// Every subscriber has a secret of its own.
std::string signature(const Load& load, std::size_t number) {
  return feedd::daemon::push::signature(feedd::daemon::push::Algorithm::sha256, "secret " + std::to_string(number),
                                        *load.body);
}

void deliver_by_sender(const Load& load) {
  boost::asio::io_context context{1};
  feedd::daemon::HttpSender sender(context, feedd::daemon::NetworkGuard::create({"127.0.0.0/8"}).value());
  std::size_t next = 0;
  std::size_t done = 0;
  const std::function<void()> send = [&] {
    feedd::daemon::OutgoingRequest request;
    request.url = load.url(next);
    request.headers = {{"Content-Type", "application/atom+xml"}, {"X-Hub-Signature", signature(load, next)}};
    request.body = load.body;
    ++next;
    sender.send(std::move(request), [&](const feedd::content::Result<feedd::daemon::HttpResponse>& answer) {
      if (!answer || answer->status != 202) die("a delivery failed");
      ++done;
      if (next < load.deliveries) send();
    });
  };
  while (next < std::min(load.in_flight, load.deliveries)) send();
  context.run();
  if (done != load.deliveries) die("deliveries are missing");
}

std::size_t ignore(char*, std::size_t, std::size_t count, void*) {
  return count;
}

/// What any user of curl sets, once; then what a delivery changes.
class Easy {
 public:
  Easy() : handle_(::curl_easy_init()) {
    ::curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &ignore);
    ::curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
    ::curl_easy_setopt(handle_, CURLOPT_PROXY, "");
    ::curl_easy_setopt(handle_, CURLOPT_TIMEOUT_MS, 15000L);
    ::curl_easy_setopt(handle_, CURLOPT_CONNECTTIMEOUT_MS, 5000L);
    ::curl_easy_setopt(handle_, CURLOPT_USERAGENT, "push_bench");
    ::curl_easy_setopt(handle_, CURLOPT_PRIVATE, this);
  }
  Easy(const Easy&) = delete;
  Easy& operator=(const Easy&) = delete;
  ~Easy() {
    ::curl_easy_cleanup(handle_);
    ::curl_slist_free_all(headers_);
  }

  void prepare(const Load& load, std::size_t number) {
    ::curl_slist_free_all(headers_);
    headers_ = ::curl_slist_append(nullptr, "Content-Type: application/atom+xml");
    headers_ = ::curl_slist_append(headers_, ("X-Hub-Signature: " + signature(load, number)).c_str());
    headers_ = ::curl_slist_append(headers_, "Expect:");
    ::curl_easy_setopt(handle_, CURLOPT_URL, load.url(number).c_str());
    ::curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers_);
    ::curl_easy_setopt(handle_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(load.body->size()));
    ::curl_easy_setopt(handle_, CURLOPT_POSTFIELDS, load.body->data());
  }
  void check(CURLcode code) const {
    long status = 0;
    ::curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK || status != 202) die("a delivery failed");
  }
  [[nodiscard]] CURL* handle() const { return handle_; }

 private:
  CURL* handle_;
  curl_slist* headers_ = nullptr;
};

void deliver_by_easy(const Load& load) {
  Easy easy;
  for (std::size_t i = 0; i < load.deliveries; ++i) {
    easy.prepare(load, i);
    easy.check(::curl_easy_perform(easy.handle()));
  }
}

/// curl's multi interface with nothing around it but epoll.
class BareLoop {
 public:
  explicit BareLoop(const Load& load) : load_(load), poller_(::epoll_create1(EPOLL_CLOEXEC)), easies_(load.in_flight) {
    ::curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &BareLoop::on_socket);
    ::curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    ::curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &BareLoop::on_timer);
    ::curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    ::curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(2 * load.in_flight));
  }
  BareLoop(const BareLoop&) = delete;
  BareLoop& operator=(const BareLoop&) = delete;
  ~BareLoop() {
    ::curl_multi_cleanup(multi_);
    ::close(poller_);
  }

  void run() {
    for (Easy& easy : easies_) start(easy);
    std::array<epoll_event, 256> events{};
    int running = 0;
    while (done_ < load_.deliveries) {
      const int count = ::epoll_wait(poller_, events.data(), static_cast<int>(events.size()), patience());
      for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        const int what = ((event.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
                         ((event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                         ((event.events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
        ::curl_multi_socket_action(multi_, event.data.fd, what, &running);
      }
      if (timed_ && Clock::now() >= due_) {
        timed_ = false;
        ::curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
      }
      collect();
    }
  }

 private:
  static int on_socket(CURL*, curl_socket_t socket, int what, void* loop, void* known) {
    BareLoop& self = *static_cast<BareLoop*>(loop);
    epoll_event event{};
    event.data.fd = socket;
    event.events = ((what & CURL_POLL_IN) != 0 ? EPOLLIN : 0U) | ((what & CURL_POLL_OUT) != 0 ? EPOLLOUT : 0U);
    const int change = what == CURL_POLL_REMOVE ? EPOLL_CTL_DEL : known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    ::epoll_ctl(self.poller_, change, socket, &event);
    if (change == EPOLL_CTL_ADD) ::curl_multi_assign(self.multi_, socket, loop);
    return 0;
  }
  static int on_timer(CURLM*, long milliseconds, void* loop) {
    BareLoop& self = *static_cast<BareLoop*>(loop);
    self.timed_ = milliseconds >= 0;
    self.due_ = Clock::now() + std::chrono::milliseconds(milliseconds);
    return 0;
  }

  [[nodiscard]] int patience() const {
    if (!timed_) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(due_ - Clock::now()).count();
    return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left, 0));
  }
  void start(Easy& easy) {
    if (next_ == load_.deliveries) return;
    easy.prepare(load_, next_++);
    ::curl_multi_add_handle(multi_, easy.handle());
  }
  void collect() {
    int left = 0;
    while (const CURLMsg* message = ::curl_multi_info_read(multi_, &left)) {
      const CURLcode code = message->data.result;
      Easy* easy = nullptr;
      ::curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &easy);
      ::curl_multi_remove_handle(multi_, easy->handle());
      easy->check(code);
      ++done_;
      start(*easy);
    }
  }

  const Load& load_;
  const int poller_;
  CURLM* const multi_ = ::curl_multi_init();
  std::vector<Easy> easies_;
  std::size_t next_ = 0;
  std::size_t done_ = 0;
  bool timed_ = false;
  Clock::time_point due_;
};

/// Deliveries a second: by the clock, and by this thread's own time.
struct Rate {
  double wall = 0;
  double cpu = 0;
};

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

Rate measure(const Load& load, void (*deliver)(const Load&)) {
  const auto begun = Clock::now();
  const double cpu = cpu_seconds();
  deliver(load);
  const std::chrono::duration<double> taken = Clock::now() - begun;
  const auto count = static_cast<double>(load.deliveries);
  return {count / taken.count(), count / (cpu_seconds() - cpu)};
}

void deliver_bare(const Load& load) {
  BareLoop(load).run();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct Way {
  const char* name;
  void (*deliver)(const Load&);
  std::vector<double> wall, cpu, of_bare, cpu_of_bare;  ///< one a round
};

void print(const Way& way) {
  std::printf("| %-10s | %6.0f | %7.2f | %9.0f | %7.2f |\n", way.name, median(way.wall), median(way.of_bare),
              median(way.cpu), median(way.cpu_of_bare));
}

std::size_t number_of(const char* text) {
  const unsigned long long number = std::strtoull(text, nullptr, 10);
  if (number == 0) die("usage: push_bench [DELIVERIES [ROUNDS [IN_FLIGHT [BYTES [WAY]]]]]");
  return number;
}

}  // namespace

int main(int count, char** arguments) {
  Load load;
  if (count > 1) load.deliveries = number_of(arguments[1]);
  if (count > 2) load.rounds = number_of(arguments[2]);
  if (count > 3) load.in_flight = number_of(arguments[3]);
  if (count > 4) load.body = std::make_shared<const std::string>(number_of(arguments[4]), 'x');
  pid_t sink = 0;
  load.port = feedd::bench::start_sink(sink);
  ::curl_global_init(CURL_GLOBAL_DEFAULT);
  std::vector<Way> ways = {{"bare", &deliver_bare, {}, {}, {}, {}},
                           {"HttpSender", &deliver_by_sender, {}, {}, {}, {}},
                           {"curl_easy", &deliver_by_easy, {}, {}, {}, {}}};
  if (count > 5) std::erase_if(ways, [&](const Way& way) { return std::string_view(way.name) != arguments[5]; });
  for (std::size_t round = 0; round < load.rounds; ++round)
    for (Way& way : ways) {
      const Rate rate = measure(load, way.deliver);
      way.wall.push_back(rate.wall);
      way.cpu.push_back(rate.cpu);
      way.of_bare.push_back(rate.wall / ways[0].wall.back());
      way.cpu_of_bare.push_back(rate.cpu / ways[0].cpu.back());
    }
  ::kill(sink, SIGTERM);
  ::waitpid(sink, nullptr, 0);
  std::printf("%zu deliveries of %zu bytes, %zu in flight, medians of %zu\n\n", load.deliveries, load.body->size(),
              load.in_flight, load.rounds);
  std::printf("| %-10s | %6s | %7s | %9s | %7s |\n|---|---|---|---|---|\n", "way", "/s", "of bare", "/s of CPU",
              "of bare");
  for (const Way& way : ways) print(way);
}
