// Every finished answer the process holds, under a byte budget: made when first asked for, made again when it changes,
// handed to every loop. A miss is made once however many ask, and the queue of misses is bounded.
#pragma once

#include "content/sources/folder.hpp"
#include "daemon/answers.hpp"
#include "daemon/deltas.hpp"
#include "daemon/held_back.hpp"
#include "daemon/http/backend.hpp"
#include "daemon/http/io_loop.hpp"
#include "daemon/releaser.hpp"
#include "daemon/workers.hpp"
#include "feeds/gzip_pieces.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace feedd::daemon {

/// Thread-safe. Must outlive the loops that use its backend and be drained (workers ended) before it goes.
class Documents {
 public:
  /// `readers`: one connection for each worker, and one for the thread that publishes.
  Documents(Workers& workers, std::vector<std::unique_ptr<content::sql::Database>> readers,
            const content::Folder& media);

  /// The loops that are handed what is made. Called once, before any publication.
  void serve_through(std::vector<IoLoop*> loops);
  [[nodiscard]] Backend backend();
  /// After the loops: calls back for whatever they were handed and never took.
  void end() { releaser_.end(); }

  /// Another configuration or site id. Pages are forgotten; feeds stay until they are published again, which the new
  /// revision of each asks for.
  void use(std::shared_ptr<const SiteView> view);
  [[nodiscard]] std::shared_ptr<const SiteView> view() const;
  void set_known(std::shared_ptr<const KnownPaths> known);
  /// What came since, as digests.
  void learn(const std::vector<std::uint64_t>& paths);
  /// `tell` is called, on a worker, with the path of an article whose body in the store turned out to be lost.
  void tell_of_damage(std::function<void(const std::string& path)> tell);

  /// Which answers a commit made stale.
  struct Stale {
    std::vector<std::string> feeds;  ///< keys
    std::vector<std::string> paths;  ///< other paths: pages
    std::uint64_t revision = 0;      ///< the store's, from which on they are good again
    std::vector<std::string> listings{};
    std::vector<std::string> ended{};  ///< keys of feeds that are no more
  };
  struct Outcome {
    std::size_t made = 0;
    std::size_t failed = 0;  ///< documents that could not be made: the loops have what they had
  };
  /// Makes again what is held of it, and the feeds `also` whether held or not; the site's feed is never forgotten from
  /// then on. `served` is called, on any thread but a loop's, when every loop has all of it; codings are made
  /// afterwards. The calling thread, always the same, does its share.
  void publish(const Stale& stale, const std::vector<std::string>& also, std::function<void(Outcome)> served);

  struct Figures {
    std::size_t documents = 0;
    std::size_t bytes = 0;
    std::uint64_t made = 0;  ///< answers made since the start
  };
  [[nodiscard]] Figures figures() const;
  /// What readers do not get, and by which rule.
  [[nodiscard]] std::vector<std::string> held_back() const { return held_back_.all(); }

 private:
  struct Slot {
    std::shared_ptr<const Published> answer;
    std::uint64_t wanted = 0;  ///< an answer of a lower revision is stale
    bool making = false;       ///< a miss is on its way
    bool pinned = false;       ///< never forgotten to save memory
    std::vector<std::function<void(Fetched)>> waiting;
  };
  using Made = std::vector<std::shared_ptr<const Published>>;
  /// Calls the publisher back when the last holder (a task, a loop) lets go of it, and has codings made of what was
  /// made.
  class Served;

  void fetch(std::string path, std::function<void(Fetched)> done);
  void make_miss(const std::string& path, unsigned worker);
  [[nodiscard]] Fetched make_one(const std::string& path, unsigned worker);
  [[nodiscard]] std::optional<Answer> make_delta(const DeltaRequest& request, unsigned worker);
  void make_feed(const std::string& key, unsigned mask, unsigned worker, const std::shared_ptr<Served>& served);
  void make_page(const std::string& path, unsigned worker, const std::shared_ptr<Served>& served);
  /// Remembers and logs what is wrong with a document.
  void note_problems(const std::string& path, const std::vector<content::Error>& problems);
  void note_damage(const content::Error& error);
  /// What was served before, where there is something.
  [[nodiscard]] Fetched last_good(const std::string& path) const;
  [[nodiscard]] content::Result<Answers> answers_for(const SiteView& view, const std::string& path, unsigned worker);
  /// Takes codings over from an answer that has the same bytes.
  [[nodiscard]] Answer finish(Answer answer);
  enum class Accepted : std::uint8_t { yes, stale };
  /// Takes answers in and hands them to the loops, but for those of which something newer is wanted, and all where the
  /// view they were made with is not the present one.
  Accepted accept(Made answers, const std::shared_ptr<const SiteView>& view, const std::shared_ptr<Served>& served);
  /// Sees to the next coding an answer lacks: gzip as urgently as what is published, the others when nobody waits, and
  /// better ones when nothing else is to be done. Whoever asks meanwhile gets what there is.
  void code_later(const std::shared_ptr<const Published>& answer);
  void code(const std::shared_ptr<const Published>& answer, Coding coding);
  void code_first(const std::shared_ptr<const Published>& answer);
  void improve(const std::shared_ptr<const Published>& answer);
  [[nodiscard]] bool is_current(const std::shared_ptr<const Published>& answer) const;
  /// Puts the same bytes with more or better codings in an answer's place; nothing where another stands there already.
  std::shared_ptr<const Published> replace(const std::shared_ptr<const Published>& answer, Answer better);
  void hand_out(const Made& answers, const std::shared_ptr<Served>& served);
  void end_miss(const std::string& path, const Fetched& fetched);
  void forget(const std::string& path);
  /// Forgets what a commit may have changed and is made again only when somebody asks, since few of it is read: the
  /// history of feeds, lists, and articles' pages, which show what is related to them now. The paths, for the loops.
  /// With the lock held.
  [[nodiscard]] std::vector<std::string> recall(const Stale& stale);
  [[nodiscard]] std::vector<std::string> over_budget();

  Workers& workers_;
  std::vector<std::unique_ptr<content::sql::Database>> readers_;
  const content::Folder& media_;
  std::vector<IoLoop*> loops_;
  HeldBack held_back_;
  Deltas deltas_;

  feeds::GzipPieces gzip_pieces_;
  mutable std::mutex mutex_;  // guards what follows
  std::shared_ptr<const SiteView> view_;
  std::function<void(const std::string& path)> tell_of_damage_;
  std::map<std::string, Slot, std::less<>> slots_;  ///< by path: a folder of them is forgotten at once
  std::size_t bytes_ = 0;
  std::uint64_t made_ = 0;
  Releaser releaser_;  ///< last: what it lets go of uses all of this
};

}  // namespace feedd::daemon
