// Which of an article's images stands for it, and who made it. Private to content.
#pragma once

#include "content/article.hpp"
#include "content/html.hpp"
#include "content/sources/media.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// Adds the images of a body to the article's media, behind those it names itself. Where it names no image, the first
/// large one comes first among them; icons, badges, emoji and tracking pixels stay in the body and are no media. Images
/// are opened up to the first large one only. Captions give alternative texts and credits that are missing.
void add_images(const std::vector<HtmlImage>& images, Surroundings& surroundings, SourceArticle& article);

/// The article's photo credit is that of its first image, where that has none of its own, and the other way round.
void credit_lead_image(SourceArticle& article);

/// A caption taken apart: `A pier at dawn. Photo: Kim Jae-hoon`, `새벽 부두 (사진=김재훈)`.
struct Caption {
  std::string text;
  std::string credit;  ///< empty where the caption does not clearly name one
};
[[nodiscard]] Caption read_caption(std::string_view caption);

}  // namespace feedd::content
