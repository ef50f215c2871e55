// See output.hpp.
#include "daemon/http/output.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <climits>
#include <sys/socket.h>

namespace feedd::daemon {

namespace {

/// Answers without a body are this small: joined and sent as one piece, they spare the kernel the gathering.
constexpr std::size_t joined_bytes = 1024;

}  // namespace

void Output::add(std::string_view bytes, std::shared_ptr<const void> owner) {
  if (bytes.empty()) return;
  pieces_.push_back({const_cast<char*>(bytes.data()), bytes.size()});  // NOLINT: sendmsg only reads
  if (owner) owners_.push_back(std::move(owner));
}

void Output::add_copy(std::string bytes) {
  auto kept = std::make_shared<const std::string>(std::move(bytes));
  const std::string_view view = *kept;
  copied_ += view.size();
  add(view, std::move(kept));
}

Output::State Output::send(int descriptor, std::uint64_t& sent_bytes) {
  std::array<char, joined_bytes> joined;
  while (!empty()) {
    const auto size = join(joined);
    msghdr message{};
    message.msg_iov = pieces_.data() + first_;
    message.msg_iovlen = std::min<std::size_t>(piece_count(), IOV_MAX);
    const auto sent = size > 0 ? ::send(descriptor, joined.data(), size, MSG_NOSIGNAL | MSG_DONTWAIT)
                               : ::sendmsg(descriptor, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? State::blocked : State::failed;
    sent_bytes += static_cast<std::uint64_t>(sent);
    advance(static_cast<std::size_t>(sent));
  }
  clear();
  return State::sent;
}

/// All of it, where it has room; else 0.
std::size_t Output::join(std::span<char> room) const {
  std::size_t size = 0;
  for (std::size_t i = first_; i < pieces_.size(); ++i) {
    const auto& piece = pieces_[i];
    if (piece.iov_len > room.size() - size) return 0;
    std::memcpy(room.data() + size, piece.iov_base, piece.iov_len);
    size += piece.iov_len;
  }
  return size;
}

std::string_view Output::take(std::span<char> room) {
  const auto& front = pieces_[first_];
  if (front.iov_len >= room.size() || piece_count() == 1) {
    const std::string_view bytes{static_cast<const char*>(front.iov_base), std::min(front.iov_len, room.size())};
    advance(bytes.size());
    return bytes;
  }
  std::size_t size = 0;
  while (!empty() && size < room.size()) {
    const std::string_view piece{static_cast<const char*>(pieces_[first_].iov_base), pieces_[first_].iov_len};
    const auto count = piece.copy(room.data() + size, room.size() - size);
    size += count;
    advance(count);
  }
  return {room.data(), size};
}

void Output::advance(std::size_t bytes) {
  while (first_ < pieces_.size() && bytes >= pieces_[first_].iov_len) bytes -= pieces_[first_++].iov_len;
  if (bytes == 0) return;
  auto& piece = pieces_[first_];
  piece.iov_base = static_cast<char*>(piece.iov_base) + bytes;
  piece.iov_len -= bytes;
}

void Output::clear() {
  pieces_.clear();
  owners_.clear();
  first_ = 0;
  copied_ = 0;
}

}  // namespace feedd::daemon
