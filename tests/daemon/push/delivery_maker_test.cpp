#include "daemon/push/delivery_maker.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <vector>

#include <boost/asio/post.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAreArray;

constexpr auto patience = 20s;

OutgoingRequest request(int number) {
  OutgoingRequest made;
  made.url = std::to_string(number);
  return made;
}

TEST(DeliveryMaker, GivesAllInTheOrderTheyWereAskedFor) {
  boost::asio::io_context context;
  DeliveryMaker maker(context);
  std::vector<std::string> expected, given;
  const auto here = std::this_thread::get_id();
  std::atomic<bool> beside = true;
  for (int i = 0; i < 100; ++i) {
    const auto make = [&, i] {
      if (std::this_thread::get_id() == here) beside = false;
      return request(i);
    };
    maker.make(make, [&](OutgoingRequest made) {
      EXPECT_EQ(std::this_thread::get_id(), here);
      given.push_back(std::move(made.url));
    });
    expected.push_back(std::to_string(i));
  }
  context.run_for(patience);  // ends by itself, when there is nothing left to be made
  EXPECT_TRUE(context.stopped());
  EXPECT_THAT(given, ElementsAreArray(expected));
  EXPECT_TRUE(beside);
}

TEST(DeliveryMaker, TakesMoreWhileItGives) {
  boost::asio::io_context context;
  DeliveryMaker maker(context);
  int left = 50;
  std::function<void(OutgoingRequest)> again = [&](const OutgoingRequest&) {
    if (left-- > 0) maker.make([] { return request(0); }, again);
  };
  again({});
  context.run_for(patience);
  EXPECT_LT(left, 0);
}

TEST(DeliveryMaker, EndsWithWhatIsBeingMadeUngiven) {
  boost::asio::io_context context;
  std::promise<void> begun, go;
  std::thread waker([&] {
    begun.get_future().wait();
    go.set_value();
  });
  bool is_given = false;
  {
    DeliveryMaker maker(context);
    maker.make(
        [&] {
          begun.set_value();
          go.get_future().wait();
          return request(1);
        },
        [&](const OutgoingRequest&) { is_given = true; });
    context.run_one_for(patience);
    waker.join();
  }
  context.run_for(patience);
  EXPECT_FALSE(is_given);
}

}  // namespace
}  // namespace feedd::daemon::push
