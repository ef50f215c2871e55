// Where loops leave what they have done with: a document of megabytes that was replaced, the ticket of a publication.
// To free the one takes a lock of the heap and the end of the other calls whoever waits for it, and a loop does
// neither.
#pragma once

#include "daemon/http/mailbox.hpp"

#include <memory>
#include <thread>

namespace feedd::daemon {

class Releaser {
 public:
  Releaser();
  ~Releaser() { end(); }
  Releaser(const Releaser&) = delete;
  Releaser& operator=(const Releaser&) = delete;

  /// Any thread, without a lock: `what` is let go of by the thread `release`, in the order in which it came.
  void release(std::shared_ptr<void> what) { left_.post(std::move(what)); }
  /// Lets go of all that came so far and ends the thread. The second time nothing happens.
  void end();

 private:
  void run();

  Mailbox<std::shared_ptr<void>> left_;  ///< null: the end
  std::thread thread_;
};

}  // namespace feedd::daemon
