// What can be made of an arrival before the store's thread takes it.
#include "content/digest.hpp"
#include "content/store/article_store.hpp"
#include "content/store/packed_text.hpp"

namespace feedd::content {
namespace {

void add(Digest& digest, std::string_view field) {
  digest.add(std::to_string(field.size()) + ':');
  digest.add(field);
}

void add(Digest& digest, const std::optional<Timestamp>& time) {
  add(digest, time ? std::to_string(time->time_since_epoch().count()) : std::string_view("-"));
}

/// Digest of everything a reader could see of the article: equal means nothing changed.
std::string state_digest(const SourceArticle& article) {
  Digest all;
  // A slug that is made of the file's name is none of the article's words: it keeps its address over a rename.
  add(all, article.slug_given ? std::string_view(article.slug) : std::string_view());
  for (const std::string* field : {&article.id, &article.title, &article.summary, &article.content, &article.language,
                                   &article.rights, &article.photo_credit, &article.section, &article.url})
    add(all, *field);
  for (const auto* list : {&article.authors, &article.tags, &article.aliases}) {
    add(all, std::to_string(list->size()));
    for (const std::string& label : *list) add(all, label);
  }
  add(all, article.published);
  add(all, article.updated);
  add(all, article.expires);
  add(all, article.draft ? "draft" : "");
  if (const std::string details = write_details(article.details); !details.empty()) add(all, details);
  for (const Media& media : article.media) {
    for (const std::string* field : {&media.url, &media.type, &media.alt, &media.credit}) add(all, *field);
    add(all, std::to_string(media.length_bytes));
  }
  return all.hex();
}

}  // namespace

std::string text_digest(std::string_view title, std::string_view content) {
  Digest text;
  add(text, title);
  add(text, content);
  return text.hex();
}

void Arrival::seal() {
  state_digest = content::state_digest(article);
  text_digest = content::text_digest(article.title, article.content);
  texts = pack_texts(article.content, article.source_text);
  article.content = {};
  article.source_text = {};
}

}  // namespace feedd::content
