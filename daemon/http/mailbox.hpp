// How threads hand things to one of them without a lock. A thread that gives way to others would be sent off its core
// with the lock in hand, just as it wakes the receiver, who then waits until that thread gets a core again.
#pragma once

#include "content/descriptor.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include <sys/eventfd.h>

namespace feedd::daemon {

/// Items in the order in which they were posted. Any thread posts, one takes.
template <class Item>
class Mailbox {
 public:
  /// Throws std::system_error where there are no descriptors left.
  Mailbox() : wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (!wake_) throw std::system_error(errno, std::generic_category(), "cannot create an event descriptor");
  }
  ~Mailbox() { const auto left = take(); }
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  void post(Item item) {
    auto* letter = new Letter{std::move(item), nullptr};
    Letter* before = newest_.load(std::memory_order_relaxed);
    do {
      letter->before = before;
    } while (!newest_.compare_exchange_weak(before, letter, std::memory_order_release, std::memory_order_relaxed));
    if (before == nullptr) ::eventfd_write(wake_.get(), 1);  // else the first of them did so, or is about to
  }

  [[nodiscard]] bool empty() const { return newest_.load(std::memory_order_relaxed) == nullptr; }

  /// All there are.
  [[nodiscard]] std::vector<Item> take() {
    eventfd_t count = 0;
    ::eventfd_read(wake_.get(), &count);  // before the letters: what comes between is taken, and wakes once for nothing
    std::vector<Item> items;
    for (auto* letter = newest_.exchange(nullptr, std::memory_order_acquire); letter != nullptr;) {
      const std::unique_ptr<Letter> taken(letter);
      items.push_back(std::move(taken->item));
      letter = taken->before;
    }
    std::reverse(items.begin(), items.end());
    return items;
  }

  /// Readable while there may be some: eventfd(2).
  [[nodiscard]] int descriptor() const { return wake_.get(); }

 private:
  struct Letter {
    Item item;
    Letter* before;
  };

  content::Descriptor wake_;
  std::atomic<Letter*> newest_ = nullptr;
};

}  // namespace feedd::daemon
