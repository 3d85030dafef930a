#!/bin/sh
# Make .venv with pip, also where Debian's python3-venv is missing.
set -eu
python=${1:-}
fail() { echo "make: $1" >&2; exit 1; }
[ -n "$python" ] || fail "Python 3.11 or newer is needed (apt-get install python3)"
command -v "$python" >/dev/null || fail "$python is not there; set PYTHON=/path/to/python3.11"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    || fail "$python is older than Python 3.11; set PYTHON=/path/to/python3.11"

if "$python" -c 'import ensurepip' 2>/dev/null; then
    "$python" -m venv .venv && exit 0
fi
rm -rf .venv
"$python" -m venv --without-pip .venv
if "$python" -m pip --version >/dev/null 2>&1; then
    "$python" -m pip --quiet --python .venv/bin/python install pip && exit 0
fi
# Debian keeps pip's wheel in a package that needs no rights to unpack.
unpacked=$(mktemp -d)
trap 'rm -rf "$unpacked"' EXIT
(cd "$unpacked" && apt-get download python3-pip-whl >/dev/null 2>&1 && dpkg -x ./*.deb .) || {
    rm -rf .venv
    fail "pip is missing: apt-get install python3-venv (then run make again)"
}
wheel=$(echo "$unpacked"/usr/share/python-wheels/pip-*.whl)
PYTHONPATH=$wheel .venv/bin/python -m pip install --quiet pip
