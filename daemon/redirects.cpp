// See redirects.hpp. A row in bytes_: the status, the sizes of both texts, the texts.
#include "daemon/redirects.hpp"

#include "content/digest.hpp"
#include "content/url.hpp"
#include "daemon/redirect_presets.hpp"
#include "feeds/feed.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <system_error>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

namespace feedd::daemon {
namespace {

/// Names under which feeds were found elsewhere: WordPress, Hugo, Jekyll, Ghost and hands.
constexpr std::pair<std::string_view, std::string_view> usual_names[] = {
    {"/rss.xml", "rss"}, {"/index.xml", "rss"}, {"/feed.xml", "rss"},  {"/feed/", "rss"},       {"/feed", "rss"},
    {"/rss", "rss"},     {"/rss/", "rss"},      {"/atom.xml", "atom"}, {"/feed/atom/", "atom"}, {"/feed/atom", "atom"}};

struct RowHead {
  std::uint32_t status, from_size, to_size;
};

std::vector<std::string_view> words_of(std::string_view line) {
  constexpr std::string_view space = " \t\r";
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const auto start = line.find_first_not_of(space);
    if (start == std::string_view::npos || line[start] == '#') break;
    line.remove_prefix(start);
    const auto end = std::min(line.find_first_of(space), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return words;
}

/// 0 where it is no number.
int status_of(std::string_view word) {
  int status = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), status);
  return error == std::errc{} && end == word.data() + word.size() ? status : 0;
}

}  // namespace

void RedirectTable::add(std::string_view from, Target target) {
  const std::string path = as_requested(from);
  const RowHead head{static_cast<std::uint32_t>(target.status), static_cast<std::uint32_t>(path.size()),
                     static_cast<std::uint32_t>(target.to.size())};
  rows_.insert_or_assign(content::digest64(path), bytes_.size());
  bytes_.append(reinterpret_cast<const char*>(&head), sizeof head).append(path).append(target.to);
}

RedirectTable::Row RedirectTable::row_at(std::size_t at) const {
  RowHead head{};
  const auto row = std::string_view(bytes_).substr(at);
  std::memcpy(&head, row.data(), sizeof head);
  return {row.substr(sizeof head, head.from_size),
          {static_cast<int>(head.status), row.substr(sizeof head + head.from_size, head.to_size)}};
}

std::optional<RedirectTable::Row> RedirectTable::find_row(std::string_view path) const {
  const auto found = rows_.find(content::digest64(path));
  if (found == rows_.end()) return std::nullopt;
  const Row row = row_at(found->second);
  return row.from == path ? std::optional(row) : std::nullopt;
}

std::optional<RedirectTable::Target> RedirectTable::find(std::string_view path) const {
  const auto row = find_row(path);
  return row ? std::optional(row->target) : std::nullopt;
}

/// What a client finds that goes there.
std::optional<RedirectTable::Row> RedirectTable::follow(std::string_view to, std::string_view base_url) const {
  if (!base_url.empty() && to.starts_with(base_url)) to.remove_prefix(base_url.size());
  if (!to.starts_with('/')) return std::nullopt;
  const std::string path = as_requested(to.substr(0, to.find('#')));
  const auto found = find_row(path);
  return found ? found : find_row(std::string_view(path).substr(0, path.find('?')));
}

std::string RedirectTable::find_circle(std::string_view base_url, const RedirectTable& others) const {
  boost::unordered_flat_set<const char*> ending;  // rows from which every way ends
  for (const auto& [digest, at] : rows_) {
    std::vector<Row> way;
    boost::unordered_flat_set<const char*> passed;
    std::optional<Row> row = row_at(at);
    while (row && !ending.contains(row->from.data())) {
      const char* here = row->from.data();
      if (!passed.insert(here).second) {
        std::string circle(row->from);
        auto step = std::find_if(way.begin(), way.end(), [&](const Row& each) { return each.from.data() == here; });
        for (; step != way.end(); ++step) circle.append(" -> ").append(step->target.to);
        return circle;
      }
      way.push_back(*row);
      const std::string_view to = row->target.to;
      row = follow(to, base_url);
      if (!row) row = others.follow(to, base_url);
    }
    ending.insert(passed.begin(), passed.end());
  }
  return {};
}

void RedirectTable::each_digest(const std::function<void(std::uint64_t)>& take) const {
  for (const auto& [digest, at] : rows_) take(digest);
}

std::string object_to_redirect(std::string_view from, const RedirectTable::Target& target) {
  const auto& [status, to] = target;
  if (!from.starts_with('/')) return "must lead from a path, which begins with /";
  if (status != 301 && status != 308 && status != 410) return "may have status 301, 308 or 410";
  if (status == 410) return to.empty() ? "" : "leads nowhere with status 410";
  if (to.starts_with("//")) return "must say the scheme of an address: https:" + std::string(to);
  if (!to.starts_with('/') && !to.starts_with("http://") && !to.starts_with("https://"))
    return "must lead to a path or an address, like \"/feed.rss\" or \"https://example.org/\"";
  return {};
}

content::Result<bool> read_redirects(const std::filesystem::path& file, std::string_view base_path,
                                     RedirectTable& table) {
  std::ifstream stream(file);
  if (!stream) return content::Error{"redirects", file.string(), std::generic_category().message(errno)};
  std::string line;
  for (std::size_t number = 1; std::getline(stream, line); ++number) {
    if (number == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);  // some editors begin files with it
    const auto words = words_of(line);
    if (words.empty()) continue;
    RedirectTable::Target target;
    const int second = words.size() > 1 ? status_of(words[1]) : 0;
    std::string objection = words.size() > 3 || words.size() < 2 ? "must be FROM TO [301|308], or FROM 410" : "";
    if (second != 0)
      target.status = second;
    else if (words.size() > 1)
      target.to = words[1];
    if (words.size() == 3) target.status = second != 0 ? 0 : status_of(words[2]);
    if (objection.empty()) objection = object_to_redirect(words[0], target);
    if (!objection.empty())
      return content::Error{"redirects", file.string(), "a redirect " + objection, {static_cast<int>(number), 1}};
    target.to = within(base_path, target.to);
    table.add(within(base_path, words[0]), target);
  }
  if (stream.bad()) return content::Error{"redirects", file.string(), std::generic_category().message(errno)};
  return true;
}

RedirectTable old_feed_names(const std::vector<std::string>& names) {
  RedirectTable table;
  const auto add = [&](std::string_view path, std::string_view extension) {
    const std::string to = extension.empty() ? "" : '/' + std::string(feeds::site_feed) + '.' + std::string(extension);
    table.add(path, {to.empty() ? 410 : 301, to});
  };
  for (const auto& [path, extension] : usual_names) add(path, extension);
  for (auto name = names.rbegin(); name != names.rend(); ++name)  // of two that name a path the first holds
    if (const RedirectPreset* preset = find_redirect_preset(*name); preset != nullptr)
      for (const auto& [path, extension] : preset->feeds) add(path, extension);
  return table;
}

std::string_view within(std::string_view base_path, std::string_view text) {
  const bool is_below =
      !base_path.empty() && text.starts_with(base_path) && text.substr(base_path.size()).starts_with('/');
  return is_below ? text.substr(base_path.size()) : text;
}

std::string as_requested(std::string_view path) {
  const std::size_t mark = std::min(path.find('?'), path.size());
  return content::decode_path(path.substr(0, mark)).append(path.substr(mark));
}

}  // namespace feedd::daemon
