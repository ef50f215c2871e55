#include "daemon/deltas.hpp"

#include "daemon/answer_coding.hpp"
#include "daemon/log.hpp"

namespace feedd::daemon {
namespace {

/// After a publication the same few are asked for: what clients had that came within the last hours.
constexpr std::size_t budget_bytes = 4 << 20;
/// Beyond this many waiting for a worker the whole document, which is there, is the quicker answer; and who makes tags
/// up must not keep others waiting for what is made.
constexpr std::size_t max_waiting = 32;
/// What an entry costs beside its delta and its key: nodes.
constexpr std::size_t overhead_bytes = 256;

/// The base's digest is part of it, though only its revision counts: it is said in Delta-Base.
std::string key_of(const DeltaRequest& request) {
  return request.current->path + '\n' + request.base + '\n' + request.current->etag;
}

}  // namespace

Deltas::Deltas(Workers& workers, Make make) : workers_(workers), make_(std::move(make)), kept_(budget_bytes) {}

void Deltas::fetch(DeltaRequest request, std::function<void(Fetched)> done) {
  std::string key = key_of(request);
  std::unique_lock lock(mutex_);
  if (const auto* const found = kept_.find(key)) {
    const auto delta = *found;
    lock.unlock();
    return done(delta ? delta : request.current);
  }
  const auto making = waiting_.find(key);
  if (making == waiting_.end() && workers_.waiting(Priority::miss) > max_waiting) {
    lock.unlock();
    return done(request.current);
  }
  const bool is_first = making == waiting_.end();
  waiting_[key].push_back({request.current, std::move(done)});
  lock.unlock();
  if (!is_first) return;
  workers_.submit(Priority::miss, [this, key = std::move(key), request = std::move(request)](unsigned worker) {
    make(key, request, worker);
  });
}

void Deltas::make(const std::string& key, const DeltaRequest& request, unsigned worker) {
  std::shared_ptr<const Published> delta;
  try {
    delta = finish(request, worker);
  } catch (const std::exception& error) {  // no memory: somebody waits for a word all the same
    log::error("render", {{"path", request.current->path}, {"error", error.what()}});
  }
  std::vector<Waiting> waiting;
  {
    const std::lock_guard lock(mutex_);
    const auto found = waiting_.find(key);
    waiting = std::move(found->second);
    waiting_.erase(found);
    kept_.put(key, delta, overhead_bytes + key.size() + (delta ? size_of(*delta) : 0));
  }
  for (const auto& [current, done] : waiting) done(delta ? delta : current);
}

std::shared_ptr<const Published> Deltas::finish(const DeltaRequest& request, unsigned worker) const {
  auto answer = make_(request, worker);
  // A client must not hear of a document that is not served yet: another connection would give it an older one.
  if (!answer || answer->etag != request.current->etag) return nullptr;
  answer->delta_base = request.base;
  for (const Coding coding : {Coding::gzip, Coding::brotli, Coding::zstd}) encode(*answer, coding, feeds::Effort::fast);
  return std::make_shared<const Published>(std::move(*answer));
}

std::size_t Deltas::size_bytes() const {
  const std::lock_guard lock(mutex_);
  return kept_.size_bytes();
}

}  // namespace feedd::daemon
