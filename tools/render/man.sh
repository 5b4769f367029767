# Sourced by the render scripts with what they were called with: tools, folders, the man.
# Sets here, build, out (tests/data/$data unless -o says otherwise) and defines in_blender SCRIPT ARGUMENTS...
export PYTHONDONTWRITEBYTECODE=1
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${BUILD:-$root/build/render}
out=$root/tests/data/$data
if [ "${1:-}" = -o ]; then
    out=$2
    shift 2
fi
for tool in blender ffmpeg xvfb-run python3; do
    command -v "$tool" >/dev/null || { echo "$0: $tool is missing (apt-get install blender ffmpeg xvfb xauth libgl1-mesa-dri python3)" >&2; exit 1; }
done

man=$build/man/usr/share/morse/data/robots/human_rig.blend
if [ ! -f "$man" ]; then
    mkdir -p "$build"
    (cd "$build" && apt-get download morse-simulator-data && dpkg -x morse-simulator-data_*.deb man)
fi

# Blender draws with OpenGL, here in software.
in_blender() {
    script=$1
    shift
    LIBGL_ALWAYS_SOFTWARE=1 xvfb-run -a -s "-screen 0 640x480x24" \
        blender -b "$man" --python-exit-code 1 -P "$here/$script" -- "$@" >"$build/blender.log" 2>&1 ||
        { tail -n 20 "$build/blender.log" >&2; exit 1; }
}
