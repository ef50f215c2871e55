// See publication.hpp.
#include "daemon/http/publication.hpp"

#include "content/digest.hpp"

namespace feedd::daemon {

void Publication::put(std::shared_ptr<const Published> answer) {
  const auto found = answers_.find(std::string_view{answer->path});
  if (found == answers_.end())
    answers_.emplace(answer->path, std::move(answer));
  else if (found->second->revision <= answer->revision)
    found->second = std::move(answer);
}

void Publication::drop(std::string_view path) {
  if (const auto found = answers_.find(path); found != answers_.end()) answers_.erase(found);
}

Publication::Found Publication::find(std::string_view path) const {
  if (const auto found = answers_.find(path); found != answers_.end()) return {Verdict::hit, &found->second};
  if (!known_ || path.starts_with("/media/") || known_->contains(content::digest64(path))) return {Verdict::ask};
  return {Verdict::unknown};
}

}  // namespace feedd::daemon
