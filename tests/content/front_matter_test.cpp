#include "content/sources/front_matter.hpp"

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

using Kind = Value::Kind;

FrontMatter parse(std::string_view text) {
  auto parsed = parse_front_matter("news/a.md", text);
  EXPECT_TRUE(parsed) << parsed.error().to_string();
  return parsed ? *parsed : FrontMatter{};
}

std::string error_of(std::string_view text) {
  const auto parsed = parse_front_matter("news/a.md", text);
  return parsed ? "none" : parsed.error().to_string();
}

std::string scalar(const FrontMatter& parsed, std::string_view key) {
  const Value* value = parsed.values.find(key);
  return value != nullptr ? value->scalar : "missing";
}

TEST(FrontMatter, IsSplitFromTheBody) {
  const FrontMatter parsed = parse("---\ntitle: A title\ndate: 2020-09-17 10:00:00 +0900\n---\n\nBody\n---\nmore\n");
  EXPECT_TRUE(parsed.present);
  EXPECT_EQ(scalar(parsed, "title"), "A title");
  EXPECT_EQ(scalar(parsed, "date"), "2020-09-17 10:00:00 +0900");
  EXPECT_EQ(parsed.body, "\nBody\n---\nmore\n");
  EXPECT_EQ(parsed.body_line, 5);
}

TEST(FrontMatter, IsAbsentWhereTheFirstLineIsNotThreeHyphens) {
  for (const auto* text : {"", "\n \n", "Body\n---\na: 1\n---\n", "----\na: 1\n---\n", "--- a\n---\n", ";;;\n", "\n"}) {
    const FrontMatter parsed = parse(text);
    EXPECT_FALSE(parsed.present) << text;
    EXPECT_EQ(parsed.body, text);
    EXPECT_EQ(parsed.body_line, 1);
  }
}

TEST(FrontMatter, MayStandBelowBlankLines) {
  for (const auto* text :
       {"\n \t\n---\na: 1\n---\nBody", "\n\n+++\na = 1\n+++\nBody", "\n\n{\n\"a\": 1}\nBody",
        "\n\n---json\n{\"a\": 1}\n---\nBody", "\n\u200B\n ---\na: 1\n---\nBody", "\n\n-----\na: 1\n-----\nBody"}) {
    const FrontMatter parsed = parse(text);
    EXPECT_EQ(scalar(parsed, "a"), "1") << text;
    EXPECT_EQ(parsed.values.find("a")->at.line, 4) << text;
    EXPECT_EQ(parsed.body, "Body");
  }
  for (const auto* text : {"\n---\n\nProse\n\n---\n", "\n---\nProse goes on.\n---\n", "\n---\na: 1\n", "\n+++\n+++\n"})
    EXPECT_FALSE(parse(text).present) << text;
}

TEST(FrontMatter, MayBearACommentOrALanguageBehindTheFence) {
  EXPECT_EQ(scalar(parse("--- # settings\na: 1\n---\nBody"), "a"), "1");
  EXPECT_EQ(scalar(parse("---yaml\na: 1\n---\nBody"), "a"), "1");
  EXPECT_EQ(scalar(parse("---toml\na = 1\n---\nBody"), "a"), "1");
  const FrontMatter json = parse("--- json\n{\n  \"a\": 1\n}\n---\nBody");
  EXPECT_EQ(scalar(json, "a"), "1");
  EXPECT_EQ(json.syntax, Syntax::json);
  EXPECT_EQ(json.values.find("a")->at.line, 3);
  EXPECT_EQ(json.body, "Body");
  EXPECT_EQ(json.body_line, 6);
}

TEST(FrontMatter, IsRefusedInALanguageThatCannotBeRead) {
  EXPECT_EQ(error_of("---js\n{\n  title: \"x\",\n  draft: true\n}\n---\nBody"),
            "news/a.md:1:1: front matter in js cannot be read; write it in YAML, TOML or JSON (front-matter)");
  EXPECT_NE(error_of("---coffee\ntitle: 'x'\n---\nBody").find("in coffee cannot be read"), std::string::npos);
  EXPECT_NE(error_of("---json\n[1]\n---\n").find("must be keys with values"), std::string::npos);
  EXPECT_NE(error_of("---json\n{}\n{}\n---\n").find("news/a.md:"), std::string::npos);
}

TEST(FrontMatter, ReadsHexosJsonThatHasNoBraces) {
  for (const auto* text :
       {"\"a\": \"x\",\n\"b\": false\n;;;\nBody", ";;;\n\"a\": \"x\"\n;;;\nBody", ";;;\n{\"a\": \"x\"}\n;;;\nBody"}) {
    const FrontMatter parsed = parse(text);
    EXPECT_EQ(parsed.syntax, Syntax::json);
    EXPECT_EQ(scalar(parsed, "a"), "x") << text;
    EXPECT_EQ(parsed.body, "Body");
    EXPECT_EQ(parsed.values.find("a")->at.line, text[0] == ';' ? 2 : 1) << text;
  }
  EXPECT_EQ(error_of("\"a\": x\n;;;\n").substr(0, 14), "news/a.md:1:6:");
  EXPECT_FALSE(parse("\"A quote\": it begins the story.\n").present);
}

TEST(FrontMatter, EndsAtDotsAndBearsSpacesAfterTheHyphens) {
  EXPECT_EQ(parse("---\na: 1\n...\nBody").body, "Body");
  EXPECT_EQ(parse("--- \t\na: 1\n---  \nBody").body, "Body");
}

TEST(FrontMatter, MayBeEmpty) {
  for (const auto* text : {"---\n---\nBody", "---\n\n# only a comment\n---\nBody"}) {
    const FrontMatter parsed = parse(text);
    EXPECT_TRUE(parsed.present);
    EXPECT_EQ(parsed.values.kind, Kind::null);
    EXPECT_EQ(parsed.body, "Body");
  }
}

TEST(FrontMatter, MayBeAllThereIs) {
  const FrontMatter parsed = parse("---\na: 1\n---");
  EXPECT_EQ(scalar(parsed, "a"), "1");
  EXPECT_EQ(parsed.body, "");
}

TEST(FrontMatter, DoesNotEndAtHyphensInsideAScalar) {
  const FrontMatter parsed = parse("---\na: |\n  ---\n  b\nc: d\n---\nBody");
  EXPECT_EQ(scalar(parsed, "a"), "---\nb\n");
  EXPECT_EQ(scalar(parsed, "c"), "d");
}

TEST(FrontMatter, IsRefusedUnclosed) {
  EXPECT_EQ(error_of("---\ntitle: x\n\nBody\n"),
            "news/a.md:1:1: front matter is not closed by a line --- (front-matter)");
  EXPECT_EQ(error_of("---"), "news/a.md:1:1: front matter is not closed by a line --- (front-matter)");
}

TEST(FrontMatter, ReadsScalarsOfEveryStyle) {
  const FrontMatter parsed = parse(
      "---\nplain: two\n  lines\nsingle: 'it''s'\ndouble: \"\\uD55C\\n\"\nfolded: >-\n  one\n  two\nliteral: |\n  "
      "one\n  two\n---\n");
  EXPECT_EQ(scalar(parsed, "plain"), "two lines");
  EXPECT_EQ(scalar(parsed, "single"), "it's");
  EXPECT_EQ(scalar(parsed, "double"), "한\n");
  EXPECT_EQ(scalar(parsed, "folded"), "one two");
  EXPECT_EQ(scalar(parsed, "literal"), "one\ntwo\n");
  EXPECT_FALSE(parsed.values.find("plain")->quoted);
  EXPECT_TRUE(parsed.values.find("single")->quoted);
}

TEST(FrontMatter, TellsNullFromTextThatLooksLikeIt) {
  const FrontMatter parsed = parse("---\na:\nb: ~\nc: NULL\nd: \"\"\ne: 'null'\n---\n");
  for (const auto* key : {"a", "b", "c"}) EXPECT_EQ(parsed.values.find(key)->kind, Kind::null) << key;
  for (const auto* key : {"d", "e"}) EXPECT_EQ(parsed.values.find(key)->kind, Kind::scalar) << key;
}

TEST(FrontMatter, KeepsListsAndMapsInOrder) {
  const FrontMatter parsed = parse("---\ntags: [b, a]\nimages:\n  - src: x.jpg\n    alt: y\n  - z\n---\n");
  EXPECT_EQ(parsed.values.find("tags")->as_texts(), (std::vector<std::string>{"b", "a"}));
  const Value* images = parsed.values.find("images");
  ASSERT_EQ(images->kind, Kind::list);
  ASSERT_EQ(images->list.size(), 2U);
  EXPECT_EQ(images->list[0].map[0].key, "src");
  EXPECT_EQ(images->list[0].find("alt")->scalar, "y");
}

TEST(FrontMatter, SaysWhereInTheFileAValueStands) {
  const FrontMatter parsed = parse("---\n제목: 한국\nlist:\n  - x\n---\n");
  EXPECT_EQ(parsed.values.find("제목")->at.line, 2);
  EXPECT_EQ(parsed.values.find("제목")->at.column, 9);  // bytes
  EXPECT_EQ(parsed.values.find("list")->list[0].at.line, 4);
  EXPECT_EQ(parsed.values.find("list")->list[0].at.column, 5);
}

TEST(FrontMatter, CountsLinesAsEditorsDoNotAsYamlDoes) {
  const FrontMatter parsed = parse("---\na: \"x\u2028y\u0085z\"\nb: 1\n---\n");
  EXPECT_EQ(parsed.values.find("b")->at.line, 3);
}

TEST(FrontMatter, PointsAtTheUnquotedColon) {
  EXPECT_EQ(error_of("---\ndate: 2020-09-17\ntitle: 한국: an: error\n---\n").substr(0, 75),
            "news/a.md:3:14: mapping values are not allowed in this context; a value wit");
}

TEST(FrontMatter, PointsAtTabsAndControls) {
  EXPECT_EQ(error_of("---\na: 1\n\tb: 2\n---\n").substr(0, 14), "news/a.md:3:1:");
  EXPECT_EQ(error_of("---\na: 1\nb: \x01\n---\n").substr(0, 14), "news/a.md:3:4:");
  EXPECT_EQ(error_of("---\na: 1\nbc: \xFF\n---\n").substr(0, 14), "news/a.md:3:5:");
}

TEST(FrontMatter, TakesWhatAnAliasNames) {
  const FrontMatter parsed =
      parse("---\nauthor: &me Choi Mira\ntags: &t [a, b]\nby: *me\nkeywords: *t\n*me : 1\n---\n");
  EXPECT_EQ(scalar(parsed, "by"), "Choi Mira");
  EXPECT_EQ(scalar(parsed, "Choi Mira"), "1");
  EXPECT_EQ(parsed.values.find("keywords")->as_texts(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(parsed.values.find("keywords")->list[1].at.line, 5);
  EXPECT_EQ(scalar(parse("---\na: &x 1\nb: &x 2\nc: *x\n---\n"), "c"), "2") << "an anchor may be named again";
}

TEST(FrontMatter, MergesWhatAMapDoesNotSayItself) {
  const FrontMatter parsed =
      parse("---\none: &one {a: 1, b: 1}\ntwo: &two {b: 2, c: 2}\nx:\n  <<: [*one, *two]\n  A: 0\n<<: {d: 3}\n---\n");
  const Value& x = *parsed.values.find("x");
  EXPECT_EQ(x.find("a")->scalar, "0");
  EXPECT_EQ(x.find("b")->scalar, "1");
  EXPECT_EQ(x.find("c")->scalar, "2");
  EXPECT_EQ(scalar(parsed, "d"), "3");
  EXPECT_EQ(x.map.size(), 3U);
}

TEST(FrontMatter, BoundsWhatAliasesStandFor) {
  std::string laughs = "---\na0: &a0 [ha, ha, ha]\n";
  for (int i = 1; i <= 12; ++i) {
    const std::string before = " *a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + "," + before + "," + before + "," +
              before + "," + before + "," + before + "," + before + "," + before + "]\n";
  }
  EXPECT_NE(error_of(laughs + "---\n").find("more than 10000 values"), std::string::npos);
  std::string wide = "---\na: &a " + std::string(100'000, 'x') + "\nb:\n";
  for (int i = 0; i < 50; ++i) wide += "- *a\n";
  EXPECT_NE(error_of(wide + "---\n").find("more than 10000 values"), std::string::npos);
  std::string deep = "---\na0: &a0 [x]\n";
  for (int i = 1; i <= 40; ++i)
    deep += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  EXPECT_NE(error_of(deep + "---\n").find("nested deeper"), std::string::npos);
}

TEST(FrontMatter, RefusesAliasesOfNothingAndTags) {
  EXPECT_NE(error_of("---\na: *x\n---\n").find("news/a.md:2:4: the alias *x names no value"), std::string::npos);
  EXPECT_NE(error_of("---\na: &x [*x]\n---\n").find("names no value before it"), std::string::npos);
  EXPECT_NE(error_of("---\na: *bold* text\n---\n").find("news/a.md:2:"), std::string::npos);
  for (const auto* text :
       {"---\na: !x 1\n---\n", "---\na: !x [1]\n---\n", "---\na: ! {b: 1}\n---\n", "---\n!!map {a: 1}\n---\n"})
    EXPECT_NE(error_of(text).find("tags"), std::string::npos) << text;
}

TEST(FrontMatter, TakesCoreTagsOfScalars) {
  EXPECT_EQ(scalar(parse("---\na: !!str 2020\n---\n"), "a"), "2020");
}

TEST(FrontMatter, ReadsTomlWithPlaces) {
  const FrontMatter parsed =
      parse("+++\na = 'x'\nday = 2020-09-17\nnow = 2020-09-17T14:05:00+09:00\n\n[t]\nyes = true\n+++\nBody");
  EXPECT_EQ(parsed.syntax, Syntax::toml);
  EXPECT_EQ(scalar(parsed, "day"), "2020-09-17");
  EXPECT_EQ(scalar(parsed, "now"), "2020-09-17T14:05:00+09:00");
  EXPECT_TRUE(parsed.values.find("t")->find("yes")->as_bool(false));
  EXPECT_EQ(parsed.values.find("a")->at.line, 2);
  EXPECT_EQ(parsed.body, "Body");
  EXPECT_EQ(parsed.body_line, 9);
  EXPECT_EQ(error_of("+++\na = 1\nb = \n+++\n").substr(0, 13), "news/a.md:3:5");
  EXPECT_EQ(error_of("+++\na = 1\n"), "news/a.md:1:1: front matter is not closed by a line +++ (front-matter)");
}

TEST(FrontMatter, ReadsAJsonObjectWithPlaces) {
  const FrontMatter parsed = parse("{\n  \"a\": \"b: \\\"c\\\": d\",\n  \"c\": {\"list\": [1, \"two\"]}\n}\n\nBody");
  EXPECT_EQ(parsed.syntax, Syntax::json);
  EXPECT_EQ(parsed.values.map.at(1).at.line, 3);
  EXPECT_EQ(parsed.values.map.at(1).at.column, 3);
  EXPECT_EQ(parsed.values.find("c")->find("list")->as_texts(), (std::vector<std::string>{"1", "two"}));
  EXPECT_EQ(parsed.body, "\nBody");
  EXPECT_EQ(parsed.body_line, 5);
  EXPECT_EQ(error_of("{\n\"a\": }\nBody").substr(0, 14), "news/a.md:2:6:");
  for (const auto* text : {"{% raw %}\nBody", "{{< figure >}}", "{: .class}\nBody", "{"})
    EXPECT_FALSE(parse(text).present) << text;
}

TEST(FrontMatter, ReadsHeaderLinesOnlyWhereATitleIsAmongThem) {
  const FrontMatter parsed = parse("Title: A: b\nDate: 2020-09-17\n\nBody: text\n");
  EXPECT_EQ(parsed.syntax, Syntax::lines);
  EXPECT_EQ(scalar(parsed, "title"), "A: b");
  EXPECT_EQ(parsed.values.find("date")->at.line, 2);
  EXPECT_EQ(parsed.values.find("date")->at.column, 7);
  EXPECT_EQ(parsed.body, "Body: text\n");
  EXPECT_EQ(parsed.body_line, 4);
  const FrontMatter stuck = parse("Title: T\nStatus: draft\nBody starts\n\nNote: more\n");
  EXPECT_EQ(scalar(stuck, "status"), "draft");
  EXPECT_EQ(stuck.body, "Body starts\n\nNote: more\n");
  EXPECT_EQ(stuck.body_line, 3);
  for (const auto* text : {"Note: prose\n\nBody", "Note: A\nTitle: B\nand prose\n\nBody", "http://e.example/\n", ": x"})
    EXPECT_FALSE(parse(text).present) << text;
}

TEST(FrontMatter, RefusesDeepTomlAndJsonBeforeItHurts) {
  std::string dots = "a", brackets;
  for (int i = 0; i < 50'000; ++i) dots += ".a";
  for (int i = 0; i < 50'000; ++i) brackets += "[";
  EXPECT_NE(error_of("+++\n" + dots + " = 1\n+++\n").find("nested deeper"), std::string::npos);
  EXPECT_NE(error_of("+++\na = " + brackets + "\n+++\n").find("nested deeper"), std::string::npos);
  EXPECT_NE(error_of("{\"a\": " + brackets + "\n").find("not JSON"), std::string::npos);
}

TEST(FrontMatter, RefusesDepthOver32) {
  const auto nested = [](int lists) {
    return "---\na: " + std::string(static_cast<std::size_t>(lists), '[') +
           std::string(static_cast<std::size_t>(lists), ']') + "\n---\n";
  };
  EXPECT_EQ(error_of(nested(31)), "none");
  EXPECT_NE(error_of(nested(32)).find("deeper than 32"), std::string::npos);
  EXPECT_NE(error_of(nested(100000)).find("deeper than 32"), std::string::npos);
}

TEST(FrontMatter, RefusesWhatWouldFillTheMemory) {
  std::string text = "---\na: [";
  for (int i = 0; i < 1'000'000; ++i) text += "b,";
  EXPECT_NE(error_of(text + "]\n---\n").find("larger than 256 KiB"), std::string::npos);
}

TEST(FrontMatter, RefusesWhatIsNotKeysWithValues) {
  EXPECT_NE(error_of("---\njust text\n---\n").find("news/a.md:2:1: front matter must be keys"), std::string::npos);
  EXPECT_NE(error_of("---\n- a\n---\n").find("news/a.md:2:1: front matter must be keys"), std::string::npos);
  EXPECT_NE(error_of("---\ndate: {{ page.date }}\n---\n").find("news/a.md:2:8: a key must be"), std::string::npos);
  EXPECT_NE(error_of("---\na: 1\n--- {b: 2}\n---\n").find("second document"), std::string::npos);
}

TEST(Value, IsFoundWithoutRegardToCaseAndTheLastWins) {
  const FrontMatter parsed = parse("---\nTitle: first\ntags: x\ntitle: second\n---\n");
  EXPECT_EQ(scalar(parsed, "TITLE"), "second");
  EXPECT_EQ(parsed.values.find("tag"), nullptr);
  EXPECT_EQ(parsed.values.find("tags")->find("x"), nullptr);
}

TEST(Value, ReadsYamlsBooleansAndNothingQuoted) {
  const FrontMatter parsed = parse("---\na: True\nb: OFF\nc: \"false\"\nd: maybe\ne:\n---\n");
  EXPECT_TRUE(parsed.values.find("a")->as_bool(false));
  EXPECT_FALSE(parsed.values.find("b")->as_bool(true));
  for (const auto* key : {"c", "d", "e"}) {
    EXPECT_TRUE(parsed.values.find(key)->as_bool(true)) << key;
    EXPECT_FALSE(parsed.values.find(key)->as_bool(false)) << key;
  }
}

TEST(Value, GivesTextsOfScalarsListsAndNames) {
  const FrontMatter parsed = parse(
      "---\none: Kim\nlist: [Kim, Lee, ~]\nmaps: [{name: Kim, url: x}, {url: y}, Lee]\nmap: {name: Kim}\nnone:\n---\n");
  const auto texts = [&](const char* key) { return parsed.values.find(key)->as_texts(); };
  EXPECT_EQ(texts("one"), std::vector<std::string>{"Kim"});
  EXPECT_EQ(texts("list"), (std::vector<std::string>{"Kim", "Lee"}));
  EXPECT_EQ(texts("maps"), (std::vector<std::string>{"Kim", "Lee"}));
  EXPECT_EQ(texts("map"), std::vector<std::string>{"Kim"});
  EXPECT_TRUE(texts("none").empty());
}

}  // namespace
}  // namespace feedd::content
