#include "daemon/push/courier.hpp"

#include "daemon/push/courier_thread.hpp"

#include <utility>

#include <boost/asio/post.hpp>

namespace feedd::daemon::push {

Courier::Courier(const PushConfig& config, NetworkGuard guard, std::unique_ptr<content::sql::Database> reader,
                 Place place)
    : thread_(std::make_unique<Thread>(config, std::move(guard), std::move(reader), std::move(place))) {}

Courier::~Courier() = default;

void Courier::start(std::uint64_t served, bool announce) {
  boost::asio::post(thread_->context(),
                    [thread = thread_.get(), served, announce] { thread->start(served, announce); });
}

void Courier::served(ServedNews news) {
  boost::asio::post(thread_->context(), [thread = thread_.get(), news = std::move(news)] { thread->served(news); });
}

void Courier::reload(const PushConfig& config) {
  boost::asio::post(thread_->context(), [thread = thread_.get(), config] { thread->reload(config); });
}

std::optional<SubmissionRule> Courier::rule(std::string_view path) const {
  return thread_->rule(path);
}

void Courier::submit(Submission submission, std::function<void(Fetched)> done) {
  boost::asio::post(thread_->context(), [thread = thread_.get(), submission = std::move(submission),
                                         done = std::move(done)] { thread->submit(submission, done); });
}

std::shared_ptr<const Courier::Report> Courier::report() const {
  return thread_->report();
}

void Courier::outbox(const boost::json::object& request, std::function<void(content::Result<std::string>)> done) {
  boost::asio::post(thread_->context(),
                    [thread = thread_.get(), request, done = std::move(done)] { thread->outbox(request, done); });
}

void Courier::stop(std::chrono::milliseconds deadline) {
  thread_->stop(deadline);
}

}  // namespace feedd::daemon::push
