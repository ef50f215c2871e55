// From documents to batches of articles: which format a page is in, which page comes next, what is reported.
#include "content/sources/feed_import.hpp"

#include "content/digest.hpp"
#include "content/sources/feed_article.hpp"
#include "content/sources/feed_elements.hpp"
#include "content/sources/json_feed_reader.hpp"
#include "content/sources/wxr_entry.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <unordered_set>

namespace feedd::content {
namespace {

constexpr std::size_t batch_articles = 200;
constexpr std::size_t batch_bytes = 4U << 20;
constexpr std::size_t chunk_bytes = 64U << 10;

/// One import on its way through the pages of a feed.
class Import {
 public:
  Import(const FetchPage& fetch, const TakeArticles& take, const ImportOptions& options)
      : fetch_(fetch), take_(take), options_(options) {}

  Result<ImportReport> run(const FeedDocument& document);

 private:
  Result<void> read_page(const FeedDocument& document);
  Result<void> read_xml(const FeedDocument& document, Utf8Reader& reader, std::string_view first);
  Result<void> read_json(const FeedDocument& document, Utf8Reader& reader, std::string_view first);
  Result<void> read_step(const XmlStep& step, const FeedDocument& document);
  Result<void> read_item(const XmlElement& item, const FeedDocument& document);
  void gather_export(const FeedDocument& document);
  Result<void> take_entry(FeedEntry entry, const std::string& name);
  bool tell_apart(SourceArticle& article, const std::string& link);
  Result<void> flush();
  void note_document(const Utf8Reader& reader, const Repairs& repairs, const std::string& name);
  [[nodiscard]] std::optional<FeedDocument> following();
  void refuse(Error error);
  void warn(Error error);

  const FetchPage& fetch_;
  const TakeArticles& take_;
  const ImportOptions& options_;
  ImportReport report_;
  FeedHead head_;                               ///< of the page being read
  std::optional<WxrSite> export_;               ///< once the document is known to be one
  std::set<std::string> visited_;               ///< addresses of pages
  std::unordered_set<std::uint64_t> seen_;      ///< digests of the ids met
  std::unordered_set<std::uint64_t> ids_here_;  ///< on this page
  std::unordered_set<std::uint64_t> links_here_;
  std::vector<SourceArticle> batch_;
  std::size_t batch_bytes_ = 0;
};

void Import::refuse(Error error) {
  ++report_.refused_count;
  if (report_.refused.size() < max_listed) report_.refused.push_back(std::move(error));
}

void Import::warn(Error error) {
  ++report_.warnings_count;
  if (report_.warnings.size() < max_listed) report_.warnings.push_back(std::move(error));
}

Result<void> Import::flush() {
  if (batch_.empty()) return {};
  const std::size_t count = batch_.size();
  std::vector<SourceArticle> batch;
  std::swap(batch, batch_);
  batch_bytes_ = 0;
  if (Result<void> taken = take_(std::move(batch)); !taken) return taken;
  report_.taken += count;
  return {};
}

/// Two entries of one id on one page are two articles where their links differ, and the second goes by its link.
bool Import::tell_apart(SourceArticle& article, const std::string& link) {
  const bool new_id = ids_here_.insert(digest64(article.id)).second;
  const bool new_link = !link.empty() && links_here_.insert(digest64(link)).second;
  if (new_id) return true;
  if (!new_link || !ids_here_.insert(digest64(link)).second) return false;
  article.warnings.push_back("that is the id of an entry before it: goes by its link, " + link);
  identify(article, link, head_.link);
  return true;
}

Result<void> Import::take_entry(FeedEntry entry, const std::string& name) {
  const Position at = entry.at;
  const std::string link = entry.link;
  Result<SourceArticle> article = make_article(std::move(entry), head_, name, options_);
  if (!article) {
    refuse(article.error());
    return {};
  }
  if (!tell_apart(*article, link)) {
    refuse({"duplicate-id", name, "the id " + article->id + " is that of an entry before it, which was kept", at});
    return {};
  }
  if (!seen_.insert(digest64(article->id)).second) {
    ++report_.duplicates;
    return {};
  }
  for (const std::string& warning : article->warnings) warn({"entry", name, article->id + ": " + warning, at});
  batch_bytes_ += article->content.size() + article->source_text.size();
  batch_.push_back(std::move(*article));
  return batch_.size() >= batch_articles || batch_bytes_ >= batch_bytes ? flush() : Result<void>();
}

/// The first reading of a WordPress export: who the authors are and where the attachments lie.
void Import::gather_export(const FeedDocument& document) {
  export_.emplace();
  Utf8Reader reader(document.open(), charset_parameter(document.content_type));
  XmlDocument xml([&] { return reader.next(); }, document.address,
                  [](std::string_view name) { return is_unread_in_wxr(name) || name == "content:encoded"; });
  FeedHead head;
  for (XmlStep step = xml.next(); step.kind != XmlStep::Kind::done; step = xml.next()) {
    if (step.kind != XmlStep::Kind::element) continue;
    if (is_entry(step.element)) {
      gather_wxr_item(step.element, head, *export_);
    } else {
      gather_wxr_head(step.element, *export_);
      read_head_element(step.element, head);
    }
  }
}

Result<void> Import::read_item(const XmlElement& item, const FeedDocument& document) {
  ++report_.read;
  if (export_)
    if (const auto what = skipped_in_wxr(item)) {
      ++report_.skipped[*what];
      return {};
    }
  FeedEntry entry = read_entry_element(item, head_);
  if (export_) complete_wxr_entry(item, *export_, entry);
  if (entry.draft && !options_.keep_drafts) {
    ++report_.skipped["draft"];
    return {};
  }
  return take_entry(std::move(entry), document.name);
}

Result<void> Import::read_step(const XmlStep& step, const FeedDocument& document) {
  const XmlElement& element = step.element;
  switch (step.kind) {
    case XmlStep::Kind::element:
      if (is_entry(element)) return read_item(element, document);
      read_head_element(element, head_);
      if (!export_ && element.name == "wp:wxr_version") gather_export(document);
      break;
    case XmlStep::Kind::oversize:
    case XmlStep::Kind::cut_off:
      if (!is_entry(element)) break;
      ++report_.read;
      if (step.kind == XmlStep::Kind::oversize)
        refuse({"too-large", document.name, "the entry is larger than any article may be", element.at});
      else
        refuse({"cut-off", document.name, "the document ends within this entry", element.at});
      break;
    case XmlStep::Kind::open:
    case XmlStep::Kind::done:
      break;
  }
  return {};
}

Result<void> Import::read_xml(const FeedDocument& document, Utf8Reader& reader, std::string_view first) {
  bool first_given = false;
  const auto next = [&] {
    if (first_given) return reader.next();
    first_given = true;
    return first;
  };
  XmlDocument xml(next, document.address, is_unread_in_wxr);
  bool is_feed = false;
  std::string root;
  for (XmlStep step = xml.next(); step.kind != XmlStep::Kind::done; step = xml.next()) {
    if (step.kind == XmlStep::Kind::open) {
      if (root.empty()) root = step.element.name;
      is_feed = read_format(step.element, head_) || is_feed;
      if (is_feed && !export_ && xml.declares("wp")) gather_export(document);
      continue;
    }
    if (!is_feed) break;
    if (Result<void> done = read_step(step, document); !done) return done;
  }
  note_document(reader, xml.repairs(), document.name);
  if (is_feed) return {};
  std::string reason = "neither RSS, Atom, JSON Feed nor a WordPress export";
  if (root == "html" || root == "xhtml:html") reason += ": an HTML page; give the address of its feed";
  return Error{"feed", document.name, reason};
}

Result<void> Import::read_json(const FeedDocument& document, Utf8Reader& reader, std::string_view first) {
  std::string text(first);
  for (std::string_view more = reader.next(); !more.empty(); more = reader.next()) {
    if (text.size() + more.size() > max_json_bytes)
      return Error{"too-large", document.name, "a JSON Feed of more than 256 MiB"};
    text += more;
  }
  Result<JsonFeed> feed = read_json_feed(text, document.name, document.address);
  if (!feed) return feed.error();
  head_ = std::move(feed->head);
  report_.read += feed->entries.size() + feed->refused.size();
  for (Error& error : feed->refused) refuse(std::move(error));
  for (FeedEntry& entry : feed->entries)
    if (Result<void> done = take_entry(std::move(entry), document.name); !done) return done;
  note_document(reader, {}, document.name);
  return {};
}

/// Adds what was mended, and of the first document what it is.
void Import::note_document(const Utf8Reader& reader, const Repairs& repairs, const std::string& name) {
  for (const auto& [what, count] : repairs) report_.repairs[what] += count;
  const Charset& charset = reader.charset();
  if (reader.repaired() > 0) report_.repairs["bytes that are not " + charset.name] += reader.repaired();
  if (charset.guessed)
    warn({"charset", name, "the document names no charset and is not UTF-8: read as " + charset.name});
  if (!charset.not_understood.empty())
    warn({"charset", name,
          "unknown charset " + shorten(collapse_space(clean_text(charset.not_understood).text), 40) + ": read as " +
              charset.name});
  if (report_.pages > 1) return;
  report_.charset = charset.name;
  report_.format = export_ ? "WXR" + (export_->version.empty() ? "" : " " + export_->version) : head_.format;
  report_.title = head_.title;
  report_.description = head_.description;
  report_.link = head_.link;
  report_.language = head_.language;
  report_.rights = head_.rights;
}

Result<void> Import::read_page(const FeedDocument& document) {
  ++report_.pages;
  head_ = {};
  head_.address = document.address;
  ids_here_.clear();
  links_here_.clear();
  Utf8Reader reader(document.open(), charset_parameter(document.content_type));
  std::string_view first = reader.next();
  while (!first.empty() && trim(first).empty()) first = reader.next();
  if (first.empty()) return Error{"empty", document.name, "there is nothing in it"};
  return trim(first).starts_with('{') ? read_json(document, reader, first) : read_xml(document, reader, first);
}

/// The page that this one says comes next: an archive, or the next of a paged feed.
std::optional<FeedDocument> Import::following() {
  const std::string& address = head_.prev_archive.empty() ? head_.next : head_.prev_archive;
  if (address.empty() || visited_.contains(address)) return std::nullopt;
  if (!fetch_ || report_.pages >= options_.max_pages) {
    warn({"pages", address,
          fetch_ ? "not read: that would be more pages than allowed"
                 : "the feed goes on there: import that address too"});
    return std::nullopt;
  }
  visited_.insert(address);
  Result<FeedDocument> document = fetch_(address);
  if (document) return std::move(*document);
  warn(document.error());
  return std::nullopt;
}

Result<ImportReport> Import::run(const FeedDocument& document) {
  visited_.insert(document.address);
  if (Result<void> done = read_page(document); !done) return done.error();
  for (std::optional<FeedDocument> page = following(); page; page = following()) {
    Result<void> done = read_page(*page);
    if (done) continue;
    if (done.error().subject != page->name) return done.error();  // the store's, not the page's
    warn(done.error());
    break;
  }
  if (Result<void> done = flush(); !done) return done.error();
  return std::move(report_);
}

}  // namespace

ChunkReader chunks_of(std::string_view text) {
  return [text]() mutable {
    const std::string_view chunk = text.substr(0, chunk_bytes);
    text.remove_prefix(chunk.size());
    return chunk;
  };
}

Result<ImportReport> import_feed(const FeedDocument& document, const FetchPage& fetch, const TakeArticles& take,
                                 const ImportOptions& options) {
  return Import(fetch, take, options).run(document);
}

}  // namespace feedd::content
