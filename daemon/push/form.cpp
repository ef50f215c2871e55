#include "daemon/push/form.hpp"

#include "daemon/http/field.hpp"

#include <algorithm>
#include <optional>

namespace feedd::daemon::push {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// Nothing where an escape is none, or the text has a NUL.
std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i] == '+' ? ' ' : text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
      if (low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '\0') return std::nullopt;
    out += c;
  }
  return out;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

void append_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
}

}  // namespace

bool is_media_type(std::string_view content_type, std::string_view type) {
  return equal_ignoring_case(trim_space(content_type.substr(0, content_type.find(';'))), type);
}

content::Result<Fields> read_form(std::string_view body, std::size_t max_fields) {
  Fields fields;
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find('&', at), body.size());
    const std::string_view field = body.substr(at, end - at);
    at = end + 1;
    if (field.empty()) continue;
    const std::string number = "field " + std::to_string(fields.size() + 1);
    if (fields.size() == max_fields)
      return content::Error{"form", number, "a form of at most " + std::to_string(max_fields) + " fields is taken"};
    const std::size_t equals = std::min(field.find('='), field.size());
    auto name = decoded(field.substr(0, equals));
    auto value = decoded(field.substr(std::min(equals + 1, field.size())));
    if (!name || !value)
      return content::Error{"form", number, "a % stands before two hex digits, and %00 is not taken"};
    fields.emplace_back(std::move(*name), std::move(*value));
  }
  return fields;
}

std::string form(const Fields& fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    append_encoded(out, name);
    out += '=';
    append_encoded(out, value);
  }
  return out;
}

std::string append_query(std::string_view url, const Fields& fields) {
  if (fields.empty()) return std::string(url);
  const std::size_t end = std::min(url.find('#'), url.size());
  std::string out(url.substr(0, end));
  if (out.find('?') == std::string::npos)
    out += '?';
  else if (!out.ends_with('?') && !out.ends_with('&'))
    out += '&';
  return out.append(form(fields)).append(url.substr(end));
}

OutgoingRequest form_post(std::string url, const Fields& fields) {
  return {std::move(url),
          "POST",
          {{"Content-Type", std::string(form_type)}},
          std::make_shared<const std::string>(form(fields))};
}

}  // namespace feedd::daemon::push
