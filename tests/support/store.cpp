#include "tests/support/store.hpp"

#include "content/digest.hpp"
#include "content/store/sqlite.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace feedd::support {
namespace {

using content::ArticleReader;
using content::to_rfc3339;

class SqlitePlace final : public Place {
 public:
  std::unique_ptr<content::sql::Database> connect() override {
    return content::sql::open_sqlite(folder_.path() / "store.db", content::sql::Access::write,
                                     content::sql::Durability::cache)
        .value();
  }

 private:
  TemporaryFolder folder_;
};

void print(std::ostream& out, const content::Article& article) {
  out << "article " << article.id << " slug " << article.slug << " path " << article.path << " status "
      << to_string(article.status) << " revision " << article.revision << " published " << to_rfc3339(article.published)
      << " updated " << to_rfc3339(article.updated) << '\n'
      << "  " << article.title << " | " << article.summary << " | " << article.content << " | " << article.language
      << " | " << article.rights << " | " << article.photo_credit << '\n';
  for (const auto* terms : {&article.tags, &article.authors})
    for (const content::Term& term : *terms) out << "  term " << term.label << " " << term.slug << '\n';
  for (const content::Media& media : article.media)
    out << "  media " << media.url << ' ' << media.type << ' ' << media.length_bytes << ' ' << media.alt << '\n';
}

}  // namespace

const std::vector<Engine>& engines() {
  static const std::vector<Engine> all = {
      {"SQLite", []() -> std::unique_ptr<Place> { return std::make_unique<SqlitePlace>(); }}};
  return all;
}

void FailingDatabase::count() {
  if (left_ == 0 || --left_ != 0) return;
  failed_ = true;
  throw content::sql::Failure({"store", "failing", "the disk is full", {}});
}

content::Timestamp at(int days, int seconds) {
  return std::chrono::sys_days{std::chrono::year{2026} / 1 / 1} + std::chrono::days{days} +
         std::chrono::seconds{seconds};
}

content::Arrival arrival(std::string_view path, std::string_view title, int day) {
  content::Arrival arrival;
  arrival.article.path = path;
  arrival.article.title = title;
  arrival.article.slug = content::slugify(title);
  arrival.article.content = "<p>" + std::string(title) + "</p>";
  arrival.article.summary = title;
  arrival.article.published = at(day);
  arrival.article.source_text = title;
  arrival.digest = content::digest_hex(std::string(path) + '\n' + std::string(title));
  arrival.modified = at(day);
  return arrival;
}

content::Batch batch_of(std::vector<content::Arrival> arrivals) {
  for (content::Arrival& one : arrivals) one.seal();
  return {std::move(arrivals), {}, {}};
}

std::unique_ptr<content::ArticleStore> memory_store(std::string site_id) {
  auto database = content::sql::open_sqlite(":memory:", content::sql::Access::write);
  return content::ArticleStore::open(std::move(database.value()), ":memory:", std::move(site_id)).value();
}

std::string dump(ArticleReader& reader) {
  return reader
      .reading([&] {
        std::ostringstream out;
        out << "site " << reader.site_id() << " revision " << reader.revision() << '\n';
        for (const std::string& feed : reader.feeds()) {
          const content::FeedState state = reader.feed_state(feed).value();
          out << "feed " << feed << ' ' << state.revision << ' ' << to_rfc3339(state.updated) << ' '
              << to_rfc3339(state.changed_at) << '\n';
        }
        std::vector<std::int64_t> keys;
        reader.each([&](const content::Article& article) { keys.push_back(article.key); });
        for (const std::int64_t key : keys) print(out, reader.load(key, ArticleReader::Parts::whole).value());
        for (const content::TermKind kind : {content::TermKind::tag, content::TermKind::author})
          for (const content::TermCount& count : reader.terms(kind, 0))
            out << "term " << count.term.label << ' ' << count.term.slug << ' ' << count.articles << '\n';
        std::vector<std::string> slugs;
        reader.each_slug([&](std::string_view slug) { slugs.emplace_back(slug); });
        std::sort(slugs.begin(), slugs.end());
        for (const std::string& slug : slugs) out << "slug " << slug << '\n';
        return out.str();
      })
      .value();
}

std::vector<std::string> newest_paths(ArticleReader& reader, const content::Newest& selection) {
  return reader
      .reading([&] {
        std::vector<std::string> paths;
        for (const content::ArticleRef& ref : reader.newest(selection))
          paths.push_back(reader.load(ref.key, ArticleReader::Parts::head).value().path);
        return paths;
      })
      .value();
}

content::Article load(ArticleReader& reader, std::string_view id_slug_or_path) {
  return reader
      .reading([&] {
        const auto key = reader.find(id_slug_or_path);
        if (!key) throw std::runtime_error("no article " + std::string(id_slug_or_path));
        return reader.load(*key, ArticleReader::Parts::whole).value();
      })
      .value();
}

}  // namespace feedd::support
