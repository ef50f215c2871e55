#include "feeds/check/check.hpp"

#include "content/sources/charset.hpp"
#include "content/sources/feed_import.hpp"
#include "content/text.hpp"
#include "feeds/check/dialects.hpp"
#include "feeds/check/json_lines.hpp"
#include "feeds/check/node.hpp"
#include "feeds/check/shown.hpp"
#include "feeds/check/strict_xml.hpp"
#include "feeds/check/visit.hpp"

#include <algorithm>
#include <array>

namespace feedd::feeds::check {
namespace {

/// Validators and several readers read no further.
constexpr std::size_t large_bytes = 2'000'000;

void add_error(Findings& findings, content::Error error, std::string_view spec) {
  findings.add({Level::error, std::move(error.operation), spec, visible(error.reason), error.at, {}});
}

content::Result<void> first_error(Findings& findings) {
  if (findings.all().empty()) return {};
  Finding first = std::move(findings.take().front());
  return content::Error{std::move(first.rule), "", std::move(first.reason), {}};
}

Space unprefixed_in(Dialect dialect) {
  switch (dialect) {
    case Dialect::atom:
      return Space::atom;
    case Dialect::rdf:
      return Space::rss1;
    default:
      return Space::none;
  }
}

/// Looks at the roots of a text, which must be as many as `names`.
template <std::size_t N>
std::vector<Node> roots_named(Findings& findings, const Document& document,
                              const std::pair<Space, const char*> (&names)[N]) {
  std::vector<Node> roots = document.roots();
  const bool right = roots.size() == N &&
                     std::equal(roots.begin(), roots.end(), names,
                                [](const Node& root, const auto& name) { return root.is(name.first, name.second); });
  if (right) return roots;
  findings.add(
      {Level::error, "well-formed", "XML 1.0 section 2.1", std::string("is no <") + names[N - 1].second + '>', {}, {}});
  return {};
}

void check_xml_fragment(Findings& findings, const Document& document, Dialect dialect) {
  if (dialect == Dialect::atom) {
    if (const auto roots = roots_named(findings, document, {{Space::atom, "entry"}}); !roots.empty())
      check_atom_entry(findings, roots.front(), true);  // our heads have an author
  } else if (dialect == Dialect::rss) {
    if (const auto roots = roots_named(findings, document, {{Space::none, "item"}}); !roots.empty())
      check_rss_item(findings, roots.front());
  } else if (const auto roots = roots_named(findings, document, {{Space::rdf, "li"}, {Space::rss1, "item"}});
             !roots.empty()) {
    if (roots.front().attribute("rdf:resource") != roots.back().attribute("rdf:about"))
      findings.add({Level::error,
                    "rdf-item-about",
                    "RSS 1.0 section 5.3.5",
                    "the channel lists another address than the item's",
                    {},
                    {}});
    check_rdf_item(findings, roots.back());
  }
}

void check_xml_document(Findings& findings, const Document& document, Dialect dialect) {
  if (dialect == Dialect::atom) {
    if (const auto roots = roots_named(findings, document, {{Space::atom, "feed"}}); !roots.empty())
      check_atom(findings, roots.front());
  } else if (dialect == Dialect::rss) {
    if (const auto roots = roots_named(findings, document, {{Space::none, "rss"}}); !roots.empty())
      check_rss(findings, roots.front());
  } else if (const auto roots = roots_named(findings, document, {{Space::rdf, "RDF"}}); !roots.empty()) {
    check_rdf(findings, roots.front());
  }
}

/// The text in UTF-8, and what is to be said of how it came.
std::string decoded(Findings& findings, std::string_view bytes, std::string_view content_type) {
  const std::string said = content::charset_parameter(content_type);
  content::Utf8Reader reader(content::chunks_of(bytes), said);
  std::string text;
  for (std::string_view piece = reader.next(); !piece.empty(); piece = reader.next()) text += piece;
  const content::Charset& charset = reader.charset();
  if (!charset.not_understood.empty())
    findings.add({Level::error,
                  "encoding",
                  "XML 1.0 section 4.3.3",
                  "the charset " + quoted(charset.not_understood) + " is not known",
                  {},
                  {}});
  if (reader.repaired() != 0 || charset.guessed)
    findings.add({Level::error,
                  "encoding",
                  "XML 1.0 section 4.3.3",
                  "there are bytes that are not of the document's charset",
                  {},
                  {}});
  else if (content::lower_ascii(charset.name) != "utf-8")
    findings.add({Level::warning,
                  "encoding",
                  "XML 1.0 section 4.3.3",
                  "is in " + shown(charset.name) + "; every reader knows UTF-8",
                  {},
                  {}});
  return text;
}

bool is_one_of(std::string_view type, std::initializer_list<std::string_view> types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

void check_content_type(Findings& findings, std::string_view content_type, const std::string& kind) {
  if (content_type.empty()) return;
  const std::string type = content::lower_ascii(content::trim(content_type.substr(0, content_type.find(';'))));
  const bool fits = kind == "JSON Feed" ? is_one_of(type, {"application/feed+json", "application/json"})
                    : kind == "Atom"    ? is_one_of(type, {"application/atom+xml", "application/xml", "text/xml"})
                    : kind == "RSS 1.0"
                        ? is_one_of(type, {"application/rdf+xml", "application/rss+xml", "application/xml", "text/xml"})
                        : is_one_of(type, {"application/rss+xml", "application/xml", "text/xml"});
  if (!fits)
    findings.add({Level::warning,
                  "content-type",
                  "RFC 9110 section 8.3",
                  "is served as " + shown(type) + ", which is not what a feed of " + kind + " is",
                  {},
                  {}});
}

/// Tells of the first `self` link that leads elsewhere.
void check_self(Findings& findings, const Node& head, std::string_view address) {
  if (address.empty()) return;
  for (const Node& node : head.children()) {
    if (!node.is(Space::atom, "link") || node.attribute("rel") != "self") continue;
    if (node.attribute("href") != address)
      findings.add(
          {Level::warning,
           "self-link",
           "RFC 4287 section 4.2.7.2",
           "says that it is at " + quoted(node.attribute("href")) + ", and was fetched from " + quoted(address),
           node.position(),
           {}});
    return;
  }
}

void judge_json(Judged& judged, Findings& findings, std::string_view text) {
  judged.kind = "JSON Feed";
  check_json(findings, text);
}

void judge_document(Judged& judged, Findings& findings, const Document& document, std::string_view address) {
  const std::vector<Node> roots = document.roots();
  if (roots.empty()) return findings.add({Level::error, "no-feed", "", "holds no element", {}, {}});
  const Node& root = roots.front();
  if (root.space() == Space::atom && (root.local_name() == "feed" || root.local_name() == "entry")) {
    judged.kind = "Atom";
    check_atom(findings, root);
    check_self(findings, root, address);
  } else if (root.is(Space::none, "rss") || root.is(Space::rdf, "RDF")) {
    const bool is_rdf = root.space() == Space::rdf;
    judged.kind = is_rdf ? "RSS 1.0" : kind_of_rss(root);
    is_rdf ? check_rdf(findings, root) : check_rss(findings, root);
    for (const Node& channel : root.children())
      if (channel.local_name() == "channel") check_self(findings, channel, address);
  } else {
    std::string reason = tag(root) + " is the root of no feed";
    reason += root.local_name() == "feed" ? "; that of Atom 1.0 is in the namespace http://www.w3.org/2005/Atom"
                                          : ": a feed begins with <rss>, <feed> or <rdf:RDF>";
    findings.add({Level::error, "no-feed", "", std::move(reason), root.position(), {}});
  }
}

/// Whether a text begins with a tag, `word` in lower case, and more of it.
bool starts_with_word(std::string_view text, std::string_view word) {
  return content::lower_ascii(text.substr(0, word.size())) == word &&
         (text.size() == word.size() || std::string_view(" \t\r\n>").find(text[word.size()]) != std::string_view::npos);
}

/// Whether a document begins as HTML does, behind the declaration of XML, comments and white space. A feed that has
/// HTML's document type is a feed all the same.
bool is_web_page(std::string_view text) {
  bool has_doctype = false;
  for (;;) {
    text = content::trim(text);
    const bool is_doctype = starts_with_word(text, "<!doctype html");
    const std::string_view end = text.starts_with("<?")     ? "?>"
                                 : text.starts_with("<!--") ? "-->"
                                 : is_doctype               ? ">"
                                                            : "";
    if (end.empty()) break;
    has_doctype = has_doctype || is_doctype;
    text.remove_prefix(std::min(text.find(end), text.size() - end.size()) + end.size());
  }
  if (!has_doctype) return starts_with_word(text, "<html");
  constexpr std::array<std::string_view, 3> of_feeds = {"<rss", "<feed", "<rdf:rdf"};
  return std::none_of(of_feeds.begin(), of_feeds.end(),
                      [&](std::string_view root) { return starts_with_word(text, root); });
}

void judge_xml(Judged& judged, Findings& findings, std::string_view text, std::string_view address) {
  constexpr const char* spec = "XML 1.0 section 2.1";
  if (const auto strict = is_well_formed(text); !strict) return add_error(findings, strict.error(), spec);
  if (text.find("<!DOCTYPE") == std::string_view::npos) {
    const auto document = Document::parse(text);
    if (!document) return add_error(findings, document.error(), spec);
    return judge_document(judged, findings, **document, address);
  }
  const Expanded expanded = expand_entities(text);
  const auto document = Document::parse(expanded);
  if (!document) return add_error(findings, document.error(), spec);
  judge_document(judged, findings, **document, address);
  if (expanded.has_unknown)
    findings.add(
        {Level::warning,
         "doctype",
         "XML 1.0 section 4.4.3",
         "uses entities of a DTD that is elsewhere: readers do not fetch it; what holds them is not looked into",
         {},
         {}});
}

/// Why what is no feed at all is none; empty where it may be one.
std::string_view why_no_feed(std::string_view text) {
  if (text.empty()) return "is empty";
  if (text.front() == '[') return "is an array of JSON; a JSON Feed is an object";
  if (is_web_page(text)) return "is a web page; its feed may be named in a <link rel=\"alternate\"> of its head";
  return {};
}

void place_in_json(std::vector<Finding>& findings, std::string_view text) {
  std::vector<std::string> paths;
  paths.reserve(findings.size());
  for (const Finding& one : findings) paths.push_back(one.path);
  const auto positions = json_positions(text, paths);
  for (std::size_t at = 0; at < positions.size(); ++at)
    if (findings[at].at.line == 0) findings[at].at = positions[at];
}

}  // namespace

content::Result<void> check_fragment(Dialect dialect, std::string_view fragment) {
  Findings findings(Author::ours, 1);
  if (dialect == Dialect::json_feed) {
    check_json_item(findings, fragment);
    return first_error(findings);
  }
  const auto document = Document::parse(fragment, unprefixed_in(dialect));
  if (!document) return document.error();
  check_xml_fragment(findings, **document, dialect);
  return first_error(findings);
}

content::Result<void> check_head(Dialect dialect, std::string_view document) {
  Findings findings(Author::ours, 1);
  if (dialect == Dialect::json_feed) {
    check_json(findings, document);
    return first_error(findings);
  }
  const auto parsed = Document::parse(document);
  if (!parsed) return parsed.error();
  check_xml_document(findings, **parsed, dialect);
  return first_error(findings);
}

bool Judged::is_valid() const {
  return std::none_of(findings.begin(), findings.end(), [](const Finding& one) { return one.level == Level::error; });
}

Judged judge(std::string_view bytes, std::string_view content_type, std::string_view address) {
  Judged judged;
  Findings findings;
  const std::string text = decoded(findings, bytes, content_type);
  const std::string_view document = content::trim(text);
  if (bytes.size() > large_bytes)
    findings.add({Level::warning, "size", "", "is larger than 2 MB: several readers stop before its end", {}, {}});
  const bool is_json = document.starts_with('{');
  if (const std::string_view why = why_no_feed(document); !why.empty())
    findings.add({Level::error, "no-feed", "", std::string(why), {}, {}});
  else if (is_json)
    judge_json(judged, findings, text);
  else
    judge_xml(judged, findings, text, address);
  if (!judged.kind.empty()) check_content_type(findings, content_type, judged.kind);
  judged.untold = findings.untold();
  judged.findings = findings.take();
  if (is_json) place_in_json(judged.findings, text);
  std::stable_sort(judged.findings.begin(), judged.findings.end(), [](const Finding& one, const Finding& other) {
    return std::pair(one.at.line, one.at.column) < std::pair(other.at.line, other.at.column);
  });
  return judged;
}

}  // namespace feedd::feeds::check
