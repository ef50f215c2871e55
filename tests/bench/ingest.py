"""A large archive taken in by an empty store, and again with the store kept; Hugo on the same files.

feedd keeps every article durably before it serves; Hugo keeps nothing and writes the RSS of home, tags and authors.
"""

import time

import articles
import hugo_site
from measured import Feedd, Figure, cpu_s, median, memory_mb, run

BODY_BYTES = 4700  # with front matter, 5 kB a file
IDLE_SECONDS = 5


def ingest(bench):
    archive = bench.folder / "large"
    articles.write_archive(archive, bench.large, BODY_BYTES)
    site = bench.folder / "large-hugo"
    with_hugo = hugo_site.installed()
    if with_hugo:
        hugo_site.create(site, archive)
    else:
        bench.skip("ingest: hugo is not installed (apt install hugo); feedd alone")
    rate, cpu, peak, warm, resident, hugo = [], [], [], [], [], []
    for number in range(bench.runs):
        if with_hugo:
            hugo.append(run(hugo_site.command(site, bench.folder / f"large-hugo-{number}")))
        state = bench.folder / f"large-{number}"
        with Feedd(bench.binary, archive, state) as feedd:
            rate.append(bench.large / feedd.ready_s)
            cpu.append(cpu_s(feedd.pid) * 1e6 / bench.large)
            time.sleep(IDLE_SECONDS)
            peak.append(memory_mb(feedd.pid)["VmHWM"])
        with Feedd(bench.binary, archive, state) as feedd:
            warm.append(feedd.ready_s)
            time.sleep(IDLE_SECONDS)
            resident.append(memory_mb(feedd.pid)["VmRSS"])
    yield Figure(f"taking in {bench.large} articles of 5 kB", median(rate), "/s", at_least=10000,
                 note=f"CPU {median(cpu):.0f} us each; until READY, feeds included")
    yield Figure("the same: peak VmHWM", median(peak), "MB", 128)
    yield Figure("the same store again, unchanged: READY", median(warm), "s", 1)
    yield Figure("the same, idle: VmRSS", median(resident), "MB")
    if with_hugo:
        yield Figure("Hugo, RSS only, on the same files", median([bench.large / one.wall_s for one in hugo]), "/s",
                     note=f"peak {median([one.peak_mb for one in hugo]):.0f} MB")
        ratio = median([ours * one.wall_s / bench.large for ours, one in zip(rate, hugo)])
        yield Figure("feedd's rate, in Hugo's", ratio, "x", at_least=3)
