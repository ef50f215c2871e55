// A site with a feed and two articles that changed, for tests of what is announced.
#pragma once

#include "daemon/push/announcement.hpp"
#include "feeds/formats/format.hpp"

#include <algorithm>

namespace feedd::daemon::push {

inline ChangedFeed changed_feed(const std::string& key) {
  ChangedFeed feed{key, "Title of " + key, "https://example.org/" + key + ".html", {}};
  for (const feeds::Format& format : feeds::formats())
    feed.urls.push_back("https://example.org/" + key + "." + std::string(format.extension));
  return feed;
}

inline News news() {
  using namespace std::chrono;
  const auto day = [](unsigned d) { return sys_days{year{2026} / 11 / d}; };
  News all;
  all.site_title = "기술 & <News> \"x\"";
  all.home_url = all.base_url = "https://example.org";
  all.home_url += '/';
  all.revision = 42;
  all.topic = "https://example.org/tags/korea.rss";
  all.feeds = {changed_feed("tags/korea")};
  all.articles = {{"urn:x:1", "https://example.org/articles/first-snow", "First snow", false, day(1), day(2)},
                  {"urn:x:2", "https://example.org/articles/%EB%88%88", "눈", true, day(3), day(4)}};
  return all;
}

inline std::string header(const OutgoingRequest& request, std::string_view name) {
  const auto found =
      std::find_if(request.headers.begin(), request.headers.end(), [&](const auto& one) { return one.first == name; });
  return found == request.headers.end() ? std::string() : found->second;
}

inline HttpResponse answered(int status, std::string body = {},
                             std::vector<std::pair<std::string, std::string>> headers = {}) {
  return {status, "https://endpoint.example/", std::move(headers), std::move(body)};
}

inline constexpr content::Timestamp now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 30};

/// One word for what a verdict says.
inline std::string_view word(const Verdict& verdict) {
  switch (verdict.what) {
    case Verdict::What::delivered:
      return verdict.reason.empty() ? "delivered" : "delivered, and a reason";
    case Verdict::What::again:
      return verdict.reason.empty() ? "again, without a reason" : "again";
    case Verdict::What::refused:
      return verdict.reason.empty() ? "refused, without a reason" : "refused";
    case Verdict::What::plainer:
      return verdict.reason.empty() ? "plainer, without a reason" : "plainer";
  }
  return "";
}

}  // namespace feedd::daemon::push
