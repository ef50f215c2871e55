"""A folder in which every element that a feed can have occurs, with the configuration that goes with it."""

import json

import daemon

CONFIG = """
base_url = "https://example.org/news"
[site]
title = "Harbour & Hills"
description = "R&D, <b>bold</b> & \\"quoted\\""
language = "en"
rights = "© Harbour & Hills"
image = "https://example.org/logo.png"
icon = "https://example.org/icon.png"
[feeds]
limit = 4
"""
PODCAST = """
[podcast]
category = "Society & Culture > Documentary"
owner_email = "radio@example.org"
"""

PICTURE = (daemon.EXAMPLES / "images" / "ridges.png").read_bytes()


def article(body, **front):
    """Front matter is YAML, and JSON is YAML."""
    return "---\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items()) + "---\n" + body


BODY = """First words, with *emphasis*, `a < b && c` and a note.[^1]

| a | b |
|:--|--:|
| 1 | 2 |

- [x] done
- [ ] open

> [!NOTE]
> A box.

<p>A table <table><tr><td>in a paragraph</table> and <ruby><rb>漢</rb><rt>かん</rt></ruby> and
<a href="/a b[1]|2?q[]={x}#é">an address</a> and <a href="#fnref-1">a place</a> and AT&T and &copy;.</p>

[^1]: The note.
"""

FILES = {
    "world/plain.md": article("Only a paragraph.\n", title="Plain", date="2026-01-01T08:00:00Z"),
    "world/markup.md": article(BODY, title="R&D: <b> & \"quotes\" &amp; more", date="2026-01-02T08:00:00Z",
                               authors=["Ann O'Hara & Sons", "한 별"], tags=["C/C++", "R&D", "한국 경제"],
                               rights="© <Nobody> & co", summary="Less < more & &lt;b&gt;"),
    "sea/picture.md": article("![Ridges](ridges.png)\n", title="Sunset", date="2026-01-03T08:00:00Z",
                              authors=["Choi Mira"], tags=["Sea"], image={"src": "ridges.png", "credit": "Kim Jun-ho"}),
    "sea/ridges.png": PICTURE,
    "sea/own-id.md": article("An answer.\n", id="123 at http://example.com", title="Own id",
                             date="2026-01-04T08:00:00Z", lang="ko", tags=["Sea"],
                             contributors=["Lee Su-jin"], correction={"note": "3 < 4 & 5", "date": "2026-01-05"},
                             related=["plain", {"url": "https://example.org/port?a[1]", "title": "The port & more"}],
                             in_reply_to="https://example.net/post", updated="2026-01-05T08:00:00Z",
                             source={"title": "Wire", "url": "https://example.net/feed.rss"}),
    "radio/tides.md": article("On tides.\n", title="Tides", date="2026-01-06T08:00:00Z", tags=["Sea"],
                              audio="https://cdn.example.org/tides|1.mp3",
                              podcast={"duration": "1:02:05", "episode": 12, "season": 2, "transcript": "t.vtt",
                                       "chapters": "https://cdn.example.org/c.json", "guests": ["Jane"]}),
    "radio/t.vtt": "WEBVTT\n",
    "withdrawn.md": article("Taken back.\n", id="to be withdrawn", title="Withdrawn", date="2026-01-07T08:00:00Z"),
    "last.md": article("The last one.\n", id="tag:example.org,2026:last", title="Last", date="2026-01-08T08:00:00Z"),
    "odd-language.md": article("Nobody speaks it.\n", title="Odd", date="2026-01-09T08:00:00Z", lang="english"),
    "windows.md": article("It\u0092s \u0093so\u0094.\n", title="It\u0092s", date="2026-01-10T08:00:00Z"),
}


def render(workspace, out, config=CONFIG + PODCAST, folder=None, *options):
    """Renders `folder`, by default this one's articles with one of them withdrawn, and returns `out`."""
    settings = workspace.home / "feedd.toml"
    settings.write_text(config)
    common = ["--config", settings]
    if folder is None:
        daemon.write_files(workspace.articles, FILES)
        workspace.run("render", workspace.articles, "--out", out, *common)
        workspace.run("withdraw", "to be withdrawn", *common)
    workspace.run("render", folder or workspace.articles, "--out", out, "--archives", "--pages", *common, *options)
    return out
