#include "daemon/report_log.hpp"

#include "daemon/log.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

/// How many lines of one kind are logged before they are only counted.
constexpr std::size_t max_lines = 50;

std::string place(const content::Error& error) {
  std::string text = error.subject;
  if (error.at.line != 0) text += ':' + std::to_string(error.at.line);
  if (error.at.column != 0) text += ':' + std::to_string(error.at.column);
  return text;
}

template <class Item, class Line>
void first_lines(const std::vector<Item>& items, Line line) {
  std::for_each_n(items.begin(), std::min(items.size(), max_lines), line);
}

}  // namespace

void log_report(const IngestReport& report, const feeds::Site& site, bool newly_held) {
  first_lines(report.problems, [](const content::Error& problem) {
    log::error("article_refused", {{"at", place(problem)}, {"rule", problem.operation}, {"reason", problem.reason}});
  });
  std::vector<content::Error> notices;
  std::copy_if(report.notices.begin(), report.notices.end(), std::back_inserter(notices),
               [&](const content::Error& notice) { return is_worth_saying(notice, site); });
  first_lines(notices, [](const content::Error& notice) {
    log::warning("article_mended", {{"at", place(notice)}, {"note", notice.reason}});
  });
  first_lines(report.changes, [](const content::Change& change) {
    log::info("article", {{"change", content::to_string(change.kind)},
                          {"status", content::to_string(change.status)},
                          {"path", change.path},
                          {"id", change.id}});
  });
  if (report.held != 0 && newly_held)
    log::error(
        "deletions_held",
        {{"articles", report.held},
         {"reason", "their files are gone all at once; if that was meant: feedd regenerate --accept-deletions"}});
  if (report.read != 0 || report.changed != 0)
    log::info("taken_in", {{"files", report.files},
                           {"read", report.read},
                           {"changes", report.changed},
                           {"problems", report.problems.size()}});
}

}  // namespace feedd::daemon
