#!/usr/bin/env python3
"""The inputs that fuzzers have found. Each fuzzer has a folder of seeds, written and named by people, and one file of
what was found beyond them, `corpus/NAME.found`: for each input its length in decimal, a line end, and its bytes.

corpus.py unpack NAME FOLDER             both, as files for libFuzzer
corpus.py merge NAME PROGRAM FOLDER...   keeps of what there is and of FOLDERs the fewest inputs that reach as far
"""

import hashlib
import pathlib
import subprocess
import sys
import tempfile

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus"

# Every build replays all of it, so it is kept small.
MAX_INPUTS = 150
MAX_INPUT_BYTES = 4096
MAX_BYTES = 200_000


def packed(name):
    return CORPUS / f"{name}.found"


def unpack(name, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for seed in (CORPUS / name).iterdir():
        (folder / seed.name).write_bytes(seed.read_bytes())
    rest = packed(name).read_bytes() if packed(name).exists() else b""
    while rest:
        length, _, rest = rest.partition(b"\n")
        found, rest = rest[:int(length)], rest[int(length):]
        (folder / hashlib.sha1(found).hexdigest()).write_bytes(found)


def merge(name, program, folders):
    with tempfile.TemporaryDirectory() as temporary:
        old, new = pathlib.Path(temporary, "old"), pathlib.Path(temporary, "new")
        unpack(name, old)
        new.mkdir()
        subprocess.run([program, "-set_cover_merge=1", "-use_counters=0", f"-max_len={MAX_INPUT_BYTES}", str(new),
                        str(old), *folders], check=True, stderr=subprocess.DEVNULL)
        seeds = {seed.read_bytes() for seed in (CORPUS / name).iterdir()}
        inputs = {found.read_bytes() for found in new.iterdir()} - seeds
    kept, size = b"", 0
    for count, found in enumerate(sorted(inputs, key=lambda one: (len(one), one)), 1):
        size += len(found)
        if count > MAX_INPUTS or size > MAX_BYTES:
            print(f"{name}: {len(inputs) - count + 1} of the longest inputs left out")
            break
        kept += b"%d\n%s" % (len(found), found)
    packed(name).write_bytes(kept)
    print(f"{name}: {len(inputs)} inputs, {len(kept)} bytes")


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "unpack":
        unpack(sys.argv[2], pathlib.Path(sys.argv[3]))
    elif len(sys.argv) > 3 and sys.argv[1] == "merge":
        merge(sys.argv[2], sys.argv[3], sys.argv[4:])
    else:
        sys.exit(__doc__)
