#include "daemon/releaser.hpp"

#include <future>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

TEST(Releaser, LetsGoOnAnotherThread) {
  Releaser releaser;
  std::promise<std::thread::id> freed;
  releaser.release({&freed, [](std::promise<std::thread::id>* told) { told->set_value(std::this_thread::get_id()); }});
  EXPECT_NE(freed.get_future().get(), std::this_thread::get_id());
}

TEST(Releaser, LetsGoInOrderOfAllThatCameBeforeTheEnd) {
  std::vector<int> freed;
  {
    Releaser releaser;
    for (int number = 0; number < 100; ++number)
      releaser.release({&freed, [number](std::vector<int>* told) { told->push_back(number); }});
    releaser.end();
    EXPECT_EQ(freed.size(), 100U);
    releaser.end();
  }
  for (std::size_t i = 0; i < freed.size(); ++i) EXPECT_EQ(freed[i], static_cast<int>(i));
}

}  // namespace
}  // namespace feedd::daemon
