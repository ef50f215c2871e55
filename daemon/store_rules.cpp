#include "daemon/store_rules.hpp"

#include "feeds/gate.hpp"
#include "feeds/selection.hpp"

namespace feedd::daemon {

content::Result<void> apply_rules(content::ArticleStore& store, const Config& config) {
  store.use_ascii_slugs(config.rules.transliterate_slugs);
  store.keep_tombstones(config.tombstone_time);
  store.hold_to(feeds::gate(config.site));
  return store.place_by(feeds::placing(config.site));
}

}  // namespace feedd::daemon
