#include "daemon/control.hpp"

#include "tests/support/temporary_folder.hpp"

#include <cstdlib>
#include <future>
#include <new>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/json.hpp>
#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using ::testing::HasSubstr;

/// A daemon's end on a thread of its own.
class Control : public ::testing::Test {
 protected:
  ~Control() override { stop(); }
  void serve(ControlServer::Handler handler) {
    server = ControlServer::open(context, socket, std::move(handler)).value();
    thread = std::thread([this] { context.run(); });
  }
  void stop() {
    asio::post(context, [this] { server.reset(); });
    work.reset();
    if (thread.joinable()) thread.join();
  }
  /// What the daemon answers to bytes that no command would send.
  std::string raw(const std::string& bytes) const {
    asio::io_context own;
    asio::local::stream_protocol::socket client(own);
    client.connect(asio::local::stream_protocol::endpoint(socket.string()));
    asio::write(client, asio::buffer(bytes));
    std::string answer;
    boost::system::error_code ended;
    asio::read(client, asio::dynamic_buffer(answer), ended);
    return answer;
  }

  support::TemporaryFolder folder;
  std::filesystem::path socket = folder.path() / "control";
  asio::io_context context;
  asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(context);
  std::unique_ptr<ControlServer> server;
  std::thread thread;
};

TEST_F(Control, CarriesARequestAndItsAnswer) {
  serve([](const json::object& request, const ControlServer::Answer& answer) {
    answer("you said " + std::string(request.at("command").as_string()) + "\nand more\n");
  });
  EXPECT_EQ(ask_daemon(socket, {{"command", "상태\n"}}).value(), "you said 상태\n\nand more\n");
  EXPECT_EQ(ask_daemon(socket, {{"command", "again"}}).value(), "you said again\nand more\n");
}

TEST_F(Control, CarriesAnAnswerMuchLargerThanABuffer) {
  serve([](const json::object&, const ControlServer::Answer& answer) { answer(std::string(5'000'000, 'x')); });
  EXPECT_EQ(ask_daemon(socket, {}).value().size(), 5'000'000U);
}

TEST_F(Control, CarriesAnErrorAsItsText) {
  serve([](const json::object&, const ControlServer::Answer& answer) {
    answer(content::Error{"regenerate", "feed", "no \"such\" feed", {}});
  });
  const auto answer = ask_daemon(socket, {});
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().to_string(), HasSubstr("feed: no \"such\" feed"));
}

TEST_F(Control, MayBeAnsweredLaterFromAnotherThread) {
  std::thread later;
  serve([&](const json::object&, ControlServer::Answer answer) {
    later = std::thread([answer = std::move(answer)] { answer(std::string("late")); });
  });
  EXPECT_EQ(ask_daemon(socket, {}).value(), "late");
  later.join();
}

TEST_F(Control, WorksHoweverLongItsPathIs) {
  std::filesystem::path deep = folder.path();
  for (int i = 0; i < 6; ++i) deep /= std::string(60, static_cast<char>('a' + i));
  std::filesystem::create_directories(deep);
  socket = deep / "control";
  serve([](const json::object&, const ControlServer::Answer& answer) { answer(std::string("here")); });
  EXPECT_EQ(ask_daemon(socket, {}).value(), "here");
  stop();
  EXPECT_FALSE(std::filesystem::exists(socket)) << "its socket goes with it";
}

TEST_F(Control, RefusesWhatIsNoJsonObject) {
  bool handled = false;
  serve([&](const json::object&, const ControlServer::Answer& answer) {
    handled = true;
    answer(std::string());
  });
  for (const char* request : {"\n", "hello\n", "[1]\n", "{\"a\":}\n", "5\n", "{} {}\n", "\xFF\xFE\n"})
    EXPECT_THAT(raw(request), HasSubstr("\"ok\":false")) << request;
  EXPECT_FALSE(handled);
}

TEST_F(Control, TakesOneRequestAConnection) {
  int handled = 0;
  serve([&](const json::object&, const ControlServer::Answer& answer) {
    ++handled;
    answer(std::string("x"));
  });
  EXPECT_EQ(raw("{}\n{}\n"), "{\"ok\":true}\nx");
  EXPECT_EQ(handled, 1);
}

TEST_F(Control, SaysThatTheDaemonStopsWhereTheHandlerGivesNoAnswer) {
  serve([](const json::object&, const ControlServer::Answer&) {});
  const auto answer = ask_daemon(socket, {});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().to_string(), stopping().to_string());
}

TEST_F(Control, StillAnswersWhatWasAskedWhenItIsClosed) {
  std::promise<ControlServer::Answer> asked;
  serve([&](const json::object&, ControlServer::Answer answer) { asked.set_value(std::move(answer)); });
  auto answer = std::async(std::launch::async, [&] { return ask_daemon(socket, {}); });
  ControlServer::Answer owed = asked.get_future().get();
  asio::io_context own;
  asio::local::stream_protocol::socket idle(own);
  idle.connect(asio::local::stream_protocol::endpoint(socket.string()));
  asio::post(context, [&] { server.reset(); });
  owed(std::string("done"));
  owed = {};
  EXPECT_EQ(answer.get().value(), "done");
  stop();  // does not wait for a connection on which nothing is asked
}

TEST_F(Control, GoesOnWhenAHandlerFails) {
  serve([](const json::object&, const ControlServer::Answer&) { throw std::bad_alloc(); });
  for (int i = 0; i < 2; ++i) EXPECT_THAT(ask_daemon(socket, {}).error().to_string(), HasSubstr("bad_alloc"));
}

TEST_F(Control, IsNotWaitedForLongerThanOneHasPatience) {
  std::promise<ControlServer::Answer> asked;
  serve([&](const json::object&, ControlServer::Answer answer) { asked.set_value(std::move(answer)); });
  EXPECT_THAT(ask_daemon(socket, {}, std::chrono::milliseconds(50)).error().to_string(), HasSubstr("does not answer"));
  asked.get_future().get()(std::string());
}

TEST_F(Control, ServesNoMoreThanItsMeasureAtOnceAndTheOthersAfterThem) {
  serve([](const json::object&, const ControlServer::Answer& answer) { answer(std::string("here")); });
  {
    asio::io_context own;
    std::vector<asio::local::stream_protocol::socket> idle;
    for (int i = 0; i < 40; ++i) {
      idle.emplace_back(own);
      idle.back().connect(asio::local::stream_protocol::endpoint(socket.string()));
    }
    EXPECT_FALSE(ask_daemon(socket, {}, std::chrono::milliseconds(50)));
  }
  EXPECT_EQ(ask_daemon(socket, {}).value(), "here");
}

TEST_F(Control, RefusesARequestThatNeverEnds) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "so many bytes take longer there than a request may";
#endif
  serve([](const json::object&, const ControlServer::Answer& answer) { answer(std::string()); });
  asio::io_context own;
  asio::local::stream_protocol::socket client(own);
  client.connect(asio::local::stream_protocol::endpoint(socket.string()));
  boost::system::error_code error;
  asio::write(client, asio::buffer(std::string(129 << 20, ' ')), error);
  std::string answer;
  asio::read(client, asio::dynamic_buffer(answer), error);
  EXPECT_THAT(answer, HasSubstr("larger than 128 MiB"));
  EXPECT_TRUE(ask_daemon(socket, {})) << "and goes on serving others";
}

TEST_F(Control, SaysSoWhereNobodyListens) {
  const auto answer = ask_daemon(socket, {});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().operation, "connect");
  EXPECT_EQ(answer.error().subject, socket.string());
  EXPECT_EQ(ask_daemon(folder.path() / "no" / "such" / "control", {}).error().operation, "connect");
}

TEST_F(Control, TakesThePlaceOfASocketThatWasLeftBehind) {
  serve([](const json::object&, const ControlServer::Answer& answer) { answer(std::string("first")); });
  stop();
  folder.write("control", "left behind");
  asio::io_context other;
  const auto second = ControlServer::open(other, socket, [](const json::object&, const ControlServer::Answer&) {});
  EXPECT_TRUE(second);
}

TEST_F(Control, CannotListenInAFolderThatIsNotThere) {
  const auto opened = ControlServer::open(context, folder.path() / "no" / "control", {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().operation, "control socket");
}

TEST(ControlPath, IsInTheRuntimeFolderWhereThereIsOne) {
  ::unsetenv("RUNTIME_DIRECTORY");
  EXPECT_EQ(control_path("/state"), "/state/control");
  ::setenv("RUNTIME_DIRECTORY", "/run/feedd:/run/other", 1);
  EXPECT_EQ(control_path("/state"), "/run/feedd/control");
  ::unsetenv("RUNTIME_DIRECTORY");
}

}  // namespace
}  // namespace feedd::daemon
