#!/bin/sh
# publish.sh DIR REMOTE:BUCKET[/FOLDER]: the current edition of the mirror in DIR into an object store. How: README.md beside this file.
set -eu

if [ $# -ne 2 ]; then
    echo "usage: publish.sh DIR REMOTE:BUCKET[/FOLDER]" >&2
    exit 2
fi
mirror=${KADAM_MIRROR:-python3 /opt/kadam/mirror.py}
rclone=${RCLONE:-rclone}
to=${2%/}

# Nothing goes out that isn't whole and signed. $mirror is a command with its arguments, so it isn't quoted.
$mirror verify "$1"
# The edition's own folder, not the link to it: a sync meanwhile must not mix two editions.
from=$(cd "$1/current" && pwd -P)

# The end of this script deletes what the edition doesn't have, so the place must be empty or the guide's.
# allowed_signers is the first file that goes up: it marks the place even when a run was cut off.
# rclone's exit code 3: there is nothing there yet. After any other we know nothing, and must not delete.
there=$($rclone lsf --max-depth 1 "$to" 2>/dev/null) || [ $? -eq 3 ] || {
    echo "publish.sh: can't list $to: mend the name or the keys until this works: $rclone lsf $to" >&2
    exit 3
}
if [ -n "$there" ] && ! printf '%s\n' "$there" | grep -qx allowed_signers; then
    echo "publish.sh: $to holds something else than the guide: name an empty folder, for example $to/kadam" >&2
    exit 1
fi

# put TYPE PATTERN…: upload the files that are new or changed, by size and sum. A store sends the type that it was given.
# no-cache: the names of files stay the same from edition to edition; with a max-age a phone would show a new page with an old script.
put() {
    type=$1
    shift
    for pattern in "$@"; do
        set -- "$@" --include "$pattern"
        shift
    done
    $rclone copy --checksum --s3-no-check-bucket --header-upload "Content-Type: $type" \
        --header-upload "Cache-Control: no-cache" "$@" "$from" "$to"
}

# What pages need first, then the pages, then what tells phones and other mirrors that there is a new edition.
put "application/octet-stream" "/allowed_signers" "/development_signers"
put "text/css; charset=utf-8" "*.css"
put "text/javascript; charset=utf-8" "/*/assets/**.js"
put "text/plain; charset=utf-8" "*.txt" "*.md" "*.py"
put "application/json; charset=utf-8" "/*/assets/**.json" "/compressed.json" "/mirror.json"
put "application/manifest+json; charset=utf-8" "*.webmanifest"
put "application/xml; charset=utf-8" "*.xml"
put "image/svg+xml; charset=utf-8" "*.svg"
put "image/png" "*.png"
put "image/jpeg" "*.jpg" "*.jpeg"
put "font/woff2" "*.woff2"
put "application/pdf" "*.pdf"
put "application/epub+zip" "*.epub"
put "application/octet-stream" "*.bsdiff"
put "text/html; charset=utf-8" "*.html"
put "application/json; charset=utf-8" "pack.json"
put "text/javascript; charset=utf-8" "*.js"
put "application/gzip" "/manifest.json.gz"
put "application/octet-stream" "/manifest.json.sig"
put "application/json; charset=utf-8" "/manifest.json"

# What the edition no longer has goes last, so that no page that is just being read loses its script. A store can't send X.gz in the
# place of X, so these stay at home. A file of a kind that has no line above goes up here, as bytes.
set -- --filter "+ /manifest.json.gz" --filter "- *.gz" --filter "- *.br"
$rclone sync --checksum --delete-after --delete-excluded --s3-no-check-bucket \
    --header-upload "Content-Type: application/octet-stream" --header-upload "Cache-Control: no-cache" "$@" "$from" "$to"
$rclone check "$@" "$from" "$to"
