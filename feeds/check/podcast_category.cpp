#include "feeds/check/podcast_category.hpp"

#include "content/text.hpp"

#include <algorithm>
#include <string>

namespace feedd::feeds::check {
namespace {

struct Row {
  std::string_view category;
  std::string_view below;  ///< its own categories, each between bars
};

constexpr Row rows[] = {
    {"Arts", "|Books|Design|Fashion & Beauty|Food|Performing Arts|Visual Arts|"},
    {"Business", "|Careers|Entrepreneurship|Investing|Management|Marketing|Non-Profit|"},
    {"Comedy", "|Comedy Interviews|Improv|Stand-Up|"},
    {"Education", "|Courses|How To|Language Learning|Self-Improvement|"},
    {"Fiction", "|Comedy Fiction|Drama|Science Fiction|"},
    {"Government", ""},
    {"History", ""},
    {"Health & Fitness", "|Alternative Health|Fitness|Medicine|Mental Health|Nutrition|Sexuality|"},
    {"Kids & Family", "|Education for Kids|Parenting|Pets & Animals|Stories for Kids|"},
    {"Leisure", "|Animation & Manga|Automotive|Aviation|Crafts|Games|Hobbies|Home & Garden|Video Games|"},
    {"Music", "|Music Commentary|Music History|Music Interviews|"},
    {"News", "|Business News|Daily News|Entertainment News|News Commentary|Politics|Sports News|Tech News|"},
    {"Religion & Spirituality", "|Buddhism|Christianity|Hinduism|Islam|Judaism|Religion|Spirituality|"},
    {"Science",
     "|Astronomy|Chemistry|Earth Sciences|Life Sciences|Mathematics|Natural Sciences|Nature|Physics|Social Sciences|"},
    {"Society & Culture", "|Documentary|Personal Journals|Philosophy|Places & Travel|Relationships|"},
    {"Sports",
     "|Baseball|Basketball|Cricket|Fantasy "
     "Sports|Football|Golf|Hockey|Rugby|Running|Soccer|Swimming|Tennis|Volleyball|Wilderness|Wrestling|"},
    {"Technology", ""},
    {"True Crime", ""},
    {"TV & Film", "|After Shows|Film History|Film Interviews|Film Reviews|TV Reviews|"}};

}  // namespace

bool is_podcast_category(std::string_view category) {
  const std::size_t parting = std::min(category.find('>'), category.size());
  const std::string_view first = content::trim(category.substr(0, parting));
  const auto row =
      std::find_if(std::begin(rows), std::end(rows), [&](const Row& one) { return one.category == first; });
  if (row == std::end(rows)) return false;
  if (parting == category.size()) return true;
  const std::string second(content::trim(category.substr(parting + 1)));
  return second.find('|') == std::string::npos && !second.empty() &&
         row->below.find('|' + second + '|') != std::string_view::npos;
}

}  // namespace feedd::feeds::check
