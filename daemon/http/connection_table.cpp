// See connection_table.hpp.
#include "daemon/http/connection_table.hpp"

namespace feedd::daemon {

Connection& ConnectionTable::add(LoopContext& context, int descriptor, const Peer& peer) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const auto slot = free_.back();
  free_.pop_back();
  slots_[slot].connection = std::make_unique<Connection>(context, descriptor, id_of(slot), peer);
  return *slots_[slot].connection;
}

void ConnectionTable::remove(ConnectionId id) {
  if (find(id) == nullptr) return;
  auto& slot = slots_[static_cast<std::uint32_t>(id)];
  slot.connection.reset();
  slot.generation = (slot.generation + 1) & 0x7FFFFFFF;  // keeps ids below id_limit
  free_.push_back(static_cast<std::uint32_t>(id));
}

Connection* ConnectionTable::find(ConnectionId id) {
  const auto slot = static_cast<std::uint32_t>(id);
  return slot < slots_.size() && id_of(slot) == id ? slots_[slot].connection.get() : nullptr;
}

ConnectionId ConnectionTable::longest_idle() const {
  auto oldest = id_limit;
  auto earliest = SteadyTime::max();
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    const auto* connection = slots_[slot].connection.get();
    if (connection == nullptr || connection->waiting() != Connection::Waiting::idle) continue;
    if (connection->idle_since() >= earliest) continue;
    earliest = connection->idle_since();
    oldest = id_of(slot);
  }
  return oldest;
}

std::vector<ConnectionId> ConnectionTable::ids() const {
  std::vector<ConnectionId> ids;
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    if (slots_[slot].connection) ids.push_back(id_of(slot));
  return ids;
}

}  // namespace feedd::daemon
