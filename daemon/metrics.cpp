// See metrics.hpp. https://prometheus.io/docs/instrumenting/exposition_formats/
#include "daemon/metrics.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

enum class Quoted : bool { no, yes };

/// Backslash and line feed, and within quotation marks these too.
std::string escape(std::string_view text, Quoted quoted) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\n') {
      escaped += "\\n";
      continue;
    }
    if (c == '\\' || (c == '"' && quoted == Quoted::yes)) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

}  // namespace

void Metrics::add(std::string_view type, std::string_view name, std::string_view help, std::string_view value,
                  const Labels& labels) {
  auto family = std::find_if(families_.begin(), families_.end(), [&](const Family& each) { return each.name == name; });
  if (family == families_.end()) {
    family = families_.insert(families_.end(), {std::string(name), {}});
    family->lines.append("# HELP ").append(name).append(1, ' ').append(escape(help, Quoted::no)).append(1, '\n');
    family->lines.append("# TYPE ").append(name).append(1, ' ').append(type).append(1, '\n');
  }
  std::string& lines = family->lines;
  lines.append(name);
  char before = '{';
  for (const Label& label : labels) {
    lines.append(1, before).append(label.name).append("=\"").append(escape(label.value, Quoted::yes)).append(1, '"');
    before = ',';
  }
  if (!labels.empty()) lines += '}';
  lines.append(1, ' ').append(value).append(1, '\n');
}

std::string Metrics::text() const {
  std::string text;
  for (const Family& family : families_) text += family.lines;
  return text;
}

}  // namespace feedd::daemon
