// Deltas as they are kept: made once, in every coding, within bounds, and only to what is served.
#include "daemon/deltas.hpp"

#include <atomic>
#include <future>
#include <random>

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

std::shared_ptr<const Published> current(const std::string& etag = "9-x") {
  Answer answer;
  answer.path = "/feed.rss";
  answer.etag = etag;
  answer.bodies[0] = std::make_shared<const std::string>("whole");
  return std::make_shared<const Published>(std::move(answer));
}

class KeptDeltas : public ::testing::Test {
 protected:
  std::shared_ptr<const Published> fetch(const std::string& base, const std::shared_ptr<const Published>& feed) {
    std::promise<Fetched> promise;
    deltas.fetch({feed, base, 7}, [&](Fetched fetched) { promise.set_value(std::move(fetched)); });
    return std::get<std::shared_ptr<const Published>>(promise.get_future().get());
  }
  std::optional<Answer> make() {
    ++made;
    if (failing) throw std::runtime_error("no memory");
    if (text.empty()) return std::nullopt;
    Answer answer;
    answer.path = "/feed.rss";
    answer.status = 226;
    answer.etag = "9-x";
    answer.bodies[0] = std::make_shared<const std::string>(text);
    return answer;
  }

  std::string text = "delta";
  bool failing = false;
  std::atomic<int> made{0};
  Workers workers{1};
  Deltas deltas{workers, [this](const DeltaRequest&, unsigned) { return make(); }};
};

TEST_F(KeptDeltas, AreMadeOnceInEveryCoding) {
  const auto delta = fetch("7-a", current());
  EXPECT_EQ(delta->status, 226);
  EXPECT_EQ(delta->delta_base, "7-a");
  for (const auto& body : delta->bodies) EXPECT_TRUE(body);
  EXPECT_EQ(fetch("7-a", current()), delta);
  EXPECT_EQ(made, 1);
  EXPECT_NE(fetch("7-b", current()), delta);
  EXPECT_EQ(made, 2);
}

TEST_F(KeptDeltas, ThatThereAreNotIsRememberedToo) {
  text.clear();
  const auto whole = current();
  EXPECT_EQ(fetch("7-a", whole), whole);
  EXPECT_EQ(fetch("7-a", whole), whole);
  EXPECT_EQ(made, 1);
}

TEST_F(KeptDeltas, LeadToWhatIsServedOrAreNotSent) {
  const auto older = current("8-x");
  EXPECT_EQ(fetch("7-a", older), older) << "the store has moved on";
  EXPECT_EQ(fetch("7-a", current())->status, 226);
}

TEST_F(KeptDeltas, ThatCannotBeMadeAreNoReasonForSilence) {
  failing = true;
  EXPECT_EQ(fetch("7-a", current())->status, 200);
}

TEST_F(KeptDeltas, StayWithinTheirBudget) {
  std::minstd_rand random;  // what does not compress
  text.resize(100'000);
  for (char& c : text) c = static_cast<char>(random());
  for (int i = 0; i < 30; ++i) {
    (void)fetch("7-" + std::to_string(i), current());
    EXPECT_LE(deltas.size_bytes(), 4U << 20);
  }
  made = 0;
  (void)fetch("7-29", current());
  EXPECT_EQ(made, 0);
  (void)fetch("7-0", current());
  EXPECT_EQ(made, 1) << "the oldest is forgotten";
}

}  // namespace
}  // namespace feedd::daemon
