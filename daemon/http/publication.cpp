#include "daemon/http/publication.hpp"

#include "content/digest.hpp"
#include "content/text.hpp"
#include "feeds/feed.hpp"

#include <algorithm>

namespace feedd::daemon {

namespace {

/// `/archive/tags/x/50/3.rss` -> `/tags/x.rss`; empty for what has not this form.
std::string feed_of_archive(std::string_view path) {
  constexpr std::string_view prefix = "/archive";
  if (!path.starts_with("/archive/")) return {};
  const std::size_t dot = path.rfind('.');
  const std::size_t number = path.rfind('/');
  const std::size_t size = path.rfind('/', number - 1);
  if (dot == path.npos || dot < number || size <= prefix.size()) return {};
  return std::string(path.substr(prefix.size(), size - prefix.size())).append(path.substr(dot));
}

}  // namespace

std::shared_ptr<const Published> Publication::put(std::shared_ptr<const Published> answer) {
  const auto found = answers_.find(std::string_view{answer->path});
  if (found == answers_.end()) {
    answers_.emplace(answer->path, Entry{answer});
    return nullptr;
  }
  if (found->second.answer->revision <= answer->revision) found->second.answer.swap(answer);
  return answer;
}

std::shared_ptr<const Published> Publication::drop(std::string_view path) {
  const auto found = answers_.find(path);
  if (found == answers_.end()) return nullptr;
  auto dropped = std::move(found->second.answer);
  answers_.erase(found);
  return dropped;
}

Publication::Found Publication::find(std::string_view path) const {
  if (const auto found = answers_.find(path); found != answers_.end())
    return {Verdict::hit, &found->second.answer, &found->second.traffic};
  if (!known_ || path.starts_with("/media/") || knows(path)) return {Verdict::ask};
  if (const std::string feed = feed_of_archive(path); !feed.empty() && knows(feed)) return {Verdict::ask};
  return {Verdict::unknown};
}

bool Publication::knows(std::string_view path) const {
  const std::uint64_t digest = content::digest64(path);
  return known_->contains(digest) || learned_.contains(digest);
}

std::string Publication::find_feed_spelled_otherwise(std::string_view path) const {
  const auto is_odd = [](char c) { return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; };
  if (!known_ || std::none_of(path.begin(), path.end(), is_odd)) return {};  // nearly all that are made up
  const std::size_t dot = path.rfind('.');
  if (!path.starts_with('/') || dot == path.npos || !feeds::FeedKey::parse(path.substr(1, dot - 1))) return {};
  std::string usual = content::fold_case(path);
  return knows(usual) ? usual : std::string();
}

std::string Publication::find_query_rule(std::string_view path, std::string_view query) const {
  constexpr int max_pairs = 8;
  constexpr std::size_t max_pair_bytes = 256;
  constexpr std::size_t max_query_bytes = 1024;
  if (!known_) return {};
  if (query.size() <= max_query_bytes && query.find('&') != std::string_view::npos) {
    std::string rule(path);
    rule.append(1, '?').append(query);
    if (knows(rule)) return rule;
  }
  for (int pair = 0; pair < max_pairs && !query.empty(); ++pair) {
    const std::size_t end = std::min(query.find('&'), query.size());
    if (end != 0 && end <= max_pair_bytes) {
      std::string rule(path);
      rule.append(1, '?').append(query.substr(0, end));
      if (knows(rule)) return rule;
    }
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return {};
}

}  // namespace feedd::daemon
