// The courier's place in the service: what it works with, and what feeds say of it.
#pragma once

#include "daemon/config.hpp"
#include "daemon/documents.hpp"
#include "daemon/publisher.hpp"
#include "daemon/push/place.hpp"

#include <memory>
#include <vector>

namespace feedd::daemon {

/// Puts the hubs that are told, our own first, and rssCloud's server into what the feeds say. The site's base_url is
/// known.
void offer_push(Config& config);

/// All given must outlive what is returned; the publisher may come later, before the courier is started.
[[nodiscard]] push::Place courier_place(const std::unique_ptr<Publisher>& publisher, Documents& documents,
                                        const std::vector<std::unique_ptr<IoLoop>>& loops);

}  // namespace feedd::daemon
