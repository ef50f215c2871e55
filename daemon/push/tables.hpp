// The push room's tables, in the store's database: what each endpoint and subscriber has been told. Queries are in
// endpoints.cpp and subscriptions.cpp.
#pragma once

#include "content/store/migrations.hpp"

namespace feedd::daemon::push {

[[nodiscard]] const content::sql::Room& push_tables();

}  // namespace feedd::daemon::push
