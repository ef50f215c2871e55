// Both sides of what a subscriber and a server say to each other.
#pragma once

#include "daemon/push/form.hpp"
#include "tests/daemon/push/desks.hpp"

#include <optional>
#include <string>

namespace feedd::daemon::push {

/// The value of a field in a request's query; empty where there is none.
inline std::string asked_for(const PeerRequest& request, std::string_view name) {
  const std::size_t mark = request.target.find('?');
  if (mark == std::string::npos) return {};
  const auto fields = read_form(std::string_view(request.target).substr(mark + 1), 20);
  if (fields)
    for (const auto& [key, value] : *fields)
      if (key == name) return value;
  return {};
}

/// Confirms what it is asked, and takes what it is sent.
inline PeerAnswer confirm(const PeerRequest& request) {
  if (const std::string challenge = asked_for(request, "hub.challenge"); !challenge.empty())
    return answer_with(200, challenge);
  return answer_with(200, asked_for(request, "challenge"));
}

inline Submission form_submission(std::string path, const Fields& fields) {
  Submission submission;
  submission.is_post = true;
  submission.path = std::move(path);
  submission.media_type = form_type;
  submission.body = form(fields);
  submission.peer = "127.0.0.1";
  return submission;
}

/// What a submission was answered.
struct Replied {
  int status = 0;
  std::string body;
  std::vector<std::string> fields;
};
inline Replied replied(const Fetched& fetched) {
  const auto* answer = std::get_if<std::shared_ptr<const Published>>(&fetched);
  if (answer == nullptr) return {-1, {}, {}};
  return {(*answer)->status, *(*answer)->bodies[0], (*answer)->fields};
}

/// A subscriber at a peer, and desks that it talks to.
class ConversationTest : public ::testing::Test {
 protected:
  ConversationTest() : peer(confirm) {
    room.publish("before.md", "Before", {"sea"});
    config.max_per_host = 10;
    config.max_per_topic = 8;
    desks.emplace(room, config);
  }
  void restart() {
    desks.reset();
    desks.emplace(room, config);
  }
  std::uint64_t publish(const std::string& title) {
    const ServedNews news = room.publish(title + ".md", title, {"sea"});
    desks->served(news);
    return news.revision;
  }
  std::vector<Subscription> kept() {
    std::vector<Subscription> all;
    room.change([&](content::sql::Database& database) {
      Subscriptions subscriptions(database);
      std::vector<std::int64_t> keys;
      subscriptions.each(0, 1000, [&](const SubscriptionRef& one) { keys.push_back(one.key); });
      for (const std::int64_t key : keys) all.push_back(*subscriptions.load(key));
    });
    return all;
  }

  HttpPeer peer;
  Newsroom room;
  PushConfig config;
  std::optional<Desks> desks;
};

}  // namespace feedd::daemon::push
