// How an expected failure is told: which operation on which subject failed, why, and where in the input.
// Does not log and does not decide what happens next: the caller that handles an error logs it once.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <boost/system/result.hpp>

namespace feedd::content {

/// A place in a text file, both counted from 1; 0 means unknown. The column counts bytes.
struct Position {
  int line = 0;
  int column = 0;
};

/// One expected failure. Printed as `subject:line:column: reason (operation)`, the form compilers use.
struct Error {
  Error() = default;
  Error(std::string operation_, std::string subject_, std::string reason_, Position at_ = {})
      : operation(std::move(operation_)), subject(std::move(subject_)), reason(std::move(reason_)), at(at_) {}

  std::string operation;  ///< what was being done, and the rule's name for a broken article: "front-matter"
  std::string subject;    ///< the file, table or address it was done to
  std::string reason;     ///< what is wrong and, where it helps, what to do
  Position at = {};

  [[nodiscard]] std::string to_string() const;
};

/// A warning as an error: a place it begins with (`3:1: reason`) becomes the error's.
[[nodiscard]] Error placed(std::string operation, std::string subject, std::string_view warning);

/// Thrown by Result::value() when nobody looked at the error first: a bug.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace feedd::content
