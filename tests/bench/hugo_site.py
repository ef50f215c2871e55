"""The same archive as a Hugo site that writes nothing but RSS: home, each tag, each author; 50 whole articles each."""

import pathlib
import shutil

CONFIG = """baseURL = "https://example.org/"
title = "Articles"
languageCode = "en"
disableKinds = ["section", "taxonomy", "sitemap", "robotsTXT", "404"]
enableGitInfo = false
ignoreErrors = ["error-disable-taxonomy"]

[taxonomies]
tag = "tags"
author = "authors"

[outputs]
home = ["RSS"]
term = ["RSS"]

[[cascade]]
[cascade._target]
kind = "page"
[cascade._build]
render = "link"
list = "always"

"""

TEMPLATE = """{{- $pages := .Pages -}}
{{- if .IsHome -}}{{- $pages = .Site.RegularPages -}}{{- end -}}
{{- printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>{{ .Title }}</title>
<link>{{ .Permalink }}</link>
<description>{{ .Title }}</description>
{{ with .OutputFormats.Get "RSS" }}<atom:link href="{{ .Permalink }}" rel="self" type="application/rss+xml"/>{{ end }}
{{ range first 50 $pages -}}
<item>
<title>{{ .Title }}</title>
<link>{{ .Permalink }}</link>
<guid>{{ .Permalink }}</guid>
<pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" | safeHTML }}</pubDate>
{{ range .Params.authors }}<dc:creator>{{ . }}</dc:creator>{{ end }}
{{ range .Params.tags }}<category>{{ . }}</category>{{ end }}
<description>{{ .Content | html }}</description>
</item>
{{ end -}}
</channel>
</rss>
"""


def create(folder, archive):
    """A site in `folder` whose content is `archive` itself, not a copy."""
    folder.mkdir()
    (folder / "config.toml").write_text(CONFIG)
    (folder / "layouts" / "_default").mkdir(parents=True)
    (folder / "layouts" / "_default" / "rss.xml").write_text(TEMPLATE)
    (folder / "content").symlink_to(archive)


def command(folder, out):
    return [shutil.which("hugo"), "--source", str(folder), "--destination", str(out), "--quiet", "--noTimes"]


def installed():
    return shutil.which("hugo") is not None
