"""The pages in a real browser: they render, announce the feeds, and break none of their own security rules."""

import os
import pathlib
import struct
import sys
import unittest
import urllib.parse
import zlib

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import chromium
import daemon
import expectations
from expectations import Addresses

chromium.skip_where_missing()

WIDTH, HEIGHT = 1200, 1400


def pixels(png):
    """Width, height and rows of a PNG of 8 bits a channel, not interlaced, as Chromium writes them."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n", "no PNG"
    data, at = b"", 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        chunk = png[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunk)
            assert (depth, interlaced) == (8, 0) and colour in (2, 6), (depth, colour, interlaced)
        elif kind == b"IDAT":
            data += chunk
        at += length + 12
    size = 3 if colour == 2 else 4
    data, stride, previous, rows = zlib.decompress(data), width * size, bytes(width * size), []
    for y in range(height):
        start = y * (stride + 1)
        previous = unfiltered(data[start], bytearray(data[start + 1:start + 1 + stride]), previous, size)
        rows.append([previous[x:x + 3] for x in range(0, stride, size)])
    return width, height, rows


def unfiltered(kind, line, above, size):
    """One scan line with its filter undone, in place (section 9.2)."""
    for i in range(len(line) if kind else 0):
        left = line[i - size] if i >= size else 0
        corner = above[i - size] if i >= size else 0
        if kind == 4:
            estimate = left + above[i] - corner
            predictors = (left, above[i], corner)
            predicted = min(predictors, key=lambda value: abs(estimate - value))
        else:
            predicted = (0, left, above[i], (left + above[i]) // 2)[kind]
        line[i] = (line[i] + predicted) & 255
    return line


def picture_of(article):
    """The address of the article's first PNG, or None."""
    return next((media["url"] for media in article["media"] if media["type"] == "image/png"), None)


class InChromium(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.workspace = cls.enterClassContext(daemon.Workspace())
        cls.feedd = cls.enterClassContext(cls.workspace.serve(daemon.EXAMPLES))
        cls.articles = expectations.articles_listed(cls.workspace, daemon.EXAMPLES)
        cls.illustrated = next(article for article in cls.articles if picture_of(article))

    def browse(self, url, *options):
        """What Chromium prints on stdout, and what it logs on stderr, the console's messages among it."""
        profile = self.workspace.home / "chromium"
        command = [chromium.PATH, *chromium.HEADLESS, "--enable-logging=stderr", f"--user-data-dir={profile}",
                   f"--window-size={WIDTH},{HEIGHT}", *options, url]
        done = daemon.call(command, {**os.environ, "HOME": str(self.workspace.home)})
        return done.stdout, done.stderr

    def screenshot(self, url):
        picture = self.workspace.home / "page.png"
        picture.unlink(missing_ok=True)
        self.browse(url, f"--screenshot={picture}")
        return pixels(picture.read_bytes())

    def colours(self, url):
        width, height, rows = self.screenshot(url)
        self.assertEqual(width, WIDTH)
        self.assertGreaterEqual(height, HEIGHT // 2)
        return {bytes(pixel) for row in rows for pixel in row}

    def test_home_is_drawn(self):
        self.assertGreater(len(self.colours(self.feedd.url)), 16)

    def test_an_article_is_drawn_with_its_picture(self):
        page = self.illustrated["url"]
        _, _, rows = pixels(self.feedd.get(picture_of(self.illustrated)).body)
        of_picture = {bytes(pixel) for row in rows[::4] for pixel in row}
        self.assertGreater(len(self.colours(page) & of_picture), len(of_picture) // 10)

    def test_pages_load_without_a_word_of_complaint(self):
        for url in (self.feedd.url, self.illustrated["url"]):
            dom, log = self.browse(url, "--dump-dom")
            self.assertIn("</html>", dom)
            complaints = [line for line in log.splitlines() if "CONSOLE" in line or "Content Security Policy" in line]
            self.assertEqual(complaints, [], url)

    def test_pages_announce_the_feeds(self):
        types = {"application/rss+xml": ".rss", "application/atom+xml": ".atom", "application/feed+json": ".json"}
        for url in (self.feedd.url, self.illustrated["url"]):
            dom, _ = self.browse(url, "--dump-dom")
            announced = dict(reversed(Addresses(dom).alternates))
            for kind, extension in types.items():
                address = urllib.parse.urljoin(url, announced[kind])
                self.assertEqual(address, f"{self.feedd.url}feed{extension}")
                self.assertEqual(self.feedd.get(address).status, 200)

    def test_home_shows_every_recent_article_and_its_links_work(self):
        dom, _ = self.browse(self.feedd.url, "--dump-dom")
        page = Addresses(dom)
        for article in self.articles:
            self.assertIn(article["title"], page.text)
        links = {urllib.parse.urljoin(self.feedd.url, href) for href in page.links}
        ours = {link for link in links if link.startswith(self.feedd.url)}
        self.assertGreater(len(ours), len(self.articles))
        for link in sorted(ours):
            self.assertEqual(self.feedd.get(link.partition("#")[0]).status, 200, link)

    def test_a_feed_opened_by_a_person_is_shown_and_not_downloaded(self):
        dom, _ = self.browse(self.feedd.url + "feed.atom", "--dump-dom")
        self.assertIn(self.articles[0]["id"], dom)


if __name__ == "__main__":
    daemon.main()
