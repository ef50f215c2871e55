// The first lines of stories: datelines and the bylines in them.
#include "content/sources/newsroom_lead.hpp"

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

using Texts = std::vector<std::string>;

std::string day(std::string_view paragraph, std::string_view written) {
  const auto date = date_of(read_newsroom_lead(paragraph), parse_date(written));
  return date ? to_rfc3339(*date).substr(0, 10) : "nothing";
}

TEST(NewsroomLead, ReadsTheDayOfADateline) {
  EXPECT_EQ(day("SEOUL, Sept. 17 (Agency) -- The sea went out.", "2020-09-18"), "2020-09-17");
  EXPECT_EQ(day("NEW YORK, N.Y., 17 September — It did.", "2020-09-17"), "2020-09-17");
  EXPECT_EQ(day("PARIS, Dec. 31 (Agency) - It did.", "2021-01-02"), "2020-12-31");
  EXPECT_EQ(day("SEOUL, Sept. 17, 2019 (Agency) -- It did.", "2024-01-01"), "2019-09-17");
  EXPECT_EQ(day("新华社北京9月17日电（记者张三）海退了。", "2020-09-17"), "2020-09-17");
}

TEST(NewsroomLead, SaysNothingOfAYearThatAnOldFileDoesNotTell) {
  EXPECT_EQ(day("SEOUL, Sept. 17 (Agency) -- It did.", "2022-03-01"), "nothing");
  EXPECT_EQ(day("WASHINGTON (Agency) -- It did.", "2020-09-17"), "nothing");
  EXPECT_EQ(day("On Monday, Sept. 17 was named - a first.", "2020-09-18"), "nothing");
  EXPECT_EQ(day("SEOUL, Feb. 31 (Agency) -- It did.", "2020-03-01"), "nothing");
}

TEST(NewsroomLead, NamesWritersWithinTheDateline) {
  EXPECT_EQ(read_newsroom_lead("(서울=통신) 김철수 기자 = 바다가 빠졌다.").authors, Texts{"김철수"});
  EXPECT_EQ(read_newsroom_lead("[부산=통신] 김철수·이영희 기자 = 바다가 빠졌다.").authors, (Texts{"김철수", "이영희"}));
  EXPECT_EQ(read_newsroom_lead("【東京＝山田太郎】海が引いた。").authors, Texts{"山田太郎"});
  EXPECT_EQ(read_newsroom_lead("【東京＝海辺通信】海が引いた。").authors, Texts{});
  EXPECT_EQ(read_newsroom_lead("新华社北京9月17日电（记者张三、李四）海退了。").authors, (Texts{"张三", "李四"}));
  EXPECT_EQ(read_newsroom_lead("(서울=통신) 정부는 = 로 시작하는 문장").authors, Texts{});
}

}  // namespace
}  // namespace feedd::content
