// Wire copy as a whole: where the headline stands, what parts paragraphs, and where a byline may stand.
#include "content/sources/newsroom_text.hpp"

#include "content/sources/newsroom_line.hpp"
#include "content/term.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <utility>

namespace feedd::content {

namespace {

using Lines = std::vector<NewsroomLine>;
using Kind = NewsroomLine::Kind;

/// Copy is wrapped at some column below this; longer lines are paragraphs by themselves.
constexpr std::size_t longest_wrapped_line = 120;
/// Lines below `Related Articles` are titles, and titles are not longer than this.
constexpr std::size_t longest_title = 160;

Lines read_lines(std::string_view text) {
  Lines lines;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = std::min(text.find('\n', i), text.size());
    lines.push_back(read_newsroom_line(text.substr(i, end - i)));
    NewsroomLine& line = lines.back();
    if (line.is_role && lines.size() > 1 && lines[lines.size() - 2].kind == Kind::byline) line.kind = Kind::end_mark;
    i = end + 1;
  }
  return lines;
}

bool is_text(const NewsroomLine& line) {
  return line.kind == Kind::text;
}
bool is_blank(const NewsroomLine& line) {
  return line.kind == Kind::blank;
}

/// The words that stand above headlines, besides short lines in capitals.
constexpr std::array<std::string_view, 38> kickers = {
    "exclusive",     "analysis",   "opinion",  "editorial", "breaking", "feature", "interview",  "column",
    "world",         "business",   "politics", "sports",    "culture",  "economy", "technology", "national",
    "international", "commentary", "단독",     "속보",      "사설",     "칼럼",    "정치",       "경제",
    "사회",          "국제",       "문화",     "스포츠",    "인터뷰",   "기획",    "社説",       "速報",
    "独自",          "国際",       "快讯",     "评论",      "要闻",     "财经"};

/// A line that stands above a headline: a known word, with brackets or a colon, or two words in capitals.
bool is_kicker(std::string_view line) {
  for (const auto& [open, close] : {std::pair("[", "]"), std::pair("【", "】"), std::pair("<", ">")})
    if (line.starts_with(open) && line.ends_with(close) && line.size() > std::string_view(open).size())
      line = trim(line.substr(std::string_view(open).size(), line.size() - 2 * std::string_view(open).size()));
  const std::string word = term_key(line.substr(0, line.find_last_not_of(":：") + 1));
  if (std::find(kickers.begin(), kickers.end(), word) != kickers.end()) return true;
  const bool capitals =
      std::all_of(line.begin(), line.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == ' '; });
  return capitals && line.size() >= 4 && line.size() <= 20 && std::count(line.begin(), line.end(), ' ') <= 1;
}

/// The line below a kicker is a headline: no longer than one, no sentence, and not the last.
bool is_headline(const Lines& lines, Lines::const_iterator line) {
  if (line == lines.end() || line->kind != Kind::text || count_code_points(line->text) > longest_wrapped_line)
    return false;
  for (const std::string_view end : {".", "。", "”.", "다."})
    if (line->text.ends_with(end)) return false;
  return std::any_of(std::next(line), lines.end(), is_text);
}

/// A line that is only a date stands around the headline or below the text; within the story it is a line of it.
void settle_dates(Lines& body) {
  const auto first = std::find_if(body.begin(), body.end(), is_text);
  const auto last = std::find_if(body.rbegin(), body.rend(), is_text).base();
  for (auto line = first; line < last; ++line)
    if (line->kind == Kind::date) line->kind = Kind::text;
}

/// A byline stands under the headline, below the text, or in a block of its own; elsewhere it is a line of prose.
void settle_bylines(Lines& body) {
  const auto first = std::find_if(body.begin(), body.end(), is_text);
  const auto last = std::find_if(body.rbegin(), body.rend(), is_text).base();
  if (first == body.end()) return;
  for (auto line = first; line != last; ++line) {
    const bool alone = line->kind == Kind::byline && !is_text(*std::prev(line)) && !is_text(*std::next(line));
    if (line->kind == Kind::byline && !alone) line->kind = Kind::text;
  }
}

/// `Related Articles` and the titles below it, to the end: no part of the story.
void drop_trailing_furniture(Lines& body) {
  const auto first_text = std::find_if(body.begin(), body.end(), is_text);
  const auto furniture =
      std::find_if(first_text, body.end(), [](const NewsroomLine& line) { return line.kind == Kind::furniture; });
  const bool only_titles = std::all_of(furniture, body.end(), [](const NewsroomLine& line) {
    return !is_text(line) || (count_code_points(line.text) <= longest_title && !line.text.ends_with("."));
  });
  for (auto line = only_titles ? furniture : body.end(); line != body.end(); ++line)
    if (is_text(*line)) line->kind = Kind::furniture;
  for (auto line = first_text; !only_titles && line != body.end(); ++line)
    if (line->kind == Kind::furniture) line->kind = Kind::text;
}

/// Whether blank lines part the paragraphs: one stands between two lines of text.
bool has_blocks(const Lines& body) {
  bool text = false;
  bool blank_after_text = false;
  for (const NewsroomLine& line : body) {
    if (is_text(line) && blank_after_text) return true;
    text = text || is_text(line);
    blank_after_text = text && (blank_after_text || is_blank(line));
  }
  return false;
}

/// The paragraphs of the lines [first, last), which no blank line parts.
void append_block(std::vector<std::string>& paragraphs, Lines::const_iterator first, Lines::const_iterator last,
                  bool wrapped) {
  if (first == last) return;
  wrapped = wrapped && std::all_of(first, std::prev(last), [](const NewsroomLine& line) {
              return count_code_points(line.text) <= longest_wrapped_line;
            });
  bool opened = false;
  for (; first != last; ++first) {
    std::string text = collapse_space(first->text);
    if (wrapped && opened)
      paragraphs.back().append(1, ' ').append(text);
    else
      paragraphs.push_back(std::move(text));
    opened = true;
  }
}

std::vector<std::string> paragraphs_of(const Lines& body) {
  std::vector<std::string> paragraphs;
  const bool wrapped = has_blocks(body);
  for (auto line = body.begin(); line != body.end();) {
    line = std::find_if(line, body.end(), is_text);
    const auto end = std::find_if_not(line, body.end(), is_text);
    append_block(paragraphs, line, end, wrapped);
    line = end;
  }
  return paragraphs;
}

void append_new(std::vector<std::string>& list, const std::string& text) {
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

void take_date(const NewsroomLine& line, NewsroomText& story) {
  if (line.kind != Kind::date) return;
  std::string& date = line.is_update ? story.updated : story.published;
  if (date.empty()) date = line.date;
}

}  // namespace

NewsroomText parse_newsroom_text(std::string_view text) {
  NewsroomText story;
  Lines lines = read_lines(text);
  const auto counts = [](const NewsroomLine& line) {
    return line.kind != Kind::blank && line.kind != Kind::furniture && line.kind != Kind::date;
  };
  auto headline = std::find_if(lines.begin(), lines.end(), counts);
  if (headline == lines.end()) return story;
  const auto below = std::find_if(std::next(headline), lines.end(), counts);
  if (is_kicker(headline->text) && is_headline(lines, below)) {
    story.kicker = collapse_space(headline->text);
    headline = below;
  }
  story.headline = collapse_space(headline->text);
  for (auto line = lines.begin(); line != headline; ++line) take_date(*line, story);
  Lines body(std::make_move_iterator(std::next(headline)), std::make_move_iterator(lines.end()));
  drop_trailing_furniture(body);
  settle_dates(body);
  settle_bylines(body);
  story.paragraphs = paragraphs_of(body);
  for (const NewsroomLine& line : body) {
    if (is_text(line)) continue;
    take_date(line, story);
    for (const std::string& author : line.authors) append_new(story.authors, author);
    append_new(story.photo_credits, line.photo_credit);
    if (!line.rights.empty()) story.rights.append(story.rights.empty() ? "" : " ").append(line.rights);
  }
  return story;
}

}  // namespace feedd::content
