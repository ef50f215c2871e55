// What can be made of an arrival before the store's thread takes it.
#include "content/digest.hpp"
#include "content/store/article_store.hpp"
#include "content/store/packed_text.hpp"

namespace feedd::content {
namespace {

void append(std::string& out, std::string_view field) {
  out += std::to_string(field.size());
  out += ':';
  out += field;
}

void append(std::string& out, const std::optional<Timestamp>& time) {
  append(out, time ? std::to_string(time->time_since_epoch().count()) : std::string_view("-"));
}

/// Digest of everything a reader could see of the article: equal means nothing changed.
std::string state_digest(const SourceArticle& article) {
  std::string all;
  all.reserve(article.content.size() + 512);
  for (const std::string* field :
       {&article.id, &article.slug, &article.title, &article.summary, &article.content, &article.language,
        &article.rights, &article.photo_credit, &article.section, &article.url})
    append(all, *field);
  for (const auto* list : {&article.authors, &article.tags, &article.aliases}) {
    append(all, std::to_string(list->size()));
    for (const std::string& label : *list) append(all, label);
  }
  append(all, article.published);
  append(all, article.updated);
  append(all, article.expires);
  append(all, article.draft ? "draft" : "");
  for (const Media& media : article.media) {
    for (const std::string* field : {&media.url, &media.type, &media.alt, &media.credit}) append(all, *field);
    append(all, std::to_string(media.length_bytes));
  }
  return digest_hex(all);
}

/// Digest of what a reader would call the article: its edit is a significant one.
std::string text_digest(const SourceArticle& article) {
  std::string text;
  text.reserve(article.title.size() + article.content.size() + 16);
  append(text, article.title);
  append(text, article.content);
  return digest_hex(text);
}

}  // namespace

void Arrival::seal() {
  state_digest = content::state_digest(article);
  text_digest = content::text_digest(article);
  texts = pack_texts(article.content, article.source_text);
  article.content = {};
  article.source_text = {};
}

}  // namespace feedd::content
