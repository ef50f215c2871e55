#include "daemon/push/hub/cloud_server.hpp"

#include "daemon/push/hub/topic.hpp"

#include <utility>

namespace feedd::daemon::push {
namespace {

constexpr std::chrono::hours registration_time{25};

/// XML-RPC answers 200 whatever it says.
Fetched answer(CloudVariant variant, int status, bool success, std::string_view message) {
  return reply(variant == CloudVariant::xml_rpc ? 200 : status, cloud_answer(variant, success, message),
               cloud_answer_type);
}

}  // namespace

void CloudServer::handle(const Submission& submission, std::uint64_t served, const Reply& done) {
  const auto view = place_.view();
  const std::string base_host = host_of(view->site.base_url);
  const CloudRules rules{ports_, static_cast<std::uint16_t>(std::stoul(base_host.substr(base_host.rfind(':') + 1)))};
  auto read = read_cloud_registration(submission.media_type, submission.body, submission.peer, rules);
  if (const auto* refusal = std::get_if<CloudRefusal>(&read))
    return done(answer(refusal->variant, refusal->status, false, refusal->reason));
  const CloudRegistration& registration = std::get<CloudRegistration>(read);
  std::vector<Subscription> wanted;
  for (const std::string& feed : registration.feeds) {
    const auto topic = content::ArticleReader(reader_).reading([&] { return own_topic(view->site, reader_, feed); });
    if (!topic || !*topic || !(*topic)->ends_with(".rss"))
      return done(answer(registration.variant, 404, false, feed + " is no RSS feed of this site"));
    Subscription one;
    one.topic = **topic;
    one.topic_url = feed;
    one.callback = registration.callback;
    one.wire = registration.protocol == CloudProtocol::xml_rpc ? Wire::cloud_xml_rpc : Wire::cloud_http_post;
    one.procedure = registration.procedure;
    one.told = served;
    if (const auto refusal = hub_.object_to(one.callback, one.topic, one.wire))
      return done(answer(registration.variant, refusal->status, false, refusal->reason));
    wanted.push_back(std::move(one));
  }
  ask(registration, std::move(wanted), done);
}

void CloudServer::ask(const CloudRegistration& registration, std::vector<Subscription> wanted, const Reply& done) {
  const std::string challenge = random_token();
  const std::string& feed = registration.feeds.front();
  OutgoingRequest question = registration.has_domain ? cloud_challenge(registration.callback, feed, challenge)
                                                     : cloud_test(registration, feed);
  const bool asked = conversations_.ask(
      std::move(question), [this, wanted = std::move(wanted), challenge, done, variant = registration.variant,
                            echoes = registration.has_domain](const content::Result<HttpResponse>& got) {
        const bool good = got && (echoes ? is_confirmed(*got, challenge) : got->status >= 200 && got->status < 300);
        if (!good)
          return done(
              answer(variant, 400, false,
                     got ? "the callback did not confirm: it answered with status " + std::to_string(got->status)
                         : "the callback did not answer, or is where this server does not call"));
        for (Subscription one : wanted) {
          one.created = place_.clock();
          one.expires = one.created + registration_time;
          hub_.take(std::move(one));
        }
        done(answer(variant, 200, true, "registered; it holds 25 hours"));
      });
  if (!asked)
    done(answer(registration.variant, 429, false, "too many requests for this host wait here; please come later"));
}

}  // namespace feedd::daemon::push
