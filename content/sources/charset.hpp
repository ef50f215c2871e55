// Bytes in any charset to UTF-8, piece by piece: which charset it is, and what becomes of bytes that are none of its.
// Knows nothing of XML but where a declaration names its encoding.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace feedd::content {

/// The next bytes of a document, valid until the next call; empty at its end.
using ChunkReader = std::function<std::string_view()>;

/// The charset a document is in, as an iconv name, and who says so.
struct Charset {
  std::string name;              ///< `utf-8`, `windows-1252` ...
  std::size_t mark_bytes = 0;    ///< length of the byte order mark to skip
  bool guessed = false;          ///< nobody said so: found by looking at the bytes
  std::string not_understood{};  ///< a label that names no charset known here
};

/// Finds the charset of a document by its first bytes (some KiB): byte order mark, else `http_charset` (the parameter
/// of Content-Type, may be empty), else the XML declaration, else UTF-8 where the bytes are that, else a guess (RFC
/// 7303 section 3; labels mean what browsers take them for: iso-8859-1 is windows-1252, euc-kr is its superset).
[[nodiscard]] Charset find_charset(std::string_view beginning, std::string_view http_charset);

/// The charset parameter of a Content-Type, unquoted; empty where there is none.
[[nodiscard]] std::string charset_parameter(std::string_view content_type);

/// A document in UTF-8, its byte order mark dropped. Bytes that are not of its charset are counted: in UTF-8 they, and
/// the controls U+0080 to U+009F, are read as windows-1252, which they nearly always are; elsewhere they become U+FFFD.
/// One document, one thread.
class Utf8Reader {
 public:
  Utf8Reader(ChunkReader source, std::string_view http_charset);
  Utf8Reader(Utf8Reader&&) noexcept;
  Utf8Reader& operator=(Utf8Reader&&) noexcept;
  ~Utf8Reader();

  /// The next text, whole characters, valid until the next call; empty at the end.
  [[nodiscard]] std::string_view next();
  [[nodiscard]] const Charset& charset() const { return charset_; }
  [[nodiscard]] std::size_t repaired() const { return repaired_; }

 private:
  class Converter;
  [[nodiscard]] std::string_view mended_utf8(std::string_view bytes);
  [[nodiscard]] std::string_view converted(std::string_view bytes);
  [[nodiscard]] std::string_view chunk();

  ChunkReader source_;
  std::string first_;
  bool first_pending_ = true;
  bool ended_ = false;
  Charset charset_;
  std::string held_;  ///< the beginning of a character whose rest has not come yet
  std::string joined_;
  std::string text_;
  std::unique_ptr<Converter> converter_;  ///< in UTF-8, of windows-1252, once a stray byte was met
  std::size_t repaired_ = 0;
};

}  // namespace feedd::content
