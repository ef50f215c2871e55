#include "feeds/pages.hpp"

namespace feedd::feeds {
namespace {

constexpr std::string_view style =
    R"css(:root{color-scheme:light dark;--ink:#1b1e24;--soft:#59606b;--line:#dcd8d0;--page:#fffdf9;--tint:#f5f1e9;--accent:#9c3309;--serif:Georgia,"Noto Serif","Noto Serif CJK KR","Noto Naskh Arabic",serif}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaee;--soft:#a7aeb9;--line:#363c45;--page:#14171c;--tint:#1c2027;--accent:#ff9f6b}}
*{box-sizing:border-box}
body{margin:0 auto;padding:0 1.25rem 4rem;max-width:44rem;background:var(--page);color:var(--ink);font:1.0625rem/1.65 system-ui,"Noto Sans","Noto Sans CJK KR",sans-serif;overflow-wrap:break-word}
.masthead{border-top:5px solid var(--accent);border-bottom:1px solid var(--line);margin-bottom:2rem}
.masthead p{margin:.7rem 0;font-family:var(--serif);font-weight:700}
.masthead a{color:var(--ink);text-decoration:none}
h1,h2,h3{font-family:var(--serif);line-height:1.25;text-wrap:balance}
h1{font-size:clamp(1.8rem,5vw,2.5rem);margin:.2rem 0 .7rem}
h2{font-size:1.3rem;margin:2.4rem 0 .8rem}
h3{font-size:1.15rem;margin:1.8rem 0 .5rem}
a{color:var(--accent);text-underline-offset:.15em}
a:focus-visible,input:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
img,video,iframe{max-width:100%}
img{height:auto}
audio{width:100%}
figure{margin:1.4rem 0}
figcaption,.soft,time{color:var(--soft);font-size:.9rem}
.lede{font-size:1.15rem;color:var(--soft)}
pre{white-space:pre-wrap;padding:1rem;border:1px solid var(--line);background:var(--tint);font-size:.9rem}
blockquote{margin:1.2rem 0;padding-inline-start:1rem;border-inline-start:3px solid var(--line);color:var(--soft)}
table{border-collapse:collapse;display:block;overflow-x:auto}
th,td{border:1px solid var(--line);padding:.35rem .7rem}
th:not([style]){text-align:start}
[style*="text-align:center"]{text-align:center}
[style*="text-align:right"]{text-align:right}
ul.plain,ul.row{list-style:none;padding:0}
ul.row{display:flex;flex-wrap:wrap;gap:.5rem 1.2rem}
.articles li{padding:1rem 0;border-top:1px solid var(--line)}
.articles h3{margin:0}
.articles h3 a{color:var(--ink);text-decoration:none}
.articles h3 a:hover{color:var(--accent);text-decoration:underline}
.articles p{margin:.25rem 0 0}
.subscribe{margin:2.4rem 0;padding:1.2rem 1.4rem;background:var(--tint);border-inline-start:4px solid var(--accent)}
.subscribe h2{margin:0 0 .4rem}
.subscribe p{margin:.6rem 0}
label{display:block;font-size:.9rem;font-weight:600}
input{width:100%;font:.9rem/1.4 ui-monospace,monospace;padding:.55rem .7rem;color:var(--ink);background:var(--page);border:1px solid var(--soft)}
.correction{margin:1.6rem 0;padding:.2rem 1.2rem;background:var(--tint);border:1px solid var(--line)}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:1rem}
)css";

/// RSS names have no namespace, Atom's have: `*|` takes both. What is not named is hidden.
constexpr std::string_view feed_style =
    R"css(@namespace atom "http://www.w3.org/2005/Atom";
:root{color-scheme:light dark;display:block;max-width:44rem;margin:0 auto;padding:0 20px 60px;background:#fffdf9;color:#1b1e24;font:17px/1.6 system-ui,"Noto Sans","Noto Sans CJK KR",sans-serif;overflow-wrap:break-word}
rss>channel,rss>channel>item,atom|feed>atom|entry,rss>channel>title,rss>channel>description,atom|feed>atom|title,atom|feed>atom|subtitle,item>title,item>pubDate,item>link,atom|entry>atom|title,atom|entry>atom|published{display:block}
rss>channel>*,atom|feed>*,item>*,atom|entry>*{display:none}
rss>channel>item,atom|feed>atom|entry{display:block;padding:16px 0;border-top:1px solid #9993}
rss>channel>title,atom|feed>atom|title{display:block;border-top:5px solid #9c3309;padding:20px 0 8px;font:700 32px/1.25 Georgia,"Noto Serif","Noto Serif CJK KR",serif}
rss>channel>description,atom|feed>atom|subtitle{display:block;padding-bottom:8px}
:root::before{content:"This is a feed: copy the address of this page into a feed reader and it shows you what is new. The same as a page to read is at this address with .html in place of its ending.";display:block;margin:20px 0;padding:12px 16px;background:#9c330914;border-inline-start:4px solid #9c3309}
item>title,atom|entry>atom|title{display:block;font:700 19px/1.3 Georgia,"Noto Serif","Noto Serif CJK KR",serif}
item>pubDate,item>link,atom|entry>atom|published{display:block;font-size:14px;color:#59606b}
@media (prefers-color-scheme:dark){:root{background:#14171c;color:#e8eaee}item>pubDate,item>link,atom|entry>atom|published{color:#a7aeb9}}
)css";

}  // namespace

std::string_view style_sheet() {
  return style;
}

std::string_view feed_style_sheet() {
  return feed_style;
}

}  // namespace feedd::feeds
