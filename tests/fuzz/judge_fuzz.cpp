// Bytes of any kind as a feed of anybody: judged without an end to the process, with findings that name rule, reason
// and a place that is in the text, are short, and hold nothing that a terminal obeys.
#include "feeds/check/check.hpp"
#include "tests/fuzz/claims.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace feedd::feeds::check;
  using feedd::fuzz::require;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Judged judged = judge(bytes, "text/xml; charset=utf-8", "https://example.org/feed");
  require(judged.is_valid() || !judged.findings.empty());
  std::map<std::pair<std::string, Level>, int> told;
  for (const Finding& one : judged.findings) {
    require(!one.rule.empty() && !one.reason.empty());
    require(++told[{one.rule, one.level}] <= 20);
    require(one.reason.size() < 1000 && one.path.size() < 1000 && one.rule.size() < 60);
    const std::string shown = judged.kind + one.reason + one.rule;
    require(std::none_of(shown.begin(), shown.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; }));
    require(one.at.line >= 0 && static_cast<std::size_t>(one.at.line) <= bytes.size() + 1);  // every byte may end one
  }
  for (const Dialect dialect : {Dialect::atom, Dialect::rss, Dialect::json_feed, Dialect::rdf})
    for (const auto& checked : {check_fragment(dialect, bytes), check_head(dialect, bytes)})
      require(checked || !checked.error().operation.empty());
  return 0;
}
