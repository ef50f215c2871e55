#include "feeds/pages/labels.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace feedd::feeds {
namespace {

constexpr Labels table[] = {
    {"en", "Subscribe",
     "A feed brings you every new article without an account or an algorithm: a feed reader looks here and shows what "
     "is new. Copy the address into your reader, or open it in one of these:",
     "Address of the feed", "Formats", "Newest", "By tag", "By author", "By section", "More feeds", "Photo by ",
     "Related news", "Correction", "Updated", "Nothing published yet.", "Listen", "Watch"},
    {"ko", "구독",
     "피드는 계정이나 알고리즘 없이 새 기사를 모두 전해 줍니다. 피드 리더가 이 주소를 확인해 새 글을 보여 줍니다. "
     "주소를 복사해 리더에 붙여 넣거나 다음 서비스에서 여세요.",
     "피드 주소", "형식", "최신 기사", "태그별", "글쓴이별", "섹션별", "다른 피드", "사진: ", "관련 기사", "정정",
     "수정", "아직 발행된 기사가 없습니다.", "듣기", "보기"},
    {"ja", "購読",
     "フィードを使うと、アカウントもアルゴリズムもなしに新着記事がすべて届きます。フィードリーダーがここを確認して新着"
     "を"
     "表示します。アドレスをリーダーに貼り付けるか、次のサービスで開いてください。",
     "フィードのアドレス", "形式", "新着", "タグ別", "著者別", "セクション別", "その他のフィード",
     "写真: ", "関連ニュース", "訂正", "更新", "まだ記事がありません。", "聴く", "見る"},
    {"zh", "订阅",
     "通过订阅源，无需账号和算法即可收到所有新文章：阅读器会查看此地址并显示新内容。请将地址复制到阅读器，或用以下服务"
     "打"
     "开：",
     "订阅源地址", "格式", "最新", "按标签", "按作者", "按栏目", "更多订阅源", "图片：", "相关新闻", "更正", "更新于",
     "尚未发布文章。", "收听", "观看"},
    {"de", "Abonnieren",
     "Ein Feed bringt jeden neuen Artikel, ohne Konto und ohne Algorithmus: Ein Feedreader sieht hier nach und zeigt, "
     "was neu ist. Kopieren Sie die Adresse in Ihren Reader, oder öffnen Sie sie in einem von diesen:",
     "Adresse des Feeds", "Formate", "Neueste", "Nach Schlagwort", "Nach Autor", "Nach Ressort", "Weitere Feeds",
     "Foto: ", "Verwandte Nachrichten", "Korrektur", "Aktualisiert", "Noch nichts veröffentlicht.", "Anhören",
     "Ansehen"},
    {"fr", "S’abonner",
     "Un flux vous apporte chaque nouvel article, sans compte ni algorithme : un lecteur de flux regarde ici et montre "
     "les nouveautés. Copiez l’adresse dans votre lecteur, ou ouvrez-la dans l’un de ceux-ci :",
     "Adresse du flux", "Formats", "Derniers articles", "Par mot-clé", "Par auteur", "Par rubrique", "Autres flux",
     "Photo : ", "À lire aussi", "Correction", "Mis à jour", "Rien de publié pour l’instant.", "Écouter", "Regarder"},
    {"es", "Suscribirse",
     "Un canal le trae cada artículo nuevo, sin cuenta ni algoritmo: un lector de canales mira aquí y muestra lo "
     "nuevo. "
     "Copie la dirección en su lector, o ábrala en uno de estos:",
     "Dirección del canal", "Formatos", "Lo último", "Por etiqueta", "Por autor", "Por sección", "Más canales",
     "Foto: ", "Noticias relacionadas", "Corrección", "Actualizado", "Todavía no hay nada publicado.", "Escuchar",
     "Ver"},
    {"ar", "اشترك",
     "تصلك عبر الخلاصة كل المقالات الجديدة بلا حساب ولا خوارزمية: يتفقد قارئ الخلاصات هذا العنوان ويعرض الجديد. انسخ "
     "العنوان إلى قارئك، أو افتحه في أحد هذه:",
     "عنوان الخلاصة", "الصيغ", "الأحدث", "حسب الوسم", "حسب الكاتب", "حسب القسم", "خلاصات أخرى",
     "تصوير: ", "أخبار ذات صلة", "تصحيح", "حُدّث", "لم يُنشر شيء بعد.", "استمع", "شاهد"}};

constexpr std::string_view leftward_scripts[] = {"arab", "aran", "hebr", "thaa", "nkoo", "syrc",
                                                 "adlm", "mand", "samr", "rohg", "yezi"};
constexpr std::string_view leftward_languages[] = {"ar",  "he",  "iw",  "fa",  "ur",  "yi",  "ji",  "ps",  "dv",
                                                   "ckb", "sd",  "ug",  "ks",  "nqo", "arc", "syr", "prs", "pnb",
                                                   "skr", "azb", "mzn", "glk", "lrc", "arz", "ary"};

std::string lower(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return small;
}

template <std::size_t size>
bool has(const std::string_view (&list)[size], std::string_view text) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

}  // namespace

const Labels& labels_of(std::string_view language) {
  const std::string primary = lower(language.substr(0, language.find('-')));
  const auto row = std::find_if(std::begin(table), std::end(table),
                                [&](const Labels& labels) { return labels.language == primary; });
  return row == std::end(table) ? table[0] : *row;
}

std::string_view direction_of(std::string_view language) {
  const std::string tag = lower(language);
  const std::size_t end = std::min(tag.find('-'), tag.size());
  for (std::size_t at = end; at < tag.size();) {
    const std::size_t next = std::min(tag.find('-', at + 1), tag.size());
    if (next - at - 1 == 4 && std::isalpha(static_cast<unsigned char>(tag[at + 1])) != 0)
      return has(leftward_scripts, std::string_view(tag).substr(at + 1, 4)) ? "rtl" : "ltr";
    at = next;
  }
  return has(leftward_languages, std::string_view(tag).substr(0, end)) ? "rtl" : "ltr";
}

}  // namespace feedd::feeds
