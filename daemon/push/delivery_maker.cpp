#include "daemon/push/delivery_maker.hpp"

#include "daemon/scheduling.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <boost/asio/post.hpp>
#include <pthread.h>

namespace feedd::daemon::push {
namespace {

/// So many are given at once: a thread that is woken for each would cost more than it saves.
constexpr std::size_t group = 4;

}  // namespace

DeliveryMaker::DeliveryMaker(boost::asio::io_context& context) : context_(context), thread_([this] { run(); }) {}

DeliveryMaker::~DeliveryMaker() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void DeliveryMaker::make(Make make, Made made) {
  gathered_.push_back({std::move(make), std::move(made), {}});
  if (outstanding_++ == 0) work_.emplace(context_.get_executor());
  if (gathered_.size() == 1) post(&DeliveryMaker::hand_over);
}

void DeliveryMaker::post(void (DeliveryMaker::*what)()) {
  boost::asio::post(context_, [weak = std::weak_ptr(self_), what] {
    if (const auto self = weak.lock()) ((*self)->*what)();
  });
}

void DeliveryMaker::hand_over() {
  {
    const std::lock_guard lock(mutex_);
    orders_.insert(orders_.end(), std::make_move_iterator(gathered_.begin()), std::make_move_iterator(gathered_.end()));
  }
  gathered_.clear();
  wake_.notify_one();
}

void DeliveryMaker::give() {
  Orders made;
  {
    const std::lock_guard lock(mutex_);
    made.swap(made_);
  }
  outstanding_ -= made.size();
  if (outstanding_ == 0) work_.reset();
  for (Order& order : made) order.made(std::move(order.request));
}

void DeliveryMaker::run() {
  ::pthread_setname_np(::pthread_self(), "signer");
  give_way(courier_nice);
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return is_ending_ || !orders_.empty(); });
    if (is_ending_) return;
    Orders orders = std::exchange(orders_, {});
    lock.unlock();
    make_all(orders);
    lock.lock();
  }
}

void DeliveryMaker::make_all(Orders& orders) {
  for (std::size_t first = 0; first < orders.size(); first += group) {
    const auto begin = orders.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = begin + static_cast<std::ptrdiff_t>(std::min(group, orders.size() - first));
    for (auto order = begin; order != end; ++order) order->request = order->make();
    const std::lock_guard lock(mutex_);
    if (made_.empty()) post(&DeliveryMaker::give);
    made_.insert(made_.end(), std::make_move_iterator(begin), std::make_move_iterator(end));
  }
}

}  // namespace feedd::daemon::push
