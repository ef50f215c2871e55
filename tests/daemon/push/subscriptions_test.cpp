#include "daemon/push/subscriptions.hpp"

#include "tests/daemon/push/push_tables.hpp"

#include <algorithm>

#include <gmock/gmock.h>

namespace feedd::daemon::push {
namespace {

using support::at;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

class SubscriptionsTest : public PushTables {
 protected:
  Subscription one(const std::string& callback, const std::string& topic = "feed.rss") {
    Subscription some;
    some.topic = topic;
    some.topic_url = "https://example.org/" + topic;
    some.callback = callback;
    some.host = host_of(callback);
    some.created = at(1);
    some.expires = at(11);
    some.told = 5;
    return some;
  }
  Subscription put(const Subscription& some) {
    subscriptions.put(some);
    return find(some);
  }
  Subscription find(const Subscription& some) {
    return subscriptions.find(some.topic, some.callback, some.wire).value_or(Subscription{});
  }
  /// Callbacks, in order, a page of two after the other.
  std::vector<std::string> paged(const std::string& topic) {
    std::vector<std::int64_t> keys;
    for (std::size_t before = 1; before != 0;) {
      const std::size_t there = keys.size();
      const auto visit = [&](const SubscriptionRef& ref) { keys.push_back(ref.key); };
      const std::int64_t after = keys.empty() ? 0 : keys.back();
      if (topic.empty())
        subscriptions.each(after, 2, visit);
      else
        subscriptions.each_of(topic, after, 2, visit);
      before = keys.size() - there;
    }
    std::vector<std::string> callbacks;
    for (const std::int64_t key : keys) callbacks.push_back(subscriptions.load(key)->callback);
    return callbacks;
  }

  Subscriptions subscriptions{*database};
};
FEEDD_ON_EVERY_ENGINE(SubscriptionsTest);

TEST_P(SubscriptionsTest, Keep_all_that_was_said) {
  Subscription some = one("https://reader.example:8443/a?b=c", "tags/한국.atom");
  some.wire = Wire::cloud_xml_rpc;
  some.secret = std::string("\0\xFF secret", 9);
  some.procedure = "river.changed";
  const Subscription kept = put(some);
  EXPECT_EQ(kept.topic, some.topic);
  EXPECT_EQ(kept.topic_url, some.topic_url);
  EXPECT_EQ(kept.callback, some.callback);
  EXPECT_EQ(kept.wire, some.wire);
  EXPECT_EQ(kept.host, "reader.example:8443");
  EXPECT_EQ(kept.secret, some.secret);
  EXPECT_EQ(kept.procedure, some.procedure);
  EXPECT_EQ(kept.created, at(1));
  EXPECT_EQ(kept.expires, at(11));
  EXPECT_EQ(kept.told, 5U);
  EXPECT_EQ(kept.trouble.attempts, 0U);
}

TEST_P(SubscriptionsTest, Are_one_for_each_topic_callback_and_wire) {
  put(one("https://a/"));
  put(one("https://a/", "feed.atom"));
  put(one("https://b/"));
  Subscription cloud = one("https://a/");
  cloud.wire = Wire::cloud_http_post;
  put(cloud);
  EXPECT_EQ(subscriptions.count(), 4U);
}

TEST_P(SubscriptionsTest, Renewed_have_another_lease_and_secret_and_stay_told_what_they_were) {
  const Subscription first = put(one("https://a/"));
  subscriptions.note_delivered(first.key, 8, at(2), 1ms);
  Subscription again = one("https://a/");
  again.secret = "another";
  again.topic_url = "http://EXAMPLE.org/feed.rss";
  again.created = at(3);
  again.expires = at(13);
  again.told = 20;
  const Subscription renewed = put(again);
  EXPECT_EQ(renewed.key, first.key);
  EXPECT_EQ(renewed.expires, at(13));
  EXPECT_EQ(renewed.secret, "another");
  EXPECT_EQ(renewed.topic_url, again.topic_url);
  EXPECT_EQ(renewed.created, at(1));
  EXPECT_EQ(renewed.told, 8U);
  EXPECT_EQ(subscriptions.count(), 1U);
}

TEST_P(SubscriptionsTest, Are_never_told_less_than_they_were) {
  const Subscription some = put(one("https://a/"));
  subscriptions.note_delivered(some.key, 9, at(2), 1ms);
  subscriptions.note_delivered(some.key, 7, at(3), 1ms);
  EXPECT_EQ(find(some).told, 9U);
}

TEST_P(SubscriptionsTest, Delivered_to_have_no_trouble_left) {
  const Subscription some = put(one("https://a/"));
  subscriptions.note_failed(some.key, {3, at(2), at(2, 8), 0, "no answer"}, at(2));
  const Trouble trouble = find(some).trouble;
  EXPECT_EQ(trouble.attempts, 3U);
  EXPECT_EQ(trouble.since, at(2));
  EXPECT_EQ(trouble.retry_at, at(2, 8));
  EXPECT_EQ(trouble.error, "no answer");
  EXPECT_EQ(find(some).told, 5U) << "a failure tells nothing";
  subscriptions.note_delivered(some.key, 9, at(3), 1ms);
  EXPECT_EQ(find(some).trouble.attempts, 0U);
  EXPECT_EQ(find(some).trouble.retry_at, content::Timestamp{});
  EXPECT_THAT(subscriptions.in_trouble(0, 9), IsEmpty());
}

TEST_P(SubscriptionsTest, In_trouble_are_those_that_failed_or_were_given_up) {
  put(one("https://well/"));
  subscriptions.note_failed(put(one("https://fails/")).key, {1, at(2), at(3), 0, "x"}, at(2));
  subscriptions.note_failed(put(one("https://dead/")).key, {0, {}, {}, 7, "x"}, at(2));
  const auto all = subscriptions.in_trouble(0, 9);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].callback, "https://fails/");
  EXPECT_EQ(all[1].trouble.given_up, 7U);
  EXPECT_EQ(subscriptions.in_trouble(0, 1).size(), 1U);
  EXPECT_EQ(subscriptions.in_trouble(all[0].key, 9).size(), 1U);
}

TEST_P(SubscriptionsTest, Come_in_the_order_of_their_keys_page_by_page) {
  for (const char* callback : {"https://c/", "https://a/", "https://b/"}) put(one(callback));
  put(one("https://a/", "feed.atom"));
  EXPECT_THAT(paged("feed.rss"), ElementsAre("https://c/", "https://a/", "https://b/"));
  EXPECT_THAT(paged(""), ElementsAre("https://c/", "https://a/", "https://b/", "https://a/"));
  EXPECT_THAT(paged("feed.json"), IsEmpty());
}

TEST_P(SubscriptionsTest, Say_what_scheduling_needs) {
  const Subscription some = put(one("https://a:81/"));
  subscriptions.note_failed(some.key, {1, at(2), at(3), 4, "x"}, at(2));
  int seen = 0;
  subscriptions.each_of("feed.rss", 0, 9, [&](const SubscriptionRef& ref) {
    ++seen;
    EXPECT_EQ(ref.topic, "feed.rss");
    EXPECT_EQ(ref.host, "a:81");
    EXPECT_EQ(ref.told, 5U);
    EXPECT_EQ(ref.retry_at, at(3));
    EXPECT_EQ(ref.given_up, 4U);
  });
  EXPECT_EQ(seen, 1);
}

TEST_P(SubscriptionsTest, Are_counted_by_host_and_topic_up_to_a_bound) {
  for (const char* path : {"1", "2", "3"}) put(one(std::string("https://a/") + path));
  put(one("https://b/", "feed.atom"));
  EXPECT_EQ(subscriptions.count_of_host("a:443", 9), 3U);
  EXPECT_EQ(subscriptions.count_of_host("a:443", 2), 2U);
  EXPECT_EQ(subscriptions.count_of_topic("feed.atom", 9), 1U);
  EXPECT_EQ(subscriptions.count_of_topic("feed.rss", 1), 1U);
  EXPECT_EQ(subscriptions.count_of_topic("feed.json", 1), 0U);
}

TEST_P(SubscriptionsTest, End_with_their_lease) {
  Subscription later = one("https://later/");
  later.expires = at(20);
  put(later);
  put(one("https://now/"));
  EXPECT_EQ(subscriptions.next_expiry(), at(11));
  subscriptions.remove_expired(at(11, -1), 9);
  EXPECT_EQ(subscriptions.count(), 2U);
  subscriptions.remove_expired(at(11), 9);
  EXPECT_THAT(paged(""), ElementsAre("https://later/"));
  subscriptions.remove(find(later).key);
  EXPECT_EQ(subscriptions.next_expiry(), std::nullopt);
}

TEST_P(SubscriptionsTest, That_have_ended_are_taken_out_in_steps) {
  for (const char* callback : {"https://a/", "https://b/", "https://c/"}) put(one(callback));
  subscriptions.remove_expired(at(99), 2);
  EXPECT_EQ(subscriptions.count(), 1U);
}

TEST_P(SubscriptionsTest, With_another_lease_meanwhile_stay) {
  const Subscription some = put(one("https://a/"));
  Subscription renewed = some;
  renewed.expires = at(20);
  put(renewed);
  subscriptions.remove_unless_renewed(some.key, some.expires);
  EXPECT_EQ(subscriptions.count(), 1U);
  subscriptions.remove_unless_renewed(some.key, renewed.expires);
  EXPECT_EQ(subscriptions.count(), 0U);
}

TEST_P(SubscriptionsTest, That_are_renewed_have_no_trouble_left) {
  const Subscription some = put(one("https://a/"));
  subscriptions.note_failed(some.key, {3, at(2), at(2, 8), 0, "no answer"}, at(2));
  put(some);
  EXPECT_EQ(find(some).trouble.attempts, 0U);
  EXPECT_EQ(find(some).trouble.retry_at, content::Timestamp{});
}

TEST_P(SubscriptionsTest, Are_never_given_the_number_of_one_that_was_removed) {
  const std::int64_t first = put(one("https://a/")).key;
  subscriptions.remove(first);
  EXPECT_GT(put(one("https://b/")).key, first) << "what is under way to the first would be noted of the second";
}

TEST_P(SubscriptionsTest, Of_another_site_are_none_of_this) {
  Subscriptions others(*database, 2);
  others.put(one("https://a/"));
  EXPECT_EQ(subscriptions.count(), 0U);
  EXPECT_THAT(paged(""), IsEmpty());
  EXPECT_THAT(paged("feed.rss"), IsEmpty());
  subscriptions.remove_expired(at(99), 9);
  EXPECT_EQ(others.count(), 1U);
}

/// How long it takes to see all subscriptions of a topic, so many at a time.
std::chrono::nanoseconds time_to_see_all(Subscriptions& subscriptions, const std::string& topic, std::size_t page) {
  auto best = std::chrono::nanoseconds::max();
  for (int attempt = 0; attempt < 3; ++attempt) {
    const auto began = std::chrono::steady_clock::now();
    std::int64_t after = 0;
    for (std::size_t rows = page; rows == page;) {
      rows = 0;
      const auto visit = [&](const SubscriptionRef& ref) { ++rows, after = ref.key; };
      if (topic.empty())
        subscriptions.each(after, page, visit);
      else
        subscriptions.each_of(topic, after, page, visit);
    }
    best = std::min<std::chrono::nanoseconds>(best, std::chrono::steady_clock::now() - began);
  }
  return best;
}

TEST_P(SubscriptionsTest, Cost_no_more_to_see_in_many_pages_than_in_one) {
  constexpr std::size_t count = 20'000;
  content::sql::Transaction transaction(*database, content::sql::Transaction::Kind::writing);
  for (std::size_t number = 0; number < count; ++number)
    subscriptions.put(one("https://a/" + std::to_string(number * 7919 % count)));
  transaction.commit();
  for (const char* topic : {"feed.rss", ""})  // sorted anew for each page, it is some 40 times as much
    EXPECT_LT(time_to_see_all(subscriptions, topic, 50), 8 * time_to_see_all(subscriptions, topic, count)) << topic;
}

TEST(HostOf, Names_a_host_and_its_port) {
  EXPECT_EQ(host_of("https://Reader.example/a"), "reader.example:443");
  EXPECT_EQ(host_of("http://reader.example"), "reader.example:80");
  EXPECT_EQ(host_of("HTTPS://reader.example?a:1"), "reader.example:443");
  EXPECT_EQ(host_of("http://reader.example:8080#x"), "reader.example:8080");
  EXPECT_EQ(host_of("https://user:pass@reader.example/"), "reader.example:443");
  EXPECT_EQ(host_of("http://[2001:db8::1]/"), "[2001:db8::1]:80");
  EXPECT_EQ(host_of("http://[2001:db8::1]:81/"), "[2001:db8::1]:81");
}

TEST(CountedHost, IsOneForAllPortsButWhereANetworkWasOpened) {
  const NetworkGuard guard = NetworkGuard::create({"10.0.0.0/8"}).value();
  EXPECT_EQ(counted_host("https://reader.example/a", guard), "reader.example");
  EXPECT_EQ(counted_host("http://reader.example:8081/a", guard), "reader.example");
  EXPECT_EQ(counted_host("http://[2001:4860::1]:81/", guard), "[2001:4860::1]");
  EXPECT_EQ(counted_host("http://10.0.0.1:81/", guard), "10.0.0.1:81");
}

}  // namespace
}  // namespace feedd::daemon::push
