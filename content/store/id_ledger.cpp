#include "content/store/id_ledger.hpp"

#include <algorithm>
#include <map>

namespace feedd::content {
namespace {

constexpr std::string_view first_line = "# feedd ids 1";
constexpr std::string_view kinds[] = {"tag", "author"};
constexpr std::string_view never = "-";

Timestamp instant(std::int64_t seconds) {
  return Timestamp(std::chrono::seconds(seconds));
}

void append_field(std::string& out, std::string_view field) {
  out += '\t';
  for (const char c : field) {
    if (c == '\t')
      out += "\\t";
    else if (c == '\n')
      out += "\\n";
    else if (c == '\\')
      out += "\\\\";
    else
      out += c;
  }
}

std::optional<std::string> read_field(std::string_view field) {
  std::string text;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\') {
      text += field[i];
      continue;
    }
    if (++i == field.size()) return std::nullopt;
    if (field[i] != 't' && field[i] != 'n' && field[i] != '\\') return std::nullopt;
    text += field[i] == 't' ? '\t' : field[i] == 'n' ? '\n' : '\\';
  }
  return text;
}

std::optional<std::vector<std::string>> read_fields(std::string_view line) {
  std::vector<std::string> fields;
  for (;;) {
    const std::size_t tab = line.find('\t');
    auto field = read_field(line.substr(0, tab));
    if (!field) return std::nullopt;
    fields.push_back(std::move(*field));
    if (tab == std::string_view::npos) return fields;
    line.remove_prefix(tab + 1);
  }
}

std::string joined(const std::vector<std::string>& slugs) {
  std::string text;
  for (const std::string& slug : slugs) text += (text.empty() ? "" : " ") + slug;
  return text;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> slugs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end != 0) slugs.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return slugs;
}

/// `2020-09-17T14:05:00Z` and nothing else.
std::optional<Timestamp> read_instant(const std::string& text) {
  const auto time = parse_date(text);
  if (!time || to_rfc3339(*time) != text) return std::nullopt;
  return time;
}

/// Sorted, each once, and without the slug it has now.
std::vector<std::string> old_slugs_of(std::string_view text, const std::string& slug) {
  std::vector<std::string> slugs = split(text);
  std::sort(slugs.begin(), slugs.end());
  slugs.erase(std::unique(slugs.begin(), slugs.end()), slugs.end());
  std::erase(slugs, slug);
  return slugs;
}

/// Why a line cannot be taken; nothing where it was.
const char* take_line(const std::vector<std::string>& fields, IdLedger& ledger) {
  if (fields.front() == "site") {
    if (fields.size() != 2) return "a site has one field, its id";
    ledger.site_id = fields[1];
    return nullptr;
  }
  if (fields.front() == "article") {
    if (fields.size() != 8 || fields[1].empty() || fields[2].empty() || fields[3].empty())
      return "an article has seven fields: id, path, slug, old slugs, published, updated, withdrawn";
    const auto published = read_instant(fields[5]);
    const auto updated = read_instant(fields[6]);
    const auto withdrawn = fields[7] == never ? Timestamp{} : read_instant(fields[7]);
    if (!published || !updated || !withdrawn) return "a time must be like 2020-09-17T14:05:00Z";
    ledger.articles.push_back(
        {fields[1], fields[2], fields[3], old_slugs_of(fields[4], fields[3]), *published, *updated, *withdrawn});
    return nullptr;
  }
  if (fields.front() != "term") return "a line begins with site, article or term";
  if (fields.size() != 5 || (fields[1] != kinds[0] && fields[1] != kinds[1]) || fields[2].empty() || fields[3].empty())
    return "a term has four fields: tag or author, name, slug, label";
  ledger.terms.push_back({fields[1] == kinds[0] ? TermKind::tag : TermKind::author, fields[2], fields[3], fields[4]});
  return nullptr;
}

}  // namespace

IdLedger read_ids(sql::Database& database, std::int64_t site) {
  IdLedger ledger;
  database.run("SELECT id FROM site WHERE site = $1", {site},
               [&](const sql::Row& row) { ledger.site_id = row.text(0); });
  std::map<std::int64_t, std::vector<std::string>> slugs;
  database.run(
      "SELECT s.article, s.slug FROM article_slug s JOIN article a ON a.article = s.article"
      " WHERE s.site = $1 AND s.slug <> a.slug ORDER BY s.slug",
      {site}, [&](const sql::Row& row) { slugs[row.integer(0)].emplace_back(row.text(1)); });
  database.run(
      "SELECT article, id, path, slug, published, updated, withdrawn FROM article WHERE site = $1", {site},
      [&](const sql::Row& row) {
        const auto found = slugs.find(row.integer(0));
        ledger.articles.push_back({std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3)),
                                   found == slugs.end() ? std::vector<std::string>{} : found->second,
                                   instant(row.integer(4)), instant(row.integer(5)), instant(row.integer(6))});
      });
  database.run("SELECT kind, name, slug, label FROM term WHERE site = $1", {site}, [&](const sql::Row& row) {
    ledger.terms.push_back({static_cast<TermKind>(row.integer(0)), std::string(row.text(1)), std::string(row.text(2)),
                            std::string(row.text(3))});
  });
  std::sort(ledger.articles.begin(), ledger.articles.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  std::sort(ledger.terms.begin(), ledger.terms.end(), [](const auto& a, const auto& b) {
    return std::pair(a.kind, std::string_view(a.name)) < std::pair(b.kind, std::string_view(b.name));
  });
  return ledger;
}

std::string print_ids(const IdLedger& ledger) {
  std::string text(first_line);
  text += "\nsite";
  append_field(text, ledger.site_id);
  for (const IdRecord& article : ledger.articles) {
    text += "\narticle";
    for (const std::string* field : {&article.id, &article.path, &article.slug}) append_field(text, *field);
    append_field(text, joined(article.old_slugs));
    append_field(text, to_rfc3339(article.published));
    append_field(text, to_rfc3339(article.updated));
    append_field(text, article.withdrawn == Timestamp{} ? std::string(never) : to_rfc3339(article.withdrawn));
  }
  for (const TermRecord& term : ledger.terms) {
    text += "\nterm";
    append_field(text, kinds[term.kind == TermKind::tag ? 0 : 1]);
    for (const std::string* field : {&term.name, &term.slug, &term.label}) append_field(text, *field);
  }
  return text + '\n';
}

Result<IdLedger> parse_ids(std::string_view text, std::string_view subject) {
  IdLedger ledger;
  int number = 0;
  const auto refuse = [&](const char* reason) { return Error{"ids", std::string(subject), reason, {number, 1}}; };
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (number == 1 && line != first_line) return refuse("not a ledger of ids: its first line is `# feedd ids 1`");
    if (line.empty() || line.starts_with('#')) continue;
    const auto fields = read_fields(line);
    if (!fields) return refuse("a backslash stands before t, n or a backslash only");
    if (const char* reason = take_line(*fields, ledger)) return refuse(reason);
  }
  if (number == 0) return refuse("empty");
  return ledger;
}

}  // namespace feedd::content
