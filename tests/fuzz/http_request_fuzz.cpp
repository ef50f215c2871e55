// Any bytes as requests: the parser must come to the same result whole and byte by byte, and never leave its input.
#include "daemon/http/reader_family.hpp"
#include "daemon/http/request_parser.hpp"
#include "daemon/http/target.hpp"
#include "tests/fuzz/claims.hpp"

#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace feedd::daemon;
  using feedd::fuzz::require;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  HeadScan whole;
  const auto state = whole.scan(bytes);

  HeadScan pieces;
  auto stepwise = HeadScan::State::incomplete;
  for (std::size_t end = 1; end <= size && stepwise == HeadScan::State::incomplete; ++end)
    stepwise = pieces.scan(std::string_view{bytes}.substr(0, end));
  require(stepwise == state && pieces.status() == whole.status());
  if (state != HeadScan::State::complete) return 0;

  require(pieces.size() == whole.size() && whole.size() <= size);
  Request request;
  if (parse_head(std::string_view{bytes}.substr(whole.skipped(), whole.size() - whole.skipped()), request) != 0)
    return 0;
  const auto agent = read_user_agent(request.user_agent);
  require(agent.family < reader_family_count() && read_user_agent(name_of(agent.family)).subscribers == 0);
  std::string scratch;
  const auto target = resolve_target(request.target, "/blog", scratch);
  if (target.status != 0) return 0;
  require(target.path.starts_with('/') && is_utf8(target.path) && target.path.find('\0') == std::string_view::npos);
  const auto inside = std::string{target.path} + '/';
  require(inside.find("/../") == std::string::npos && inside.find("/./") == std::string::npos);
  return 0;
}
