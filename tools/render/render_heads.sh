#!/bin/sh
# Renders heads that follow a challenge: tools/render/render_heads.sh [-o OUT] [NAME...]   (all clips of heads.json by default)
# Needs and keeps what render.sh does.
set -eu
data=face
. "$(dirname "$0")/man.sh"

python3 "$here/heads.py" plan "$build" "$@"
in_blender head.py "$build/heads.json"
python3 "$here/heads.py" compose "$build" "$out" "$@"
