"""What the feeds of a folder should say, read from feedd's own list, and the rules each format brings along.

Every function takes plain data and returns complaints as text, so that one test shows all of them.
"""

import datetime
import email.utils
import html.parser
import json
import re
import xml.etree.ElementTree as ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
# RSS 2.0 with the four-digit year and the numeric zone that no reader gets wrong.
RFC822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")


def unix_seconds(rfc3339):
    """RFC 3339 as Unix seconds."""
    return int(datetime.datetime.fromisoformat(rfc3339).timestamp())


class Addresses(html.parser.HTMLParser):
    """The addresses in HTML by what they are for, and its text."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.links, self.images, self.alternates, self.text = [], [], [], ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        elif tag in ("img", "audio", "video", "source") and "src" in attributes:
            self.images.append(attributes["src"])
        elif tag == "link" and "alternate" in (attributes.get("rel") or "").split():
            self.alternates.append((attributes.get("type"), attributes.get("href")))

    def handle_data(self, data):
        self.text += data


def list_of(workspace, folder=None):
    """What `feedd list DIR --json` says, an article a line."""
    output = workspace.run("list", folder or workspace.articles, "--json").stdout
    return [json.loads(line) for line in output.splitlines()]


def articles_listed(workspace, folder=None):
    """The published articles of list_of, newest first, each with what `feedd show` adds."""
    published = [article for article in list_of(workspace, folder) if article["status"] == "published"]
    for article in published:
        shown = json.loads(workspace.run("show", article["id"], "--json").stdout)
        for key, value in article.items():
            assert shown[key] == value, f"list and show disagree on {key} of {article['id']}: {value!r}, {shown[key]!r}"
        article.update(shown)
    return sorted(published, key=lambda article: article["published"], reverse=True)


def json_feed_complaints(feed, url):
    """JSON Feed 1.1, https://jsonfeed.org/version/1.1: what is required, and the type of what is there."""
    found = []

    def want(condition, what):
        if not condition:
            found.append(f"{url}: {what}")

    def texts(where, holder, *keys):
        for key in keys:
            want(isinstance(holder.get(key, ""), str), f"{where}.{key} is no string")

    def authors(where, holder):
        want(isinstance(holder.get("authors", []), list), f"{where}.authors is no list")
        for author in holder.get("authors", []):
            want(any(author.get(key) for key in ("name", "url", "avatar")), f"{where}: an author without anything")
            texts(where, author, "name", "url", "avatar")
        want("author" not in holder, f"{where}.author belongs to version 1.0")

    want(feed.get("version") == "https://jsonfeed.org/version/1.1", "version")
    want(bool(feed.get("title")), "title is missing")
    want(feed.get("feed_url") == url, f"feed_url is {feed.get('feed_url')}")
    texts("feed", feed, "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon",
          "favicon", "language")
    want(feed.get("next_url") != url, "next_url leads back to the feed itself")
    authors("feed", feed)
    for hub in feed.get("hubs", []):
        want(isinstance(hub.get("type"), str) and isinstance(hub.get("url"), str), "a hub without type or url")
    want(isinstance(feed.get("items"), list), "items is no list")
    ids = [item.get("id") for item in feed.get("items", [])]
    want(len(ids) == len(set(ids)), "two items share an id")
    for item in feed.get("items", []):
        where = f"item {item.get('id')!r}"
        want(isinstance(item.get("id"), str) and item["id"], f"{where}: id")
        want("content_html" in item or "content_text" in item, f"{where} has no content")
        texts(where, item, "url", "external_url", "title", "content_html", "content_text", "summary", "image",
              "banner_image", "language")
        for key in ("date_published", "date_modified"):
            want(key not in item or RFC3339.fullmatch(item[key]), f"{where}: {key} is {item.get(key)!r}")
        want(all(isinstance(tag, str) for tag in item.get("tags", [])), f"{where}: tags")
        authors(where, item)
        for attachment in item.get("attachments", []):
            want(isinstance(attachment.get("url"), str), f"{where}: attachment without url")
            want("/" in attachment.get("mime_type", ""), f"{where}: attachment without mime_type")
            want(isinstance(attachment.get("size_in_bytes", 0), int), f"{where}: size_in_bytes")
    return found


def rss_complaints(body, url):
    """RSS 2.0 and the RSS Advisory Board's profile, as far as feedd promises them."""
    found = []
    rss = ElementTree.fromstring(body)
    channel = rss.find("channel")

    def want(condition, what):
        if not condition:
            found.append(f"{url}: {what}")

    def once(holder, name):
        elements = holder.findall(name)
        want(len(elements) <= 1, f"{len(elements)} elements {name}")
        return (elements[0].text or "") if elements else None

    want(rss.tag == "rss" and rss.get("version") == "2.0", "the root is not <rss version='2.0'>")
    for name in ("title", "link", "description"):
        want(bool(once(channel, name)), f"channel has no {name}")
    want(RFC822.fullmatch(once(channel, "lastBuildDate") or ""), "lastBuildDate")
    want((once(channel, "ttl") or "").isdigit(), "ttl")
    selves = [link.get("href") for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    want(selves == [url], f"atom:link rel=self is {selves}")
    guids = [item.findtext("guid") for item in channel.findall("item")]
    want(len(guids) == len(set(guids)), "two items share a guid")
    for item in channel.findall("item"):
        where = f"item {item.findtext('guid')}"
        guid = item.find("guid")
        want(guid is not None and guid.get("isPermaLink") == "false", f"{where}: guid without isPermaLink=false")
        want(item.find("author") is None, f"{where} has <author>, which needs an e-mail address")
        want(bool(once(item, "title")) or bool(once(item, "description")), f"{where} has neither title nor description")
        date = once(item, "pubDate") or ""
        parsed = email.utils.parsedate_to_datetime(date) if RFC822.fullmatch(date) else None
        want(parsed is not None and parsed.strftime("%a") == date[:3], f"{where}: pubDate {date!r}")
        want(all(category.text for category in item.findall("category")), f"{where}: an empty category")
        names = [child.tag for child in item]
        if f"{CONTENT}encoded" in names and "description" in names:
            in_order = names.index("description") < names.index(f"{CONTENT}encoded")
            want(in_order, f"{where}: description after content:encoded")
        want(names.count("enclosure") <= 1, f"{where}: more than one enclosure")
        for enclosure in item.findall("enclosure"):
            want(bool(enclosure.get("url")) and "/" in enclosure.get("type", ""), f"{where}: enclosure")
            want(enclosure.get("length", "").isdigit(), f"{where}: enclosure length {enclosure.get('length')!r}")
    return found


def atom_complaints(body, url):
    """What RFC 4287 says in words and its grammar cannot."""
    found = []
    feed = ElementTree.fromstring(body)

    def want(condition, what):
        if not condition:
            found.append(f"{url}: {what}")

    def alternates(holder):
        links = [link for link in holder.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
        return [(link.get("type"), link.get("hreflang")) for link in links]

    selves = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    want(selves == [url], f"link rel=self is {selves}")  # section 4.1.1
    entries = feed.findall(f"{ATOM}entry")
    authors = [holder.find(f"{ATOM}author") for holder in (feed, *entries)]
    want(authors[0] is not None or None not in authors[1:], "neither the feed nor every entry has an author")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    want(len(ids) == len(set(ids)), "two entries share an id")
    for holder in [feed, *entries]:
        name, found_here = holder.findtext(f"{ATOM}id"), alternates(holder)
        want(len(found_here) == len(set(found_here)), f"{name}: two alternates of one type and language")
    for entry in entries:
        name = entry.findtext(f"{ATOM}id")
        content = entry.find(f"{ATOM}content")
        want(content is not None or alternates(entry), f"{name}: neither content nor alternate")  # section 4.1.2
        if content is not None and content.get("src"):
            want(entry.find(f"{ATOM}summary") is not None, f"{name}: content elsewhere and no summary")
    return found
