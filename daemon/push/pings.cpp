#include "daemon/push/pings.hpp"

#include "daemon/log.hpp"
#include "daemon/push/subscriptions.hpp"
#include "daemon/userinfo.hpp"
#include "feeds/formats/format.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace feedd::daemon::push {
namespace {

/// What an endpoint refuses is tried this often: it may be a mistake of a minute.
constexpr unsigned refused_attempts = 3;

std::string_view key_of(const Kind& kind, std::string_view subject) {
  return kind.unit == Unit::topic ? subject.substr(0, subject.rfind('.')) : subject;
}

}  // namespace

Pings::Pings(Dispatcher& dispatcher, content::sql::Database& reader, const Place& place, const CommitTimes& times)
    : dispatcher_(dispatcher), reader_(reader), place_(place), times_(times) {
  dispatcher_.serve(Desk::endpoint, [this](Job job) { begin(job); });
}

bool Pings::use(const std::vector<ConfiguredEndpoint>& configured, const std::string& key, std::uint64_t served) {
  auto before = std::exchange(targets_, {});
  std::vector<std::pair<std::string, std::uint64_t>> feeds;
  const auto read = content::ArticleReader(reader_).reading([&] {
    load(configured, key, before);
    std::uint64_t told = served;
    for (const auto& [number, target] : targets_) {
      told = std::min(told, target.state.told);
      for (const auto& [subject, state] : target.subjects)
        if (state.trouble.given_up == 0) told = std::min(told, state.told);
    }
    content::ArticleReader(reader_).each_feed_with_news(
        told, [&](std::string_view feed, std::uint64_t news) { feeds.emplace_back(feed, news); });
    return 0;
  });
  if (!read) {
    log::error("outbox", {{"error", read.error().to_string()}, {"effect", "endpoints stay as they were"}});
    targets_ = std::move(before);
    return false;
  }
  served_ = served;
  std::vector<Job> jobs;
  for (const auto& [number, ping] : pings_) jobs.push_back(make_job(Desk::endpoint, number));
  for (const Job job : jobs) {
    dispatcher_.remove(job);
    forget(job);  // but those under way, which come back and find out
  }
  for (const auto& [feed, news] : feeds)
    if (news <= served) announce(feed, news);
  for (const auto& [number, target] : before)  // what is served sooner than older news
    if (Target* const there = find(number))
      for (const auto& [subject, news] : target.pending) expect(*there, subject, news);
  serve(served);
  return true;
}

/// What was acknowledged `before` and is not on disk yet counts.
void Pings::load(const std::vector<ConfiguredEndpoint>& configured, const std::string& key,
                 const std::map<std::int64_t, Target>& before) {
  Endpoints endpoints(reader_);
  for (EndpointState& state : endpoints.all()) {
    const auto row = std::find_if(configured.begin(), configured.end(), [&](const ConfiguredEndpoint& one) {
      return one.kind == state.kind && one.url == state.url;
    });
    const Kind* kind = find_kind(state.kind);
    if (row == configured.end() || kind == nullptr) continue;
    Target& target = targets_[state.key];
    target.endpoint = {state.kind, state.url, row->secret, key};
    target.kind = kind;
    target.state = std::move(state);
  }
  endpoints.each_subject([&](std::int64_t endpoint, std::string_view subject, SubjectState state) {
    if (Target* target = find(endpoint)) target->subjects.emplace(subject, std::move(state));
  });
  for (const auto& [number, known] : before) {
    Target* const target = find(number);
    if (target == nullptr) continue;
    target->endpoint.plain = known.endpoint.plain;
    target->part = known.part;
    target->state.told = std::max(target->state.told, known.state.told);
    for (const auto& [subject, state] : known.subjects) {
      SubjectState& there = target->subjects.try_emplace(subject, state).first->second;
      if (there.told < state.told) there = state;
    }
  }
}

Pings::Target* Pings::find(std::int64_t endpoint) {
  const auto found = targets_.find(endpoint);
  return found == targets_.end() ? nullptr : &found->second;
}

void Pings::announce(const std::string& feed, std::uint64_t news) {
  heard_.insert(news);
  if (targets_.empty()) return;
  const bool listed = place_.view()->site.settings_of(feed).listed;
  for (auto& [number, target] : targets_) {
    if (!listed && !target.kind->tells_of_unlisted) continue;
    if (target.kind->unit == Unit::feed) expect(target, feed, news);
    if (target.kind->unit != Unit::topic) continue;
    for (const feeds::Format& format : feeds::formats())
      expect(target, feed + '.' + std::string(format.extension), news);
  }
}

void Pings::serve(std::uint64_t served) {
  served_ = std::max(served_, served);
  const auto behind = heard_.upper_bound(served_);
  if (behind == heard_.begin()) return;
  const std::uint64_t news = *std::prev(behind);
  heard_.erase(heard_.begin(), behind);
  for (auto& [number, target] : targets_)
    if (target.kind->unit == Unit::changes) expect(target, "", news);
}

SubjectState Pings::state_of(const Target& target, std::string_view subject) const {
  const auto found = target.subjects.find(subject);
  return found == target.subjects.end() ? SubjectState{target.state.told, {}} : found->second;
}

void Pings::expect(Target& target, const std::string& subject, std::uint64_t news) {
  SubjectState state = state_of(target, subject);
  if (state.told >= news || state.trouble.given_up >= news) return;
  std::uint64_t& pending = target.pending[subject];
  if (state.trouble.given_up != 0) {  // this is news, and tried as long as any
    state.trouble = {};
    target.subjects[subject] = state;
  } else if (state.trouble.attempts != 0 && news > pending && pending != 0) {
    state.trouble.since = place_.clock();
    target.subjects[subject] = state;
  }
  pending = std::max(pending, news);
  const Job job = job_of(target.state.key, subject);
  const std::chrono::seconds left = state.trouble.retry_at - place_.clock();
  if (left.count() > 0)
    dispatcher_.add_asleep(job, host_of_ping(target, subject), left);
  else
    dispatcher_.add(job, host_of_ping(target, subject));
}

std::string Pings::host_of_ping(const Target& target, std::string_view subject) const {
  if (!target.endpoint.url.empty()) return host_of(target.endpoint.url);
  return host_of(place_.view()->site.base_url + '/' + std::string(subject));
}

Job Pings::job_of(std::int64_t endpoint, const std::string& subject) {
  const auto [found, fresh] = numbers_.try_emplace({endpoint, subject}, next_number_);
  if (fresh) pings_.emplace(next_number_++, Ping{endpoint, subject});
  return make_job(Desk::endpoint, found->second);
}

void Pings::forget(Job job) {
  if (dispatcher_.schedule().has(job)) return;
  const auto found = pings_.find(number_of(job));
  if (found == pings_.end()) return;
  numbers_.erase({found->second.endpoint, found->second.subject});
  pings_.erase(found);
}

void Pings::begin(Job job) {
  const Ping ping = pings_.at(number_of(job));
  Target* target = find(ping.endpoint);
  const auto pending = target == nullptr ? std::map<std::string, std::uint64_t, std::less<>>::iterator{}
                                         : target->pending.find(ping.subject);
  if (target == nullptr || pending == target->pending.end()) {  // not configured any more, or told already
    dispatcher_.finish(job, true);
    return forget(job);
  }
  const auto view = place_.view();
  News news = site_news(view->site, served_);
  const auto to = news_of(*target, ping, view->site, news);
  if (!to) return fail(job, *target, ping.subject, true, {Verdict::What::again, to.error().to_string(), {}});
  if (news.feeds.empty() && news.articles.empty()) {  // nothing this kind tells of
    note_told(*target, ping.subject, *to, false);
    return go_on(job, *target, ping, true);
  }
  dispatcher_.send(target->kind->request(target->endpoint, news),
                   [this, job, ping, to = *to, asked = target->endpoint](const content::Result<HttpResponse>& answer) {
                     settle(job, ping, to, asked, answer);
                   });
}

content::Result<Progress> Pings::news_of(const Target& target, const Ping& ping, const feeds::Site& site, News& news) {
  content::ArticleReader reader(reader_);
  return reader.reading([&] {
    if (target.kind->unit == Unit::changes) {
      const std::uint64_t told = state_of(target, ping.subject).told;
      const Progress from = target.part.told == told ? target.part : Progress{told};
      return add_changes(news, site, reader, *target.kind, from, served_);
    }
    // Of other feeds the plain words would be the same.
    if (!target.endpoint.plain || ping.subject == feeds::site_feed)
      news.feeds.push_back(changed_feed(site, reader, key_of(*target.kind, ping.subject)));
    if (target.kind->unit == Unit::topic)
      news.topic = feeds::feed_url(site, news.feeds.front().key,
                                   std::string_view(ping.subject).substr(ping.subject.rfind('.') + 1));
    return Progress{target.pending.at(ping.subject)};
  });
}

void Pings::settle(Job job, const Ping& ping, const Progress& to, const Endpoint& asked,
                   const content::Result<HttpResponse>& answer) {
  const bool well = is_host_well(answer);
  Target* target = find(ping.endpoint);
  if (target == nullptr) {
    dispatcher_.finish(job, well);
    return forget(job);
  }
  const Verdict verdict = answer ? judge(*target->kind, asked, *answer, place_.clock())
                                 : Verdict{Verdict::What::again, answer.error().reason, {}};
  if (verdict.what == Verdict::What::plainer) {
    target->endpoint.plain = true;
    return dispatcher_.finish_asleep(job, well, {});
  }
  if (verdict.what != Verdict::What::delivered) return fail(job, *target, ping.subject, well, verdict);
  note_told(*target, ping.subject, to, true);
  go_on(job, *target, ping, well);
}

void Pings::go_on(Job job, const Target& target, const Ping& ping, bool host_well) {
  if (target.pending.contains(ping.subject)) return dispatcher_.finish_asleep(job, host_well, {});
  dispatcher_.finish(job, host_well);
  forget(job);
}

void Pings::note_told(Target& target, const std::string& subject, const Progress& to, bool delivered) {
  const std::uint64_t told = std::max(to.told, state_of(target, subject).told);
  const auto pending = target.pending.find(subject);
  const std::uint64_t news = pending == target.pending.end() ? told : pending->second;
  if (pending != target.pending.end() && pending->second <= told) target.pending.erase(pending);
  target.part = to;
  target.subjects[subject] = {told, {}};
  const auto now = place_.clock();
  const auto latency = times_.since(std::min(news, told));
  if (delivered) {
    log::info("ping", {{"kind", target.state.kind},
                       {"url", split_userinfo(target.state.url).url},
                       {"subject", subject},
                       {"latency_ms", latency.count()}});
    ++target.state.delivered;
    target.state.last_success = now;
    target.state.latency = latency;
  }
  const bool all = target.pending.empty();
  if (all) {
    target.state.told = std::max(target.state.told, served_);
    std::erase_if(target.subjects, [&](const auto& one) {
      return one.second.trouble.given_up == 0 && one.second.told <= target.state.told;
    });
  }
  dispatcher_.settlements().add([key = target.state.key, subject, told, now, latency, delivered, all,
                                 served = served_](content::sql::Database& database) {
    Endpoints endpoints(database);
    if (delivered) endpoints.note_delivered(key, subject, told, now, latency);
    if (all) endpoints.note_all_told(key, served);
  });
}

void Pings::fail(Job job, Target& target, const std::string& subject, bool host_well, const Verdict& verdict) {
  const auto pending = target.pending.find(subject);
  if (pending == target.pending.end()) {  // dropped meanwhile
    dispatcher_.finish(job, host_well);
    return forget(job);
  }
  const auto now = place_.clock();
  SubjectState state = state_of(target, subject);
  Trouble& trouble = state.trouble;
  if (trouble.given_up != 0) trouble = {};  // that was older news: this has all its attempts
  ++trouble.attempts;
  if (trouble.attempts == 1) trouble.since = now;
  trouble.error = verdict.reason;
  const double random = static_cast<double>(random_() % 1024) / 1023.0;
  const auto delay = std::max<std::chrono::milliseconds>(backoff(trouble.attempts, random), verdict.not_before);
  trouble.retry_at = std::chrono::ceil<std::chrono::seconds>(now + delay);
  state.refusals = verdict.what == Verdict::What::refused ? state.refusals + 1 : 0;
  const bool refused = state.refusals >= refused_attempts;
  const bool gives_up = refused || now - trouble.since > give_up_time;
  const unsigned attempt = trouble.attempts;
  if (gives_up) {
    trouble = {trouble.attempts, {}, {}, pending->second, verdict.reason};
    state.refusals = 0;
    target.pending.erase(pending);
  }
  target.state.last_error = verdict.reason;
  target.state.last_error_at = now;
  target.subjects[subject] = state;
  log::warning("ping", {{"kind", target.state.kind},
                        {"url", split_userinfo(target.state.url).url},
                        {"subject", subject},
                        {"error", verdict.reason},
                        {"attempt", attempt},
                        {"effect", gives_up ? "given up until there is news" : "tried again"}});
  dispatcher_.settlements().add([key = target.state.key, subject, state, now](content::sql::Database& database) {
    Endpoints(database).note_failed(key, subject, state, now);
  });
  if (!gives_up) return dispatcher_.finish_asleep(job, host_well, delay);
  dispatcher_.finish(job, host_well);
  forget(job);
}

}  // namespace feedd::daemon::push
