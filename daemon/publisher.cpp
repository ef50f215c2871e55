#include "daemon/publisher.hpp"

#include "daemon/publisher_thread.hpp"

#include <boost/asio/post.hpp>

namespace feedd::daemon {

Publisher::Publisher(const Config& config, const content::Folder& folder, content::ArticleStore& store,
                     content::ScanState& scanned, Workers& workers, Documents& documents, Clock clock, Events events)
    : thread_(std::make_unique<Thread>(config, folder, store, scanned, workers, documents, std::move(clock),
                                       std::move(events), figures_)) {}

Publisher::~Publisher() {
  stop();
}

void Publisher::regenerate(bool accept_deletions, std::vector<std::string> feeds,
                           std::function<void(Regenerated)> done) {
  post([thread = thread_.get(), accept_deletions, feeds = std::move(feeds), done = std::move(done)] {
    thread->regenerate(accept_deletions, feeds, done);
  });
}

void Publisher::reload(Config config, std::function<void(bool)> done) {
  post([thread = thread_.get(), config = std::move(config), done = std::move(done)]() mutable {
    thread->reload(std::move(config), done);
  });
}

void Publisher::write(Work work, std::function<void(content::Result<content::Committed>)> done) {
  post([thread = thread_.get(), work = std::move(work), done = std::move(done)] { thread->write(work, done); });
}

void Publisher::write_tables(std::function<void(content::sql::Database&)> work, std::function<void(bool)> done) {
  post([thread = thread_.get(), work = std::move(work), done = std::move(done)] { done(thread->write_tables(work)); });
}

std::vector<std::string> Publisher::problems() const {
  return thread_->problems();
}

void Publisher::post(std::function<void()> task) {
  boost::asio::post(thread_->context(), std::move(task));
}

void Publisher::stop() {
  thread_->end();
}

}  // namespace feedd::daemon
