// Forms and queries.
#include "daemon/push/form.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

Fields read(std::string_view body) {
  auto fields = read_form(body, 10);
  EXPECT_TRUE(fields) << body;
  return fields ? *fields : Fields{};
}

TEST(Form, IsReadInOrderWithEscapesUndone) {
  EXPECT_EQ(read("hub.mode=subscribe&hub.topic=https%3A%2F%2Fexample.org%2F%ed%95%9C&a=x+y%20z%2B"),
            (Fields{{"hub.mode", "subscribe"}, {"hub.topic", "https://example.org/\xED\x95\x9C"}, {"a", "x y z+"}}));
}

TEST(Form, KeepsRepeatedFieldsAndEmptyValues) {
  EXPECT_EQ(read("a=1&a=2&b=&c&=d"), (Fields{{"a", "1"}, {"a", "2"}, {"b", ""}, {"c", ""}, {"", "d"}}));
  EXPECT_EQ(read("a=b=c"), (Fields{{"a", "b=c"}}));
}

TEST(Form, PassesOverNothingBetweenSeparators) {
  EXPECT_EQ(read("&&a=1&&b=2&"), (Fields{{"a", "1"}, {"b", "2"}}));
  EXPECT_EQ(read(""), Fields{});
}

TEST(Form, TakesBytesThatAreNoUtf8) {
  EXPECT_EQ(read("s=%FF%FE\xE9"), (Fields{{"s", "\xFF\xFE\xE9"}}));
}

TEST(Form, RefusesEscapesThatAreNone) {
  for (const char* body : {"a=%", "a=%4", "a=%4g", "a=1&%zz=2", "a=%%41", "a=% 41"})
    EXPECT_FALSE(read_form(body, 10)) << body;
  EXPECT_EQ(read_form("a=1&b=%", 10).error().subject, "field 2");
}

TEST(Form, RefusesNul) {
  EXPECT_FALSE(read_form("a=x%00y", 10));
  EXPECT_FALSE(read_form(std::string_view("a=x\0y", 5), 10));
}

TEST(Form, IsBoundedInFields) {
  EXPECT_EQ(read("a&b&c&d&e&f&g&h&i&j").size(), 10U);
  EXPECT_FALSE(read_form("a&b&c&d&e&f&g&h&i&j&k", 10));
  EXPECT_TRUE(read_form("a&b&c&d&e&f&g&h&i&j&", 10)) << "nothing behind the last separator is no field";
}

TEST(Form, IsWrittenSoThatItReadsAsItWas) {
  const Fields fields{{"hub.url", "https://example.org/tags/%ED%95%9C.rss?a=b&c=d e"}, {"\xC3\xA9~*'", "+ \r\n"}};
  EXPECT_EQ(form(fields),
            "hub.url=https%3A%2F%2Fexample.org%2Ftags%2F%25ED%2595%259C.rss%3Fa%3Db%26c%3Dd%20e&"
            "%C3%A9~%2A%27=%2B%20%0D%0A");
  EXPECT_EQ(read(form(fields)), fields);
}

TEST(Form, OfPythonIsRead) {
  // urllib.parse.urlencode([("u", "https://example.org/?a=b&c=d e"), ("k", "é~*'")])
  EXPECT_EQ(read("u=https%3A%2F%2Fexample.org%2F%3Fa%3Db%26c%3Dd+e&k=%C3%A9~%2A%27"),
            (Fields{{"u", "https://example.org/?a=b&c=d e"}, {"k", "\xC3\xA9~*'"}}));
}

TEST(Query, StandsBehindTheOneThatIsThere) {
  const Fields fields{{"a", "1"}, {"b", "2 3"}};
  EXPECT_EQ(append_query("https://x.example/c", fields), "https://x.example/c?a=1&b=2%203");
  EXPECT_EQ(append_query("https://x.example/c?k=%7e[]&a=0", fields), "https://x.example/c?k=%7e[]&a=0&a=1&b=2%203");
  EXPECT_EQ(append_query("https://x.example/c?", fields), "https://x.example/c?a=1&b=2%203");
  EXPECT_EQ(append_query("https://x.example/c?k&", fields), "https://x.example/c?k&a=1&b=2%203");
}

TEST(Query, StandsBeforeAFragment) {
  EXPECT_EQ(append_query("https://x.example/c#f?g", {{"a", "1"}}), "https://x.example/c?a=1#f?g");
  EXPECT_EQ(append_query("https://x.example/c?k=v#f", {{"a", "1"}}), "https://x.example/c?k=v&a=1#f");
}

TEST(Query, OfNoFieldsChangesNothing) {
  EXPECT_EQ(append_query("https://x.example/c", {}), "https://x.example/c");
}

TEST(MediaType, IsComparedWithoutCaseAndParameters) {
  EXPECT_TRUE(is_media_type("application/x-www-form-urlencoded", form_type));
  EXPECT_TRUE(is_media_type(" Application/X-WWW-Form-Urlencoded ; charset=UTF-8", form_type));
  for (const char* other :
       {"", "application/json", "application/x-www-form-urlencoded2", "text/plain; application/x-www-form-urlencoded"})
    EXPECT_FALSE(is_media_type(other, form_type)) << other;
}

}  // namespace
}  // namespace feedd::daemon::push
