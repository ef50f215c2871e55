// Labels are few and known; iconv has the tables. What nobody labelled is guessed by uchardet.
#include "content/sources/charset.hpp"

#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <iconv.h>
#include <uchardet.h>

namespace feedd::content {
namespace {

/// Enough to meet the first words that are not ASCII, behind the head of any feed.
constexpr std::size_t looked_at_bytes = 64U << 10;
/// A declaration stands in the first line; comments and junk may stand before it.
constexpr std::size_t declaration_bytes = 4096;

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// What a label means in practice (WHATWG Encoding, section 4.2): the superset that its users write in.
struct Meaning {
  std::string_view label;
  std::string_view charset;
};
constexpr std::array<Meaning, 27> meanings = {{{"iso-8859-1", "windows-1252"},
                                               {"iso8859-1", "windows-1252"},
                                               {"iso_8859-1", "windows-1252"},
                                               {"latin1", "windows-1252"},
                                               {"latin-1", "windows-1252"},
                                               {"us-ascii", "windows-1252"},
                                               {"ascii", "windows-1252"},
                                               {"iso-8859-9", "windows-1254"},
                                               {"iso-8859-11", "cp874"},
                                               {"tis-620", "cp874"},
                                               {"windows-874", "cp874"},
                                               {"euc-kr", "cp949"},
                                               {"ks_c_5601-1987", "cp949"},
                                               {"ksc5601", "cp949"},
                                               {"windows-949", "cp949"},
                                               {"uhc", "cp949"},
                                               {"gb2312", "gb18030"},
                                               {"gbk", "gb18030"},
                                               {"x-gbk", "gb18030"},
                                               {"big5", "cp950"},
                                               {"shift_jis", "cp932"},
                                               {"shift-jis", "cp932"},
                                               {"sjis", "cp932"},
                                               {"x-sjis", "cp932"},
                                               {"windows-31j", "cp932"},
                                               {"utf8", "utf-8"},
                                               {"unicode-1-1-utf-8", "utf-8"}}};

std::string meaning_of(std::string_view label) {
  std::string name = lower_ascii(label);
  for (const Meaning& meaning : meanings)
    if (meaning.label == name) return std::string(meaning.charset);
  return name;
}

bool is_known(const std::string& charset) {
  if (charset == "utf-8") return true;
  if (charset.empty() || charset.size() > 40 || charset.find("//") != std::string::npos) return false;
  const iconv_t handle = ::iconv_open("UTF-8", charset.c_str());
  if (handle == reinterpret_cast<iconv_t>(-1)) return false;  // NOLINT: what POSIX says
  ::iconv_close(handle);
  return true;
}

/// Length of the well-formed UTF-8 character at `at`; 0 where there is none, -1 where the text ends within it.
int character_bytes(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(at);
  if (first < 0x80) return 1;
  const int length = first >= 0xC2 && first <= 0xDF   ? 2
                     : (first & 0xF0U) == 0xE0        ? 3
                     : first >= 0xF0 && first <= 0xF4 ? 4
                                                      : 0;
  for (int i = 1; i < length; ++i) {
    const std::size_t here = at + static_cast<std::size_t>(i);
    if (here == text.size()) return -1;
    const unsigned next = byte(here);
    const unsigned least = i > 1 ? 0x80 : first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned most = i > 1 ? 0xBF : first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (next < least || next > most) return 0;
  }
  return length;
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const int length = character_bytes(text, i);
    if (length < 0) return true;  // cut off here, not broken
    if (length == 0) return false;
    i += static_cast<std::size_t>(length);
  }
  return true;
}

struct Mark {
  std::string_view bytes;
  std::string_view charset;
  bool is_mark;  ///< else the shape that `<` and `<?` have in it
};
constexpr std::array<Mark, 9> marks = {{{{"\xFF\xFE\0\0", 4}, "utf-32le", true},
                                        {{"\0\0\xFE\xFF", 4}, "utf-32be", true},
                                        {"\xEF\xBB\xBF", "utf-8", true},
                                        {"\xFF\xFE", "utf-16le", true},
                                        {"\xFE\xFF", "utf-16be", true},
                                        {{"<\0\0\0", 4}, "utf-32le", false},
                                        {{"\0\0\0<", 4}, "utf-32be", false},
                                        {{"<\0", 2}, "utf-16le", false},
                                        {{"\0<", 2}, "utf-16be", false}}};

/// The encoding an XML declaration names; empty where there is none.
std::string_view declared(std::string_view text) {
  text = text.substr(0, declaration_bytes);
  const std::size_t begin = text.find("<?xml");
  if (begin == std::string_view::npos) return {};
  text = text.substr(begin, text.find('>', begin) - begin);
  const std::size_t key = text.find("encoding");
  if (key == std::string_view::npos) return {};
  const std::size_t open = text.find_first_of("'\"", key);
  if (open == std::string_view::npos) return {};
  return text.substr(open + 1, std::min(text.find(text[open], open + 1), text.size()) - open - 1);
}

std::string guess(std::string_view bytes) {
  const std::unique_ptr<uchardet, decltype(&::uchardet_delete)> detector(::uchardet_new(), &::uchardet_delete);
  if (::uchardet_handle_data(detector.get(), bytes.data(), bytes.size()) == 0) ::uchardet_data_end(detector.get());
  std::string name = meaning_of(::uchardet_get_charset(detector.get()));
  return is_known(name) && !is_utf8(bytes) && name != "utf-8" ? name : "windows-1252";
}

}  // namespace

std::string charset_parameter(std::string_view content_type) {
  const std::string type = lower_ascii(content_type);
  const std::size_t key = type.find("charset=");
  if (key == std::string::npos) return {};
  std::string value = type.substr(key + 8);
  value.resize(std::min(value.find(';'), value.size()));
  std::erase_if(value, [](char c) { return c == '"' || c == '\'' || c == ' ' || c == '\t'; });
  return value;
}

Charset find_charset(std::string_view beginning, std::string_view http_charset) {
  for (const Mark& mark : marks)
    if (beginning.starts_with(mark.bytes)) return {std::string(mark.charset), mark.is_mark ? mark.bytes.size() : 0};
  Charset found;
  for (const std::string_view label : {http_charset, declared(beginning)}) {
    if (label.empty()) continue;
    const std::string name = meaning_of(label);
    // A declaration that can be read as ASCII is not in UTF-16, whatever it says.
    const bool wide = name.starts_with("utf-16") || name.starts_with("utf-32") || name.starts_with("ucs-");
    if (is_known(name) && !wide) {
      found.name = name;
      return found;
    }
    if (!wide && found.not_understood.empty()) found.not_understood = std::string(label);
  }
  if (is_utf8(beginning)) {
    found.name = "utf-8";
    return found;
  }
  found.name = guess(beginning);
  found.guessed = true;
  return found;
}

/// An iconv handle that turns what it cannot read into U+FFFD.
class Utf8Reader::Converter {
 public:
  explicit Converter(const std::string& charset) : handle_(::iconv_open("UTF-8", charset.c_str())) {}
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() {
    if (is_open()) ::iconv_close(handle_);
  }
  [[nodiscard]] bool is_open() const { return handle_ != reinterpret_cast<iconv_t>(-1); }  // NOLINT

  /// Converts `bytes` to the end of `out`; what remains is the beginning of a character.
  std::size_t convert(std::string_view bytes, std::string& out, std::size_t& repaired) {
    char* in = const_cast<char*>(bytes.data());  // NOLINT: iconv does not write there
    std::size_t left = bytes.size();
    std::array<char, 16384> room{};
    while (left > 0) {
      char* to = room.data();
      std::size_t free = room.size();
      const std::size_t done = ::iconv(handle_, &in, &left, &to, &free);
      const int error = errno;
      out.append(room.data(), room.size() - free);
      if (done != static_cast<std::size_t>(-1) || error == E2BIG) continue;
      if (error == EINVAL) break;
      out += replacement;
      ++repaired;
      ++in;
      --left;
    }
    return left;
  }

 private:
  iconv_t handle_;
};

Utf8Reader::Utf8Reader(ChunkReader source, std::string_view http_charset) : source_(std::move(source)) {
  while (first_.size() < looked_at_bytes) {
    const std::string_view more = source_();
    if (more.empty()) {
      ended_ = true;
      break;
    }
    first_ += more;
  }
  charset_ = find_charset(std::string_view(first_).substr(0, looked_at_bytes), http_charset);
  first_.erase(0, charset_.mark_bytes);
  if (charset_.name != "utf-8") converter_ = std::make_unique<Converter>(charset_.name);
  if (converter_ && !converter_->is_open()) converter_.reset();
}

Utf8Reader::Utf8Reader(Utf8Reader&&) noexcept = default;
Utf8Reader& Utf8Reader::operator=(Utf8Reader&&) noexcept = default;
Utf8Reader::~Utf8Reader() = default;

std::string_view Utf8Reader::chunk() {
  if (first_pending_) {
    first_pending_ = false;
    if (!first_.empty()) return first_;
  }
  if (ended_) return {};
  const std::string_view more = source_();
  ended_ = more.empty();
  return more;
}

/// Valid text as it is; else a copy with stray bytes read as windows-1252. Holds back a character cut in two.
std::string_view Utf8Reader::mended_utf8(std::string_view bytes) {
  text_.clear();
  std::size_t from = 0;
  std::size_t i = 0;
  while (i < bytes.size()) {
    const int length = character_bytes(bytes, i);
    if (length < 0 && !ended_) break;
    // U+0080 to U+009F are controls nobody writes: windows-1252 that was taken for iso-8859-1 on its way into UTF-8.
    const bool control = length == 2 && bytes[i] == '\xC2' && static_cast<unsigned char>(bytes[i + 1]) < 0xA0;
    if (length > 0 && !control) {
      i += static_cast<std::size_t>(length);
      continue;
    }
    text_.append(bytes, from, i - from);
    if (control) ++i;
    if (!converter_) converter_ = std::make_unique<Converter>("windows-1252");
    std::size_t unknown = 0;
    converter_->convert(bytes.substr(i, 1), text_, unknown);
    ++repaired_;
    from = ++i;
  }
  held_ = bytes.substr(i);
  if (from == 0) return bytes.substr(0, i);
  text_.append(bytes, from, i - from);
  return text_;
}

std::string_view Utf8Reader::converted(std::string_view bytes) {
  text_.clear();
  const std::size_t left = converter_ ? converter_->convert(bytes, text_, repaired_) : 0;
  held_ = bytes.substr(bytes.size() - left);
  if (ended_ && left > 0) {
    text_ += replacement;
    ++repaired_;
    held_.clear();
  }
  return text_;
}

std::string_view Utf8Reader::next() {
  for (;;) {
    std::string_view bytes = chunk();
    if (bytes.empty() && held_.empty()) return {};
    if (!held_.empty()) {
      joined_ = held_;
      joined_ += bytes;
      bytes = joined_;
    }
    const std::string_view text = charset_.name == "utf-8" ? mended_utf8(bytes) : converted(bytes);
    if (!text.empty()) return text;
  }
}

}  // namespace feedd::content
