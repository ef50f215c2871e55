// Any bytes as a PROXY header, as Forwarded and as X-Forwarded-For: the header is read alike whole and in pieces, and
// what is taken for an address is one.
#include "daemon/http/forwarded.hpp"
#include "daemon/http/peer.hpp"
#include "daemon/http/proxy_header.hpp"
#include "tests/fuzz/claims.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace {

using namespace feedd::daemon;
using feedd::fuzz::require;

void claim_proxy_header(const std::string& bytes) {
  const auto whole = read_proxy_header(bytes);
  require(whole.state != ProxyHeader::State::complete || (whole.size <= bytes.size() && whole.size >= 16));
  require(whole.size <= proxy_header_limit_bytes);
  require(!whole.source || (whole.state == ProxyHeader::State::complete && !whole.is_local));
  auto stepwise = ProxyHeader{};
  for (std::size_t end = 0; end <= bytes.size() && stepwise.state == ProxyHeader::State::incomplete; ++end)
    stepwise = read_proxy_header(std::string_view{bytes}.substr(0, end));
  require(stepwise.state == whole.state && stepwise.size == whole.size && stepwise.source == whole.source);
}

void claim_hops(const Hops& hops, const std::string& bytes) {
  require(hops.size() <= bytes.size());
  for (const auto& hop : hops) require(!hop || parse_ip_address(to_text(*hop)) == hop);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  claim_proxy_header(bytes);
  claim_hops(read_x_forwarded_for(bytes), bytes);
  const auto hops = read_forwarded(bytes);
  claim_hops(hops, bytes);

  // What a proxy writes behind a stranger's list is the client, or nobody is.
  const auto appended = read_forwarded(bytes + ", for=192.0.2.1");
  require(!appended.empty() && (!appended.back() || to_text(*appended.back()) == "192.0.2.1"));
  const auto older = read_x_forwarded_for(bytes + ", 192.0.2.1");
  require(!older.empty() && older.back() && to_text(*older.back()) == "192.0.2.1");

  const Peer proxy{std::nullopt, true};
  const bool is_line = std::none_of(bytes.begin(), bytes.end(), [](char c) { return c == '\r' || c == '\n'; });
  const auto client = client_address(proxy, "X-Forwarded-For: " + bytes + "\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n", {});
  require(!is_line || client == parse_ip_address("192.0.2.1"));
  return 0;
}
