#include "content/error.hpp"

#include <charconv>
#include <stdexcept>

namespace feedd::content {

std::string Error::to_string() const {
  std::string text = subject;
  if (at.line > 0) {
    text += ':' + std::to_string(at.line);
    if (at.column > 0) text += ':' + std::to_string(at.column);
  }
  if (!text.empty()) text += ": ";
  text += reason;
  if (!operation.empty()) text += " (" + operation + ')';
  return text;
}

Error placed(std::string operation, std::string subject, std::string_view warning) {
  Position at;
  const char* const end = warning.data() + warning.size();
  const auto line = std::from_chars(warning.data(), end, at.line);
  if (line.ec == std::errc() && line.ptr != end && *line.ptr == ':') {
    const auto column = std::from_chars(line.ptr + 1, end, at.column);
    if (column.ec == std::errc() && end - column.ptr > 2 && column.ptr[0] == ':' && column.ptr[1] == ' ')
      return {std::move(operation), std::move(subject), std::string(column.ptr + 2, end), at};
  }
  return {std::move(operation), std::move(subject), std::string(warning), {}};
}

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
  throw std::logic_error(error.to_string() + " unhandled at " + where.to_string());
}

}  // namespace feedd::content
