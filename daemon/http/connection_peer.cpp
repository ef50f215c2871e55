// Who a connection is with: its other end, or whom a proxy there speaks for.
#include "daemon/http/connection.hpp"
#include "daemon/http/proxy_header.hpp"

namespace feedd::daemon {

/// Takes the PROXY header off the front of `bytes`. Returns its size, 0 where it has to wait. What is none ends the
/// connection without a word: whoever sent it speaks no HTTP yet.
std::size_t Connection::take_proxy_header(std::string_view bytes) {
  const auto header = read_proxy_header(bytes);
  if (header.state == ProxyHeader::State::refused) close();
  if (header.state != ProxyHeader::State::complete) return 0;
  awaits_proxy_ = false;
  if (!header.is_local) peer_ = Peer{header.source};
  return header.size;
}

std::optional<IpAddress> Connection::client(const Request& request) const {
  if (!request.is_forwarded) return peer_.address;
  return client_address(peer_, request.head, context_.options.trusted_proxies);
}

/// Whether the client, which fetches this feed without a validator, does so too often. Nothing is asked of who is
/// nobody's client: a proxy that does not say for whom it asks, a program on this machine.
Politeness::Verdict Connection::judge(const Request& request, const Published& feed,
                                      const std::optional<IpAddress>& client) {
  if (!client || is_trusted({client}, context_.options.trusted_proxies)) return {};
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(context_.now.time_since_epoch());
  const auto reader = context_.traffic.agent(request.user_agent).family;
  const auto verdict = context_.politeness.fetch(*client, reader, feed.path, now);
  if (verdict.over_pace) bump(context_.counters.over_pace);
  if (verdict.retry_after.count() > 0) bump(context_.counters.limited);
  return verdict;
}

}  // namespace feedd::daemon
