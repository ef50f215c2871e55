#include "content/sources/charset.hpp"

#include "content/sources/feed_import.hpp"

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

using namespace std::string_literals;

struct Decoded {
  std::string text;
  std::string charset;
  std::size_t repaired = 0;
};

Decoded decode(std::string_view bytes, std::string_view http_charset = {}, std::size_t piece = 3) {
  std::size_t at = 0;
  Utf8Reader reader(
      [&] {
        const std::string_view chunk = bytes.substr(std::min(at, bytes.size()), piece);
        at += chunk.size();
        return chunk;
      },
      http_charset);
  Decoded decoded;
  for (std::string_view text = reader.next(); !text.empty(); text = reader.next()) decoded.text += text;
  decoded.charset = reader.charset().name;
  decoded.repaired = reader.repaired();
  return decoded;
}

TEST(Charset, A_byte_order_mark_wins_over_every_label) {
  const Decoded decoded = decode("\xFF\xFE<\0a\0>\0"s, "utf-8");
  EXPECT_EQ(decoded.charset, "utf-16le");
  EXPECT_EQ(decoded.text, "<a>");
}

TEST(Charset, Utf16_and_utf32_are_known_by_their_first_bracket) {
  EXPECT_EQ(decode("\0<\0a\0>"s).text, "<a>");
  EXPECT_EQ(decode("<\0\0\0a\0\0\0>\0\0\0"s).text, "<a>");
}

TEST(Charset, Http_wins_over_the_declaration) {
  EXPECT_EQ(decode("<?xml version='1.0' encoding='big5'?><a>\xC3\xA9</a>", "UTF-8").charset, "utf-8");
}

TEST(Charset, A_label_means_what_its_users_write_in) {
  const Decoded decoded = decode("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\x93 \x94</a>");
  EXPECT_EQ(decoded.charset, "windows-1252");
  EXPECT_NE(decoded.text.find("“ ”"), std::string::npos);
  EXPECT_NE(decode("<?xml version='1.0' encoding='euc-kr'?><a>\xC7\xD1\xB1\xDB</a>").text.find("한글"),
            std::string::npos);
}

TEST(Charset, A_label_nobody_knows_is_passed_over_and_named) {
  const Charset charset = find_charset("<?xml version='1.0' encoding='x-martian'?>", "");
  EXPECT_EQ(charset.name, "utf-8");
  EXPECT_EQ(charset.not_understood, "x-martian");
}

TEST(Charset, What_is_unlabelled_and_no_utf8_is_guessed) {
  std::string korean = "<rss><title>";
  for (int i = 0; i < 20; ++i) korean += "\xC7\xD7\xB1\xB8 \xB5\xBF\xB3\xD7\xC0\xC7 \xC3\xA5\xB9\xE6 ";
  const Charset charset = find_charset(korean, "");
  EXPECT_TRUE(charset.guessed);
  EXPECT_EQ(charset.name, "cp949");
}

TEST(Charset, A_stray_byte_in_utf8_is_read_as_windows_1252) {
  const Decoded decoded = decode("caf\xE9 \xE2\x82\xAC \x93", "utf-8");
  EXPECT_EQ(decoded.text, "café € “");
  EXPECT_EQ(decoded.repaired, 2U);
}

TEST(Charset, A_character_cut_between_pieces_is_whole) {
  for (std::size_t piece = 1; piece < 6; ++piece) {
    EXPECT_EQ(decode("가나다 🚲", "utf-8", piece).text, "가나다 🚲");
    EXPECT_EQ(decode("\xB0\xA1\xB3\xAA", "euc-kr", piece).text, "가나");
  }
}

TEST(Charset, A_character_cut_at_the_end_is_repaired) {
  EXPECT_EQ(decode("a\xEA\xB0", "utf-8").repaired, 2U);
  EXPECT_EQ(decode("a\xB0", "euc-kr").repaired, 1U);
}

TEST(Charset, The_parameter_of_a_content_type_is_found) {
  EXPECT_EQ(charset_parameter("text/xml; Charset=\"EUC-KR\"; q=1"), "euc-kr");
  EXPECT_EQ(charset_parameter("application/rss+xml"), "");
}

}  // namespace
}  // namespace feedd::content
