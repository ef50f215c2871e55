"""`feedd render` beside Hugo: the same articles, the same feeds, the same 50 whole articles in each.

Hugo writes RSS. feedd is measured with RSS only, which is the same work, and with Atom and JSON Feed beside it, which is
three times the files and bytes. Its first rendering also keeps every article in its store; Hugo has nothing like that.
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

# What is measured of feedd: the folder of state and the folder written to, by number of the run.
RSS = ["--format", "rss"]
THREE = [*RSS, "--format", "atom", "--format", "json"]
CASES = {
    "RSS, no store yet": RSS,
    "RSS, store kept, into an empty folder": RSS,
    "RSS, one article edited, same folder": RSS,
    "three formats, no store yet": THREE,
    "three formats, store kept, into an empty folder": THREE,
    "three formats, one article edited, same folder": THREE,
}


def render(bench):
    site = bench.folder / "hugo-site"
    with_hugo = hugo_site.installed()
    if with_hugo:
        hugo_site.create(site, bench.archive)
    else:
        bench.skip("render: hugo is not installed (apt install hugo); feedd alone")
    spent = {name: [] for name in CASES}
    hugo = {False: [], True: []}  # by whether an article was edited
    feeds = 0
    for number in range(bench.runs):  # interleaved: a neighbour on the machine disturbs all alike
        out = bench.folder / f"render-{number}"

        def feedd(formats, kind, to):
            state = bench.folder / f"render-state-{number}-{formats.split()[0]}"
            name = f"{formats}, {kind}"
            spent[name].append(run([bench.binary, "render", bench.archive, "--base-url", BASE, "--state", state,
                                    *CASES[name], "--out", out / to]))

        if with_hugo:
            hugo[False].append(run(hugo_site.command(site, out / "hugo")))
        for formats in ("RSS", "three formats"):
            feedd(formats, "no store yet", f"{formats}-cold")
            feedd(formats, "store kept, into an empty folder", f"{formats}-kept")
        feeds = compare(out, with_hugo)
        with edited(bench, f"Edited before rendering {number}"):
            if with_hugo:
                hugo[True].append(run(hugo_site.command(site, out / "hugo")))
            for formats in ("RSS", "three formats"):
                feedd(formats, "one article edited, same folder", f"{formats}-kept")
            compare(out, with_hugo)
    for name in CASES:
        yield from times(f"feedd render, {name}", spent[name])
    if with_hugo:
        yield from times("Hugo, RSS, into an empty folder", hugo[False])
        yield from times("Hugo, RSS, one article edited, same folder", hugo[True])
        for name in CASES:
            yield from ratios(f"feedd faster than Hugo: {name}", hugo["edited" in name], spent[name])
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


def compare(out, with_hugo):
    """Every feed has the same entries in the same order: in three formats, and in Hugo's RSS. How many feeds."""
    ours, theirs = out / "three formats-kept", out / "hugo"
    paths = sorted(path.relative_to(ours).with_suffix("") for path in ours.rglob("*.rss"))
    for path in paths:
        titles = rss_titles(ours / f"{path}.rss")
        others = [rss_titles(out / "RSS-kept" / f"{path}.rss"), atom_titles(ours / f"{path}.atom"),
                  json_titles(ours / f"{path}.json")]
        if with_hugo:
            others.append(rss_titles(theirs / ("index.xml" if str(path) == "feed" else f"{path}/index.xml")))
        if not titles or any(other != titles for other in others):
            raise RuntimeError(f"{path}: not the same entries")
    if with_hugo and len(list(theirs.rglob("*.xml"))) != len(paths):
        raise RuntimeError("not the same feeds")
    return len(paths)


def rss_titles(path):
    return [item.findtext("title") for item in xml.etree.ElementTree.parse(path).iter("item")]


def atom_titles(path):
    return [entry.findtext(f"{ATOM}title") for entry in xml.etree.ElementTree.parse(path).iter(f"{ATOM}entry")]


def json_titles(path):
    return [item["title"] for item in json.loads(path.read_bytes())["items"]]
