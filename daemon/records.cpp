#include "daemon/records.hpp"

#include "feeds/formats/format.hpp"

#include <map>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace feedd::daemon {
namespace {

namespace json = boost::json;

json::array labels(const std::vector<content::Term>& terms) {
  json::array list;
  for (const content::Term& term : terms) list.emplace_back(term.label);
  return list;
}

}  // namespace

json::object list_record(const feeds::Site& site, const content::Article& article) {
  return {{"id", article.id},
          {"slug", article.slug},
          {"url", site.article_url(article)},
          {"title", article.title},
          {"authors", labels(article.authors)},
          {"published", content::to_rfc3339(article.published)},
          {"updated", content::to_rfc3339(article.updated)},
          {"tags", labels(article.tags)},
          {"language", article.language.empty() ? site.language : article.language},
          {"status", content::to_string(article.status)},
          {"source", article.path}};
}

json::object show_record(const feeds::Site& site, const content::Article& article, const feeds::Site::PageOf& page_of) {
  feeds::Site whole = site;
  whole.full_text = true;
  const feeds::Entry entry = feeds::make_entry(whole, article, feeds::Text::noted, page_of);
  json::object record = list_record(site, article);
  record["summary"] = article.summary;
  record["content_html"] = entry.content;
  record["rights"] = article.rights;
  record["photo_credit"] = article.photo_credit;
  json::array& media = record["media"].emplace_array();
  for (const content::Media& item : entry.media)
    media.push_back(
        json::object{{"url", item.url}, {"type", item.type}, {"length", item.length_bytes}, {"alt", item.alt}});
  record["revision"] = article.revision;
  return record;
}

content::Result<std::string> list_lines(const feeds::Site& site, content::ArticleReader& reader,
                                        const std::vector<std::pair<std::string, std::string>>& problems) {
  std::map<std::string_view, std::string_view> open(problems.begin(), problems.end());
  std::string lines;
  const auto read = reader.reading([&] {
    reader.each([&](const content::Article& article) {
      json::object record = list_record(site, article);
      if (const auto problem = open.extract(article.path); !problem.empty()) record["problem"] = problem.mapped();
      lines += json::serialize(record) + '\n';
    });
    return true;
  });
  if (!read) return read.error();
  for (const auto& [path, problem] : open) {
    const json::object record{{"id", ""},
                              {"slug", ""},
                              {"url", ""},
                              {"title", ""},
                              {"authors", json::array{}},
                              {"published", nullptr},
                              {"updated", nullptr},
                              {"tags", json::array{}},
                              {"language", ""},
                              {"status", "quarantined"},
                              {"source", path},
                              {"problem", problem}};
    lines += json::serialize(record) + '\n';
  }
  return lines;
}

content::Result<std::string> show_line(const feeds::Site& site, content::ArticleReader& reader,
                                       const std::string& id_slug_or_path) {
  const auto record = reader.reading([&]() -> std::optional<json::object> {
    const auto key = reader.find(id_slug_or_path);
    const auto article = key ? reader.load(*key, content::ArticleReader::Parts::whole) : std::nullopt;
    if (!article) return std::nullopt;
    return show_record(site, *article, feeds::page_of(site, reader));
  });
  if (!record) return record.error();
  if (!*record)
    return content::Error{"show", id_slug_or_path, "no article has this id, slug or path; `feedd list` shows them"};
  return json::serialize(**record) + '\n';
}

}  // namespace feedd::daemon
