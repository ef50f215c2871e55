#include "daemon/delivered.hpp"

#include "content/digest.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace feedd::daemon {
namespace {

namespace json = boost::json;
using content::SourceArticle;
using content::Timestamp;

/// The texts of an article under their names.
constexpr std::pair<const char*, std::string SourceArticle::*> texts[] = {
    {"path", &SourceArticle::path},
    {"id", &SourceArticle::id},
    {"slug", &SourceArticle::slug},
    {"title", &SourceArticle::title},
    {"summary", &SourceArticle::summary},
    {"content", &SourceArticle::content},
    {"language", &SourceArticle::language},
    {"rights", &SourceArticle::rights},
    {"photo_credit", &SourceArticle::photo_credit},
    {"section", &SourceArticle::section},
    {"url", &SourceArticle::url},
    {"source_text", &SourceArticle::source_text}};
constexpr std::pair<const char*, std::vector<std::string> SourceArticle::*> lists[] = {
    {"authors", &SourceArticle::authors},
    {"tags", &SourceArticle::tags},
    {"aliases", &SourceArticle::aliases},
    {"files", &SourceArticle::files}};
constexpr std::pair<const char*, std::optional<Timestamp> SourceArticle::*> instants[] = {
    {"published", &SourceArticle::published},
    {"updated", &SourceArticle::updated},
    {"expires", &SourceArticle::expires}};
constexpr std::pair<const char*, bool SourceArticle::*> flags[] = {
    {"draft", &SourceArticle::draft}, {"slug_given", &SourceArticle::slug_given}, {"minor", &SourceArticle::minor}};
constexpr std::pair<const char*, std::string content::Media::*> media_texts[] = {{"url", &content::Media::url},
                                                                                 {"type", &content::Media::type},
                                                                                 {"alt", &content::Media::alt},
                                                                                 {"credit", &content::Media::credit}};

json::object to_json(const SourceArticle& article) {
  json::object out;
  for (const auto& [name, member] : texts) out[name] = article.*member;
  for (const auto& [name, member] : lists) out[name] = json::array((article.*member).begin(), (article.*member).end());
  for (const auto& [name, member] : instants)
    if (article.*member) out[name] = (*(article.*member)).time_since_epoch().count();
  for (const auto& [name, member] : flags) out[name] = article.*member;
  out["origin"] = static_cast<int>(article.origin);
  out["details"] = content::write_details(article.details);
  json::array& media = out["media"].emplace_array();
  for (const content::Media& item : article.media) {
    json::object one{{"length", item.length_bytes}};
    for (const auto& [name, member] : media_texts) one[name] = item.*member;
    media.push_back(std::move(one));
  }
  return out;
}

/// Throws what json's accessors throw where something is of another kind.
SourceArticle read_article(const json::object& in) {
  SourceArticle article;
  const auto text = [](const json::value& value) { return std::string(value.as_string()); };
  for (const auto& [name, member] : texts) article.*member = text(in.at(name));
  for (const auto& [name, member] : lists)
    for (const json::value& item : in.at(name).as_array()) (article.*member).push_back(text(item));
  for (const auto& [name, member] : instants)
    if (const json::value* value = in.if_contains(name))
      article.*member = Timestamp(std::chrono::seconds(value->to_number<std::int64_t>()));
  for (const auto& [name, member] : flags) article.*member = in.at(name).as_bool();
  article.origin = in.at("origin").to_number<int>() == static_cast<int>(content::Origin::imported)
                       ? content::Origin::imported
                       : content::Origin::published;
  article.details = content::read_details(text(in.at("details")));
  for (const json::value& value : in.at("media").as_array()) {
    content::Media item;
    for (const auto& [name, member] : media_texts) item.*member = text(value.as_object().at(name));
    item.length_bytes = value.as_object().at("length").to_number<std::uint64_t>();
    article.media.push_back(std::move(item));
  }
  return article;
}

}  // namespace

json::object deliver_request(const std::vector<SourceArticle>& articles, Telling telling) {
  json::object request{{"command", "deliver"}, {"quiet", telling == Telling::nobody}};
  json::array& list = request["articles"].emplace_array();
  for (const SourceArticle& article : articles) list.push_back(to_json(article));
  return request;
}

Telling read_telling(const json::object& request) {
  const json::value* quiet = request.if_contains("quiet");
  return quiet != nullptr && quiet->is_bool() && quiet->get_bool() ? Telling::nobody : Telling::everyone;
}

content::Result<std::vector<SourceArticle>> read_articles(const json::object& request) {
  std::vector<SourceArticle> articles;
  try {
    for (const json::value& value : request.at("articles").as_array())
      articles.push_back(read_article(value.as_object()));
  } catch (const std::exception& error) {
    return content::Error{"deliver", "", std::string("the request is of another version of feedd: ") + error.what()};
  }
  return articles;
}

std::string to_line(const DeliveryReport& report) {
  json::object out{
      {"added", report.added}, {"updated", report.updated}, {"unchanged", report.unchanged}, {"kept", report.kept}};
  json::array& refused = out["refused"].emplace_array();
  for (const content::Error& error : report.refused)
    refused.push_back(json::object{{"rule", error.operation}, {"source", error.subject}, {"reason", error.reason}});
  return json::serialize(out) + '\n';
}

content::Result<DeliveryReport> read_report(const std::string& line) {
  DeliveryReport report;
  try {
    const json::value parsed = json::parse(line);
    const json::object& in = parsed.as_object();
    report.added = in.at("added").to_number<std::size_t>();
    report.updated = in.at("updated").to_number<std::size_t>();
    report.unchanged = in.at("unchanged").to_number<std::size_t>();
    report.kept = in.at("kept").to_number<std::size_t>();
    for (const json::value& value : in.at("refused").as_array()) {
      const auto text = [&](const char* key) { return std::string(value.as_object().at(key).as_string()); };
      report.refused.emplace_back(text("rule"), text("source"), text("reason"));
    }
  } catch (const std::exception& error) {
    return content::Error{"deliver", "", std::string("the daemon's answer cannot be read: ") + error.what()};
  }
  return report;
}

content::Batch delivery_batch(std::vector<SourceArticle> articles, Telling telling, Timestamp now) {
  content::Batch batch;
  batch.quiet = telling == Telling::nobody;
  for (SourceArticle& article : articles) {
    content::Arrival arrival;
    if (article.path.empty()) article.path = article.id;
    arrival.modified = std::min(article.updated.value_or(now), now);
    arrival.digest = content::digest_hex(article.title + '\n' + article.source_text);
    arrival.article = std::move(article);
    arrival.seal();
    batch.arrivals.push_back(std::move(arrival));
  }
  return batch;
}

DeliveryReport delivery_report(content::Committed committed, std::size_t count) {
  DeliveryReport report;
  for (const content::Change& change : committed.changes)
    ++(change.kind == content::Change::Kind::added ? report.added : report.updated);
  report.refused = std::move(committed.refused);
  report.kept = committed.kept;
  const std::size_t told = report.added + report.updated + report.kept + report.refused.size();
  report.unchanged = told < count ? count - told : 0;
  return report;
}

std::string change_lines(const content::Committed& committed) {
  std::string lines;
  for (const content::Change& change : committed.changes)
    lines += json::serialize(json::object{{"change", content::to_string(change.kind)},
                                          {"id", change.id},
                                          {"slug", change.slug},
                                          {"source", change.path},
                                          {"status", content::to_string(change.status)}}) +
             '\n';
  return lines;
}

}  // namespace feedd::daemon
