#include "daemon/push/topics.hpp"

#include <utility>

#include <boost/asio/post.hpp>

namespace feedd::daemon::push {
namespace {

/// Entries of topics that nobody sends any more are swept out when there are so many.
constexpr std::size_t many_entries = 1024;
constexpr std::string_view self_field = "Link: <";

/// The answer's own Link field, rel=self, which stands first.
std::string self_url_of(const Published& answer) {
  for (const std::string& field : answer.fields)
    if (field.starts_with(self_field)) return field.substr(self_field.size(), field.find('>') - self_field.size());
  return {};
}

std::shared_ptr<const TopicContent> content_of(const Fetched& answer) {
  const auto* published = std::get_if<std::shared_ptr<const Published>>(&answer);
  if (published == nullptr || !*published || (*published)->status != 200) return nullptr;
  auto content = std::make_shared<TopicContent>();
  content->body = (*published)->bodies[0];
  content->media_type = (*published)->media_type;
  content->self_url = self_url_of(**published);
  content->revision = (*published)->revision;
  return content;
}

}  // namespace

Topics::Topics(boost::asio::io_context& context, Fetch fetch, Barrier barrier)
    : context_(context), fetch_(std::move(fetch)), barrier_(std::move(barrier)) {}

void Topics::get(const std::string& topic, std::uint64_t revision, Done done) {
  if (entries_.size() >= many_entries)
    std::erase_if(entries_, [](const auto& one) { return one.second.waiting.empty() && one.second.content.expired(); });
  Entry& entry = entries_[topic];
  if (const auto content = entry.content.lock(); content && content->revision >= revision && entry.waiting.empty())
    return done(content);
  entry.waiting.emplace_back(revision, std::move(done));
  if (entry.waiting.size() == 1) fetch(topic);
}

void Topics::fetch(const std::string& topic) {
  Entry& entry = entries_[topic];
  entry.asked = entry.waiting.size();
  fetch_('/' + topic, [this, topic](Fetched answer) {
    boost::asio::post(context_, [this, topic, answer = std::move(answer)] { fetched(topic, answer); });
  });
}

void Topics::fetched(const std::string& topic, const Fetched& answer) {
  const auto content = content_of(answer);
  if (!content) return give(topic, nullptr);
  barrier_([this, topic, content] { boost::asio::post(context_, [this, topic, content] { give(topic, content); }); });
}

void Topics::give(const std::string& topic, const std::shared_ptr<const TopicContent>& content) {
  Entry& entry = entries_[topic];
  entry.content = content;
  const std::size_t asked = entry.asked;
  std::vector<std::pair<std::uint64_t, Done>> answered, later;
  for (std::size_t i = 0; i < entry.waiting.size(); ++i) {
    auto& one = entry.waiting[i];
    // Who came while it was on its way may want what is newer, and it was not asked for then.
    const bool has_it = content && content->revision >= one.first;
    (i < asked || has_it ? answered : later).push_back(std::move(one));
  }
  entry.waiting = std::move(later);
  if (!entry.waiting.empty()) fetch(topic);
  for (const auto& [revision, done] : answered) done(content && content->revision >= revision ? content : nullptr);
}

}  // namespace feedd::daemon::push
