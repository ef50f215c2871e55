// The publisher's side of the store: what is due, and what commands write.
#include "content/html.hpp"
#include "daemon/log.hpp"
#include "daemon/publisher_thread.hpp"
#include "feeds/feed.hpp"

#include <algorithm>
#include <utility>

namespace feedd::daemon {

using namespace std::chrono_literals;

namespace {

/// Old bodies are no hurry: the publisher has time for what is new in between.
constexpr auto cleaning_pause = 200ms;
constexpr std::size_t cleaned_at_once = 64;

/// Counting reads an index of all articles, 40 ms for a million: where there are many, not while the next publication
/// waits.
constexpr auto counting_pause = 500ms;
constexpr std::uint64_t many_articles = 10'000;

/// A body that was clean once, by the rules of today. Files of the source keep their addresses, which no markup may
/// have: they go through the cleaner under another name.
std::string cleaned_again(const std::string& body, const content::HtmlPolicy& policy) {
  constexpr std::string_view scheme = "media:";
  constexpr std::string_view disguise = "https://media.invalid/";
  const std::string disguised = content::map_urls(body, [&](std::string_view address) {
    if (!address.starts_with(scheme)) return std::string(address);
    return std::string(disguise) + std::string(address.substr(scheme.size()));
  });
  return content::clean_html(
             disguised,
             [&](std::string_view address) -> std::optional<std::string> {
               if (!address.starts_with(disguise)) return std::string(address);
               return std::string(scheme) + std::string(address.substr(disguise.size()));
             },
             policy)
      .html;
}

}  // namespace

void Publisher::Thread::schedule_due() {
  const auto due = store_.next_due();
  if (!due || !*due) return;
  // To the second, as near to its beginning as may be: the clock of articles counts whole ones.
  const auto begun =
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()) % 1s;
  const auto left = std::clamp<std::chrono::milliseconds>(**due - clock_() - begun + 1ms, 0ms, rescan_interval);
  due_.expires_after(left);
  due_.async_wait([this](const boost::system::error_code& error) {
    if (!error) release();
  });
}

void Publisher::Thread::release() {
  auto released = store_.release(feeds::touched_feeds, clock_());
  if (!released) return (void)refuse(released.error());
  publish_commit(std::move(*released));
}

void Publisher::Thread::write(const Work& work, const std::function<void(content::Result<content::Committed>)>& done) {
  // Where the disk was full at the end of the first scan: nothing is acknowledged that might be lost.
  if (const auto secured = store_.secure(); !secured) return done(secured.error());
  const auto began = std::chrono::steady_clock::now();
  auto committed = work(store_, clock_());
  if (!committed) return done(committed.error());
  const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - began;
  publish_commit(content::Committed(*committed));
  log::info("committed", {{"revision", committed->revision}, {"ms", took}});
  done(std::move(committed));
}

bool Publisher::Thread::write_tables(const std::function<void(content::sql::Database&)>& work) {
  try {
    content::sql::Transaction transaction(store_.database(), content::sql::Transaction::Kind::writing);
    work(store_.database());
    transaction.commit();
    return true;
  } catch (const content::sql::Failure& failure) {
    return refuse(failure.error());
  }
}

void Publisher::Thread::clean_later() {
  cleaning_.expires_after(cleaning_pause);
  cleaning_.async_wait([this](const boost::system::error_code& error) {
    if (!error) clean_some();
  });
}

void Publisher::Thread::clean_some() {
  auto bodies = store_.outdated_bodies(cleaned_up_to_, cleaned_at_once);
  if (!bodies) return (void)refuse(bodies.error());
  if (bodies->empty()) {
    if (const auto noted = store_.note_all_clean(); !noted) refuse(noted.error());
    return;
  }
  cleaned_up_to_ = bodies->back().key;
  const content::HtmlPolicy policy{config_.rules.iframe_hosts};
  std::vector<std::string> files;
  std::vector<content::StoredBody> stored;
  for (content::StoredBody& body : *bodies) {
    const auto file =
        body.origin == content::Origin::folder ? ingest_.read_again(body.path) : std::optional<std::string>{};
    if (file) {
      files.push_back(*file);
    } else if (!body.damaged && (body.origin != content::Origin::folder || !config_.rules.trusted_html)) {
      body.content = cleaned_again(body.content, policy);
      stored.push_back(std::move(body));
    }
  }
  if (!stored.empty()) {
    auto committed = store_.put_cleaned(stored, feeds::touched_feeds, clock_());
    if (!committed) return (void)refuse(committed.error());
    publish_commit(std::move(*committed));
  }
  if (!files.empty()) update(files, true);
  clean_later();
}

void Publisher::Thread::mend(const std::string& article_path) {
  if (const auto file = ingest_.read_again(article_path)) update({*file}, true);
}

void Publisher::Thread::publish_commit(content::Committed&& committed) {
  IngestReport report;
  report.revision = committed.revision;
  report.changes = committed.changes;
  report.feeds = std::move(committed.feeds);
  report.ended = std::move(committed.ended);
  publish(std::move(report), {}, {});
  for (const content::Change& change : committed.changes)
    log::info("article", {{"change", content::to_string(change.kind)}, {"path", change.path}, {"id", change.id}});
}

void Publisher::Thread::count_later() {
  if (figures_.articles < many_articles) return count_articles();
  if (std::exchange(counting_, true)) return;
  counting_timer_.expires_after(counting_pause);
  counting_timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    counting_ = false;
    count_articles();
  });
}

void Publisher::Thread::count_articles() {
  const auto visible = store_.reader().reading([&] { return store_.reader().count_visible(); });
  if (visible) figures_.articles = *visible;
  events_.changed();
}

}  // namespace feedd::daemon
