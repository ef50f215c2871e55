#include "daemon/push/notify_result.hpp"

#include "content/text.hpp"
#include "daemon/http/field.hpp"

#include <sstream>

#include <pugixml.hpp>

namespace feedd::daemon::push {

std::optional<NotifyResult> read_notify_result(std::string_view body) {
  pugi::xml_document document;
  if (!document.load_buffer(body.data(), body.size())) return std::nullopt;
  const pugi::xml_node result = document.document_element();  // a ping's is called `result` by the reference server
  const std::string_view name = result.name();
  const pugi::xml_attribute success = result.attribute("success");
  if (name != "notifyResult" && name != "result") return std::nullopt;
  if (!success) return std::nullopt;
  return NotifyResult{equal_ignoring_case(success.value(), "true"),
                      content::clean_text(result.attribute("msg").value()).text};
}

std::string print_notify_result(const NotifyResult& result) {
  pugi::xml_document document;
  document.append_child(pugi::node_declaration).append_attribute("version") = "1.0";
  pugi::xml_node root = document.append_child("notifyResult");
  root.append_attribute("success") = result.success ? "true" : "false";
  root.append_attribute("msg") = content::clean_text(result.message).text.c_str();
  std::ostringstream out;
  document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  return std::move(out).str();
}

}  // namespace feedd::daemon::push
