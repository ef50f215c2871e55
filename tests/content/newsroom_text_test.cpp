// Wire copy as it comes, in its many shapes.
#include "content/sources/newsroom_text.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

using Texts = std::vector<std::string>;

constexpr std::string_view story =
    "Top Stories\n\nHarbor City Opens Its First Night Library\n\n\n"
    "SEOUL, Sept. 17 - The doors open at ten in the evening.\u00A0\n\n"
    "By midnight every seat was taken, the librarian said.\u00A0\n\n"
    "By Han Seo-yeon\n\n[Photo by Lee Do-yun]\n\n[ⓒ Harbor Daily &, All rights reserved]";

TEST(NewsroomText, TakesAStoryApart) {
  const NewsroomText read = parse_newsroom_text(story);
  EXPECT_EQ(read.headline, "Harbor City Opens Its First Night Library");
  EXPECT_EQ(read.paragraphs, (Texts{"SEOUL, Sept. 17 - The doors open at ten in the evening.",
                                    "By midnight every seat was taken, the librarian said."}));
  EXPECT_EQ(read.authors, Texts{"Han Seo-yeon"});
  EXPECT_EQ(read.photo_credits, Texts{"Lee Do-yun"});
  EXPECT_EQ(read.rights, "ⓒ Harbor Daily &, All rights reserved");
}

TEST(NewsroomText, ReadsTheSampleOfTheNewsroom) {
  const auto file = std::filesystem::path(FEEDD_SOURCE_DIR) / "../shared/newsroom/wkf-instagram-coo.txt";
  if (!std::filesystem::exists(file)) return;
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const NewsroomText read = parse_newsroom_text(text);
  EXPECT_EQ(read.headline, "WKF: S. Korea Becoming a Global Trend-Setter Amid Pandemic Pall: Instagram COO");
  ASSERT_EQ(read.paragraphs.size(), 13U);
  EXPECT_TRUE(read.paragraphs.front().starts_with("South Korea has become a “trend-setter”"));
  EXPECT_TRUE(read.paragraphs.front().ends_with("Instagram executive."));
  EXPECT_EQ(read.authors, Texts{"Choi Mira"});
  EXPECT_EQ(read.photo_credits, Texts{"Kim Jae-hoon"});
  EXPECT_EQ(read.rights, "ⓒ Pulse by Maeil Business News Korea &, All rights reserved");
}

TEST(NewsroomText, JoinsWrappedLinesWhereBlankLinesPartParagraphs) {
  EXPECT_EQ(parse_newsroom_text("Head\n\nOne line\nand its rest.\n\nTwo.\n").paragraphs,
            (Texts{"One line and its rest.", "Two."}));
}

TEST(NewsroomText, TakesEachLineAsAParagraphWhereNothingPartsThem) {
  EXPECT_EQ(parse_newsroom_text("Head\nOne.\nTwo.\n\nBy Jane Doe").paragraphs, (Texts{"One.", "Two."}));
}

TEST(NewsroomText, KeepsLongLinesApart) {
  const std::string line(200, 'x');
  EXPECT_EQ(parse_newsroom_text("Head\n\n" + line + "\n" + line + "\n\nend").paragraphs, (Texts{line, line, "end"}));
}

struct Byline {
  const char* line;
  Texts authors;
};

class NewsroomByline : public testing::TestWithParam<Byline> {};

TEST_P(NewsroomByline, NamesItsWritersAtTheEndAndUnderTheHeadline) {
  const std::string line = GetParam().line;
  for (const std::string& text :
       {"Head\n\nFirst paragraph.\n\nSecond.\n\n" + line, "Head\n" + line + "\n\nFirst paragraph.\n\nSecond."}) {
    const NewsroomText read = parse_newsroom_text(text);
    EXPECT_EQ(read.authors, GetParam().authors) << text;
    EXPECT_EQ(read.paragraphs, (Texts{"First paragraph.", "Second."})) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, NewsroomByline,
    testing::Values(Byline{"By Choi Mira", {"Choi Mira"}}, Byline{"By A. Doe and Beth Roe", {"A. Doe", "Beth Roe"}},
                    Byline{"By Ann Doe, Beth Roe and Cy Poe", {"Ann Doe", "Beth Roe", "Cy Poe"}},
                    Byline{"By Ann Doe, Beth Roe, and Cy Poe", {"Ann Doe", "Beth Roe", "Cy Poe"}},
                    Byline{"By Jane Doe, Staff Reporter", {"Jane Doe"}}, Byline{"By JANE DOE", {"JANE DOE"}},
                    Byline{"/ By Jane Doe", {"Jane Doe"}}, Byline{"By Jane Doe jane@e.example", {"Jane Doe"}},
                    Byline{"By Juan de la Cruz in Seoul", {"Juan de la Cruz"}},
                    Byline{"By Sam Roe Jr.", {"Sam Roe Jr."}}, Byline{"[김철수 기자]", {"김철수"}},
                    Byline{"김철수 기자", {"김철수"}}, Byline{"김철수 기자 kim@e.example", {"김철수"}},
                    Byline{"글 = 김철수", {"김철수"}}, Byline{"김철수·이영희 기자", {"김철수", "이영희"}},
                    Byline{"[뉴욕=김철수 특파원]", {"김철수"}}, Byline{"매일경제 김철수 기자", {"김철수"}}));

TEST(NewsroomText, TakesNoSentenceForAByline) {
  for (const char* line :
       {"By the time it ended, nobody was left.", "By the numbers", "By 2030 sales will double",
        "By Monday, Kim had sold every share he owned to the fund that Park runs from Busan and he left for good"}) {
    const NewsroomText read = parse_newsroom_text("Head\n\nFirst.\n\n" + std::string(line));
    EXPECT_EQ(read.authors, Texts{}) << line;
    EXPECT_EQ(read.paragraphs.back(), line);
  }
}

TEST(NewsroomText, TakesNoLineWithinAParagraphForAByline) {
  EXPECT_EQ(parse_newsroom_text("Head\n\nThe song was written\nBy Jane Doe\nin May.\n\nEnd.").paragraphs,
            (Texts{"The song was written By Jane Doe in May.", "End."}));
}

TEST(NewsroomText, ReadsCreditsInTheirShapes) {
  for (const char* line :
       {"[Photo by Kim]", "(Photo: Kim)", "[Photo provided by Kim]", "[사진=Kim]", "사진 = Kim", "Photo by Kim"})
    EXPECT_EQ(parse_newsroom_text("Head\n\nText.\n\n" + std::string(line)).photo_credits, Texts{"Kim"}) << line;
  EXPECT_EQ(parse_newsroom_text("제목\n\n본문이다.\n\n/사진=연합뉴스").photo_credits, Texts{"연합뉴스"});
  EXPECT_EQ(parse_newsroom_text("标题\n\n正文。\n\n（新华社记者 李四 摄）").photo_credits, Texts{"李四"});
  EXPECT_EQ(parse_newsroom_text("标题\n\n正文。\n\n（新华社记者 李四 摄）").authors, Texts{});
  const NewsroomText both = parse_newsroom_text("제목\n\n본문이다.\n\n글·사진 = 김철수");
  EXPECT_EQ(both.authors, Texts{"김철수"});
  EXPECT_EQ(both.photo_credits, Texts{"김철수"});
}

TEST(NewsroomText, ReadsRightsInTheirShapes) {
  for (const char* rights :
       {"ⓒ Paper", "© 2020 Paper", "(c) 2020 Paper", "Copyright 2020 Paper. All rights reserved.", "Ⓒ Paper",
        "版权所有，未经许可不得转载", "ⓒ 매일경제 & mk.co.kr, 무단전재 및 재배포 금지", "무단전재 및 재배포 금지"}) {
    EXPECT_EQ(parse_newsroom_text("Head\n\nText.\n\n" + std::string(rights)).rights, rights);
    EXPECT_EQ(parse_newsroom_text("Head\n\nText.\n\n[" + std::string(rights) + "]").rights, rights);
  }
  const char* sentence = "Copyright law is changing, the minister said.";
  EXPECT_EQ(parse_newsroom_text(std::string("Head\n\n") + sentence).paragraphs, Texts{sentence});
}

TEST(NewsroomText, DropsFurnitureAroundTheStoryOnly) {
  const NewsroomText read =
      parse_newsroom_text("관련기사\n\nHead\n\nText.\n\nBy Jane Doe\n\nRelated Articles\nAnother story\nOne more");
  EXPECT_EQ(read.headline, "Head");
  EXPECT_EQ(read.paragraphs, Texts{"Text."});
  EXPECT_EQ(parse_newsroom_text("Head\n\nA.\n\nTop Stories\n\nA sentence that goes on.").paragraphs,
            (Texts{"A.", "Top Stories", "A sentence that goes on."}));
}

TEST(NewsroomText, ReadsATextOfOneLineAsItsHeadline) {
  const NewsroomText read = parse_newsroom_text("  Only this\u00A0");
  EXPECT_EQ(read.headline, "Only this");
  EXPECT_TRUE(read.paragraphs.empty());
  EXPECT_EQ(parse_newsroom_text("\n\n").headline, "");
}

INSTANTIATE_TEST_SUITE_P(FurtherShapes, NewsroomByline,
                         testing::Values(Byline{"Reporter Choi Mira", {"Choi Mira"}},
                                         Byline{"Written by Jane Doe", {"Jane Doe"}},
                                         Byline{"Jane Doe, Staff Writer", {"Jane Doe"}},
                                         Byline{"Jane Doe | Senior Correspondent", {"Jane Doe"}},
                                         Byline{"(Reporting by Jane Doe in Seoul and Beth Roe; Editing by Cy Poe)",
                                                {"Jane Doe", "Beth Roe"}},
                                         Byline{"기자 김철수", {"김철수"}}, Byline{"記者　山田太郎", {"山田太郎"}},
                                         Byline{"文・山田　太郎", {"山田太郎"}}, Byline{"（山田太郎）", {"山田太郎"}},
                                         Byline{"本报记者 张三 李四", {"张三", "李四"}}, Byline{"文/张三", {"张三"}},
                                         Byline{"作者：张三、李四", {"张三", "李四"}},
                                         Byline{"（记者 张三）", {"张三"}}));

INSTANTIATE_TEST_SUITE_P(
    MoreShapes, NewsroomByline,
    testing::Values(
        Byline{"By JOHN DOE, Associated Press", {"JOHN DOE"}}, Byline{"By John Doe / The Times", {"John Doe"}},
        Byline{"By John Doe/Reuters", {"John Doe"}}, Byline{"By Ann Doe, Emily Post", {"Ann Doe", "Emily Post"}},
        Byline{"By Jean-Luc d'Arcy", {"Jean-Luc d'Arcy"}}, Byline{"By Omar al-Khalil", {"Omar al-Khalil"}},
        Byline{"By John Doe with Jane Roe", {"John Doe", "Jane Roe"}},
        Byline{"By Kim Min-jun, Lee Ha-eun and Choi Mi-ra  (Busan Daily)", {"Kim Min-jun", "Lee Ha-eun", "Choi Mi-ra"}},
        Byline{"By Ann Doe, Luc d’Arcy and Cy Poe, Special to The Post", {"Ann Doe", "Luc d’Arcy", "Cy Poe"}},
        Byline{"Staff Reporter John Doe", {"John Doe"}}, Byline{"By John Doe\nStaff Writer", {"John Doe"}},
        Byline{"부산/김민준 기자 a@b.example", {"김민준"}}, Byline{"글·사진 김민준 기자", {"김민준"}},
        Byline{"제니퍼 리 기자", {"제니퍼 리"}}, Byline{"（记者张三）", {"张三"}},
        Byline{"本报记者 张三 李四 发自北京", {"张三", "李四"}}, Byline{"本报记者 张三 北京报道", {"张三"}},
        Byline{"文｜张三", {"张三"}}, Byline{"文丨张三", {"张三"}}, Byline{"文|张三", {"张三"}},
        Byline{"〔記者張三／台北報導〕", {"張三"}}, Byline{"記者張三／台北報導", {"張三"}},
        Byline{"（ソウル＝田中花子）", {"田中花子"}}));

TEST(NewsroomText, TakesNoShortLineOfProseForAByline) {
  for (const char* line : {"By Monday (local time)", "（記者会見）", "（ソウル＝共同）", "（速さ＝距離）",
                           "（记者从现场获悉）", "Staff reporter numbers fell", "Editors"}) {
    const NewsroomText read = parse_newsroom_text("Head\n\nFirst.\n\n" + std::string(line) + "\n\nLast.\n");
    EXPECT_EQ(read.paragraphs.size(), 3U) << line;
  }
}

TEST(NewsroomText, ReadsAKickerAboveTheHeadline) {
  for (const char* kicker : {"EXCLUSIVE", "[단독]", "Analysis:", "【速報】", "WORLD NEWS"}) {
    const NewsroomText read = parse_newsroom_text(std::string(kicker) + "\n\nThe sea went out and stayed\n\nIt did.\n");
    EXPECT_EQ(read.headline, "The sea went out and stayed") << kicker;
    EXPECT_EQ(read.kicker, kicker);
    EXPECT_EQ(read.paragraphs, Texts{"It did."});
  }
  EXPECT_EQ(parse_newsroom_text("SNOW\n\nIt fell all night.\n\nMore.").headline, "SNOW");
  EXPECT_EQ(parse_newsroom_text("World\n\nA title").headline, "World");
}

TEST(NewsroomText, ReadsLinesThatAreDates) {
  const NewsroomText read = parse_newsroom_text(
      "Head\n입력 2020.09.17 14:05\nUpdated: Sept. 18, 2020 9:30 am\n\nFirst.\n\nSept. 1, 2020\n\nLast.\n");
  EXPECT_EQ(read.headline, "Head");
  EXPECT_EQ(read.published, "2020.09.17 14:05");
  EXPECT_EQ(read.updated, "Sept. 18, 2020 9:30 am");
  EXPECT_EQ(read.paragraphs, (Texts{"First.", "Sept. 1, 2020", "Last."}));
  EXPECT_EQ(parse_newsroom_text("2020年9月17日\n\n見出し\n\n本文。").headline, "見出し");
}

TEST(NewsroomText, LeavesTheDeskOutAndReadsCreditsInHan) {
  const NewsroomText read = parse_newsroom_text("标题在此\n\n正文。\n\n摄影：王五\n责任编辑：李四\n责编：赵六\n");
  EXPECT_EQ(read.photo_credits, Texts{"王五"});
  EXPECT_EQ(read.authors, Texts{});
  EXPECT_EQ(read.paragraphs, Texts{"正文。"});
}

TEST(NewsroomText, TakesDatesAndSourcesOutOfTheStory) {
  for (const std::string line :
       {"입력 2020.09.17 14:05 | 수정 2020.09.17 15:10", "기사입력 2020-09-17 14:05 최종수정 2020-09-17 15:00",
        "홍길동 기자 승인 2020.09.17 14:05", "송고시간 2020-09-17 14:05", "令和2年9月17日",
        "2020/9/17 14:05 (2020/9/17 15:00更新)", "2020年09月17日14:05  来源：新华社", "来源：人民网",
        "来源：人民网\n作者：张三 李四"}) {
    const NewsroomText read = parse_newsroom_text("제목\n\n" + line + "\n\n본문이다.\n");
    EXPECT_EQ(read.paragraphs, Texts{"본문이다."}) << line;
    EXPECT_EQ(read.published.empty(), line.starts_with("来源")) << line;
    if (line.starts_with("홍")) {
      EXPECT_EQ(read.authors, Texts{"홍길동"});
    }
    if (line.ends_with("李四")) {
      EXPECT_EQ(read.authors, (Texts{"张三", "李四"}));
    }
  }
  EXPECT_EQ(parse_newsroom_text("제목\n\n본문이다.\n\n2020/09/17 14:05 송고\n").paragraphs, Texts{"본문이다."});
  EXPECT_EQ(parse_newsroom_text("제목\n\n본문이다.\n\nhong@news.example\n").paragraphs, Texts{"본문이다."});
}

TEST(NewsroomText, TakesNoAgencyForAPerson) {
  EXPECT_EQ(parse_newsroom_text("T\n\nBy Jane Doe, Reuters\n\nText.\n").authors, Texts{"Jane Doe"});
}

}  // namespace
}  // namespace feedd::content
