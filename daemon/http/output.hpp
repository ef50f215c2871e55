// Bytes on their way into a socket: pieces that others own, sent with as few system calls as there can be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sys/uio.h>

namespace feedd::daemon {

class Output {
 public:
  enum class State : std::uint8_t { sent, blocked, failed };

  /// The bytes must live as long as `owner` does.
  void add(std::string_view bytes, std::shared_ptr<const void> owner = nullptr);
  void add_copy(std::string bytes);
  [[nodiscard]] bool empty() const { return first_ == pieces_.size(); }
  /// What was added as copies since it was empty.
  [[nodiscard]] std::size_t copied_bytes() const { return copied_; }
  [[nodiscard]] std::size_t piece_count() const { return pieces_.size() - first_; }

  /// Sends what the socket takes and adds it to `sent_bytes`. After `sent` the output is empty and keeps its memory for
  /// the next.
  [[nodiscard]] State send(int descriptor, std::uint64_t& sent_bytes);
  /// For who sends them himself: takes up to `room.size()` bytes off the front. They are where they were, or copied
  /// into `room` where that joins pieces; valid until `clear`, which who has taken all calls.
  [[nodiscard]] std::string_view take(std::span<char> room);
  void clear();

 private:
  void advance(std::size_t bytes);
  [[nodiscard]] std::size_t join(std::span<char> room) const;

  std::vector<iovec> pieces_;
  std::vector<std::shared_ptr<const void>> owners_;
  std::size_t first_ = 0;  // of the pieces not yet sent
  std::size_t copied_ = 0;
};

}  // namespace feedd::daemon
