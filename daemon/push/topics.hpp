// The documents that are being delivered: each fetched once for all who wait for it, kept while it is needed, and given
// out only when every I/O loop serves it.
#pragma once

#include "daemon/http/backend.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace feedd::daemon::push {

/// What a topic says now.
struct TopicContent {
  std::shared_ptr<const std::string> body;
  std::string media_type;
  std::string self_url;
  std::uint64_t revision = 0;  ///< the store's revision it stands at: all news up to it is in it
};

/// Confined to its context's thread.
class Topics {
 public:
  /// Called with nothing where the topic cannot be had now, or stands at an older revision still.
  using Done = std::function<void(std::shared_ptr<const TopicContent>)>;
  /// Both answer on any thread. `barrier`: when every loop has what it was handed before.
  using Fetch = std::function<void(std::string path, std::function<void(Fetched)>)>;
  using Barrier = std::function<void(std::function<void()>)>;

  Topics(boost::asio::io_context& context, Fetch fetch, Barrier barrier);

  /// `done` is called with the content at `revision` or later, at once where it is kept.
  void get(const std::string& topic, std::uint64_t revision, Done done);

 private:
  struct Entry {
    std::weak_ptr<const TopicContent> content;  ///< lives as long as somebody sends it
    std::vector<std::pair<std::uint64_t, Done>> waiting;
    std::size_t asked = 0;  ///< of those: the first, who were there when it was fetched
  };
  void fetch(const std::string& topic);
  void fetched(const std::string& topic, const Fetched& answer);
  void give(const std::string& topic, const std::shared_ptr<const TopicContent>& content);

  boost::asio::io_context& context_;
  Fetch fetch_;
  Barrier barrier_;
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace feedd::daemon::push
