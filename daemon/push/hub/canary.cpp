#include "daemon/push/hub/canary.hpp"

#include "daemon/push/form.hpp"
#include "daemon/push/hub/hub.hpp"
#include "feeds/feed.hpp"

#include <algorithm>
#include <charconv>

namespace feedd::daemon::push {
namespace {

/// Asked for; half of what is granted is waited before it is asked again.
constexpr std::chrono::seconds wanted_lease{std::chrono::hours(7 * 24)};
/// A hub that did not answer is asked again after this.
constexpr std::chrono::seconds patience{600};
constexpr std::size_t most_fields = 20;

std::chrono::milliseconds since(std::chrono::steady_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - time);
}

std::string value_of(const Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return {};
}

}  // namespace

std::string Canary::topic() const {
  return feeds::feed_url(place_.view()->site, feeds::site_feed, "atom");
}

void Canary::use(const std::vector<std::string>& hubs) {
  std::erase_if(perches_, [&](const auto& one) {
    return std::find(hubs.begin(), hubs.end(), one.second.report.hub) == hubs.end();
  });
  for (const std::string& hub : hubs) {
    const bool there =
        std::any_of(perches_.begin(), perches_.end(), [&](const auto& one) { return one.second.report.hub == hub; });
    if (!there) perches_[random_token()].report.hub = hub;
  }
  renew();
}

void Canary::renew() {
  for (auto& [token, perch] : perches_)
    if (perch.renew_at <= place_.clock()) subscribe(token);
}

void Canary::subscribe(const std::string& token) {
  Perch& perch = perches_.at(token);
  perch.renew_at = place_.clock() + patience;
  const std::string callback = place_.view()->site.base_url + std::string(canary_folder) + token;
  OutgoingRequest request = form_post(perch.report.hub, {{"hub.mode", "subscribe"},
                                                         {"hub.topic", topic()},
                                                         {"hub.callback", callback},
                                                         {"hub.lease_seconds", std::to_string(wanted_lease.count())}});
  const bool asked = conversations_.ask(std::move(request), [this, token](const content::Result<HttpResponse>& answer) {
    const auto found = perches_.find(token);
    if (found == perches_.end()) return;
    const bool accepted = answer && answer->status >= 200 && answer->status < 300;
    if (!accepted)
      found->second.report.error =
          answer ? "the hub answered with status " + std::to_string(answer->status) : answer.error().reason;
    else if (!found->second.report.is_subscribed)
      found->second.report.error = "the hub has accepted, and has not asked yet whether it is meant";
  });
  if (!asked) perch.report.error = "too much waits to be asked";
}

void Canary::announce(std::uint64_t news) {
  for (auto& [token, perch] : perches_)
    if (perch.report.is_subscribed && perch.awaited == 0) {
      perch.awaited = news;
      perch.committed = std::chrono::steady_clock::now() - times_.since(news);
    }
}

void Canary::handle(const Submission& submission, const Reply& done) {
  const auto found = perches_.find(submission.path.substr(std::min(canary_folder.size(), submission.path.size())));
  if (found == perches_.end()) return done(text_reply(410, "nobody is subscribed here"));
  Perch& perch = found->second;
  if (submission.is_post) {
    ++perch.report.arrivals;
    if (perch.awaited != 0) perch.report.latency = since(perch.committed);
    perch.awaited = 0;
    return done(text_reply(200, "thank you"));
  }
  const auto fields = read_form(submission.query, most_fields);
  if (!fields || value_of(*fields, "hub.mode") != "subscribe" || value_of(*fields, "hub.topic") != topic())
    return done(text_reply(404, "not meant"));
  perch.report.is_subscribed = true;
  perch.report.error.clear();
  std::int64_t lease = wanted_lease.count();
  const std::string granted = value_of(*fields, "hub.lease_seconds");
  std::from_chars(granted.data(), granted.data() + granted.size(), lease);
  perch.renew_at = place_.clock() + std::chrono::seconds(std::max<std::int64_t>(60, lease / 2));
  Fetched echo = reply(200, value_of(*fields, "hub.challenge"), "text/plain; charset=utf-8");
  done(std::move(echo));
}

std::vector<CanaryReport> Canary::report() const {
  std::vector<CanaryReport> all;
  for (const auto& [token, perch] : perches_) {
    all.push_back(perch.report);
    if (perch.awaited != 0) all.back().overdue = since(perch.committed);
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.hub < b.hub; });
  return all;
}

}  // namespace feedd::daemon::push
