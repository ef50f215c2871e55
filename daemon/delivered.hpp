// What a delivery is on its way to the store: articles and reports as JSON between the command and the daemon, and the
// batch they become on either side.
#pragma once

#include "content/store/article_store.hpp"
#include "daemon/delivery.hpp"

#include <cstddef>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

namespace feedd::daemon {

/// A request of the control socket: `{"command":"deliver","quiet":false,"articles":[…]}`.
[[nodiscard]] boost::json::object deliver_request(const std::vector<content::SourceArticle>& articles, Telling telling);
[[nodiscard]] Telling read_telling(const boost::json::object& request);
/// The articles of one; an Error where it is none, or where one of them lies in a folder.
[[nodiscard]] content::Result<std::vector<content::SourceArticle>> read_articles(const boost::json::object& request);

/// A report as one line of JSON, and read back.
[[nodiscard]] std::string to_line(const DeliveryReport& report);
[[nodiscard]] content::Result<DeliveryReport> read_report(const std::string& line);

/// Sealed. An article without a date is of `now`; one without a name goes by its id.
[[nodiscard]] content::Batch delivery_batch(std::vector<content::SourceArticle> articles, Telling telling,
                                            content::Timestamp now);
/// What became of a batch of `count` articles.
[[nodiscard]] DeliveryReport delivery_report(content::Committed committed, std::size_t count);

/// Changes as objects of one line each: `change id slug source status`.
[[nodiscard]] std::string change_lines(const content::Committed& committed);

}  // namespace feedd::daemon
