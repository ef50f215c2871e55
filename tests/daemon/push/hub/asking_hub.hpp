// A hub, and who asks it.
#pragma once

#include "daemon/push/hub/hub.hpp"
#include "tests/daemon/push/hub/conversation.hpp"

#include <string>

#include <gmock/gmock.h>

namespace feedd::daemon::push {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

inline const std::string own_topic_url = "https://news.example/feed.atom";

class HubTest : public ConversationTest {
 protected:
  Replied ask(const Fields& fields) {
    Replied answer;
    desks->hub.handle(form_submission("/hub", fields), desks->served_revision(),
                      [&](const Fetched& fetched) { answer = replied(fetched); });
    return answer;
  }
  Replied ask_for(const std::string& mode, const std::string& path, const std::string& topic = own_topic_url) {
    return ask({{"hub.mode", mode}, {"hub.topic", topic}, {"hub.callback", peer.url(path)}});
  }
  void subscribe(const std::string& path, const std::string& topic = own_topic_url) {
    EXPECT_EQ(ask_for("subscribe", path, topic).status, 202);
    desks->settle();
  }
};

}  // namespace feedd::daemon::push
