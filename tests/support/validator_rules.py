"""What the W3C feed validator (validator.w3.org/feed) warns of or refuses, as far as the form of a document decides it.

Every function takes plain data and returns complaints as text. What comes from true data is not complained of: dates
before 1990, equal `updated` of two entries, the namespaces of RFC 6721 and of Podcasting 2.0, frames that the
configuration allows, U+FFFD where a source is broken, and `controls` of recordings, without which nobody can play them.
"""

import datetime
import email.utils
import html.entities
import re
import xml.etree.ElementTree as ElementTree

ATOM, RSS1 = "{http://www.w3.org/2005/Atom}", "{http://purl.org/rss/1.0/}"
DC, CONTENT = "{http://purl.org/dc/elements/1.1/}", "{http://purl.org/rss/1.0/modules/content/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
ITUNES, MEDIA = "{http://www.itunes.com/dtds/podcast-1.0.dtd}", "{http://search.yahoo.com/mrss/}"
PODCAST = "https://podcastindex.org/namespace/1.0"

CHARACTERS = r"[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]"
URI = re.compile(rf"[a-zA-Z][0-9a-zA-Z+\-.]*:(//(\[[0-9A-Fa-f:]+\])?)?{CHARACTERS}+")
URN = re.compile(r"urn:[a-zA-Z0-9][a-zA-Z0-9-]{1,31}:([a-zA-Z0-9()+,.:=@;$_!*'-]|%[0-9A-Fa-f]{2})+", re.I)
UUID = re.compile(r"urn:uuid:[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}", re.I)
TAG = re.compile(rf"tag:([a-z0-9\-._]+?@)?[a-z0-9.\-]+?,\d{{4}}(-\d\d(-\d\d)?)?:[^#]*(#[^#]*)?")
ON_THE_WEB = re.compile(r"https?://[^/?#]+")
MEDIA_TYPE = re.compile(r"""[^\s()<>,;:\\"/[\]?=]+/[^\s()<>,;:\\"/[\]?=]+(\s*;.*)?""")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
LOOKS_LIKE_MARKUP = re.compile(r"&(#?\w+)|<[/a-zA-Z]|&#[x0-9]")

# Of the elements and attributes that HTML has, the validator takes these for harmless; feedd writes no others.
ELEMENTS = set("""a abbr article aside audio bdi blockquote br caption cite code col colgroup dd del details dfn div dl
    dt em figcaption figure h1 h2 h3 h4 h5 h6 hr img ins kbd li mark ol p picture pre q rp rt ruby s samp section small
    source span strong sub summary sup table tbody td tfoot th thead time tr track u ul var video wbr""".split())
ATTRIBUTES = set("""abbr alt cite class colspan datetime default dir headers height href hreflang id kind label lang
    loading loop media muted open poster preload rel reversed rowspan scope sizes span src srclang srcset start style
    title type value width""".split()) | {"controls"}
PROPERTIES = {"text-align", "font-style", "font-weight", "text-decoration", "white-space"}


def uri_complaints(value, what):
    scheme = value.partition(":")[0].lower()
    if scheme == "tag":
        fine = TAG.fullmatch(value) and URI.fullmatch(value)
    elif scheme == "urn":
        fine = (UUID if value.lower().startswith("urn:uuid:") else URN).fullmatch(value)
    else:
        fine = URI.fullmatch(value) and (scheme not in ("http", "https", "ftp") or re.match(r"\w+://[^/]", value))
    return [] if fine else [f"{what} is no URI: {value!r}"]


def plain_complaints(raw, value, what, lines):
    """`raw` is the element as it is written: a hexadecimal reference in it says that `&` and `<` are meant."""
    found = []
    if re.search(r"</\w+>", value) and lines != "html":
        found.append(f"{what} looks like HTML: {value!r}")
    for word in re.findall(r"&(#?\w+)", value):
        if (word in html.entities.name2codepoint or word == "apos" or not word.isalpha()) and "&#x" not in raw:
            found.append(f"{what} holds a reference: {value!r}")
    if re.search(r"&#[x0-9]|<[/a-zA-Z]", value) and "&#x" not in raw:
        found.append(f"{what} has no hexadecimal references: {value!r}")
    return found


def html_complaints(markup, html5lib):
    """Strictly parsed by html5lib, every element and attribute known, every address absolute."""
    parser = html5lib.HTMLParser()
    tree = parser.parseFragment(markup)
    found = [f"HTML: {code} {data} at {place}" for place, code, data in parser.errors]
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag == "DOCUMENT_FRAGMENT":
            continue
        name = element.tag.rpartition("}")[2]
        if name not in ELEMENTS and name != "iframe":
            found.append(f"HTML: <{name}>")
        found += [f"HTML: <{name} {key}>" for key in element.attrib if name != "iframe" and key not in ATTRIBUTES]
        for declaration in filter(None, element.get("style", "").split(";")):
            if declaration.partition(":")[0].strip() not in PROPERTIES:
                found.append(f"HTML: style {declaration!r}")
        for key in ("href", "src", "poster", "cite"):
            value = element.get(key)
            if value is not None and not value.startswith("data:"):
                found += uri_complaints(value, f"<{name} {key}>")
    return found


def date_complaints(value, what):
    if RFC3339.fullmatch(value):
        return []
    parsed = email.utils.parsedate_to_datetime(value)
    if email.utils.format_datetime(parsed.astimezone(datetime.timezone.utc)) != value:
        return [f"{what} is {value!r}"]
    return []


def raw_elements(text, name):
    """Each element of this name as written."""
    return re.findall(rf"<{name}(?:\s[^>]*)?>.*?</{name}>", text, re.S)


def plain_elements(root, text, names):
    found = []
    for tag, name in names:
        values = ["".join(element.itertext()) for element in root.iter(tag) if element.get("type") != "html"]
        written = [raw for raw in raw_elements(text, name) if 'type="html"' not in raw.partition(">")[0]]
        if len(values) != len(written):
            found.append(f"{len(values)} elements {name}, {len(written)} written")
        for value, raw in zip(values, written):
            found += plain_complaints(raw, value, name, "html" if tag == ATOM + "category" else "")
    return found


def all_complaints(root, text):
    """What holds in every format."""
    found = [f"a C1 control: {character!r}" for character in re.findall("[\x80-\x9f]", text)]
    for element in root.iter():
        for key, value in element.attrib.items():
            if key in ("href", "url", "scheme", "domain", "img", RDF + "about", RDF + "resource") and not (
                    key == "domain" and element.tag == "cloud"):
                found += uri_complaints(value, f"{element.tag} {key}")
            if key == "type" and value not in ("text", "html"):
                found += [] if MEDIA_TYPE.fullmatch(value) else [f"{element.tag} type={value!r}"]
            if key.endswith("}lang") and not LANGUAGE.fullmatch(value):
                found.append(f"xml:lang={value!r}")
        name = element.tag.rpartition("}")[2]
        if name in ("link", "url", "docs", "icon", "logo") and (element.text or "").strip():
            found += uri_complaints(element.text.strip(), name)
        if name in ("language",) and not LANGUAGE.fullmatch(element.text or ""):
            found.append(f"language {element.text!r}")
        if name in ("pubDate", "lastBuildDate", "published", "updated", "date"):
            found += date_complaints(element.text or "", name)
        if "fileSize" in element.attrib and int(element.get("fileSize")) <= 0:
            found.append("fileSize")
    if PODCAST in text and not any(PODCAST in element.tag for element in root.iter()):
        found.append("xmlns:podcast without an element of it")
    return found


def rss_complaints(text, html5lib):
    root = ElementTree.fromstring(text)
    channel = root.find("channel")
    found = all_complaints(root, text)
    found += plain_elements(root, text, [("title", "title"), ("category", "category"), ("copyright", "copyright"),
                                         (DC + "rights", "dc:rights"), ("source", "source")])
    found += plain_complaints(raw_elements(text, "description")[0], channel.findtext("description"), "description", "")
    if int(channel.findtext("ttl")) <= 0:
        found.append("ttl")
    has_itunes = any(element.tag.startswith(ITUNES) for element in channel.iter())
    is_show = channel.find(ITUNES + "explicit") is not None
    for name in ("category", "owner"):
        if is_show and channel.find(ITUNES + name) is None:
            found.append(f"itunes:{name} is missing")
    for item in channel.findall("item"):
        what = item.findtext("guid")
        tags = [child.tag for child in item]
        if CONTENT + "encoded" in tags and "description" not in tags[:tags.index(CONTENT + "encoded")]:
            found.append(f"{what}: content:encoded without a description before it")
        if not item.findtext("title") and not (item.findtext("description") or "").strip():
            found.append(f"{what}: neither title nor description")
        for name in ("description", CONTENT + "encoded"):
            found += [f"{what}: {one}" for one in html_complaints(item.findtext(name, ""), html5lib)]
        for enclosure in item.findall("enclosure"):
            if not enclosure.get("length").isdigit() or not ON_THE_WEB.match(enclosure.get("url")):
                found.append(f"{what}: enclosure {enclosure.attrib}")
        if has_itunes and not is_show and any(child.tag.startswith(ITUNES) for child in item) and \
                item.find(ITUNES + "duration") is None and item.find(ITUNES + "episode") is None:
            found.append(f"{what}: itunes elements of no episode")
        if len(item.findtext(ITUNES + "title", "")) > 255:
            found.append(f"{what}: itunes:title")
    return found


def atom_complaints(text, html5lib):
    root = ElementTree.fromstring(text)
    found = all_complaints(root, text)
    found += plain_elements(root, text, [(ATOM + name, name) for name in ("title", "subtitle", "summary", "rights",
                                                                          "name")])
    children = [child.tag for child in root]
    first = children.index(ATOM + "entry") if ATOM + "entry" in children else len(children)
    if set(children[first:]) - {ATOM + "entry"}:
        found.append("metadata behind an entry")
    for holder in (root, *root.findall(ATOM + "entry")):
        identity = holder.findtext(ATOM + "id")
        found += uri_complaints(identity, "id")
        if not holder.findtext(ATOM + "title"):
            found.append(f"{identity}: no title")
        alternates = [link.get("type") for link in holder.findall(ATOM + "link") if link.get("rel") == "alternate"]
        if len(alternates) != len(set(alternates)) or not alternates:
            found.append(f"{identity}: alternates {alternates}")
    for entry in root.findall(ATOM + "entry"):
        if any(re.match("current|next|prev|first|last", link.get("rel")) for link in entry.findall(ATOM + "link")):
            found.append("history in an entry")
        for source in entry.findall(ATOM + "source"):
            found += [f"a source without {name}" for name in ("id", "title", "updated")
                      if not source.findtext(ATOM + name)]
        content = entry.findtext(ATOM + "content", "")
        found += [f"{entry.findtext(ATOM + 'id')}: {one}" for one in html_complaints(content, html5lib)]
    return found


def rdf_complaints(text, html5lib):
    root = ElementTree.fromstring(text)
    found = all_complaints(root, text)
    found += plain_elements(root, text, [(RSS1 + "title", "title"), (DC + "rights", "dc:rights")])
    abouts = [element.get(RDF + "about") for element in root]
    if len(abouts) != len(set(abouts)):
        found.append("two things about one address")
    for item in root.findall(RSS1 + "item"):
        for name in (RSS1 + "description", CONTENT + "encoded"):
            found += [f"{item.get(RDF + 'about')}: {one}" for one in html_complaints(item.findtext(name, ""), html5lib)]
    return found


COMPLAINTS = {".rss": rss_complaints, ".atom": atom_complaints, ".rdf": rdf_complaints}
