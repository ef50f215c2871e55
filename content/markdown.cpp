// md4c's events written as clean HTML. Knows nothing of front matter, shortcodes or templates: those stay text.
#include "content/markdown.hpp"

#include "content/callouts.hpp"
#include "content/footnotes.hpp"
#include "content/heading_ids.hpp"
#include "content/html_attributes.hpp"
#include "content/html_rules.hpp"
#include "content/markdown_code.hpp"
#include "content/markdown_cost.hpp"
#include "content/table_rules.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <md4c.h>

namespace feedd::content {

namespace {

/// CommonMark with GitHub's tables, task lists, strikethrough and addresses that are links by themselves.
constexpr unsigned dialect = MD_DIALECT_GITHUB;
/// What a callback returns to end the parse: md4c passes on only negative values.
constexpr int stop = -1;
/// Deeper elements are not written, their text is: `>` repeated ten thousand times is no quotation.
constexpr std::size_t max_depth = 100;
/// A table of many columns and many short rows grows quadratically; what grows beyond this is given up.
constexpr std::size_t max_growth = 32;
constexpr std::size_t always_allowed_bytes = 1UL << 20;

std::string text_of(const MD_ATTRIBUTE& attribute) {
  std::string text;
  if (attribute.text == nullptr) return text;
  for (std::size_t i = 0; attribute.substr_offsets[i] < attribute.size; ++i) {
    const MD_OFFSET begin = attribute.substr_offsets[i];
    const std::string_view piece(attribute.text + begin, attribute.substr_offsets[i + 1] - begin);
    text += attribute.substr_types[i] == MD_TEXT_ENTITY ? decode_entity(piece) : std::string(piece);
  }
  return text;
}

/// `<!--more-->` and the like, or the line end behind it: nothing to write, and no reason to call the cleaner.
bool is_comment(std::string_view html) {
  if (html == "\n") return true;
  return html.size() >= 8 && html.starts_with("<!--") && html.find("-->", 4) == html.size() - 3 && html[4] != '-' &&
         html.find("--!>") == std::string_view::npos;
}

std::string_view block_name(MD_BLOCKTYPE type, const void* detail) {
  constexpr std::array<std::string_view, 6> headings = {"h1", "h2", "h3", "h4", "h5", "h6"};
  switch (type) {
    case MD_BLOCK_QUOTE:
      return "blockquote";
    case MD_BLOCK_UL:
      return "ul";
    case MD_BLOCK_OL:
      return "ol";
    case MD_BLOCK_LI:
      return "li";
    case MD_BLOCK_H:
      return headings.at(static_cast<const MD_BLOCK_H_DETAIL*>(detail)->level - 1);
    case MD_BLOCK_CODE:
      return "pre";
    case MD_BLOCK_P:
      return "p";
    case MD_BLOCK_TABLE:
      return "table";
    case MD_BLOCK_THEAD:
      return "thead";
    case MD_BLOCK_TBODY:
      return "tbody";
    case MD_BLOCK_TR:
      return "tr";
    case MD_BLOCK_TH:
      return "th";
    case MD_BLOCK_TD:
      return "td";
    default:
      return {};
  }
}

std::string_view span_name(MD_SPANTYPE type) {
  switch (type) {
    case MD_SPAN_EM:
      return "em";
    case MD_SPAN_STRONG:
      return "strong";
    case MD_SPAN_CODE:
      return "code";
    case MD_SPAN_DEL:
      return "del";
    default:
      return {};
  }
}

class Writer {
 public:
  /// With `raw_html`, what md4c reports as HTML is written as it stands, for clean_html to read.
  Writer(std::string_view markdown, const UrlRewriter& address, bool raw_html)
      : address_(address), raw_html_(raw_html), limit_bytes_(markdown.size() * max_growth + always_allowed_bytes) {
    result.html.reserve(markdown.size() + markdown.size() / 4);
  }

  /// False where the output grew out of proportion.
  [[nodiscard]] bool write(std::string_view markdown);

  CleanHtml result;

 private:
  int enter_block(MD_BLOCKTYPE type, const void* detail) {
    if (result.html.size() > limit_bytes_) return stop;  // empty cells have no text
    if (type == MD_BLOCK_HR) result.html += "<hr>\n";
    const std::string_view name = block_name(type, detail);
    if (name.empty()) return 0;
    open(name, [&] { write_block_attributes(type, detail); });
    if (type == MD_BLOCK_CODE) open("code", [&] { write_language(*static_cast<const MD_BLOCK_CODE_DETAIL*>(detail)); });
    if (type == MD_BLOCK_H) {
      heading_begin_ = result.html.size();
      heading_.clear();
      in_heading_ = open_.size() <= max_depth;
    }
    if (type == MD_BLOCK_UL || type == MD_BLOCK_OL || type == MD_BLOCK_TABLE) result.html += '\n';
    if (type == MD_BLOCK_LI) {
      const auto& item = *static_cast<const MD_BLOCK_LI_DETAIL*>(detail);
      if (item.is_task != 0) result.html += item.task_mark == ' ' ? "☐ " : "☑ ";
    }
    return 0;
  }

  int leave_block(MD_BLOCKTYPE type, const void* detail) {
    const std::string_view name = block_name(type, detail);
    if (name.empty()) return 0;
    if (type == MD_BLOCK_H && in_heading_) finish_heading();
    close_block(name);
    result.html += '\n';
    return 0;
  }

  int enter_span(MD_SPANTYPE type, const void* detail) {
    if (type == MD_SPAN_IMG) return ++image_depth_, 0;
    if (image_depth_ > 0) return 0;
    if (type == MD_SPAN_A)
      open_link(*static_cast<const MD_SPAN_A_DETAIL*>(detail));
    else
      open(span_name(type));
    return 0;
  }

  int leave_span(MD_SPANTYPE type, const void* detail) {
    if (type == MD_SPAN_IMG) {
      if (image_depth_ > 0 && --image_depth_ == 0) write_image(*static_cast<const MD_SPAN_IMG_DETAIL*>(detail));
    } else if (image_depth_ == 0) {
      if (type == MD_SPAN_A && links_in_link_ > 0)
        --links_in_link_;
      else
        close_span(type == MD_SPAN_A ? "a" : span_name(type));
    }
    return 0;
  }

  int text(MD_TEXTTYPE type, std::string_view text);

  /// A link in a link (an address in a link's text that md4c finds by itself) is only text.
  void open_link(const MD_SPAN_A_DETAIL& link) {
    if (is_span_open("a")) {
      ++links_in_link_;
      return;
    }
    const std::optional<std::string> href = address_(text_of(link.href));
    if (!href) return;
    open("a", [&] {
      write_attribute("href", *href);
      write_title(link.title);
    });
  }

  void write_block_attributes(MD_BLOCKTYPE type, const void* detail) {
    if (type == MD_BLOCK_OL) {
      const unsigned start = static_cast<const MD_BLOCK_OL_DETAIL*>(detail)->start;
      if (start != 1 && start < 1'000'000) write_attribute("start", std::to_string(start));
    } else if (type == MD_BLOCK_TH || type == MD_BLOCK_TD) {
      constexpr std::array<const char*, 4> styles = {nullptr, "text-align:left", "text-align:center",
                                                     "text-align:right"};
      const auto align = static_cast<std::size_t>(static_cast<const MD_BLOCK_TD_DETAIL*>(detail)->align);
      if (align > 0 && align < styles.size()) write_attribute("style", styles[align]);
    }
  }

  void write_language(const MD_BLOCK_CODE_DETAIL& code) {
    const std::string name = code.info.size > 0 ? language_class(text_of(code.info)) : std::string();
    if (!name.empty()) write_attribute("class", name);
  }

  /// A heading's id comes before its text, and from it.
  void finish_heading() {
    in_heading_ = false;
    std::string& html = result.html;
    const HeadingAttributes written = heading_attributes(heading_);
    const bool as_it_stands = written.length > 0 && html.ends_with(heading_.substr(heading_.size() - written.length));
    std::string id;
    if (as_it_stands) {
      html.resize(html.size() - written.length);
      while (html.size() > heading_begin_ && html.back() == ' ') html.pop_back();
    }
    if (as_it_stands && !written.id.empty())
      id = ids_.take(written.id);
    else
      id = ids_.make(as_it_stands ? std::string_view(heading_).substr(0, heading_.size() - written.length) : heading_);
    if (id.empty()) return;
    std::string attribute = " id=\"";
    append_text(attribute, id);
    html.insert(heading_begin_ - 1, attribute += '"');
  }

  void write_title(const MD_ATTRIBUTE& attribute) {
    const std::string title = collapse_space(fit_for_xml(text_of(attribute)));
    if (!title.empty()) write_attribute("title", title);
  }

  void write_image(const MD_SPAN_IMG_DETAIL& image) {
    alt_ = collapse_space(fit_for_xml(alt_));
    std::optional<std::string> src = address_(text_of(image.src));
    if (src) {
      result.html += "<img";
      write_attribute("src", *src);
      write_attribute("alt", alt_);
      write_title(image.title);
      result.html += '>';
      result.images.push_back({std::move(*src), alt_});
    } else {
      append_text(result.html, alt_);
    }
    alt_.clear();
  }

  void open(std::string_view name) {
    open(name, [] {});
  }
  template <class Attributes>
  void open(std::string_view name, const Attributes& attributes) {
    if (name.empty()) return;
    open_.push_back(name);
    if (open_.size() > max_depth) return;
    result.html.append(1, '<').append(name);
    attributes();
    result.html += '>';
  }

  /// Closes the innermost element.
  void close() {
    if (open_.size() <= max_depth) result.html.append("</").append(open_.back()).append(1, '>');
    open_.pop_back();
  }

  /// Whether a span of this name is open in the innermost block.
  [[nodiscard]] bool is_span_open(std::string_view name) const {
    const auto is_span = [](std::string_view other) {
      return other == "em" || other == "strong" || other == "code" || other == "del" || other == "a";
    };
    const auto block = std::find_if_not(open_.rbegin(), open_.rend(), is_span);
    return std::find(open_.rbegin(), block, name) != block;
  }

  /// md4c can leave a span that it never entered (`~` in an address), or a block with a span open: neither unbalances
  /// the output.
  void close_span(std::string_view name) {
    if (!is_span_open(name)) return;
    while (open_.back() != name) close();
    close();
  }

  void close_block(std::string_view name) {
    if (image_depth_ > 0) append_text(result.html, std::exchange(alt_, {}));
    image_depth_ = links_in_link_ = 0;
    while (open_.back() != name) close();
    close();
  }

  void write_attribute(const char* name, std::string_view value) {
    result.html.append(1, ' ').append(name).append("=\"");
    append_text(result.html, value);
    result.html += '"';
  }

  const UrlRewriter& address_;
  bool raw_html_;
  std::size_t limit_bytes_;
  std::vector<std::string_view> open_;
  int image_depth_ = 0;
  int links_in_link_ = 0;
  std::string alt_;
  HeadingIds ids_;
  std::string heading_;  ///< the text of the open heading
  std::size_t heading_begin_ = 0;
  bool in_heading_ = false;
};

int Writer::text(MD_TEXTTYPE type, std::string_view text) {
  if (type == MD_TEXT_HTML && !raw_html_ && is_comment(text)) return 0;
  if (type == MD_TEXT_HTML && raw_html_) {
    if (image_depth_ == 0) result.html += text;
    return 0;
  }
  if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
    if (in_heading_) heading_ += ' ';
    if (image_depth_ > 0)
      alt_ += ' ';
    else
      result.html += type == MD_TEXT_BR ? "<br>\n" : "\n";
    return 0;
  }
  const std::string decoded = type == MD_TEXT_ENTITY ? decode_entity(text) : std::string();
  if (type == MD_TEXT_ENTITY) text = decoded;
  if (type == MD_TEXT_NULLCHAR) text = "\uFFFD";
  if (in_heading_) heading_ += text;
  if (image_depth_ > 0)
    alt_ += text;
  else
    append_text(result.html, text);
  return result.html.size() > limit_bytes_ ? stop : 0;
}

bool Writer::write(std::string_view markdown) {
  MD_PARSER parser{};
  parser.flags = dialect;
  parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
    return static_cast<Writer*>(self)->enter_block(type, detail);
  };
  parser.leave_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
    return static_cast<Writer*>(self)->leave_block(type, detail);
  };
  parser.enter_span = [](MD_SPANTYPE type, void* detail, void* self) {
    return static_cast<Writer*>(self)->enter_span(type, detail);
  };
  parser.leave_span = [](MD_SPANTYPE type, void* detail, void* self) {
    return static_cast<Writer*>(self)->leave_span(type, detail);
  };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* self) {
    return static_cast<Writer*>(self)->text(type, {text, size});
  };
  return md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, this) == 0;
}

/// Whether a `<` stands where a tag, a comment or a declaration could begin.
bool may_hold_html(std::string_view markdown) {
  for (std::size_t at = markdown.find('<'); at != std::string_view::npos && at + 1 < markdown.size();
       at = markdown.find('<', at + 1)) {
    const char c = markdown[at + 1];
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '!' || c == '?') return true;
  }
  return false;
}

/// Whether md4c sees raw HTML: tags in code and addresses in angle brackets are none.
bool holds_html(std::string_view markdown) {
  if (!may_hold_html(markdown)) return false;
  MD_PARSER parser{};
  parser.flags = dialect;
  // A table of many columns and short rows has more cells than bytes: the writer gives it up.
  std::size_t blocks_left = most_blocks(markdown);
  const auto block = [](MD_BLOCKTYPE, void*, void* left) { return --*static_cast<std::size_t*>(left) == 0 ? stop : 0; };
  const auto leave = [](MD_BLOCKTYPE, void*, void*) { return 0; };
  const auto span = [](MD_SPANTYPE, void*, void*) { return 0; };
  parser.enter_block = block;
  parser.leave_block = leave;
  parser.enter_span = span;
  parser.leave_span = span;
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void*) {
    return type == MD_TEXT_HTML && !is_comment({text, size}) ? stop : 0;
  };
  return md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &blocks_left) != 0;
}

CleanHtml as_plain_text(std::string_view markdown) {
  CleanHtml plain;
  plain.html = "<pre>\n";
  append_text(plain.html, markdown);
  plain.html += "</pre>";
  return plain;
}

}  // namespace

CleanHtml markdown_to_html(std::string_view written, const UrlRewriter& rewrite, const HtmlPolicy& policy) {
  std::string labelled, widened;
  const std::string_view markdown = widen_table_rules(label_callouts(written, labelled), widened);
  if (is_tangled(markdown)) return as_plain_text(markdown);
  if (may_hold_footnotes(markdown))
    if (const std::optional<std::string> html = footnoted_markdown(markdown)) return clean_html(*html, rewrite, policy);
  const bool raw = holds_html(markdown);
  const UrlRewriter address = [&](std::string_view reference) {
    return raw ? std::optional<std::string>(reference) : allowed_address(reference, rewrite);
  };
  Writer writer(markdown, address, raw);
  if (!writer.write(markdown)) return as_plain_text(markdown);
  return raw ? clean_html(writer.result.html, rewrite, policy) : std::move(writer.result);
}

}  // namespace feedd::content
