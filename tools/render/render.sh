#!/bin/sh
# Renders the test clips: tools/render/render.sh [-o OUT] [NAME...]   (all clips of scenarios.json by default)
# Needs blender, ffmpeg, xvfb with libgl1-mesa-dri (Blender draws with OpenGL, here in software), and apt to fetch the man once.
# Rendered postures stay in BUILD (default build/render): a second run draws only what is new.
set -eu
export PYTHONDONTWRITEBYTECODE=1
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${BUILD:-$root/build/render}
out=$root/tests/data/clips
if [ "${1:-}" = -o ]; then
    out=$2
    shift 2
fi
for tool in blender ffmpeg xvfb-run python3; do
    command -v "$tool" >/dev/null || { echo "render.sh: $tool is missing (apt-get install blender ffmpeg xvfb xauth libgl1-mesa-dri python3)" >&2; exit 1; }
done

man=$build/man/usr/share/morse/data/robots/human_rig.blend
if [ ! -f "$man" ]; then
    mkdir -p "$build"
    (cd "$build" && apt-get download morse-simulator-data && dpkg -x morse-simulator-data_*.deb man)
fi

python3 "$here/clips.py" plan "$build" "$@"
LIBGL_ALWAYS_SOFTWARE=1 xvfb-run -a -s "-screen 0 640x480x24" \
    blender -b "$man" --python-exit-code 1 -P "$here/man.py" -- "$build/plan.json" >"$build/blender.log" 2>&1 ||
    { tail -n 20 "$build/blender.log" >&2; exit 1; }
python3 "$here/clips.py" compose "$build" "$out" "$@"
