// What the courier says of itself.
#include "daemon/metrics.hpp"
#include "daemon/push/courier_thread.hpp"

#include <boost/json/array.hpp>

namespace feedd::daemon::push {
namespace {

namespace json = boost::json;

using namespace std::chrono_literals;
/// How soon what happened is to be seen in `status`.
constexpr auto report_delay = 50ms;

std::string instant(content::Timestamp time) {
  return time == content::Timestamp{} ? std::string() : content::to_rfc3339(time);
}

double seconds(std::chrono::milliseconds time) {
  return static_cast<double>(time.count()) / 1000;
}

json::object to_json(const PingReport& one) {
  return {{"id", 'e' + std::to_string(one.state.key)},
          {"kind", one.state.kind},
          {"url", one.state.url},
          {"pending", one.pending},
          {"given_up", one.given_up},
          {"delivered", one.state.delivered},
          {"last_success", instant(one.state.last_success)},
          {"last_error", one.state.last_error},
          {"last_error_at", instant(one.state.last_error_at)},
          {"latency_ms", one.state.latency.count()}};
}

json::object to_json(const CanaryReport& one) {
  return {{"hub", one.hub},
          {"subscribed", one.is_subscribed},
          {"arrivals", one.arrivals},
          {"latency_ms", one.latency.count()},
          {"overdue_ms", one.overdue.count()},
          {"error", one.error}};
}

/// All that is counted at one moment.
struct Counted {
  std::size_t subscriptions = 0, waiting = 0, retrying = 0, under_way = 0, paused_hosts = 0, verifying = 0;
  FanOut::Figures fan_out;
  std::vector<PingReport> pings;
  std::vector<CanaryReport> canaries;
};

json::object to_json(const Counted& all) {
  json::object out{{"subscriptions", all.subscriptions},
                   {"waiting", all.waiting},
                   {"retrying", all.retrying},
                   {"under_way", all.under_way},
                   {"paused_hosts", all.paused_hosts},
                   {"verifying", all.verifying},
                   {"delivered", all.fan_out.delivered},
                   {"failed", all.fan_out.failed},
                   {"latency_ms", all.fan_out.latency.count()}};
  json::array& endpoints = out["endpoints"].emplace_array();
  for (const PingReport& one : all.pings) endpoints.push_back(to_json(one));
  json::array& canaries = out["canaries"].emplace_array();
  for (const CanaryReport& one : all.canaries) canaries.push_back(to_json(one));
  return out;
}

void add_endpoints(const std::vector<PingReport>& pings, Metrics& metrics) {
  for (const PingReport& one : pings) {
    const Metrics::Labels labels{{"kind", one.state.kind}, {"url", one.state.url}};
    metrics.gauge("feedd_push_endpoint_pending", "Announcements an endpoint has not taken", one.pending, labels);
    metrics.gauge("feedd_push_endpoint_given_up", "Announcements that are tried no more", one.given_up, labels);
    metrics.counter("feedd_push_endpoint_delivered_total", "Announcements an endpoint has taken", one.state.delivered,
                    labels);
    metrics.gauge("feedd_push_endpoint_last_success_timestamp_seconds", "When it took the last one",
                  one.state.last_success.time_since_epoch().count(), labels);
    metrics.gauge("feedd_push_endpoint_latency_seconds", "From commit to delivery, of the last one",
                  seconds(one.state.latency), labels);
  }
}

void add_all(const Counted& all, Metrics& metrics) {
  metrics.gauge("feedd_push_subscriptions", "Subscriptions at the hub and rssCloud", all.subscriptions);
  metrics.gauge("feedd_push_waiting", "Announcements that wait their turn", all.waiting);
  metrics.gauge("feedd_push_retrying", "Announcements that wait to be tried again", all.retrying);
  metrics.gauge("feedd_push_under_way", "Requests under way", all.under_way);
  metrics.gauge("feedd_push_paused_hosts", "Hosts that failed so often that they are left alone", all.paused_hosts);
  metrics.counter("feedd_push_delivered_total", "Deliveries to subscribers", all.fan_out.delivered);
  metrics.counter("feedd_push_failed_total", "Attempts at subscribers that failed", all.fan_out.failed);
  metrics.counter("feedd_push_ended_total", "Subscriptions that ended by their own answer", all.fan_out.ended);
  metrics.gauge("feedd_push_latency_seconds", "From commit to the last delivery to a subscriber",
                seconds(all.fan_out.latency));
  add_endpoints(all.pings, metrics);
  for (const CanaryReport& one : all.canaries) {
    const Metrics::Labels labels{{"hub", one.hub}};
    metrics.gauge("feedd_push_canary_subscribed", "Whether the canary is subscribed", one.is_subscribed, labels);
    metrics.gauge("feedd_push_canary_latency_seconds", "From commit to the canary's last arrival", seconds(one.latency),
                  labels);
    metrics.gauge("feedd_push_canary_overdue_seconds", "For how long the canary has awaited news", seconds(one.overdue),
                  labels);
  }
}

std::vector<std::string> troubles_of(const Counted& all) {
  std::vector<std::string> lines;
  for (const PingReport& one : all.pings)
    if (one.given_up != 0)
      lines.push_back("outbox: " + std::to_string(one.given_up) + " announcements to " + one.state.url +
                      " given up: " + one.state.last_error);
  for (const CanaryReport& one : all.canaries)
    if (!one.error.empty()) lines.push_back("canary: " + one.hub + ": " + one.error);
  return lines;
}

std::shared_ptr<const Courier::Report> report_of(const std::shared_ptr<const Counted>& all) {
  auto report = std::make_shared<Courier::Report>();
  report->status = to_json(*all);
  report->troubles = troubles_of(*all);
  report->metrics = [all](Metrics& metrics) { add_all(*all, metrics); };
  return report;
}

}  // namespace

std::shared_ptr<const Courier::Report> Courier::Thread::first_report() {
  return report_of(std::make_shared<const Counted>());
}

std::shared_ptr<const Courier::Report> Courier::Thread::report() const {
  const std::lock_guard lock(mutex_);
  return report_;
}

void Courier::Thread::report_soon() {
  if (std::exchange(is_reporting_, true)) return;
  report_timer_.expires_after(report_delay);
  report_timer_.async_wait([this](const boost::system::error_code& error) {
    is_reporting_ = false;
    if (!error) make_report();
  });
}

void Courier::Thread::make_report() {
  const Schedule& schedule = dispatcher_.schedule();
  const auto all = std::make_shared<const Counted>(Counted{
      hub_.subscriptions(), schedule.waiting(), schedule.asleep(), schedule.under_way(), schedule.paused_hosts(),
      conversations_.waiting(), fan_out_.figures(), pings_.report(), canary_.report()});
  auto report = report_of(all);
  const std::lock_guard lock(mutex_);
  report_ = std::move(report);
}

}  // namespace feedd::daemon::push
