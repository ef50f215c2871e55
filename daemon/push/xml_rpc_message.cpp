// pugixml for both ways: it declares no entities of a document type, and reads the encodings these servers declare.
#include "daemon/push/xml_rpc_message.hpp"

#include "content/text.hpp"
#include "daemon/http/field.hpp"

#include <charconv>
#include <sstream>

#include <pugixml.hpp>

namespace feedd::daemon::push {
namespace {

/// Deepest values in values: a fault is 2 deep, a registration 2, nobody here has more to say.
constexpr unsigned deepest = 8;

std::string clean(std::string_view text) {
  return content::clean_text(text).text;
}

bool read_value(pugi::xml_node node, XmlRpcValue& value, unsigned depth);

bool read_array(pugi::xml_node array, XmlRpcValue& value, unsigned depth) {
  value.type = XmlRpcValue::Type::array;
  for (const pugi::xml_node item : array.child("data").children("value"))
    if (!read_value(item, value.items.emplace_back(), depth + 1)) return false;
  return true;
}

bool read_structure(pugi::xml_node structure, XmlRpcValue& value, unsigned depth) {
  value.type = XmlRpcValue::Type::structure;
  for (const pugi::xml_node member : structure.children("member")) {
    value.names.push_back(clean(member.child_value("name")));
    if (!read_value(member.child("value"), value.items.emplace_back(), depth + 1)) return false;
  }
  return true;
}

/// `node` is a `value`; without a type in it, it is a string.
bool read_value(pugi::xml_node node, XmlRpcValue& value, unsigned depth) {
  if (!node || depth > deepest) return false;
  const pugi::xml_node typed = node.find_child([](pugi::xml_node child) { return child.type() == pugi::node_element; });
  const std::string_view type = typed.name();
  if (type == "array") return read_array(typed, value, depth);
  if (type == "struct") return read_structure(typed, value, depth);
  value.text = clean(typed ? typed.text().get() : node.text().get());
  return true;
}

/// The root element, where it is the one asked for.
pugi::xml_node parse(pugi::xml_document& document, std::string_view body, const char* root) {
  const auto parsed =
      document.load_buffer(body.data(), body.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
  return parsed ? document.child(root) : pugi::xml_node{};
}

std::optional<XmlRpcFault> fault_of(const XmlRpcValue& value) {
  const XmlRpcValue* code = value.member("faultCode");
  const XmlRpcValue* message = value.member("faultString");
  if (code == nullptr && message == nullptr) return std::nullopt;
  XmlRpcFault fault;
  if (code != nullptr) std::from_chars(code->text.data(), code->text.data() + code->text.size(), fault.code);
  if (message != nullptr) fault.message = message->text;
  return fault;
}

std::string print(const pugi::xml_document& document) {
  std::ostringstream out;
  document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  return std::move(out).str();
}

pugi::xml_node begin(pugi::xml_document& document, const char* root) {
  document.append_child(pugi::node_declaration).append_attribute("version") = "1.0";
  document.first_child().append_attribute("encoding") = "utf-8";
  return document.append_child(root);
}

void add_value(pugi::xml_node parent, const char* type, std::string_view text) {
  parent.append_child("value").append_child(type).text().set(clean(text).c_str());
}

void add_member(pugi::xml_node parent, const char* name, const char* type, std::string_view text) {
  pugi::xml_node member = parent.append_child("member");
  member.append_child("name").text().set(name);
  add_value(member, type, text);
}

}  // namespace

const XmlRpcValue* XmlRpcValue::member(std::string_view name) const {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (equal_ignoring_case(content::trim(names[i]), name)) return &items[i];
  return nullptr;
}

bool XmlRpcValue::is_true() const {
  const std::string_view word = content::trim(text);
  return word == "1" || equal_ignoring_case(word, "true");
}

std::optional<XmlRpcCall> read_xml_rpc_call(std::string_view body) {
  pugi::xml_document document;
  const pugi::xml_node root = parse(document, body, "methodCall");
  XmlRpcCall call{std::string(content::trim(clean(root.child_value("methodName")))), {}};
  if (call.method.empty()) return std::nullopt;
  for (const pugi::xml_node parameter : root.child("params").children("param"))
    if (!read_value(parameter.child("value"), call.parameters.emplace_back(), 1)) return std::nullopt;
  return call;
}

std::optional<XmlRpcAnswer> read_xml_rpc_answer(std::string_view body) {
  pugi::xml_document document;
  const pugi::xml_node root = parse(document, body, "methodResponse");
  const pugi::xml_node fault = root.child("fault");
  const pugi::xml_node value = (fault ? fault : root.child("params").child("param")).child("value");
  XmlRpcAnswer answer;
  if (!read_value(value, answer.value, 1)) return std::nullopt;
  if (!fault) return answer;
  answer.fault = fault_of(answer.value);
  if (!answer.fault) return std::nullopt;
  return answer;
}

std::string xml_rpc_call(std::string_view method, std::span<const std::string> parameters) {
  pugi::xml_document document;
  pugi::xml_node root = begin(document, "methodCall");
  root.append_child("methodName").text().set(clean(method).c_str());
  pugi::xml_node list = root.append_child("params");
  for (const std::string& parameter : parameters) add_value(list.append_child("param"), "string", parameter);
  return print(document);
}

std::string xml_rpc_boolean(bool value) {
  pugi::xml_document document;
  pugi::xml_node root = begin(document, "methodResponse");
  add_value(root.append_child("params").append_child("param"), "boolean", value ? "1" : "0");
  return print(document);
}

std::string xml_rpc_fault(int code, std::string_view message) {
  pugi::xml_document document;
  pugi::xml_node fault =
      begin(document, "methodResponse").append_child("fault").append_child("value").append_child("struct");
  add_member(fault, "faultCode", "int", std::to_string(code));
  add_member(fault, "faultString", "string", message);
  return print(document);
}

}  // namespace feedd::daemon::push
