#include "daemon/ids.hpp"

#include "content/store/id_ledger.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace feedd::daemon {

content::Result<std::string> exported_ids(content::sql::Database& database) {
  content::ArticleReader reader(database);
  return reader.reading([&] { return content::print_ids(content::read_ids(database)); });
}

std::string adopted_line(const content::Adopted& adopted) {
  namespace json = boost::json;
  json::object line{{"added", adopted.added}, {"unchanged", adopted.unchanged}};
  json::array& conflicts = line["conflicts"].emplace_array();
  for (const content::Error& conflict : adopted.conflicts) conflicts.emplace_back(conflict.to_string());
  return json::serialize(line) + '\n';
}

}  // namespace feedd::daemon
