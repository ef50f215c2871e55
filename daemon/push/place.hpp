// What the push room works with: the rest of the process, as functions.
#pragma once

#include "daemon/answers.hpp"
#include "daemon/push/push_config.hpp"
#include "daemon/push/settlements.hpp"
#include "daemon/push/topics.hpp"

#include <functional>
#include <memory>

namespace feedd::daemon::push {

/// All may be called from the courier's thread; none waits.
struct Place {
  WriteStore write;
  Topics::Fetch fetch;
  Topics::Barrier barrier;
  std::function<std::shared_ptr<const SiteView>()> view;
  std::function<content::Timestamp()> clock;
};

}  // namespace feedd::daemon::push
