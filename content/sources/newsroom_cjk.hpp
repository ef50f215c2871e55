// Bylines and credits as Japanese and Chinese newsrooms write them. Private to content.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// `記者　山田太郎`, `文・山田太郎`, `（山田　太郎）`, `本报记者 张三 李四`, `文/张三`, `作者：张三`: the names. Empty
/// where the line is no byline.
[[nodiscard]] std::vector<std::string> han_byline(std::string_view line);
/// `写真：佐藤花子`, `摄影：王五`, `图/王五`: whose photo it is, or nothing.
[[nodiscard]] std::string han_photo_credit(std::string_view line);
/// `责任编辑：李四`, `編集：…`: who saw to it, which no reader asks.
[[nodiscard]] bool is_han_desk_line(std::string_view line);
/// Names in Han or Kana between the separators of such lists; empty where one part is no name.
[[nodiscard]] std::vector<std::string> han_names(std::string_view text);

}  // namespace feedd::content
