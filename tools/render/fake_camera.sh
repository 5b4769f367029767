#!/bin/sh
# Turns a clip into what Chromium plays as a camera: tools/render/fake_camera.sh CLIP.mp4 OUT.mjpeg
# (--use-fake-device-for-media-stream --use-fake-ui-for-media-stream --use-file-for-fake-video-capture=OUT.mjpeg).
# Chromium shows the file again from the start when it ends; the browser_* clips end with 10 s of standing, so assert in these.
set -eu
[ $# -eq 2 ] || { echo "usage: $0 CLIP.mp4 OUT.mjpeg" >&2; exit 2; }
exec ffmpeg -v error -y -i "$1" -an -c:v mjpeg -q:v 3 -pix_fmt yuvj420p -f mjpeg "$2"
