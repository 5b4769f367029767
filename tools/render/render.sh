#!/bin/sh
# Renders the test clips: tools/render/render.sh [-o OUT] [NAME...]   (all clips of scenarios.json by default)
# Needs blender, ffmpeg, xvfb with libgl1-mesa-dri (Blender draws with OpenGL, here in software), and apt to fetch the man once.
# Rendered postures stay in BUILD (default build/render): a second run draws only what is new.
set -eu
data=clips
. "$(dirname "$0")/man.sh"

python3 "$here/clips.py" plan "$build" "$@"
in_blender man.py "$build/plan.json"
python3 "$here/clips.py" compose "$build" "$out" "$@"
