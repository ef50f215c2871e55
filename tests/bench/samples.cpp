// Text of about 3 kB put together from a list of words by a generator with a fixed seed for each number.
#include "tests/bench/samples.hpp"

#include "content/digest.hpp"
#include "content/sources/article_file.hpp"
#include "content/store/sqlite.hpp"
#include "feeds/feed.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace feedd::bench {
namespace {

using std::chrono::hours;
using std::chrono::sys_days;
using namespace std::literals;

constexpr std::string_view words[] = {"harbour", "council", "the",     "of",     "winter",  "timetable",
                                      "and",     "a",       "library", "opens",  "measure", "\"quoted\"",
                                      "R&D",     "기술",    "across",  "bridge", "report",  "without",
                                      "market",  "slowly",  "café",    "engine", "ticket",  "line"};

std::string sentence(std::minstd_rand& dice) {
  std::string text = "The";
  for (unsigned count = 8 + static_cast<unsigned>(dice() % 10); count > 0; --count)
    text.append(" ").append(words[dice() % std::size(words)]);
  return text + '.';
}

std::string paragraph(std::minstd_rand& dice) {
  std::string text = sentence(dice);
  for (int i = 0; i < 3; ++i) text += ' ' + sentence(dice);
  return text;
}

std::string address(std::minstd_rand& dice) {
  return "https://www.example.org/a/" + std::to_string(dice() % 1000) + "?from=feed&n=1";
}

std::minstd_rand dice_of(int number) {
  return std::minstd_rand(static_cast<unsigned>(number) + 1U);
}

content::Timestamp moment(int number) {
  return content::Timestamp(sys_days(std::chrono::year{2020} / 1 / 1)) + hours(number);
}

std::string title(int number) {
  return "Council reviews the winter timetable, report " + std::to_string(number);
}

[[noreturn]] void fail(const content::Error& error) {
  std::fprintf(stderr, "%s\n", error.to_string().c_str());
  std::exit(1);
}

}  // namespace

std::string markdown_file(int number) {
  std::minstd_rand dice = dice_of(number);
  std::string text = "---\ntitle: \"" + title(number) + "\"\ndate: " + content::to_rfc3339(moment(number)) +
                     "\nauthors:\n  - Nora Lindqvist\ntags: [economy, tag" + std::to_string(number / 5) + "]\n---\n\n";
  for (int part = 0; part < 5; ++part) {
    text += paragraph(dice) + "\n\n## A heading\n\n- " + sentence(dice) + " [a link](" + address(dice) + ")\n- *" +
            sentence(dice) + "*\n\n";
  }
  return text;
}

std::string newsroom_file(int number) {
  std::minstd_rand dice = dice_of(number);
  std::string text = "---\ntags: [economy]\n---\n" + title(number) + "\n\n(HARBOURTOWN) By Nora Lindqvist = ";
  for (int part = 0; part < 8; ++part) text += paragraph(dice) + "\n\n";
  return text + "nora@example.org\n\n[Photo by Emil Keller]\n";
}

std::string html_file(int number) {
  std::minstd_rand dice = dice_of(number);
  std::string text = "<!doctype html>\n<html lang=\"en\"><head><title>" + title(number) +
                     "</title><meta name=\"author\" content=\"Nora Lindqvist\"></head><body><article><h1>" +
                     title(number) + "</h1>\n";
  for (int part = 0; part < 6; ++part)
    text +=
        "<p class=\"x\">" + paragraph(dice) + " <a href=\"" + address(dice) + "\" onclick=\"go()\">a link</a></p>\n";
  return text + "<script>track()</script></article></body></html>\n";
}

content::Arrival arrival(int number) {
  const std::string path = std::to_string(number) + ".md";
  const std::string file = markdown_file(number);
  auto article = content::read_article(path, file, [](std::string_view) { return std::nullopt; });
  if (!article) fail(article.error());
  content::Arrival arrival;
  arrival.article = std::move(*article);
  arrival.article.path = path;
  arrival.digest = content::digest_hex(file);
  arrival.modified = moment(number);
  return arrival;
}

content::Batch batch(int first, int count) {
  content::Batch batch;
  for (int number = first; number < first + count; ++number) batch.arrivals.push_back(arrival(number));
  for (content::Arrival& one : batch.arrivals) one.seal();
  return batch;
}

FileStore::FileStore() {
  auto database = content::sql::open_sqlite(folder_.path() / "feedd.db", content::sql::Access::write);
  if (!database) fail(database.error());
  auto store = content::ArticleStore::open(std::move(*database), "bench", {});
  if (!store) fail(store.error());
  store_ = std::move(*store);
}

void FileStore::commit(const content::Batch& batch) {
  const auto committed = store_->commit(batch, feeds::touched_feeds, moment(1'000'000));
  if (!committed) fail(committed.error());
  if (!committed->refused.empty()) fail(committed->refused.front());
}

}  // namespace feedd::bench
