"""`feedd render` beside Hugo: the same articles, the same feeds, the same 50 whole articles in each.

Hugo writes RSS, feedd RSS, Atom and JSON Feed: three times as many files. Nothing makes up for that here.
"""

import contextlib
import json
import xml.etree.ElementTree

import articles
import hugo_site
from change import edit
from measured import Figure, median, run

BASE = "https://example.org"
FASTER = 8  # than Hugo, wall
ATOM = "{http://www.w3.org/2005/Atom}"


def render(bench):
    site = bench.folder / "hugo-site"
    with_hugo = hugo_site.installed()
    if with_hugo:
        hugo_site.create(site, bench.archive)
    else:
        bench.skip("render: hugo is not installed (apt install hugo); feedd alone")
    cold, kept, again, hugo, hugo_again, feeds = [], [], [], [], [], 0
    for number in range(bench.runs):  # interleaved: a neighbour on the machine disturbs all alike
        out = bench.folder / f"render-{number}"
        state = bench.folder / f"render-state-{number}"
        command = [bench.binary, "render", bench.archive, "--base-url", BASE, "--state", state, "--out"]
        if with_hugo:
            hugo.append(run(hugo_site.command(site, out / "hugo")))
        cold.append(run([*command, out / "cold"]))
        kept.append(run([*command, out / "kept"]))
        feeds = compare(out / "cold", out / "hugo" if with_hugo else None)
        with edited(bench, f"Edited before rendering {number}"):
            if with_hugo:
                hugo_again.append(run(hugo_site.command(site, out / "hugo")))
            again.append(run([*command, out / "cold"]))
            compare(out / "cold", out / "hugo" if with_hugo else None)
    yield from times("feedd render, no store yet", cold)
    yield from times("feedd render, store kept, into an empty folder", kept)
    yield from times("feedd render, one article edited, same folder", again)
    if with_hugo:
        yield from times("Hugo, RSS only, into an empty folder", hugo)
        yield from times("Hugo, RSS only, one article edited, same folder", hugo_again)
        yield from ratios("feedd faster than Hugo: no store yet", hugo, cold)
        yield from ratios("feedd faster than Hugo: store kept, into an empty folder", hugo, kept)
        yield from ratios("feedd faster than Hugo: one article edited, same folder", hugo_again, again)
    yield Figure("feeds whose entries were compared", feeds, "")


@contextlib.contextmanager
def edited(bench, title):
    """The newest article under another title."""
    name, text = articles.article(bench.count - 1, bench.count)
    edit(bench.archive / name, text, title)
    try:
        yield
    finally:
        edit(bench.archive / name, text, articles.title(text))


def times(name, spent):
    yield Figure(f"{name}: wall", median([one.wall_s for one in spent]), "s")
    yield Figure(f"{name}: CPU", median([one.cpu_s for one in spent]), "s",
                 note=f"peak {median([one.peak_mb for one in spent]):.0f} MB")


def ratios(name, slow, fast):
    """Medians of the pairs' ratios; that of CPU time is the steadier one."""
    wall = median([one.wall_s / other.wall_s for one, other in zip(slow, fast)])
    cpu = median([one.cpu_s / other.cpu_s for one, other in zip(slow, fast)])
    yield Figure(name, wall, "x", at_least=FASTER, note=f"CPU: {cpu:.2f} x")


def compare(ours, theirs):
    """Every feed has the same entries in the same order: in our three formats, and in Hugo's RSS. How many feeds."""
    paths = sorted(path.relative_to(ours).with_suffix("") for path in ours.rglob("*.rss"))
    for path in paths:
        titles = rss_titles(ours / f"{path}.rss")
        others = [atom_titles(ours / f"{path}.atom"), json_titles(ours / f"{path}.json")]
        if theirs:
            others.append(rss_titles(theirs / ("index.xml" if str(path) == "feed" else f"{path}/index.xml")))
        if not titles or any(other != titles for other in others):
            raise RuntimeError(f"{path}: not the same entries")
    if theirs and len(list(theirs.rglob("*.xml"))) != len(paths):
        raise RuntimeError("not the same feeds")
    return len(paths)


def rss_titles(path):
    return [item.findtext("title") for item in xml.etree.ElementTree.parse(path).iter("item")]


def atom_titles(path):
    return [entry.findtext(f"{ATOM}title") for entry in xml.etree.ElementTree.parse(path).iter(f"{ATOM}entry")]


def json_titles(path):
    return [item["title"] for item in json.loads(path.read_bytes())["items"]]
