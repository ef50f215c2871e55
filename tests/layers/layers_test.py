#!/usr/bin/env python3
"""The house rules that a compiler does not check: which way includes point, where each library is known, how large
files are. Reads the sources as text; builds nothing."""

import os
import pathlib
import re
import unittest

ROOT = pathlib.Path(os.environ.get("FEEDD_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))

# Each room may include itself and the rooms before it.
ROOMS = ["content", "feeds", "daemon"]

TOP_LEVEL = {"CMakeLists.txt", "README.md", "LICENSE", "content", "feeds", "daemon", "systemd", "tests"}

# Where each library's headers may be included: files, or folders with a slash at their end.
LIBRARIES = {
    "sqlite3.h": ["content/store/sqlite.cpp"],
    "lz4.h": ["content/store/packed_text.cpp"],
    "zstd.h": ["content/store/packed_text.cpp", "feeds/encode.cpp"],
    "md4c.h": ["content/markdown.cpp", "content/markdown_code.cpp"],
    "cmark-gfm": ["content/footnotes.cpp"],
    "gumbo.h": ["content/html_tree.cpp", "content/html_cleaner.cpp", "content/html_document.cpp", "content/html_allowlist.cpp",
                "content/html_attributes.cpp", "content/html_trusted.cpp"],
    "yaml.h": ["content/sources/yaml_values.cpp"],
    "utf8proc.h": ["content/text.cpp"],
    "uniwbrk.h": ["content/word_breaks.cpp"],
    "xxhash.h": ["content/digest.cpp"],
    "iconv.h": ["content/sources/charset.cpp"],
    "uchardet.h": ["content/sources/charset.cpp"],
    "pugixml.hpp": ["feeds/formats/xml.hpp", "feeds/formats/xml.cpp", "feeds/check/node.hpp",
                    "daemon/push/xml_rpc_message.cpp", "daemon/push/notify_result.cpp"],
    "openssl/": ["daemon/push/hmac.cpp", "daemon/http/tls.cpp", "daemon/http/tls_stream.cpp"],
    "expat.h": ["feeds/check/strict_xml.cpp"],
    "libdeflate.h": ["feeds/encode.cpp", "feeds/gzip_pieces.cpp"],
    "zlib.h": ["feeds/gzip_pieces.cpp"],
    "brotli/": ["feeds/encode.cpp"],
    "curl/": ["daemon/http_transfer.hpp", "daemon/http_multi.hpp", "tests/bench/push_bench.cpp"],
    "toml++/": ["daemon/config.cpp", "daemon/config_section.hpp", "daemon/feed_settings.hpp", "content/sources/toml_values.cpp"],
    "date/": ["content/time_zone.cpp"],
    "CLI/": ["daemon/cli/command_line.cpp"],
    "spdlog/": ["daemon/log.cpp"],
    "systemd/": ["daemon/systemd.cpp"],
    "boost/system/": ["content/error.hpp"],
    "boost/uuid/": ["content/identity.cpp"],
    "boost/json": ["content/details.cpp", "content/sources/json_values.cpp", "content/sources/json_feed_reader.cpp", "feeds/formats/json_feed.cpp",
                   "feeds/check/json_rules.cpp", "feeds/check/json_lines.cpp",
                   "feeds/pages/structured_data.cpp",
                   "daemon/"],
    "boost/asio/": ["daemon/"],
    "boost/unordered/": ["daemon/http/publication.hpp", "daemon/http/client_connections.hpp", "daemon/http/traffic.hpp", "daemon/redirects.hpp", "daemon/redirects.cpp"],
}

# Headers that wrap a library for a few neighbours, and who these are.
WRAPPERS = {"feeds/formats/xml.hpp": "feeds/formats/", "feeds/check/node.hpp": "feeds/check/", "content/html_tree.hpp": "content/",
            "daemon/http_transfer.hpp": "daemon/http_", "daemon/http_multi.hpp": "daemon/http_"}

# Headers of the operating system.
SYSTEM = re.compile(r"(sys|netinet|arpa|linux|net)/.*|(dirent|fcntl|fnmatch|malloc|netdb|poll|pthread|signal|termios|"
                    r"time|unistd)\.h")

# A folder that is one with the folder above it: a table of functions and what uses the table.
PARTS = {"feeds/formats": "feeds", "daemon/push": "daemon", "daemon/push/hub": "daemon"}

MAX_LINES = 500
DATA = {"tests/golden", "tests/fuzz/corpus", "content/examples"}
CODE = {".cpp", ".hpp", ".py", ".cmake", ".txt", ".md", ".sh", ".bash", ".service", ".socket", ".toml", ""}


def sources(*folders, suffixes=(".cpp", ".hpp")):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in suffixes:
                yield path.relative_to(ROOT).as_posix()


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def ours(name):
    return re.findall(r'^#include "([^"]+)"', text_of(name), re.M)


def theirs(name):
    return [header for header in re.findall(r"^#include <([^>]+)>", text_of(name), re.M) if re.search(r"[./]", header)]


def find_cycle(edges):
    """A list of nodes that lead back to the first of them, or nothing."""
    done, path = set(), []

    def visit(node):
        if node in path:
            return path[path.index(node):] + [node]
        if node in done:
            return None
        path.append(node)
        for following in sorted(edges.get(node, ())):
            cycle = visit(following)
            if cycle:
                return cycle
        path.pop()
        done.add(node)
        return None

    for node in sorted(edges):
        cycle = visit(node)
        if cycle:
            return cycle
    return None


class Layers(unittest.TestCase):
    def test_there_is_something_to_look_at(self):
        for room in ROOMS:
            self.assertGreater(len(list(sources(room))), 10, room)

    def test_rooms_include_themselves_and_the_rooms_below(self):
        for name in sources(*ROOMS):
            room = ROOMS.index(name.split("/")[0])
            for header in ours(name):
                target = header.split("/")[0]
                self.assertIn(target, ROOMS, f"{name} includes {header}: write the path from the top of the tree")
                self.assertLessEqual(ROOMS.index(target), room, f"{name} includes {header}, a room above its own")

    def test_every_included_file_exists(self):
        for name in sources(*ROOMS, "tests"):
            for header in ours(name):
                self.assertTrue((ROOT / header).is_file(), f"{name} includes {header}, which is not there")

    def test_tests_are_included_by_tests_only(self):
        for name in sources(*ROOMS):
            self.assertFalse([header for header in ours(name) if header.startswith("tests/")], name)

    def test_headers_do_not_include_each_other_in_circles(self):
        edges = {name: ours(name) for name in sources(*ROOMS) if name.endswith(".hpp")}
        self.assertIsNone(find_cycle(edges))

    def test_folders_do_not_need_each_other_in_circles(self):
        def folder(name):
            above = os.path.dirname(name)
            return PARTS.get(above, above)

        edges = {}
        for name in sources(*ROOMS):
            if name == "daemon/main.cpp":  # the door: it knows the commands, nobody knows it
                continue
            for header in ours(name):
                if folder(header) != folder(name):
                    edges.setdefault(folder(name), set()).add(folder(header))
        self.assertIsNone(find_cycle(edges))

    def test_each_library_is_known_where_it_belongs(self):
        for name in sources(*ROOMS):
            for header in theirs(name):
                if SYSTEM.fullmatch(header):
                    continue
                places = [LIBRARIES[prefix] for prefix in LIBRARIES if header.startswith(prefix)]
                self.assertTrue(places, f"{name} includes <{header}>, a library that has no place in the table")
                allowed = any(name == place or (place.endswith("/") and name.startswith(place)) for place in places[0])
                self.assertTrue(allowed, f"{name} includes <{header}>, which belongs in {', '.join(places[0])}")

    def test_each_place_of_a_library_still_uses_it(self):
        used = [(name, header) for name in sources(*ROOMS) for header in theirs(name)]
        for prefix, places in LIBRARIES.items():
            self.assertTrue([header for _, header in used if header.startswith(prefix)], f"<{prefix}> is used nowhere")
            for place in places:
                self.assertTrue((ROOT / place).exists(), place)

    def test_wrappers_are_for_their_neighbours(self):
        for name in sources(*ROOMS):
            for header in ours(name):
                if header in WRAPPERS:
                    self.assertTrue(name.startswith(WRAPPERS[header]), f"{name} includes {header}")

    def test_asio_is_met_in_the_daemon_only(self):
        for name in sources("content", "feeds"):
            self.assertNotIn("asio", text_of(name), name)


class Tree(unittest.TestCase):
    def files(self):
        for folder in [*ROOMS, "systemd", "tests"]:
            for name in sources(folder, suffixes=CODE):
                if not any(name.startswith(data + "/") for data in DATA) and "__pycache__" not in name:
                    yield name

    def test_the_top_level_is_as_agreed(self):
        found = {path.name for path in ROOT.iterdir()}
        own = {name for name in found if not name.startswith((".", "build"))}
        self.assertEqual(own, TOP_LEVEL)

    def test_no_file_is_too_long_to_read(self):
        for name in self.files():
            lines = text_of(name).count("\n")
            self.assertLessEqual(lines, MAX_LINES, f"{name} has {lines} lines")

    def test_nothing_is_left_for_later(self):
        marks = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"]) + r")\b")
        for name in self.files():
            for number, line in enumerate(text_of(name).splitlines(), 1):
                self.assertIsNone(marks.search(line), f"{name}:{number}: {line.strip()}")

    def test_every_source_says_what_it_is(self):
        for name in sources(*ROOMS, suffixes=(".hpp",)):
            self.assertTrue(text_of(name).startswith("//"), name)
            self.assertIn("#pragma once", text_of(name), name)

    def test_every_line_ends_and_none_ends_in_blanks(self):
        for name in sources(*ROOMS, "tests"):
            text = text_of(name)
            self.assertTrue(text.endswith("\n"), name)
            self.assertNotIn("\t", text, name)
            self.assertIsNone(re.search(r"[ \t]$", text, re.M), name)


if __name__ == "__main__":
    unittest.main()
