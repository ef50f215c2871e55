#include "content/sources/newsroom_cjk.hpp"

#include "content/sources/newsroom_line.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace feedd::content {
namespace {

/// A longer line is a sentence.
constexpr std::size_t longest_line = 40;
constexpr std::size_t longest_name = 12;

// Keys stand before a colon, a slash, an equals sign, a middle dot or a space.
constexpr std::array<std::string_view, 16> author_keys = {
    "本报记者", "新华社记者", "特约记者", "取材・文", "記者", "记者", "作者",   "撰文",
    "撰稿",     "執筆",       "筆者",     "文",       "採訪", "采写", "通讯员", "報導"};
constexpr std::array<std::string_view, 12> photo_keys = {"写真提供", "写真", "撮影", "摄影", "攝影",     "图片来源",
                                                         "圖片來源", "图片", "图",   "圖",   "摄影记者", "供图"};
constexpr std::array<std::string_view, 11> desk_keys = {"责任编辑", "責任編輯", "责编", "責編", "编辑", "編輯",
                                                        "編集",     "校对",     "校對", "审核", "监制"};
constexpr std::array<std::string_view, 12> signs = {"：", ":", "/", "／", "＝", "=", "・", "｜", "丨", "|", "　", " "};
constexpr std::array<std::string_view, 13> no_persons = {"通信", "新聞",   "新闻",   "提供", "写真", "撮影", "放送",
                                                         "支局", "通讯社", "通訊社", "共同", "時事", "会見"};

/// What stands behind one of `keys` and a sign.
std::optional<std::string_view> value_behind(std::string_view line, const auto& keys) {
  for (const std::string_view key : keys) {
    if (!line.starts_with(key)) continue;
    for (const std::string_view sign : signs)
      if (line.substr(key.size()).starts_with(sign)) {
        const std::string_view value = trim(line.substr(key.size() + sign.size()));
        if (!value.empty()) return value;
      }
  }
  return std::nullopt;
}

bool is_kana(std::string_view character) {
  return character[0] == '\xE3' && character[1] >= '\x81' && character[1] <= '\x83';
}

/// Han, Kana and the marks within names; all of three bytes in UTF-8.
bool is_name_text(std::string_view text) {
  if (text.size() < 6 || text.size() % 3 != 0) return false;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(text[i + 1]);
    const bool han = (lead == 0xE3 && next >= 0x90) || (lead >= 0xE4 && lead <= 0xE9);
    if (!is_kana(text.substr(i, 3)) && !han) return false;
  }
  return true;
}

/// What a part of a byline ends with that says where or how it was reported.
constexpr std::array<std::string_view, 4> reports = {"报道", "報道", "報導", "报导"};
/// What makes another word of `记者` or `記者` before it: a press conference, a station.
constexpr std::array<std::string_view, 6> no_names = {"会", "會", "站", "节", "節", "团"};

std::string_view without_role(std::string_view name) {
  for (const std::string_view role : {"記者", "记者", "特派員", "特派员", "報道", "报道", "報導", "通讯员"})
    if (name.ends_with(role) && name.size() > role.size()) return trim(name.substr(0, name.size() - role.size()));
  return name;
}

/// One Japanese name, whose space parts family and given name: `山田　太郎`.
std::vector<std::string> joined_japanese_name(std::string_view text) {
  std::string name(without_role(text));
  for (const std::string_view space : {"　", " "})
    for (std::size_t at = name.find(space); at != std::string::npos; at = name.find(space))
      name.erase(at, space.size());
  const bool person =
      std::none_of(no_persons.begin(), no_persons.end(), [&](auto word) { return name.ends_with(word); });
  return person && is_name_text(name) ? std::vector<std::string>{name} : std::vector<std::string>();
}

/// Whether a part of a byline says where the story was filed: `发自北京`, `北京报道`.
bool is_place(std::string_view part) {
  if (part.starts_with("发自") || part.starts_with("發自")) return true;
  return std::any_of(reports.begin(), reports.end(), [&](auto word) { return part.ends_with(word); });
}

/// `张三` of `记者张三`, `張三` of `記者張三／台北報導`; nothing where no role stands before a name.
std::vector<std::string> name_behind_role(std::string_view inside) {
  for (const std::string_view role : {"本报记者", "新华社记者", "本報記者", "记者", "記者", "通讯员"}) {
    if (!inside.starts_with(role)) continue;
    inside = inside.substr(role.size());
    const bool compound =
        std::any_of(no_names.begin(), no_names.end(), [&](auto word) { return inside.starts_with(word); });
    std::vector<std::string> names = compound ? std::vector<std::string>() : han_names(inside);
    const bool persons = std::all_of(names.begin(), names.end(), [](const auto& name) { return name.size() <= 12; });
    return persons ? names : std::vector<std::string>();
  }
  return {};
}

/// `田中花子` of `ソウル＝田中花子`: a place in Katakana or one of the usual, and a name.
std::vector<std::string> name_behind_place(std::string_view inside) {
  constexpr std::array<std::string_view, 9> places = {"東京", "大阪", "京都", "北京", "上海",
                                                      "香港", "台北", "那覇", "札幌"};
  for (const std::string_view sign : {"＝", "="}) {
    const std::size_t at = inside.find(sign);
    if (at == std::string_view::npos) continue;
    const std::string_view place = inside.substr(0, at);
    bool katakana = !place.empty() && place.size() % 3 == 0;
    for (std::size_t i = 0; katakana && i < place.size(); i += 3)
      katakana = is_kana(place.substr(i, 3)) && place[i + 1] != '\x81';
    if (katakana || std::find(places.begin(), places.end(), place) != places.end())
      return joined_japanese_name(inside.substr(at + sign.size()));
  }
  return {};
}

}  // namespace

std::vector<std::string> han_names(std::string_view text) {
  std::string list(text);
  for (const std::string_view separator : {"、", "，", "・", "·", "／", "/", "　", " 和 ", " 与 ", ","})
    for (std::size_t at = list.find(separator); at != std::string::npos; at = list.find(separator, at + 1))
      list.replace(at, separator.size(), " ");
  std::vector<std::string> names;
  for (std::size_t i = 0; i <= list.size();) {
    const std::size_t end = std::min(list.find(' ', i), list.size());
    const std::string_view written = trim(std::string_view(list).substr(i, end - i));
    const std::string_view part = without_role(written);
    i = end + 1;
    if (part.empty() || (!names.empty() && is_place(written))) continue;
    const bool institution =
        std::any_of(no_persons.begin(), no_persons.end(), [&](auto word) { return part.ends_with(word); });
    if (!is_name_text(part) || count_code_points(part) > longest_name || institution) return {};
    names.emplace_back(part);
  }
  return names;
}

std::vector<std::string> han_byline(std::string_view line) {
  if (count_code_points(line) > longest_line || line.ends_with("。")) return {};
  for (const auto& [open, close] : {std::pair("（", "）"), std::pair("【", "】"), std::pair("〔", "〕")}) {
    if (!line.starts_with(open) || !line.ends_with(close)) continue;
    const std::string_view inside = trim(line.substr(3, line.size() - 6));
    if (const auto value = value_behind(inside, author_keys)) return han_names(*value);
    if (std::vector<std::string> names = name_behind_role(inside); !names.empty()) return names;
    if (std::vector<std::string> names = name_behind_place(inside); !names.empty()) return names;
    const bool spaced = inside.find("　") != std::string_view::npos || inside.find(' ') != std::string_view::npos;
    const bool person = std::string_view(open) == "（" && (spaced || count_code_points(inside) >= 4);
    return person && count_code_points(inside) <= 6 ? joined_japanese_name(inside) : std::vector<std::string>();
  }
  if (const auto value = value_behind(line, author_keys)) {
    const bool japanese = line.starts_with("記者") || line.starts_with("文・") || line.starts_with("取材");
    return japanese && value->find("、") == std::string_view::npos ? joined_japanese_name(*value) : han_names(*value);
  }
  if (line.find("／") != std::string_view::npos || line.find('/') != std::string_view::npos)
    return is_place(line) ? name_behind_role(line) : std::vector<std::string>();
  const std::string_view name = without_role(line);
  if (name.size() == line.size() || count_code_points(name) > 6) return {};
  return is_name_text(name) ? std::vector<std::string>{std::string(name)} : std::vector<std::string>();
}

std::string han_photo_credit(std::string_view line) {
  for (const std::string_view bracket : {"（", "）"}) {
    if (line.starts_with(bracket)) line.remove_prefix(bracket.size());
    if (line.ends_with(bracket)) line.remove_suffix(bracket.size());
  }
  if (count_code_points(line) > longest_line || line.ends_with("。")) return {};
  for (const std::string_view taken : {"摄", "攝"}) {  // （新华社记者 李四 摄）
    if (!line.ends_with(taken)) continue;
    const std::string_view who = trim(line.substr(0, line.size() - taken.size()));
    const std::vector<std::string> names = han_names(value_behind(who, author_keys).value_or(who));
    if (who.size() + taken.size() < line.size() && names.size() == 1) return names.front();
  }
  const auto value = value_behind(line, photo_keys);
  if (!value) return {};
  const std::size_t sign = line.size() - value->size();
  const bool spaced = trim(line.substr(0, sign)).size() + 3 >= sign && line.find_first_of(":=/") >= sign &&
                      line.substr(0, sign).find("：") == std::string_view::npos &&
                      line.substr(0, sign).find("／") == std::string_view::npos &&
                      line.substr(0, sign).find("＝") == std::string_view::npos;
  // Behind a mere space it may be any word: `图 1`.
  return spaced && han_names(*value).empty() ? std::string() : std::string(without_role(*value));
}

bool is_han_desk_line(std::string_view line) {
  if (count_code_points(line) > longest_line || line.ends_with("。")) return false;
  const bool source = line.starts_with("来源：") || line.starts_with("來源：");
  return source || value_behind(line, desk_keys).has_value();
}

}  // namespace feedd::content
