"""From heads.json to clips of one who follows a login's challenge, and their truth.

    heads.py plan    BUILD [NAME...]        writes BUILD/heads.json: every posture of the head, by scene, for head.py
    heads.py compose BUILD OUT [NAME...]    writes OUT/NAME.mp4 and OUT/NAME.txt from the pictures
"""
import json
import math
import os
import subprocess
import sys

import clips

HERE = os.path.dirname(os.path.abspath(__file__))
THREADS, SAMPLES = 2, 4
STILL = {"yaw_deg": 0.0, "pitch_deg": 0.0, "roll_deg": 0.0, "lids": 0.0, "jaw": 0.0, "nearer_m": 0.0, "left_m": 0.0}
# What a movement changes, by how much of it: nobody turns his head about one axis alone.
MOVES = {"turn_left": {"yaw_deg": 1, "pitch_deg": -0.08, "roll_deg": 0.08}, "turn_right": {"yaw_deg": -1, "pitch_deg": -0.05, "roll_deg": -0.1},
         "look_up": {"pitch_deg": 1, "yaw_deg": 0.05, "roll_deg": 0.06}, "blink": {"lids": 1}, "open_mouth": {"jaw": 1, "pitch_deg": 2},
         "move_closer": {"nearer_m": 1, "pitch_deg": -6}, "rest": {}}
# Nobody holds still: amplitude and two frequencies (Hz) of each sway.
SWAY = {"yaw_deg": (0.8, 0.31, 0.83), "pitch_deg": (0.6, 0.23, 0.71), "roll_deg": (0.5, 0.17, 0.53), "left_m": (0.003, 0.19, 0.47),
        "nearer_m": (0.003, 0.13, 0.59)}


def load(names):
    with open(os.path.join(HERE, "heads.json"), encoding="utf-8") as file:
        heads = json.load(file)
    for clip in heads["clips"]:
        clip["fps"] = heads["fps"]
        clip["scene"] = {**heads["scene"], **clip.get("scene", {})}
    return [c for c in heads["clips"] if not names or c["name"] in names]


def frames(clip):
    """Each frame's time in ms, posture and what is being done."""
    shown, start = [], 0.0
    items = []
    for item in clip["timeline"]:
        length = item["s"] if item["do"] == "rest" else item["go_s"] + item["hold_s"] + item["back_s"]
        items.append((start, start + length, item))
        start += length
    for i in range(math.floor(start * clip["fps"] + 1e-6)):
        t = i / clip["fps"]
        begin, _, item = next(entry for entry in items if entry[0] <= t + 1e-6 < entry[1])
        posture = dict(STILL)
        for j, (name, (size, slow, fast)) in enumerate(SWAY.items()):
            phase = clip["seed"] * 2.4 + j
            posture[name] += size * (0.7 * math.sin(2 * math.pi * slow * t + phase) + 0.3 * math.sin(2 * math.pi * fast * t + 3 * phase))
        if item["do"] != "rest":
            share = clips.there_and_back(t - begin, item) * item["by"]
            for name, part in MOVES[item["do"]].items():
                posture[name] += part * share
        shown.append((round(1000 * t), clips.rounded(posture), item["do"]))
    return shown


def directory(build, clip):
    return os.path.join(build, "heads", clips.key([clip["scene"], clip["person"], SAMPLES]))


def plan(build, chosen):
    shots = {}
    for clip in chosen:
        shot = shots.setdefault(directory(build, clip), {"dir": directory(build, clip), "scene": clip["scene"], "person": clip["person"], "postures": {}})
        shot["postures"].update({clips.key(p): p for _, p, _ in frames(clip)})
    os.makedirs(build, exist_ok=True)
    with open(os.path.join(build, "heads.json"), "w", encoding="utf-8") as file:
        json.dump({"threads": THREADS, "samples": SAMPLES, "shots": list(shots.values())}, file)


def compose(build, out, clip):
    """Losslessly joined, then H.264 with some noise of a sensor."""
    os.makedirs(out, exist_ok=True)
    pictures = os.path.join(build, clip["name"] + ".txt")
    with open(pictures, "w", encoding="utf-8") as file:
        for _, posture, _ in frames(clip):
            file.write(f"file '{os.path.abspath(os.path.join(directory(build, clip), clips.key(posture) + '.png'))}'\nduration {1 / clip['fps']}\n")
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", pictures, "-r", str(clip["fps"]), "-vf", "noise=alls=2:allf=t",
                    "-c:v", "libx264", "-crf", "26", "-g", "10", "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-map_metadata", "-1",
                    "-frames:v", str(len(frames(clip))), os.path.join(out, clip["name"] + ".mp4")], check=True)
    with open(os.path.join(out, clip["name"] + ".txt"), "w", encoding="utf-8") as file:
        file.write("t_ms doing " + " ".join(STILL) + "\n")
        for t_ms, posture, doing in frames(clip):
            file.write(f"{t_ms} {doing} " + " ".join(f"{posture[name]:.4g}" for name in STILL) + "\n")


def main():
    command, build = sys.argv[1:3]
    if command == "plan":
        plan(build, load(sys.argv[3:]))
    else:
        for clip in load(sys.argv[4:]):
            compose(build, sys.argv[3], clip)


if __name__ == "__main__":
    main()
