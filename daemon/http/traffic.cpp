// See traffic.hpp.
#include "daemon/http/traffic.hpp"

#include "content/digest.hpp"

#include <numeric>
#include <random>

namespace feedd::daemon {
namespace {

constexpr std::size_t agent_limit = 4096;
constexpr std::size_t agent_bytes = 256;

/// The one behind `pointer`, made where there is none.
template <class Part>
Part& made(std::atomic<Part*>& pointer) {
  Part* part = pointer.load(std::memory_order_relaxed);
  if (part == nullptr) {
    part = new Part();  // NOLINT(cppcoreguidelines-owning-memory): ends with its owner
    pointer.store(part, std::memory_order_release);
  }
  return *part;
}

void add(TrafficCounts& counts, const Traffic::Asked& asked) {
  bump(counts.requests[static_cast<std::size_t>(asked.outcome)]);
  bump(counts.bytes, asked.bytes);
  if (asked.over_pace) bump(counts.over_pace);
}

}  // namespace

std::uint64_t process_secret() {
  static const std::uint64_t secret = [] {
    std::random_device random;
    return (std::uint64_t{random()} << 32) | random();
  }();
  return secret;
}

std::uint64_t client_digest(const IpAddress& address, std::uint64_t seed) {
  static const auto translated = Network::parse("64:ff9b::/96").value();
  const bool is_whole = is_ipv4(address) || translated.contains(address);
  const std::string_view bytes{reinterpret_cast<const char*>(address.data()), is_whole ? address.size() : 8};
  return content::digest64(bytes, seed);
}

FeedTraffic::~FeedTraffic() {
  delete clients.load();  // NOLINT(cppcoreguidelines-owning-memory)
  delete claims.load();   // NOLINT(cppcoreguidelines-owning-memory)
}

Traffic::~Traffic() {
  for (auto* feed = newest_.load(); feed != nullptr;) {
    const std::unique_ptr<FeedTraffic> ended(feed);
    feed = ended->next;
  }
  delete clients_.load();  // NOLINT(cppcoreguidelines-owning-memory)
}

FeedTraffic& Traffic::feed(std::string_view path) {
  if (const auto found = by_path_.find(path); found != by_path_.end()) return *found->second;
  if (by_path_.size() < feed_limit) {
    auto& added = add_feed(path);
    by_path_.emplace(added.path, &added);
    return added;
  }
  if (rest_ == nullptr) rest_ = &add_feed({});
  return *rest_;
}

FeedTraffic& Traffic::add_feed(std::string_view path) {
  auto feed = std::make_unique<FeedTraffic>(path);
  feed->next = newest_.load(std::memory_order_relaxed);
  newest_.store(feed.get(), std::memory_order_release);
  return *feed.release();
}

void Traffic::begin_day(DayNumber day) {
  if (day == day_) return;
  day_ = day;
  salt_ = content::digest64("day", secret_ ^ day);
}

/// Of longer ones the beginning: looking for marks in all that a stranger may send would take milliseconds.
Traffic::KnownAgent Traffic::known_agent(std::string_view user_agent) {
  user_agent = user_agent.substr(0, agent_bytes);
  const auto digest = content::digest64(user_agent);
  if (const auto found = agents_.find(digest); found != agents_.end()) return {found->second, digest};
  if (agents_.size() >= agent_limit) agents_.clear();
  const auto agent = read_user_agent(user_agent);
  agents_.emplace(digest, agent);
  return {agent, digest};
}

bool Traffic::take_place(const FeedTraffic& feed, Room& room) {
  if (feed.path.starts_with("/feed.")) return true;
  const auto& counts = feed.counts.requests;
  const auto asked = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  auto& places = room.first > 0 ? room.first : room.busy;
  if (places == 0 || (room.first == 0 && asked < busy_requests)) return false;
  --places;
  return true;
}

void Traffic::count(const Asked& asked) {
  add(kinds_[static_cast<std::size_t>(asked.kind)], asked);
  if (asked.feed == nullptr) return;
  const auto known = known_agent(asked.user_agent);
  add(asked.feed->counts, asked);
  add(readers_[known.agent.family], asked);
  if (known.agent.subscribers > 0) take_claim(*asked.feed, known.agent);
  if (asked.client) count_client(*asked.feed, *asked.client, known.digest);
}

void Traffic::count_client(FeedTraffic& feed, const IpAddress& client, std::uint64_t agent) {
  const auto digest = client_digest(client, salt_ ^ agent);
  made(clients_).add(day_, digest);
  if (feed.clients.load(std::memory_order_relaxed) == nullptr && !take_place(feed, clients_room_)) return;
  made(feed.clients).add(day_, digest);
}

void Traffic::take_claim(FeedTraffic& feed, const ReaderAgent& agent) {
  if (feed.claims.load(std::memory_order_relaxed) == nullptr && !take_place(feed, claims_room_)) return;
  auto& claim = made(feed.claims)[agent.family];
  const auto before = claim.load(std::memory_order_relaxed);
  const std::uint64_t said = (std::uint64_t{day_} << 32) | agent.subscribers;
  if (said > before) claim.store(said, std::memory_order_relaxed);
}

}  // namespace feedd::daemon
