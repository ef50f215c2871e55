// XML-RPC (xmlrpc.com/spec): calls and answers, read and written. Knows no procedure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::daemon::push {

/// One value. Scalars are kept as they are written: servers write a boolean as `<boolean>1`, `<int>1` and `true`.
struct XmlRpcValue {
  enum class Type : std::uint8_t { scalar, array, structure };
  Type type = Type::scalar;
  std::string text;                ///< of a scalar; clean (content/text.hpp)
  std::vector<XmlRpcValue> items;  ///< of an array, or the members of a struct
  std::vector<std::string> names;  ///< of the members, one each

  /// The member of that name, in any case; nullptr where there is none.
  [[nodiscard]] const XmlRpcValue* member(std::string_view name) const;
  /// `1` or `true`.
  [[nodiscard]] bool is_true() const;
};

struct XmlRpcCall {
  std::string method;
  std::vector<XmlRpcValue> parameters;
};
struct XmlRpcFault {
  int code = 0;
  std::string message;
};
struct XmlRpcAnswer {
  std::optional<XmlRpcFault> fault;
  XmlRpcValue value;  ///< where it is no fault
};

/// Nothing where the bytes are no XML-RPC: not well-formed, another document, or values in each other more than 8 deep.
/// Document types are passed over, no entity of theirs means anything.
[[nodiscard]] std::optional<XmlRpcCall> read_xml_rpc_call(std::string_view body);
[[nodiscard]] std::optional<XmlRpcAnswer> read_xml_rpc_answer(std::string_view body);

/// A call with strings for parameters, any text.
[[nodiscard]] std::string xml_rpc_call(std::string_view method, std::span<const std::string> parameters);
[[nodiscard]] std::string xml_rpc_boolean(bool value);
[[nodiscard]] std::string xml_rpc_fault(int code, std::string_view message);

}  // namespace feedd::daemon::push
