#include "feeds/gate.hpp"

#include "feeds/formats/format.hpp"

#include <memory>
#include <vector>

namespace feedd::feeds {
namespace {

content::Result<void> is_fit(const Site& site, const content::Article& article) {
  const Entry entry = make_entry(site, article);
  for (const Format& format : formats())
    if (auto checked = check::check_fragment(format.dialect, format.fragment(entry)); !checked) {
      content::Error error = checked.error();
      error.reason += " (" + std::string(format.name) + ')';
      return error;
    }
  return {};
}

content::Result<void> check_head(const Site& site, const FeedKey& key) {
  FeedHead head = feed_head(site, key, key.slug, content::Timestamp{});
  for (const Format& format : formats()) {
    head.self_url = feed_url(site, head.key, format.extension);
    if (auto checked = check::check_head(format.dialect, join(pieces_of(format.frame(head), {}))); !checked) {
      content::Error error = checked.error();
      error.subject = head.key + '.' + std::string(format.extension);
      return error;
    }
  }
  return {};
}

/// A command that knows no address: any will do.
Site with_address(Site site) {
  if (site.base_url.empty()) site.base_url = "https://feedd.invalid";
  return site;
}

}  // namespace

content::Fit gate(Site site) {
  return [site = std::make_shared<const Site>(with_address(std::move(site)))](const content::Article& article) {
    return is_fit(*site, article);
  };
}

content::Result<void> check_heads(Site site) {
  site = with_address(std::move(site));
  std::vector<FeedKey> keys{FeedKey{}, FeedKey{content::TermKind::tag, "tag"}};
  for (const auto& [name, settings] : site.feeds)
    if (auto key = FeedKey::parse(name)) keys.push_back(std::move(*key));
  for (const FeedKey& key : keys)
    if (auto checked = check_head(site, key); !checked) return checked;
  return {};
}

}  // namespace feedd::feeds
