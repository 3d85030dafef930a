#!/bin/sh
# Print the path of a Chromium: the one named, the one in PATH, or Debian's, installed or unpacked.
set -eu
here=$(pwd)/.chromium
say() { echo "chromium: $1" >&2; }
fail() { say "$1"; exit 1; }

if [ -n "${CHROMIUM:-}" ]; then echo "$CHROMIUM"; exit 0; fi
for name in chromium chromium-browser google-chrome; do
    if command -v "$name"; then exit 0; fi
done
if [ -x "$here/chromium" ]; then echo "$here/chromium"; exit 0; fi
command -v apt-get >/dev/null || fail "none found; install Chromium or set CHROMIUM=/path"

if [ "$(id -u)" = 0 ]; then
    say "installing Debian's package"
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y --no-install-recommends install chromium fonts-liberation; } >&2 \
        || fail "apt-get cannot install it; set CHROMIUM=/path"
    command -v chromium
    exit 0
fi

say "unpacking Debian's package below the checkout"
mkdir -p "$here/lists/partial" "$here/cache/archives/partial" "$here/debs" "$here/root"
apt() {
    tool=$1; shift
    "$tool" -qq -o Dir::State::lists="$here/lists" -o Dir::Cache="$here/cache" \
        -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1 "$@"
}
apt apt-get update >&2 || fail "apt-get update fails; set CHROMIUM=/path"
wanted=$(apt apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts \
    --no-breaks --no-replaces --no-enhances chromium fonts-liberation |
    grep '^[a-z0-9]' | sed 's/:.*//' | sort -u)
missing=$(for package in $wanted; do
    dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q ' installed$' ||
        { apt apt-cache show "$package" 2>/dev/null | grep -q '^Filename' && echo "$package"; } ||
        true
done)
# shellcheck disable=SC2086  # one package a word
(cd "$here/debs" && apt apt-get download $missing) >&2 || fail "apt-get download fails"
for package in "$here"/debs/*.deb; do dpkg -x "$package" "$here/root"; done
rm -rf "$here/debs" "$here/cache" "$here/lists"

cat > "$here/chromium.new" <<'WRAPPER'
#!/bin/sh
root=$(dirname "$(readlink -f "$0")")/root
libraries=$(find "$root/lib" "$root/usr/lib" -name '*.so*' -printf '%h\n' 2>/dev/null | sort -u |
    paste -sd :)
export LD_LIBRARY_PATH="$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_PATH="$root/etc/fonts"
export XDG_DATA_DIRS="$root/usr/share:${XDG_DATA_DIRS:-/usr/share}"
exec "$root/usr/lib/chromium/chromium" "$@"
WRAPPER
chmod 755 "$here/chromium.new"
"$here/chromium.new" --version >&2 || fail "the unpacked Chromium does not start"
mv "$here/chromium.new" "$here/chromium"
echo "$here/chromium"
