#include "daemon/store_commands.hpp"

#include "content/store/id_ledger.hpp"
#include "daemon/delivered.hpp"
#include "daemon/ids.hpp"
#include "feeds/feed.hpp"

namespace feedd::daemon {
namespace {

namespace json = boost::json;
using content::Committed;
using content::Result;

std::string text(const json::object& request, std::string_view key) {
  const json::value* value = request.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

void deliver(Publisher& publisher, const json::object& request, ControlServer::Answer done) {
  auto articles = read_articles(request);
  if (!articles) return done(articles.error());
  const std::size_t count = articles->size();
  const auto batch =
      std::make_shared<const content::Batch>(delivery_batch(std::move(*articles), read_telling(request), wall_clock()));
  publisher.write([batch](content::ArticleStore& store,
                          content::Timestamp now) { return store.commit(*batch, feeds::touched_feeds, now); },
                  [done = std::move(done), count](Result<Committed> committed) {
                    if (!committed) return done(committed.error());
                    done(to_line(delivery_report(std::move(*committed), count)));
                  });
}

void withdraw(Publisher& publisher, const json::object& request, ControlServer::Answer done) {
  const json::value* undo = request.if_contains("undo");
  const bool back = undo != nullptr && undo->is_bool() && undo->get_bool();
  publisher.write(
      [what = text(request, "id"), back](content::ArticleStore& store, content::Timestamp now) {
        return store.withdraw(what, back, feeds::touched_feeds, now);
      },
      [done = std::move(done)](const Result<Committed>& committed) {
        if (!committed) return done(committed.error());
        done(change_lines(*committed));
      });
}

void import_ids(Publisher& publisher, const json::object& request, ControlServer::Answer done) {
  auto ledger = content::parse_ids(text(request, "ledger"), "ledger");
  if (!ledger) return done(ledger.error());
  const auto adopted = std::make_shared<content::Adopted>();
  publisher.write(
      [adopted, ledger = std::move(*ledger)](content::ArticleStore& store,
                                             content::Timestamp now) -> Result<Committed> {
        auto taken = store.import_ids(ledger, now);
        if (!taken) return taken.error();
        *adopted = std::move(*taken);
        const auto revision = store.reader().reading([&] { return store.reader().revision(); });
        if (!revision) return revision.error();
        Committed nothing;
        nothing.revision = *revision;
        return nothing;
      },
      [adopted, done = std::move(done)](const Result<Committed>& committed) {
        if (!committed) return done(committed.error());
        done(adopted_line(*adopted));
      });
}

}  // namespace feedd::daemon
