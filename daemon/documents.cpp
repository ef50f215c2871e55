#include "daemon/documents.hpp"

#include "content/store/packed_text.hpp"
#include "daemon/answer_coding.hpp"
#include "daemon/log.hpp"
#include "daemon/media.hpp"

namespace feedd::daemon {
namespace {

/// What all answers together may take, codings included. The site feed in three formats is a tenth of it.
constexpr std::size_t budget_bytes = 16 << 20;
/// Deflated fragments: those of some thirty feeds.
constexpr std::size_t piece_budget_bytes = 4 << 20;
/// Misses waiting beyond this are answered 503: a crawler must not make the queue longer than a reader's patience.
constexpr std::size_t max_waiting_misses = 512;
/// Codings and better compression waiting beyond this are left undone: the answers are good as they are.
constexpr std::size_t max_waiting_codings = 256;
constexpr std::size_t max_waiting_improvements = 64;
/// What is overtaken by commits or a reload is made again this often; whatever overtook it so often makes it too.
constexpr int max_attempts = 5;
/// Below this, better compression saves less than a packet.
constexpr std::size_t worth_improving_bytes = 4 << 10;
/// Feeds and pages that the publishing thread makes itself: a commit touches about as many. It has other things to do
/// where hundreds are made again.
constexpr std::size_t publisher_share = 4;
constexpr std::string_view media_prefix = "/media/";

/// In the order in which they are made once identity is served: most clients take gzip, zstd is made fastest.
constexpr Coding codings[] = {Coding::gzip, Coding::zstd, Coding::brotli};

/// The part of an ETag that is the digest of the bytes.
std::string_view digest_of(std::string_view etag) {
  return etag.substr(etag.rfind('-') + 1);
}

}  // namespace

class Documents::Served {
 public:
  Served(Documents& documents, std::function<void(Outcome)> call) : documents_(documents), call_(std::move(call)) {}
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;
  ~Served() {
    if (call_) call_({made, failed});
    for (const auto& answer : answers_) documents_.code_later(answer);
  }
  void add(const Made& answers) {
    const std::lock_guard lock(mutex_);
    answers_.insert(answers_.end(), answers.begin(), answers.end());
    made += answers.size();
  }
  std::atomic<std::size_t> made{0};
  std::atomic<std::size_t> failed{0};

 private:
  Documents& documents_;
  std::function<void(Outcome)> call_;
  std::mutex mutex_;
  Made answers_;
};

Documents::Documents(Workers& workers, std::vector<std::unique_ptr<content::sql::Database>> readers,
                     const content::Folder& media)
    : workers_(workers),
      readers_(std::move(readers)),
      media_(media),
      deltas_(workers, [this](const DeltaRequest& request, unsigned worker) { return make_delta(request, worker); }),
      gzip_pieces_(piece_budget_bytes) {}

void Documents::serve_through(std::vector<IoLoop*> loops) {
  loops_ = std::move(loops);
}

Backend Documents::backend() {
  Backend backend;
  backend.fetch = [this](std::string path, std::function<void(Fetched)> done) {
    fetch(std::move(path), std::move(done));
  };
  backend.delta = [this](DeltaRequest request, std::function<void(Fetched)> done) {
    deltas_.fetch(std::move(request), std::move(done));
  };
  backend.read = [this](std::shared_ptr<const MediaFile> file, std::uint64_t offset, std::size_t length,
                        std::function<void(std::string)> done) {
    workers_.submit(Priority::miss, [file = std::move(file), offset, length, done = std::move(done)](unsigned) {
      done(read_media(*file, offset, length));
    });
  };
  backend.release = [this](std::shared_ptr<void> what) { releaser_.release(std::move(what)); };
  return backend;
}

void Documents::use(std::shared_ptr<const SiteView> view) {
  std::vector<std::string> forgotten;
  {
    const std::lock_guard lock(mutex_);
    view_ = std::move(view);
    for (auto slot = slots_.begin(); slot != slots_.end();) {
      auto& [path, held] = *slot;
      const bool stays = parse_feed_path(path) && !view_->is_moved(path) && held.answer && held.answer->status == 200;
      if (!held.answer || stays) {
        ++slot;
        continue;
      }
      bytes_ -= size_of(*held.answer);
      held.answer = nullptr;
      forgotten.push_back(path);
      slot = held.making ? std::next(slot) : slots_.erase(slot);
    }
    for (IoLoop* loop : loops_) loop->drop(forgotten);
  }
}

std::shared_ptr<const SiteView> Documents::view() const {
  const std::lock_guard lock(mutex_);
  return view_;
}

void Documents::set_known(std::shared_ptr<const KnownPaths> known) {
  for (IoLoop* loop : loops_) loop->set_known(known);
}

void Documents::learn(const std::vector<std::uint64_t>& paths) {
  for (IoLoop* loop : loops_) loop->learn(paths);
}

Documents::Figures Documents::figures() const {
  const std::lock_guard lock(mutex_);
  return {slots_.size(), bytes_, made_};
}

void Documents::fetch(std::string path, std::function<void(Fetched)> done) {
  if (path.starts_with(media_prefix) && !view()->is_moved(path)) {
    if (workers_.waiting(Priority::miss) > max_waiting_misses) return done(Refusal::overloaded);
    workers_.submit(Priority::miss, [this, path = std::move(path), done = std::move(done)](unsigned worker) {
      done(fetch_media(media_, *readers_[worker], path.substr(media_prefix.size())));
    });
    return;
  }
  std::unique_lock lock(mutex_);
  const auto found = slots_.find(path);
  if (found != slots_.end() && found->second.answer && found->second.answer->revision >= found->second.wanted) {
    const auto answer = found->second.answer;
    lock.unlock();
    return done(answer);
  }
  if (found == slots_.end() && workers_.waiting(Priority::miss) > max_waiting_misses) {
    lock.unlock();
    return done(Refusal::overloaded);
  }
  Slot& slot = slots_[path];
  slot.waiting.push_back(std::move(done));
  if (slot.making) return;
  slot.making = true;
  lock.unlock();
  workers_.submit(Priority::miss, [this, path = std::move(path)](unsigned worker) { make_miss(path, worker); });
}

content::Result<Answers> Documents::answers_for(const SiteView& view, const std::string& path, unsigned worker) {
  content::ArticleReader reader(*readers_[worker]);
  const auto feed = parse_feed_path(path);
  const auto archive = feeds::parse_archive_path(path);
  auto made = view.is_moved(path) ? path_answer(view, reader, path)
              : feed              ? feed_answers(view, reader, feed->key, 1U << feed->format)
              : archive           ? archive_answer(view, reader, *archive)
                                  : path_answer(view, reader, path);
  if (made)
    note_problems(path, made->problems);
  else
    note_damage(made.error());
  return made;
}

std::optional<Answer> Documents::make_delta(const DeltaRequest& request, unsigned worker) {
  const auto view = this->view();
  const auto feed = parse_feed_path(request.current->path);
  if (!feed) return std::nullopt;
  content::ArticleReader reader(*readers_[worker]);
  auto made = delta_answer(*view, reader, *feed, request.since);
  if (!made) {
    log::error("render", {{"path", request.current->path}, {"error", made.error().to_string()}});
    return std::nullopt;
  }
  return std::move(*made);
}

void Documents::tell_of_damage(std::function<void(const std::string& path)> tell) {
  const std::lock_guard lock(mutex_);
  tell_of_damage_ = std::move(tell);
}

void Documents::note_problems(const std::string& path, const std::vector<content::Error>& problems) {
  for (const content::Error& problem : problems) note_damage(problem);
  for (const std::string& line : held_back_.note(path, problems))
    log::warning("held_back", {{"path", path}, {"reason", line}});
}

Fetched Documents::last_good(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto found = slots_.find(path);
  if (found == slots_.end() || !found->second.answer) return Refusal::overloaded;
  return found->second.answer;
}

void Documents::note_damage(const content::Error& error) {
  if (error.operation != content::damaged_body) return;
  std::function<void(const std::string& path)> tell;
  {
    const std::lock_guard lock(mutex_);
    tell = tell_of_damage_;
  }
  if (tell) tell(error.subject);
}

void Documents::make_miss(const std::string& path, unsigned worker) {
  try {
    end_miss(path, make_one(path, worker));
  } catch (const std::exception& error) {  // no memory: somebody waits for a word all the same
    log::error("render", {{"path", path}, {"error", error.what()}});
    end_miss(path, Refusal::overloaded);
  }
}

Fetched Documents::make_one(const std::string& path, unsigned worker) {
  for (int attempt = 1;; ++attempt) {
    const auto view = this->view();
    auto made = answers_for(*view, path, worker);
    if (!made && made.error().operation != "no-feed") {
      log::error("render", {{"path", path}, {"error", made.error().to_string()}});
      return Refusal::overloaded;
    }
    if (made && made->answers.empty() && !made->problems.empty()) return last_good(path);
    if (!made || made->answers.empty()) return Refusal::not_found;
    Answer finished = finish(std::move(made->answers.front()));
    // Who waits for it gets it sooner so, but on a faster line than a gigabit: 1 ms saves 200 KB.
    if (finished.status == 200 && !finished.bodies[static_cast<std::size_t>(Coding::gzip)])
      encode(finished, Coding::gzip, feeds::Effort::fast);
    const auto answer = std::make_shared<const Published>(std::move(finished));
    if (accept({answer}, view, nullptr) == Accepted::stale && attempt < max_attempts) continue;
    code_later(answer);
    return answer;
  }
}

void Documents::end_miss(const std::string& path, const Fetched& fetched) {
  std::vector<std::function<void(Fetched)>> waiting;
  {
    const std::lock_guard lock(mutex_);
    Slot& slot = slots_[path];
    slot.making = false;
    waiting.swap(slot.waiting);
    if (!slot.answer && !slot.pinned) slots_.erase(path);
  }
  for (const auto& done : waiting) done(fetched);
}

void Documents::publish(const Stale& stale, const std::vector<std::string>& also,
                        std::function<void(Outcome)> served_call) {
  const auto served = std::make_shared<Served>(*this, std::move(served_call));
  std::map<std::string, unsigned> feeds;
  std::vector<std::string> pages, forgotten;
  {
    const std::lock_guard lock(mutex_);
    forgotten = recall(stale);
    const auto is_held = [&](const std::string& path) {
      const auto found = slots_.find(path);
      if (found == slots_.end() || view_->is_moved(path)) return false;
      found->second.wanted = stale.revision;
      return found->second.answer != nullptr;
    };
    const auto formats = feeds::formats();
    for (const std::string& key : stale.feeds)
      for (std::size_t row = 0; row < formats.size(); ++row)
        if (is_held(feed_path(key, formats[row]))) feeds[key] |= 1U << row;
    for (const std::string& key : also) {
      feeds[key] = feeds::FeedRenderer::all_formats;
      if (key == feeds::site_feed)
        for (const feeds::Format& format : formats) slots_[feed_path(key, format)].pinned = true;
    }
    for (const std::string& path : stale.paths)
      if (is_held(path)) pages.push_back(path);
    if (!forgotten.empty())
      for (IoLoop* loop : loops_) loop->drop(forgotten);
  }
  std::vector<Workers::Task> tasks;
  tasks.reserve(feeds.size() + pages.size());
  for (const auto& [key, mask] : feeds)  // all formats at once: reading the store is most of it
    tasks.emplace_back(
        [this, key = key, mask = mask, served](unsigned worker) { make_feed(key, mask, worker, served); });
  for (const std::string& path : pages)
    tasks.emplace_back([this, path, served](unsigned worker) { make_page(path, worker, served); });
  workers_.share(Priority::publish, std::move(tasks), publisher_share);
}

std::vector<std::string> Documents::recall(const Stale& stale) {
  std::vector<std::string> forgotten;
  const auto recall_folder = [&](const std::string& prefix) {
    for (auto slot = slots_.lower_bound(prefix); slot != slots_.end() && slot->first.starts_with(prefix);) {
      auto& [path, held] = *slot;
      held.wanted = stale.revision;
      if (held.answer) bytes_ -= size_of(*held.answer);
      held.answer = nullptr;
      forgotten.push_back(path);
      slot = held.making ? std::next(slot) : slots_.erase(slot);
    }
  };
  for (const std::string& key : stale.feeds) recall_folder(feeds::archive_folder(key));
  for (const std::string& key : stale.ended) recall_folder(feeds::archive_folder(key));
  if (stale.feeds.empty() && stale.ended.empty()) return forgotten;
  recall_folder(article_path({}));
  for (const std::string& path : stale.listings) recall_folder(path);
  return forgotten;
}

void Documents::make_feed(const std::string& key, unsigned mask, unsigned worker,
                          const std::shared_ptr<Served>& served) {
  for (int attempt = 1; attempt <= max_attempts; ++attempt) {
    const auto view = this->view();
    content::ArticleReader reader(*readers_[worker]);
    auto made = feed_answers(*view, reader, *feeds::FeedKey::parse(key), mask);
    if (!made) {
      ++served->failed;
      return log::error("render", {{"feed", key}, {"error", made.error().to_string()}});
    }
    for (std::size_t row = 0; row < feeds::formats().size(); ++row)
      if ((mask >> row & 1U) != 0) note_problems(feed_path(key, feeds::formats()[row]), made->problems);
    Made answers;
    for (Answer& answer : made->answers) {
      if (view->is_moved(answer.path))  // there is something else, which whoever asks gets
        ++served->made;
      else
        answers.push_back(std::make_shared<const Published>(finish(std::move(answer))));
    }
    if (accept(std::move(answers), view, served) == Accepted::yes) return;
  }
}

void Documents::make_page(const std::string& path, unsigned worker, const std::shared_ptr<Served>& served) {
  for (int attempt = 1; attempt <= max_attempts; ++attempt) {
    const auto view = this->view();
    auto made = answers_for(*view, path, worker);
    if (!made && made.error().operation == "no-feed") return forget(path);  // it has ended
    if (!made) {
      ++served->failed;
      return log::error("render", {{"path", path}, {"error", made.error().to_string()}});
    }
    if (made->answers.empty()) return forget(path);
    const auto published = std::make_shared<const Published>(finish(std::move(made->answers.front())));
    if (accept({published}, view, served) == Accepted::yes) return;
  }
}

Answer Documents::finish(Answer answer) {
  std::shared_ptr<const Published> before;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = slots_.find(answer.path); found != slots_.end()) before = found->second.answer;
    ++made_;
  }
  if (before && before->bodies[0] && !answer.etag.empty() && digest_of(before->etag) == digest_of(answer.etag)) {
    answer.bodies = before->bodies;
    answer.gzip_joined = before->gzip_joined;
    answer.coded_best = before->coded_best;
  }
  return answer;
}

Documents::Accepted Documents::accept(Made answers, const std::shared_ptr<const SiteView>& view,
                                      const std::shared_ptr<Served>& served) {
  const std::size_t all = answers.size();
  const std::lock_guard lock(mutex_);
  if (view != view_) return Accepted::stale;
  std::erase_if(answers, [&](const auto& answer) {
    return answer->revision != 0 && answer->revision < slots_[answer->path].wanted;
  });
  for (const auto& answer : answers) {
    Slot& slot = slots_[answer->path];
    if (slot.answer) bytes_ -= size_of(*slot.answer);
    slot.answer = answer;
    bytes_ += size_of(*answer);
    answer->used = true;
  }
  const std::vector<std::string> forgotten = over_budget();
  if (served) served->add(answers);
  // With the lock held, as every message to the loops: what is dropped later must not come before what it drops.
  hand_out(answers, served);
  if (!forgotten.empty())
    for (IoLoop* loop : loops_) loop->drop(forgotten);
  return answers.size() == all ? Accepted::yes : Accepted::stale;
}

void Documents::hand_out(const Made& answers, const std::shared_ptr<Served>& served) {
  for (IoLoop* loop : loops_) loop->publish(answers, served);
}

void Documents::code_later(const std::shared_ptr<const Published>& answer) {
  if (answer->status != 200 || answer->coded_best) return;
  // Weak: what is forgotten meanwhile must not be kept by those who wait to make it smaller.
  const std::weak_ptr<const Published> weak = answer;
  if (!answer->bodies[static_cast<std::size_t>(Coding::gzip)])
    return workers_.submit(Priority::first_coding, [this, weak](unsigned) {
      if (const auto held = weak.lock()) code_first(held);
    });
  for (const Coding coding : codings) {
    const bool is_better = coding == Coding::gzip && answer->gzip_joined;
    if (answer->bodies[static_cast<std::size_t>(coding)] && !is_better) continue;
    if (workers_.waiting(Priority::coding) > max_waiting_codings) return;
    return workers_.submit(Priority::coding, [this, weak, coding](unsigned) {
      if (const auto held = weak.lock()) code(held, coding);
    });
  }
  if (answer->bodies[0]->size() < worth_improving_bytes) return;
  if (workers_.waiting(Priority::later) > max_waiting_improvements) return;
  workers_.submit(Priority::later, [this, weak](unsigned) {
    if (const auto held = weak.lock()) improve(held);
  });
}

void Documents::code_first(const std::shared_ptr<const Published>& answer) {
  if (!is_current(answer)) return;
  auto joined = answer->pieces ? gzip_pieces_.join(*answer->bodies[0], *answer->pieces) : std::nullopt;
  if (!joined) return code(answer, Coding::gzip);
  Answer more = *answer;
  more.bodies[static_cast<std::size_t>(Coding::gzip)] = std::make_shared<const std::string>(std::move(*joined));
  more.gzip_joined = true;
  if (const auto replaced = replace(answer, std::move(more))) code_later(replaced);
}

void Documents::code(const std::shared_ptr<const Published>& answer, Coding coding) {
  if (!is_current(answer)) return;
  Answer more = *answer;
  if (coding == Coding::gzip) more.gzip_joined = false;
  encode(more, coding, feeds::Effort::fast);
  if (const auto replaced = replace(answer, std::move(more))) code_later(replaced);
}

void Documents::improve(const std::shared_ptr<const Published>& answer) {
  Answer better = *answer;
  for (const Coding coding : codings) {
    if (!is_current(answer)) return;
    encode(better, coding, feeds::Effort::best);
  }
  better.gzip_joined = false;
  better.coded_best = true;
  replace(answer, std::move(better));
  if (answer->pieces) gzip_pieces_.prepare(*answer->bodies[0], *answer->pieces);  // for the next publication
}

bool Documents::is_current(const std::shared_ptr<const Published>& answer) const {
  const std::lock_guard lock(mutex_);
  const auto found = slots_.find(answer->path);
  return found != slots_.end() && found->second.answer == answer;
}

std::shared_ptr<const Published> Documents::replace(const std::shared_ptr<const Published>& answer, Answer better) {
  auto published = std::make_shared<const Published>(std::move(better));
  const std::lock_guard lock(mutex_);
  const auto found = slots_.find(answer->path);
  if (found == slots_.end() || found->second.answer != answer) return nullptr;
  published->used = answer->used.load();
  bytes_ = bytes_ - size_of(*answer) + size_of(*published);
  found->second.answer = published;
  hand_out({published}, nullptr);
  if (const auto forgotten = over_budget(); !forgotten.empty())
    for (IoLoop* loop : loops_) loop->drop(forgotten);
  return published;
}

void Documents::forget(const std::string& path) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = slots_.find(path);
    if (found == slots_.end() || found->second.making) return;
    if (found->second.answer) bytes_ -= size_of(*found->second.answer);
    slots_.erase(found);
    for (IoLoop* loop : loops_) loop->drop({path});
  }
}

std::vector<std::string> Documents::over_budget() {
  std::vector<std::string> forgotten;
  for (int pass = 0; pass < 2 && bytes_ > budget_bytes; ++pass) {  // what was used since the last pass survives one
    for (auto slot = slots_.begin(); slot != slots_.end() && bytes_ > budget_bytes;) {
      const auto& answer = slot->second.answer;
      if (!answer || slot->second.pinned || slot->second.making || answer->used.exchange(false)) {
        ++slot;
        continue;
      }
      bytes_ -= size_of(*answer);
      forgotten.push_back(slot->first);
      slot = slots_.erase(slot);
    }
  }
  return forgotten;
}

}  // namespace feedd::daemon
