#include "content/sources/newsroom_lead.hpp"

#include "content/date_reader.hpp"
#include "content/sources/newsroom_cjk.hpp"
#include "content/sources/newsroom_line.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace feedd::content {
namespace {

/// A dateline ends within this many bytes.
constexpr std::size_t longest_dateline = 120;
/// A story is filed within this time of the day its dateline names.
constexpr std::chrono::days oldest_dateline{31};

struct Label {
  std::string_view word;
  bool updated;
};
// Longer ones first, where one begins like another.
constexpr std::array<Label, 28> labels = {
    {{"last updated", true}, {"last modified", true}, {"updated on", true}, {"updated", true}, {"published on", false},
     {"published", false},   {"posted on", false},    {"posted", false},    {"date", false},   {"filed", false},
     {"기사입력", false},    {"최종수정", true},      {"입력", false},      {"등록", false},   {"승인", false},
     {"수정", true},         {"公開日時", false},     {"公開", false},      {"掲載", false},   {"更新日時", true},
     {"更新", true},         {"发布时间", false},     {"發布時間", false},  {"发布", false},   {"时间", false},
     {"日期", false},        {"송고시간", false},     {"송고", false}}};

std::optional<std::chrono::month_day> real_day(int month, int day) {
  const std::chrono::month_day both(std::chrono::month(static_cast<unsigned>(month)),
                                    std::chrono::day(static_cast<unsigned>(day)));
  return both.ok() ? std::optional(both) : std::nullopt;
}

/// `Sept. 17` or `17 Sept`, with a year behind it or without, at the end of `place`.
void read_english_day(std::string_view place, NewsroomLead& lead) {
  for (std::size_t comma = place.find(','); comma != std::string_view::npos; comma = place.find(',', comma + 1)) {
    dates::Reader in(trim(place.substr(comma + 1)));
    auto day = in.number(1, 2);
    in.skip_spaces();
    const int month = dates::name_number(dates::months, in.word());
    in.take('.');
    in.skip_spaces();
    if (!day) day = in.number(1, 2);
    if (month == 0 || !day) continue;
    lead.day = real_day(month, *day);
    in.take(',');
    in.skip_spaces();
    if (const auto year = in.number(4, 4)) lead.year = std::chrono::year(*year);
    return;
  }
}

/// `SEOUL, Sept. 17 (Agency) -- Text`: capitals, the agency in parentheses, a dash.
void read_english_dateline(std::string_view paragraph, NewsroomLead& lead) {
  const std::string_view head = paragraph.substr(0, longest_dateline);
  std::size_t end = std::string_view::npos;
  for (const std::string_view dash : {" -- ", " — ", " – ", " - ", " _ "}) end = std::min(end, head.find(dash));
  if (end == std::string_view::npos) return;
  std::string_view place = head.substr(0, end);
  if (const std::size_t agency = place.rfind(" ("); agency != std::string_view::npos && place.ends_with(')'))
    place = place.substr(0, agency);
  const std::string_view city = place.substr(0, place.find(','));
  const bool capitals = std::none_of(city.begin(), city.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (!city.empty() && capitals) read_english_day(place, lead);
}

/// `(서울=통신) 김철수 기자 = 본문`, `[서울=통신] …`.
void read_korean_dateline(std::string_view paragraph, NewsroomLead& lead) {
  const std::string_view head = paragraph.substr(0, 2 * longest_dateline);
  for (const auto& [open, close] : {std::pair("(", ")"), std::pair("[", "]"), std::pair("【", "】")}) {
    if (!head.starts_with(open)) continue;
    const std::size_t behind = head.find(close);
    const std::size_t equals = head.find(" = ", behind);
    if (behind == std::string_view::npos || equals == std::string_view::npos) continue;
    const std::size_t begin = behind + std::string_view(close).size();
    const NewsroomLine line = read_newsroom_line(head.substr(begin, equals - begin));
    if (line.kind == NewsroomLine::Kind::byline) lead.authors = line.authors;
  }
}

/// `【東京＝山田太郎】本文`, `新华社北京9月17日电（记者张三、李四）正文`.
void read_han_dateline(std::string_view paragraph, NewsroomLead& lead) {
  const std::string_view head = paragraph.substr(0, 2 * longest_dateline);
  if (head.starts_with("【"))
    for (const std::string_view sign : {"＝", "="}) {
      const std::size_t at = head.find(sign), close = head.find("】");
      if (at == std::string_view::npos || close == std::string_view::npos || at > close) continue;
      lead.authors = han_names(head.substr(at + sign.size(), close - at - sign.size()));
    }
  for (const auto& [open, close] : {std::pair("（", "）"), std::pair("(", ")")})
    for (const std::string_view role : {"本报记者", "记者", "記者"}) {
      const std::string opening = std::string(open).append(role);
      const std::size_t at = head.find(opening), end = head.find(close, at);
      if (!lead.authors.empty() || at == std::string_view::npos || end == std::string_view::npos) continue;
      const std::size_t begin = at + opening.size();
      lead.authors = han_names(trim(head.substr(begin, end - begin)));
    }
  const std::size_t month_mark = head.find("月");
  if (month_mark == std::string_view::npos || head.find("日电") > longest_dateline) return;
  std::size_t begin = month_mark;
  while (begin > 0 && dates::is_digit(head[begin - 1])) --begin;
  dates::Reader in(head.substr(begin));
  const auto month = in.number(1, 2);
  if (!month || !in.take("月")) return;
  if (const auto day = in.number(1, 2); day && in.take("日电")) lead.day = real_day(*month, *day);
}

/// Of `입력 2020.09.17 14:05 | 수정 …`, `… 14:05 송고`, `…（…更新)` and `…  来源：…` what stands before the second
/// part.
std::string_view first_date(std::string_view line) {
  if (line.find_first_of("0123456789") == std::string_view::npos) return line;
  std::size_t end = line.size();
  for (const std::string_view second : {"|", " 수정", " 최종수정", " 송고", "来源：", "來源："})
    if (const std::size_t at = line.find(second); at != std::string_view::npos && at > 0) end = std::min(end, at);
  for (const std::string_view changed : {"更新)", "更新）"})
    if (line.ends_with(changed)) end = std::min({end, line.find(" ("), line.find("（")});
  return trim(line.substr(0, end));
}

}  // namespace

NewsroomLead read_newsroom_lead(std::string_view paragraph) {
  NewsroomLead lead;
  read_english_dateline(paragraph, lead);
  read_korean_dateline(paragraph, lead);
  if (lead.authors.empty()) read_han_dateline(paragraph, lead);
  return lead;
}

std::optional<Timestamp> date_of(const NewsroomLead& lead, std::optional<Timestamp> written) {
  if (!lead.day) return std::nullopt;
  const auto day_in = [&](std::chrono::year year) -> std::optional<Timestamp> {
    const std::chrono::year_month_day date(year, lead.day->month(), lead.day->day());
    return date.ok() ? std::optional<Timestamp>(std::chrono::sys_days(date)) : std::nullopt;
  };
  if (lead.year) return day_in(*lead.year);
  if (!written) return std::nullopt;
  const auto day = std::chrono::floor<std::chrono::days>(*written);
  const std::chrono::year year = std::chrono::year_month_day(day).year();
  for (const std::chrono::year one : {year + std::chrono::years(1), year, year - std::chrono::years(1)})
    if (const auto date = day_in(one); date && *date <= day + std::chrono::days(1) && *date >= day - oldest_dateline)
      return date;
  return std::nullopt;
}

std::optional<DateLine> read_date_line(std::string_view line) {
  if (line.empty() || line.size() > longest_dateline) return std::nullopt;
  line = first_date(line);
  const std::string folded = lower_ascii(line);
  DateLine found{line, false};
  for (const Label& label : labels) {
    if (!folded.starts_with(label.word)) continue;
    found = {trim(line.substr(label.word.size())), label.updated};
    for (const std::string_view sign : {":", "：", "=", "|"})
      if (found.date.starts_with(sign)) found.date = trim(found.date.substr(sign.size()));
    break;
  }
  const auto date = read_date(found.date);
  const bool digits = found.date.find_first_not_of("0123456789") == std::string_view::npos;
  return date && date->ignored.empty() && !digits ? std::optional(found) : std::nullopt;
}

}  // namespace feedd::content
