// WebSub's publisher telling a hub (W3C Recommendation of 23 January 2018, section 6): how is left to hubs, and all
// there are read this form.
#include "daemon/push/announcement.hpp"
#include "daemon/push/form.hpp"

namespace feedd::daemon::push {

OutgoingRequest websub_request(const Endpoint& endpoint, const News& news) {
  // PubSubHubbub 0.4's hubs read hub.url, newer ones hub.topic.
  return form_post(endpoint.url, {{"hub.mode", "publish"}, {"hub.url", news.topic}, {"hub.topic", news.topic}});
}

}  // namespace feedd::daemon::push
