#include "content/article.hpp"

namespace feedd::content {

std::string_view to_string(Status status) {
  switch (status) {
    case Status::published:
      return "published";
    case Status::draft:
      return "draft";
    case Status::scheduled:
      return "scheduled";
    case Status::expired:
      return "expired";
    case Status::withdrawn:
      return "withdrawn";
    case Status::quarantined:
      return "quarantined";
    case Status::vanished:
      return "vanished";
  }
  return "unknown";
}

}  // namespace feedd::content
