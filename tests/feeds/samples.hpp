// The articles and the site that the feeds' tests render: one of each kind that formats treat differently.
#pragma once

#include "feeds/feed_document.hpp"
#include "feeds/site.hpp"
#include "tests/support/store.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::feeds {

[[nodiscard]] Site sample_site();
[[nodiscard]] std::vector<content::Arrival> sample_articles();
/// A store in memory with these articles, committed one by one in their order.
[[nodiscard]] std::unique_ptr<content::ArticleStore> store_with(const std::vector<content::Arrival>& articles);

/// A site, a store, and what they render.
struct Rendering {
  explicit Rendering(Site its_site = sample_site(), const std::vector<content::Arrival>& articles = sample_articles());

  [[nodiscard]] content::Result<RenderedFeed> render(std::string_view key, unsigned formats = ~0U);
  /// The bytes of one feed in one format.
  [[nodiscard]] std::string bytes(std::string_view key, std::string_view extension);

  Site site;
  std::unique_ptr<content::ArticleStore> store;
  FragmentCache cache{1 << 20};
};

}  // namespace feedd::feeds
