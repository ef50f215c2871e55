// The words of the trade, in English and Korean, and the shapes in which they make a line something other than text.
#include "content/sources/newsroom_line.hpp"

#include "content/sources/newsroom_cjk.hpp"
#include "content/sources/newsroom_lead.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace feedd::content {

namespace {

/// A longer line is a sentence whatever it begins with.
constexpr std::size_t longest_byline = 120;
constexpr std::size_t longest_korean_byline = 50;
constexpr std::size_t longest_credit = 160;
constexpr std::size_t longest_rights = 300;
constexpr std::size_t longest_name = 60;
constexpr int most_words_in_a_name = 5;

constexpr std::array<std::string_view, 34> furniture = {"related news",    "related articles",
                                                        "related stories", "related story",
                                                        "related article", "related links",
                                                        "related",         "related topics",
                                                        "top stories",     "top news",
                                                        "most read",       "most popular",
                                                        "most viewed",     "popular news",
                                                        "read more",       "see also",
                                                        "more news",       "more stories",
                                                        "recommended",     "recommended articles",
                                                        "latest news",     "breaking news",
                                                        "editor's picks",  "you may also like",
                                                        "관련기사",        "관련 기사",
                                                        "관련뉴스",        "관련 뉴스",
                                                        "주요뉴스",        "주요 뉴스",
                                                        "많이 본 뉴스",    "인기기사",
                                                        "추천기사",        "핫뉴스"};
constexpr std::array<std::string_view, 8> end_marks = {"###",  "-30-", "(end)", "-- end --",
                                                       "(끝)", "<끝>", "[끝]",  "끝"};

constexpr std::array<std::string_view, 22> roles = {
    "reporter",     "reporters", "correspondent", "correspondents", "staff",      "writer",  "writers", "editor",
    "editors",      "columnist", "contributor",   "contributing",   "journalist", "intern",  "analyst", "special to",
    "photographer", "desk",      "freelance",     "bureau",         "newsroom",   "producer"};
constexpr std::array<std::string_view, 16> particles = {"de", "del", "der", "den", "di",  "da", "dos", "du",
                                                        "la", "le",  "van", "von", "bin", "al", "el",  "ter"};
constexpr std::array<std::string_view, 10> korean_roles = {"인턴기자", "선임기자", "전문기자", "객원기자",   "수습기자",
                                                           "기자",     "특파원",   "논설위원", "칼럼니스트", "에디터"};
constexpr std::array<std::string_view, 6> korean_author_keys = {"글", "취재", "정리", "기자", "글쓴이", "필자"};
constexpr std::array<std::string_view, 4> korean_both_keys = {"글·사진", "글/사진", "글ㆍ사진", "글, 사진"};
constexpr std::array<std::string_view, 4> korean_photo_keys = {"사진", "사진제공", "사진 제공", "사진출처"};
constexpr std::array<std::string_view, 12> photo_openings = {
    "photos provided by ", "photo provided by ", "photo courtesy of ", "photos by ", "photo by ",
    "photograph by ",      "photographs by ",    "photo credit:",      "photos:",    "photo:",
    "photographer:",       "image credit:"};

bool contains(const auto& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

/// What stands between brackets that enclose the whole line, or nothing.
std::optional<std::string_view> inside_brackets(std::string_view line) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> brackets = {
      {{"[", "]"}, {"(", ")"}, {"<", ">"}, {"【", "】"}, {"〔", "〕"}, {"［", "］"}}};
  for (const auto& [open, close] : brackets) {
    if (!line.starts_with(open) || !line.ends_with(close) || line.size() < open.size() + close.size()) continue;
    const std::string_view inside = line.substr(open.size(), line.size() - open.size() - close.size());
    if (inside.find(open) == std::string_view::npos && inside.find(close) == std::string_view::npos)
      return trim(inside);
  }
  return std::nullopt;
}

/// Ends as a sentence does: a period, but not that of `Jr.`
bool ends_as_sentence(std::string_view text) {
  if (text.ends_with("?") || text.ends_with("!") || text.ends_with(":") || text.ends_with(",")) return true;
  return text.ends_with(".") && !text.ends_with(" Jr.") && !text.ends_with(" Sr.");
}

std::string without_mail(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = std::min(text.find(' ', i), text.size());
    const std::string_view word = text.substr(i, end - i);
    if (word.find('@') == std::string_view::npos) out.append(out.empty() ? "" : " ").append(word);
    i = end + 1;
  }
  return out;
}

/// `d'` of `d'Arcy`, `al-` of `al-Khalil`.
std::string_view without_particle(std::string_view word) {
  for (const std::string_view particle : {"d'", "d’", "l'", "l’", "al-", "el-", "ibn-"})
    if (word.starts_with(particle)) return word.substr(particle.size());
  return word;
}

bool is_name_word(std::string_view word) {
  if (contains(particles, word)) return true;
  word = without_particle(word);
  if (word.empty()) return false;
  const auto first = static_cast<unsigned char>(word.front());
  const bool opens = first >= 0x80 || (first >= 'A' && first <= 'Z');
  return opens && word.find_first_of("0123456789\":;?!/()[]") == std::string_view::npos &&
         word.find("“") == std::string_view::npos && word.find("”") == std::string_view::npos;
}

bool is_name(std::string_view text) {
  if (text.empty() || count_code_points(text) > longest_name) return false;
  int words = 0;
  for (std::size_t i = 0; i < text.size(); ++words) {
    const std::size_t end = std::min(text.find(' ', i), text.size());
    if (!is_name_word(text.substr(i, end - i))) return false;
    i = end + 1;
  }
  return words <= most_words_in_a_name;
}

bool is_role(std::string_view text) {
  const std::string folded = ' ' + lower_ascii(text) + ' ';
  return std::any_of(roles.begin(), roles.end(), [&](std::string_view role) {
    return folded.find(' ' + std::string(role) + ' ') != std::string::npos;
  });
}

/// `Staff Writer` and no more: every word is one of a role.
bool is_role_line(std::string_view text) {
  constexpr std::array<std::string_view, 10> ranks = {"senior", "chief",   "special", "associate", "assistant",
                                                      "deputy", "foreign", "news",    "managing",  "executive"};
  bool role = false;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = std::min(text.find(' ', i), text.size());
    const std::string word = lower_ascii(text.substr(i, end - i));
    if (!contains(roles, word) && !contains(ranks, word)) return false;
    role = role || contains(roles, word);
    i = end + 1;
  }
  return role;
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i <= text.size();) {
    const std::size_t end = std::min(text.find(separator, i), text.size());
    const std::string_view part = trim(text.substr(i, end - i));
    if (!part.empty()) parts.emplace_back(part);
    i = end + separator.size();
  }
  return parts;
}

/// What a byline begins with; the longer of two that begin alike first.
constexpr std::array<std::string_view, 17> byline_openings = {"by ",
                                                              "written by ",
                                                              "reported by ",
                                                              "additional reporting by ",
                                                              "reporting by ",
                                                              "story by ",
                                                              "text by ",
                                                              "words by ",
                                                              "byline: ",
                                                              "author: ",
                                                              "authors: ",
                                                              "writer: ",
                                                              "reporter ",
                                                              "reporters ",
                                                              "staff writer ",
                                                              "staff reporter ",
                                                              "staff correspondent "};

std::size_t opening_length(std::string_view line) {
  const std::string folded = lower_ascii(line.substr(0, 32));
  for (const std::string_view opening : byline_openings)
    if (folded.starts_with(opening)) return opening.size();
  return 0;
}

/// `Jane Doe, Staff Writer`, `Jane Doe | Staff Writer`: a name of two words or more, and nothing but roles behind it.
std::vector<std::string> name_with_role(std::string_view line) {
  const std::size_t sign = line.find_first_of(",|");
  if (sign == std::string_view::npos) return {};
  const std::string_view name = trim(line.substr(0, sign));
  const std::string_view role = trim(line.substr(sign + 1));
  const bool short_role = std::count(role.begin(), role.end(), ' ') <= 2 && role.find(',') == std::string_view::npos;
  if (name.find(' ') == std::string_view::npos || !is_name(name) || !short_role || !is_role(role)) return {};
  return {std::string(name)};
}

/// `By Jane Doe, Reuters`, `By Jane Doe / The Times`: an agency or a paper behind a name is no person.
bool is_organisation(std::string_view text) {
  constexpr std::array<std::string_view, 12> agencies = {"reuters",
                                                         "ap",
                                                         "afp",
                                                         "bloomberg",
                                                         "yonhap",
                                                         "xinhua",
                                                         "kyodo",
                                                         "dpa",
                                                         "upi",
                                                         "associated press",
                                                         "agence france-presse",
                                                         "united press international"};
  constexpr std::array<std::string_view, 12> kinds = {"agency",    "chronicle", "daily",   "gazette",
                                                      "herald",    "journal",   "network", "news",
                                                      "newspaper", "times",     "tribune", "wire"};
  const std::string folded = lower_ascii(text);
  const std::size_t last = folded.rfind(' ');
  return contains(agencies, folded) || folded.starts_with("the ") ||
         (last != std::string::npos && contains(kinds, folded.substr(last + 1)));
}

/// `Choi Mi-ra (Busan Daily)` without what the parentheses at its end name.
std::string_view without_parenthesis(std::string_view names) {
  const std::size_t open = names.rfind(" (");
  if (!names.ends_with(')') || open == std::string_view::npos) return names;
  return is_name(names.substr(open + 2, names.size() - open - 3)) ? trim(names.substr(0, open)) : names;
}

/// `By Choi Mira`, `By A, B and C`, `BY JANE DOE, Staff Reporter`, `Reporter A`, `Reporting by A in Seoul; Editing by
/// B`. Empty where the line is no byline.
std::vector<std::string> english_byline(std::string_view line) {
  if (line.starts_with("/")) line = trim(line.substr(1));
  if (count_code_points(line) > longest_byline || ends_as_sentence(line)) return {};
  const std::size_t opening = opening_length(line);
  if (opening == 0) return name_with_role(line);
  line = line.substr(0, std::min(lower_ascii(line).find("; editing by"), line.size()));
  const std::string plain = without_mail(collapse_space(line.substr(opening, line.find('|') - opening)));
  std::string names(without_parenthesis(plain));
  for (const std::string_view conjunction : {", and ", " and ", " And ", " AND ", " with ", " & ", ";", "/"})
    replace_all(names, conjunction, ", ");
  std::vector<std::string> authors;
  for (std::string& part : split(names, ",")) {
    if (is_role(part) || (!authors.empty() && is_organisation(part))) continue;
    part.erase(std::min(part.find(" in "), part.size()));
    if (!is_name(part)) return {};
    authors.push_back(std::move(part));
  }
  return authors;
}

bool is_hangul(std::string_view text) {
  if (text.empty() || text.size() % 3 != 0) return false;
  for (std::size_t i = 0; i < text.size(); i += 3)
    if (static_cast<unsigned char>(text[i]) < 0xEA || static_cast<unsigned char>(text[i]) > 0xED) return false;
  return true;
}

/// Where Korean papers have their desks: `부산/김철수 기자`.
constexpr std::array<std::string_view, 44> desks = {
    "서울", "부산",   "대구", "인천", "광주", "대전", "울산",   "세종",   "제주",   "경기",   "강원",
    "충북", "충남",   "전북", "전남", "경북", "경남", "수원",   "성남",   "용인",   "창원",   "청주",
    "전주", "천안",   "포항", "춘천", "강릉", "목포", "여수",   "순천",   "안동",   "진주",   "뉴욕",
    "도쿄", "워싱턴", "파리", "런던", "홍콩", "방콕", "상하이", "베를린", "베이징", "하노이", "모스크바"};

/// `제니퍼 리`: a given name and a family name of one syllable, of three bytes.
bool is_foreign_name(const std::vector<std::string>& words) {
  return words.size() == 2 && is_hangul(words[0]) && words[0].size() >= 6 && words[0].size() <= 15 &&
         words[1].size() == 3 && is_hangul(words[1]);
}

/// Names before a role, or behind `글 =`. Among words without a separator, the last is the name (`매일경제 김철수`),
/// unless all are as long as names are.
std::vector<std::string> korean_names(std::string text) {
  for (const std::string_view separator : {"·", "ㆍ", "/", ", "}) replace_all(text, separator, ",");
  std::vector<std::string> names;
  for (const std::string& part : split(text, ",")) {
    const std::vector<std::string> words = split(part, " ");
    if (is_foreign_name(words)) {
      names.push_back(part);
      continue;
    }
    const bool all = std::all_of(words.begin(), words.end(), [](const std::string& word) { return word.size() == 9; });
    for (std::size_t i = all ? 0 : words.size() - 1; i < words.size(); ++i) {
      if (!is_hangul(words[i]) || words[i].size() < 6 || words[i].size() > 12) return {};
      names.push_back(words[i]);
    }
  }
  if (names.size() > 1 && contains(desks, names.front())) names.erase(names.begin());
  return names;
}

/// The value behind one of `keys` and `=` or `:`.
std::optional<std::string_view> value_behind(std::string_view line, const auto& keys) {
  std::size_t sign = line.find_first_of("=:");
  if (sign == std::string_view::npos && keys.front() == korean_both_keys.front()) sign = line.find(' ');
  if (sign == std::string_view::npos || !contains(keys, trim(line.substr(0, sign)))) return std::nullopt;
  const std::string_view value = trim(line.substr(sign + 1));
  return value.empty() ? std::nullopt : std::optional(value);
}

std::string_view without_korean_role(std::string_view text) {
  for (const std::string_view role : korean_roles)
    if (text.ends_with(role)) return trim(text.substr(0, text.size() - role.size()));
  return text;
}

/// `김철수 기자`, `[서울=김철수 특파원]`, `글 = 김철수`, with or without an e-mail address.
std::vector<std::string> korean_byline(std::string_view line) {
  if (line.starts_with("/")) line = trim(line.substr(1));
  if (count_code_points(line) > longest_korean_byline) return {};
  const std::string plain = without_mail(line);
  for (const std::optional<std::string_view> value :
       {value_behind(plain, korean_author_keys), value_behind(plain, korean_both_keys)})
    if (value) return korean_names(std::string(without_korean_role(*value)));
  std::string_view names = without_korean_role(plain);
  if (names.size() == plain.size() && plain.starts_with("기자 ")) return korean_names(plain.substr(7));
  if (names.size() == plain.size()) return {};
  if (const std::size_t place = names.rfind('='); place != std::string_view::npos)
    names = trim(names.substr(place + 1));
  return korean_names(std::string(names));
}

/// `Photo by Kim Jae-hoon`, `사진 = 김재훈`, `/사진=통신`.
std::string photo_credit(std::string_view line) {
  if (line.starts_with("/")) line = trim(line.substr(1));
  if (count_code_points(line) > longest_credit || line.ends_with(".")) return {};
  const std::string folded = lower_ascii(line);
  for (const std::string_view opening : photo_openings)
    if (folded.starts_with(opening)) return std::string(trim(line.substr(opening.size())));
  for (const std::optional<std::string_view> value :
       {value_behind(line, korean_photo_keys), value_behind(line, korean_both_keys)})
    if (value) return std::string(without_korean_role(*value));
  return {};
}

bool holds_year(std::string_view text) {
  for (std::size_t i = 0; i + 4 <= text.size(); ++i)
    if ((text.substr(i, 2) == "19" || text.substr(i, 2) == "20") && text[i + 2] >= '0' && text[i + 2] <= '9' &&
        text[i + 3] >= '0' && text[i + 3] <= '9')
      return true;
  return false;
}

/// A notice of rights. `(c)` and `Copyright` also begin ordinary sentences: there a year or the usual words must
/// follow.
bool is_rights(std::string_view line) {
  if (count_code_points(line) > longest_rights) return false;
  for (const std::string_view sign : {"ⓒ", "©", "Ⓒ", "저작권자", "版权所有", "版權所有"})
    if (line.starts_with(sign)) return true;
  const std::string folded = lower_ascii(line);
  if (folded.find("무단전재") != std::string::npos || folded.find("무단 전재") != std::string::npos) return true;
  const bool usual = folded.find("rights reserved") != std::string::npos || holds_year(folded) ||
                     folded.find("©") != std::string::npos || folded.find("ⓒ") != std::string::npos;
  return usual && (folded.starts_with("(c)") ||
                   (folded.starts_with("copyright") && !folded.ends_with("reserved by law.") &&
                    count_code_points(line) < longest_byline) ||
                   folded.starts_with("all rights reserved"));
}

}  // namespace

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

NewsroomLine read_newsroom_line(std::string_view line) {
  using Kind = NewsroomLine::Kind;
  NewsroomLine read;
  read.text = trim(line);
  if (read.text.empty()) return read;
  const std::string folded = lower_ascii(read.text.substr(0, 40));
  if (read.text.size() < 40 && contains(end_marks, folded)) return read.kind = Kind::end_mark, read;
  std::string_view bare = inside_brackets(read.text).value_or(read.text);
  const std::string_view label = trim(bare.substr(0, bare.find_last_not_of(":>▶") + 1));
  if (read.text.size() < 40 && contains(furniture, lower_ascii(label))) return read.kind = Kind::furniture, read;
  const bool mail = bare.find('@') != std::string_view::npos && bare.find(' ') == std::string_view::npos;
  if (mail && bare.find('@') > 0 && bare.rfind('.') > bare.find('@') && bare.rfind('.') != std::string_view::npos &&
      !bare.ends_with('.'))
    return read.kind = Kind::end_mark, read;
  if (is_han_desk_line(bare)) return read.kind = Kind::end_mark, read;
  read.photo_credit = photo_credit(bare);
  if (read.photo_credit.empty()) read.photo_credit = han_photo_credit(bare);
  read.authors = english_byline(bare);
  if (read.authors.empty() && read.photo_credit.empty()) read.is_role = is_role_line(bare);
  if (read.authors.empty() && !value_behind(bare, korean_photo_keys)) read.authors = korean_byline(bare);
  if (read.authors.empty() && read.photo_credit.empty()) read.authors = han_byline(read.text);
  if (const std::size_t at = bare.find(" 승인 "); at != std::string_view::npos && read_date_line(bare.substr(at + 1))) {
    read.authors = korean_byline(trim(bare.substr(0, at)));
    if (!read.authors.empty()) bare = bare.substr(at + 1);
  }
  if (const auto date = read_date_line(bare)) {
    read.kind = Kind::date;
    read.date = date->date;
    read.is_update = date->updated;
    return read;
  }
  if (is_rights(bare)) read.rights = bare;
  read.kind = !read.rights.empty()         ? Kind::rights
              : !read.authors.empty()      ? Kind::byline
              : !read.photo_credit.empty() ? Kind::photo_credit
                                           : Kind::text;
  return read;
}

}  // namespace feedd::content
