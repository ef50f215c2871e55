// Deliveries are made on a thread beside the courier's: signing a document takes as long as sending half of it.
#pragma once

#include "daemon/outgoing_request.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace feedd::daemon::push {

/// Belongs to the context's thread; its own is named `signer`. On a single core it costs a delivery nothing that could
/// be measured.
class DeliveryMaker {
 public:
  /// Pure: called on any thread.
  using Make = std::function<OutgoingRequest()>;
  /// Called on the context's thread, never within make(), in the order in which they were asked for.
  using Made = std::function<void(OutgoingRequest)>;

  /// The context outlives it, and has work while something is to be made.
  explicit DeliveryMaker(boost::asio::io_context& context);
  DeliveryMaker(const DeliveryMaker&) = delete;
  DeliveryMaker& operator=(const DeliveryMaker&) = delete;
  /// What is not made yet is given to nobody.
  ~DeliveryMaker();

  void make(Make make, Made made);

 private:
  struct Order {
    Make make;
    Made made;
    OutgoingRequest request;
  };
  using Orders = std::vector<Order>;
  /// Calls it in the context's next turn, if this is still there.
  void post(void (DeliveryMaker::*what)());
  void hand_over();
  void give();
  void run();
  void make_all(Orders& orders);

  boost::asio::io_context& context_;
  const std::shared_ptr<DeliveryMaker*> self_ = std::make_shared<DeliveryMaker*>(this);  ///< gone with this
  Orders gathered_;                                                                      ///< in one turn of the context
  std::size_t outstanding_ = 0;
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;

  std::mutex mutex_;  ///< of all up to the thread
  std::condition_variable wake_;
  Orders orders_, made_;
  bool is_ending_ = false;
  std::thread thread_;
};

}  // namespace feedd::daemon::push
