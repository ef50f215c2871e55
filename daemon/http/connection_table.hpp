// The connections of one loop in numbered slots that are used again; an id of an earlier user of a slot finds nobody.
#pragma once

#include "daemon/http/connection.hpp"

#include <memory>
#include <vector>

namespace feedd::daemon {

class ConnectionTable {
 public:
  /// Ids are below this; larger ones are free for others to use.
  static constexpr ConnectionId id_limit = ConnectionId{1} << 63;

  Connection& add(LoopContext& context, int descriptor, const Peer& peer);
  void remove(ConnectionId id);
  [[nodiscard]] Connection* find(ConnectionId id);
  [[nodiscard]] std::size_t size() const { return slots_.size() - free_.size(); }
  /// The idle connection that has waited longest; `id_limit` where none is idle.
  [[nodiscard]] ConnectionId longest_idle() const;
  /// Ids of all, at this moment.
  [[nodiscard]] std::vector<ConnectionId> ids() const;

 private:
  struct Slot {
    std::uint32_t generation = 0;
    std::unique_ptr<Connection> connection;
  };
  [[nodiscard]] ConnectionId id_of(std::size_t slot) const {
    return (ConnectionId{slots_[slot].generation} << 32) | slot;
  }

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
};

}  // namespace feedd::daemon
