// The publisher's side of the store: what is due, and what commands write.
#include "daemon/log.hpp"
#include "daemon/publisher_thread.hpp"
#include "feeds/feed.hpp"

#include <algorithm>

namespace feedd::daemon {

using namespace std::chrono_literals;

void Publisher::Thread::schedule_due() {
  const auto due = store_.next_due();
  if (!due || !*due) return;
  const auto left = std::clamp<std::chrono::milliseconds>(**due - clock_(), 0ms, rescan_interval);
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
  auto committed = work(store_, clock_());
  if (!committed) return done(committed.error());
  publish_commit(content::Committed(*committed));
  done(std::move(committed));
}

void Publisher::Thread::publish_commit(content::Committed&& committed) {
  IngestReport report;
  report.revision = committed.revision;
  report.changes = std::move(committed.changes);
  report.feeds = std::move(committed.feeds);
  for (const content::Change& change : report.changes)
    log::info("article", {{"change", content::to_string(change.kind)}, {"path", change.path}, {"id", change.id}});
  count_articles();
  publish(std::move(report), {}, {});
}

void Publisher::Thread::count_articles() {
  const auto visible = store_.reader().reading([&] { return store_.reader().count_visible(); });
  if (visible) figures_.articles = *visible;
  events_.changed();
}

}  // namespace feedd::daemon
