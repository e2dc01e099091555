#!/bin/sh
# Set up everything a checkout needs: system libraries (by apt when root or sudo may), uv, the locked
# packages. Called by make; does nothing when all is there. Usage: tools/setup.sh demo|test|ci|bench
# ci also installs a Java runtime, for the tests of Spark and of veraPDF, and SoftHSM, a token in software:
# those tests are skipped without them.
set -eu
cd "$(dirname "$0")/.."
goal=${1:-demo}

python=${PYTHON:-python3}
"$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "Python 3.11 or newer with venv is needed: apt-get install python3 python3-venv" >&2
    exit 1
}

has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }
missing=""
has_library libpango-1.0.so.0 || missing="$missing libpango-1.0-0"
has_library libpangoft2-1.0.so.0 || missing="$missing libpangoft2-1.0-0"
has_library libharfbuzz-subset.so.0 || missing="$missing libharfbuzz-subset0"
if [ "$goal" != demo ]; then
    command -v pdftotext >/dev/null || missing="$missing poppler-utils"
    command -v chromium >/dev/null || missing="$missing chromium"
fi
if [ "$goal" = ci ]; then
    command -v java >/dev/null || missing="$missing default-jre-headless"
    [ -e /usr/share/java/jaxb-api.jar ] || missing="$missing libjaxb-java"
    command -v softhsm2-util >/dev/null || missing="$missing softhsm2"
fi
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ]; then as_root=""
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root="sudo -n"
    else
        echo "Please run once, then make again:  sudo apt-get install --no-install-recommends$missing" >&2
        exit 1
    fi
    echo "Installing$missing" >&2
    $as_root apt-get update -qq
    # shellcheck disable=SC2086  # a list of names
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

if [ ! -x .tools/bin/uv ]; then
    "$python" -m venv .tools
    .tools/bin/pip install --quiet --disable-pip-version-check "uv==0.13.9"
fi
groups="--no-dev"
[ "$goal" = demo ] || groups="--group dev --all-extras"
[ "$goal" = bench ] && groups="$groups --group bench"
# shellcheck disable=SC2086  # one or two words
UV_PYTHON="$(command -v "$python")" UV_PYTHON_DOWNLOADS=never .tools/bin/uv sync --locked --quiet --inexact $groups
