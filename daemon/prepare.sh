# Sourced by daemon/run, tests/run and .ci/run: what feedd needs to be built, and how it is installed and built.
# Installs nothing that would remove a package, and nothing at all where everything is there.

build_packages=(
  build-essential cmake ninja-build pkg-config ccache mold
  libboost1.81-dev libboost-json1.81-dev libpugixml-dev libspdlog-dev libtomlplusplus-dev libcli11-dev libsqlite3-dev libexpat1-dev
  libmd4c-dev libgumbo-dev libyaml-dev libutf8proc-dev libxxhash-dev liblz4-dev libzstd-dev zlib1g-dev libdeflate-dev libbrotli-dev
  libsystemd-dev libcurl4-openssl-dev libssl-dev libcmark-gfm-dev libcmark-gfm-extensions-dev libhowardhinnant-date-dev tzdata
  libuchardet-dev libunistring-dev)

libraries="Boost 1.81 or newer (headers and JSON), pugixml, expat, spdlog, toml++, CLI11, SQLite 3, md4c, gumbo, libyaml, utf8proc, xxHash, LZ4, zstd, zlib, libdeflate, brotli, libsystemd, libcurl, OpenSSL, cmark-gfm, Howard Hinnant's date (with its time zone library), uchardet, libunistring"

say() { printf 'feedd: %s\n' "$*" >&2; }

# Installs the packages that are missing. Without root and sudo: says which line would do it, and fails.
install_packages() {
  if ! command -v apt-get >/dev/null; then
    say "no apt here; feedd needs $libraries, a C++20 compiler and CMake 3.25. Going on with what CMake finds."
    return 0
  fi
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local options=(install -y --no-install-recommends --no-remove "${missing[@]}")
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      as_root=(sudo)
    else
      say "these packages are missing, and installing takes root. Please run:"
      printf '  apt-get %s\n' "${options[*]}" >&2
      return 1
    fi
  fi
  say "installing ${missing[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq || say "apt-get update failed; trying with the lists there are"
  if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" -qq >/dev/null; then
    say "apt would not install them without removing something, or could not reach its server."
    say "If another Boost is installed (libboost1.74-dev), libboost1.81-dev takes its place only if you say so:"
    say "  apt-get install libboost1.81-dev libboost-json1.81-dev"
    return 1
  fi
}

# Of what a build tells off a terminal: a line for each tenth of the way, and whatever is no step of it.
show_tenths() {
  local line percent done_tenths=0
  while IFS= read -r line; do
    if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then  # ninja
      percent=$((100 * BASH_REMATCH[1] / BASH_REMATCH[2]))
    elif [[ $line =~ ^\[\ *([0-9]+)%\] ]]; then  # make
      percent=${BASH_REMATCH[1]}
    else
      [[ $line == "ninja: no work to do." || $line == "ninja: Entering directory"* ]] || printf '%s\n' "$line" >&2
      continue
    fi
    [ $((percent / 10)) -gt "$done_tenths" ] || continue
    done_tenths=$((percent / 10))
    say "built ${done_tenths}0 % after $SECONDS s"
  done
}

# build_feedd FOLDER [CMAKE OPTION...] [TARGET]: configures and builds; a target is what does not begin with -D.
# On a terminal ninja's own line tells how far it is.
build_feedd() {
  local folder=$1 options=() target=all argument
  shift
  for argument in "$@"; do
    if [[ $argument == -D* ]]; then options+=("$argument"); else target=$argument; fi
  done
  command -v ccache >/dev/null && options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  command -v mold >/dev/null && options+=(-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=mold)
  command -v ninja >/dev/null && [ ! -f "$folder/Makefile" ] && options+=(-G Ninja)
  say "building in $folder; the first time this takes some minutes"
  cmake -S . -B "$folder" "${options[@]}" >"$folder.log" 2>&1 || { cat "$folder.log" >&2; return 1; }
  rm -f "$folder.log"
  local build=(cmake --build "$folder" --target "$target" --parallel "${JOBS:-$(nproc)}")
  if [ -f "$folder/build.ninja" ] && [ -t 2 ] && [ "${TERM:-dumb}" != dumb ]; then
    NINJA_STATUS='feedd: built %f of %t after %e s: ' "${build[@]}" >&2
  else
    (set -o pipefail && SECONDS=0 && NINJA_STATUS='[%f/%t] ' "${build[@]}" 2>&1 | show_tenths)
  fi
}
