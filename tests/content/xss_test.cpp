// Nothing that could run gets through, by any way in.
#include "content/html.hpp"
#include "content/markdown.hpp"
#include "content/shortcodes.hpp"
#include "content/text.hpp"
#include "tests/support/xss_oracle.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

namespace fs = std::filesystem;

using support::danger;

const std::vector<std::string> frame_hosts = {std::string(support::frame_host)};

std::optional<std::string> as_it_is(std::string_view reference) {
  return std::string(reference);
}

void expect_harmless(const std::string& hostile) {
  const std::string text = clean_text(hostile).text;
  const HtmlPolicy policy{frame_hosts, false};
  std::string storage;
  std::vector<std::string> warnings;
  const auto expanded = [&](bool markdown) {
    return std::string(expand_shortcodes(text, {"a.md", text, 1, markdown}, storage, warnings));
  };
  for (const std::string& body : {text, expanded(false)}) {
    const std::string html = clean_html(body, as_it_is, policy).html;
    EXPECT_EQ(danger(html), "") << hostile << "\n" << html;
    EXPECT_EQ(clean_html(html, as_it_is, policy).html, html) << hostile;
    const std::string mapped = map_urls(html, [](std::string_view address) { return std::string(address); });
    EXPECT_EQ(danger(mapped), "") << hostile;
  }
  for (const std::string& body : {text, expanded(true), "a[^1]\n\n" + text + "\n\n[^1]: " + text}) {
    const std::string html = markdown_to_html(body, as_it_is, policy).html;
    EXPECT_EQ(danger(html), "") << hostile << "\n" << html;
  }
}

std::string unescaped(std::string_view line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char next = line[i] == '\\' && i + 1 < line.size() ? line[i + 1] : '\0';
    if (next == 'n')
      out += '\n';
    else if (next == 't')
      out += '\t';
    else if (next == '\\')
      out += '\\';
    else if (next == 'u' && i + 5 < line.size()) {
      const unsigned long value = std::strtoul(std::string(line.substr(i + 2, 4)).c_str(), nullptr, 16);
      if (value < 0x80) {
        out += static_cast<char>(value);
      } else if (value < 0x800) {
        out += static_cast<char>(0xC0U | (value >> 6U));
        out += static_cast<char>(0x80U | (value & 0x3FU));
      } else {
        out += static_cast<char>(0xE0U | (value >> 12U));
        out += static_cast<char>(0x80U | ((value >> 6U) & 0x3FU));
        out += static_cast<char>(0x80U | (value & 0x3FU));
      }
      i += 4;
    } else {
      out += line[i];
      continue;
    }
    ++i;
  }
  return out;
}

TEST(Xss, OracleSeesWhatRuns) {
  for (const char* hostile : {"<script>x</script>", "<p onclick=x>", "<a href=' java\nscript:x'>", "<svg></svg>",
                              "<iframe src=//evil.example></iframe>", "<p style='x:url(y)'>", "<!-- x -->"})
    EXPECT_NE(danger(hostile), "") << hostile;
}

TEST(Xss, NothingOfOurCasesGetsThrough) {
  std::ifstream file(std::string(FEEDD_SOURCE_DIR) + "/tests/content/xss_cases.txt");
  int cases = 0;
  for (std::string line; std::getline(file, line); ++cases) {
    const std::string hostile = unescaped(line);
    expect_harmless(hostile);
    expect_harmless("<table><tr><td>" + hostile);
    expect_harmless("<p title=\"" + hostile + "\">x");
    expect_harmless("<svg><desc>" + hostile);
    expect_harmless("<math><mtext>" + hostile);
  }
  EXPECT_GT(cases, 150);
}

TEST(Xss, NothingOfAReadersCasesGetsThroughWhereTheyAre) {
  const char* const shared = std::getenv("FEEDD_SHARED");
  const fs::path root = shared != nullptr ? fs::path(shared) : fs::path(FEEDD_SOURCE_DIR) / "../shared";
  const fs::path folder = root / "corpora/feedparser-tests/tests/wellformed/sanitize";
  if (!fs::is_directory(folder)) return;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    std::ifstream file(entry.path());
    std::string text((std::istreambuf_iterator<char>(file)), {});
    expect_harmless(text);
    for (const auto& [entity, sign] :
         {std::pair<std::string, std::string>{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}})
      for (std::size_t at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1))
        text.replace(at, entity.size(), sign);
    expect_harmless(text);
  }
}

}  // namespace
}  // namespace feedd::content
