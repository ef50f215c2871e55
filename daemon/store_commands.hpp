// The commands of the control socket that write the store: each runs on the publisher and is answered when it is on
// disk.
#pragma once

#include "daemon/control.hpp"
#include "daemon/publisher.hpp"

namespace feedd::daemon {

/// `{"articles":[…]}` -> one line, see delivered.hpp.
void deliver(Publisher& publisher, const boost::json::object& request, ControlServer::Answer done);
/// `{"id":…,"undo":…}` -> the change, or nothing where it is so already.
void withdraw(Publisher& publisher, const boost::json::object& request, ControlServer::Answer done);
/// `{"ledger":…}` -> one line, see ids.hpp.
void import_ids(Publisher& publisher, const boost::json::object& request, ControlServer::Answer done);

}  // namespace feedd::daemon
