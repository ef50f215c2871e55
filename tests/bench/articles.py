"""An archive of believable Markdown articles, the same bytes for the same number on every machine.

Deliberately plain: no raw HTML, no pictures, no odd front matter. What is odd is tested elsewhere.
"""

import datetime
import random
import re

TOPICS = """economy transport harbour schools housing energy climate health science football theatre music film books
food travel courts police budget elections farming fishing forestry weather museums libraries startups trade labour
pensions insurance railways aviation shipping cycling water waste planning heritage language migration opinion
business technology statistics universities hospitals tourism gardens markets""".split()
FIRST_NAMES = """Nora Emil Ingrid Jonas Marta Tomas Helena Viktor Alma Rasmus Greta Oskar Lena Paul Sofia Anton Clara
Felix Edith Hugo""".split()
LAST_NAMES = """Lindqvist Brandvik Ferrowe Keller Moreau Castell Novak Hartmann Okafor Tanaka""".split()
AUTHORS = [f"{first} {last}" for last in LAST_NAMES for first in FIRST_NAMES]
SUBJECTS = """the-council the-port-authority a-family-of-growers the-regional-hospital a-small-exporter
the-night-shift the-ministry a-group-of-engineers the-ferry-company a-retired-teacher the-grid-operator
the-orchestra""".split()
VERBS = """approves delays defends reviews expands abandons rebuilds questions finances inspects postpones
opens""".split()
OBJECTS = """a-plan-for-shore-power the-new-tram-line a-long-promised-library the-flood-barrier a-budget-for-repairs
the-winter-timetable a-disputed-quarry the-old-market-hall a-training-scheme the-cable-to-the-islands
a-second-runway the-fishing-quota""".split()
WORDS = """the of and to in a is that for it was on with as be at by this had not are but from or have an they which
one you were all her she there would their we him been has when who will no more if out so up said what its about
than into them can only other time new some could these two may first then do any like my now over such our man me
even most made after also did many off before must well back through years much where your way down should because
long each just state those people too mr how little good world make very year still see own work men day get here
between both life being under three never know same last another while us might great go come since against right
came take used himself few house use place during without again home around small however found mrs part school
number course night water course harbour ticket council engine signal bridge letter report season price figure
street family market morning office question answer ground weather record line island ferry train worker union
""".split()


SIZE = 3000  # bytes of a body, on average

assert len(TOPICS) == len(set(TOPICS)) == 50
assert len(AUTHORS) == 200


def sentence(dice):
    chosen = dice.choices(WORDS, k=dice.randint(7, 19))
    text = " ".join(chosen)
    if dice.random() < 0.25:
        middle = len(chosen) // 2
        text = " ".join(chosen[:middle]) + ", " + " ".join(chosen[middle:])
    return text[0].upper() + text[1:] + "."


def link(dice):
    text = " ".join(dice.choices(WORDS, k=3))
    return f"[{text}](https://www.example.org/{dice.choice(TOPICS)}/{dice.randint(1, 9999)}?from=feed&n={len(text)})"


def paragraph(dice):
    parts = [sentence(dice) for _ in range(dice.randint(2, 5))]
    if dice.random() < 0.4:
        parts.insert(1, f"As {link(dice)} put it, “{sentence(dice)}”")
    if dice.random() < 0.3:
        parts.append(f"That is *{dice.choice(WORDS)}* and **{' '.join(dice.choices(WORDS, k=2))}** — not less.")
    return " ".join(parts)


def body(dice, size):
    """Of about `size` bytes, by a third more or less: paragraphs under headings, with lists, a quotation, a code block
    now and then."""
    wanted = dice.randint(size * 2 // 3, size * 4 // 3)
    blocks = [paragraph(dice)]
    while sum(map(len, blocks)) < wanted:
        kind = dice.random()
        if kind < 0.15:
            blocks.append("## " + " ".join(dice.choices(WORDS, k=4)).capitalize())
        elif kind < 0.27:
            blocks.append("\n".join(f"- {sentence(dice)} {link(dice)}" for _ in range(dice.randint(2, 5))))
        elif kind < 0.32:
            blocks.append("\n".join(f"{n}. {sentence(dice)}" for n in range(1, dice.randint(3, 6))))
        elif kind < 0.38:
            blocks.append("> " + sentence(dice))
        elif kind < 0.40:
            blocks.append(f'```\nif ({dice.choice(WORDS)} < limit && open) return "{dice.choice(WORDS)}";\n```')
        else:
            blocks.append(paragraph(dice))
    return "\n\n".join(blocks)


def title_of(number, dice):
    subject, verb, what = dice.choice(SUBJECTS), dice.choice(VERBS), dice.choice(OBJECTS)
    plain = f"{subject} {verb} {what}".replace("-", " ")
    return f"{plain[0].upper()}{plain[1:]}, report {number}"


def date_of(number, of):
    """Six years, evenly: no two articles share a second."""
    step = 6 * 365 * 86400 // of
    return datetime.datetime(2019, 1, 1, 6, tzinfo=datetime.timezone.utc) + datetime.timedelta(seconds=number * step)


def article(number, of, size=SIZE):
    """(file name, text) of one article."""
    dice = random.Random(f"article {number}")
    headline = title_of(number, dice)
    authors = dice.sample(AUTHORS, 2 if dice.random() < 0.15 else 1)
    tags = dice.sample(TOPICS, dice.randint(1, 3))
    date = date_of(number, of)
    lines = ["---", f'title: "{headline}"', f"date: {date:%Y-%m-%dT%H:%M:%SZ}", "authors:"]
    lines += [f"  - {name}" for name in authors]
    lines += [f"tags: [{', '.join(tags)}]", "---", "", body(dice, size), ""]
    return f"{date:%Y-%m}/{number:06d}.md", "\n".join(lines)


def title(text):
    """The title in an article's front matter."""
    return re.search(r'^title: "(.*)"$', text, re.M)[1]


def write_archive(folder, count, size=SIZE):
    """Writes `count` articles below `folder`, in a folder for each month."""
    months = set()
    for number in range(count):
        name, text = article(number, count, size)
        month = name.partition("/")[0]
        if month not in months:
            months.add(month)
            (folder / month).mkdir(parents=True)
        (folder / name).write_text(text, encoding="utf-8")
