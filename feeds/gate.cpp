#include "feeds/gate.hpp"

#include "feeds/formats/format.hpp"

#include <memory>

namespace feedd::feeds {
namespace {

content::Result<void> is_fit(const Site& site, const content::Article& article) {
  for (const Text text : {Text::noted, Text::none}) {
    const Entry entry = make_entry(site, article, text);
    for (const Format& format : formats())
      if (auto checked = check::check_fragment(format.dialect, format.fragment(entry)); !checked) {
        content::Error error = checked.error();
        error.reason += " (" + std::string(format.name) + ')';
        return error;
      }
  }
  return {};
}

}  // namespace

content::Fit gate(Site site) {
  if (site.base_url.empty()) site.base_url = "https://feedd.invalid";  // a command that knows none: any will do
  return [site = std::make_shared<const Site>(std::move(site))](const content::Article& article) {
    return is_fit(*site, article);
  };
}

}  // namespace feedd::feeds
