#include "content/error.hpp"

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

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
  throw std::logic_error(error.to_string() + " unhandled at " + where.to_string());
}

}  // namespace feedd::content
