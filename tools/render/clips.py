"""From scenarios to clips and their truth.

    clips.py plan    BUILD [NAME...]   writes BUILD/plan.json: every distinct posture that the clips show, by scene, for man.py
    clips.py compose BUILD OUT [NAME...]   writes OUT/NAME.mp4 and OUT/NAME.json from the rendered postures

A repetition is shown in whole steps of its angle, so one picture serves every frame, tempo, frame rate and clip in which the body
stands like that; the truth is measured on the posture that the frame really shows.
"""
import hashlib
import json
import math
import os
import shutil
import subprocess
import sys

import postures

HERE = os.path.dirname(os.path.abspath(__file__))
STEP_DEG = {"squat": 3, "curl": 3}
# Pictures are rendered this much larger on every side, so that the camera can sway a little.
MARGIN = 4
THREADS, SAMPLES = 2, 4


def load():
    with open(os.path.join(HERE, "scenarios.json"), encoding="utf-8") as file:
        scenarios = json.load(file)
    for clip in scenarios["clips"]:
        scene = {**scenarios["scene"], **scenarios["views"][clip["view"]], **clip.get("scene", {})}
        clip["scene"] = {**scene, "size": [n + 2 * MARGIN for n in scene["size"]]}
    return scenarios["clips"]


def key(numbers):
    return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()[:16]


def rounded(numbers):
    """Equal postures must have equal keys, whatever the last bits of a float are."""
    if isinstance(numbers, dict):
        return {k: rounded(v) for k, v in numbers.items()}
    if isinstance(numbers, list):
        return [rounded(v) for v in numbers]
    return round(numbers, 4) if isinstance(numbers, float) else numbers


def ease(share):
    """Rest to rest, smoothly."""
    return 0.5 - 0.5 * math.cos(math.pi * min(max(share, 0.0), 1.0))


def there_and_back(t, item):
    """0 .. 1 .. 0 over a movement of go_s, hold_s and back_s."""
    if t < item["go_s"] + item["hold_s"]:
        return ease(t / item["go_s"])
    return ease(1 - (t - item["go_s"] - item["hold_s"]) / item["back_s"])


class Timeline:
    """The scenario's list of what is done when: duration, the posture at a time, the repetitions in it."""

    def __init__(self, clip):
        self.clip = clip
        self.base = clip["posture"]
        self.style = clip.get("style", {})
        self.items = []
        t = -clip.get("trim_start_s", 0.0)
        for entry in clip["timeline"]:
            for _ in range(entry.get("times", 1)):
                for item in (entry, {"do": "stand", "s": entry.get("pause_s", 0)}):
                    length = self.length_s(item)
                    if length > 0:
                        self.items.append((t, t + length, item))
                        t += length
        self.end_s = t

    @staticmethod
    def length_s(item):
        if item["do"] in ("rep", "bend"):
            return item["go_s"] + item["hold_s"] + item["back_s"]
        if item["do"] == "walk":
            return postures.walk_duration_s(item["from_m"], item["to_m"])
        return item["s"]

    def stand(self, item):
        if self.base == "squat":
            return postures.squat(postures.STAND_KNEE_DEG, self.style)
        if self.base == "curl":
            return postures.curl(dict.fromkeys(("left", "right"), postures.REST_ELBOW_DEG), self.style)
        return postures.bend_down(0.0, item.get("dumbbells", False))

    def posture(self, t):
        start, end, item = next((i for i in self.items if i[0] <= t < i[1]), self.items[-1])
        return rounded(self.moving(min(t, end) - start, item))

    def moving(self, t, item):
        if item["do"] == "walk":
            return postures.walk(t, item["from_m"], item["to_m"], self.style.get("half_stance_m", 0.18), self.stand({})["arms"])
        if item["do"] == "wave":
            raised = ease(min(t, item["s"] - t) / 0.8)
            return postures.wave(item["side"], round(raised, 1), round(math.sin(2 * math.pi * t / 0.9) * 3) / 3)
        if item["do"] == "bend":
            picked = item["pick_up"] and t > item["go_s"] + item["hold_s"] / 2
            return postures.bend_down(round(there_and_back(t, item) * 25) / 25, picked)
        if item["do"] == "rep":
            return self.repeating(there_and_back(t, item), item)
        return self.stand(item)

    def repeating(self, share, item):
        step = STEP_DEG[self.base]
        rest = postures.STAND_KNEE_DEG if self.base == "squat" else postures.REST_ELBOW_DEG
        angle = rest - step * round((rest - item["turn_deg"]) * share / step)
        if self.base == "squat":
            return postures.squat(angle, self.style)
        elbows = dict.fromkeys(("left", "right"), rest)
        elbows.update({s: angle for s in elbows if item["side"] in (s, "both")})
        return postures.curl(elbows, self.style)

    def frames(self):
        """Each frame's time in ms and posture."""
        fps = self.clip["fps"]
        count = math.floor(self.end_s * fps + 1e-6)
        return [(round(i * 1000 / fps), self.posture(i / fps)) for i in range(count)]

    def movements(self):
        """Repetitions that begin inside the clip: (times in ms, item)."""
        for start, end, item in self.items:
            if item["do"] == "rep" and start >= 0:
                turn = start + item["go_s"] + item["hold_s"] / 2
                yield {"start_ms": round(start * 1000), "turn_ms": round(turn * 1000), "end_ms": round(end * 1000)}, item


def interior_deg(a, b, c):
    """The angle at b between a and c; 180 is straight."""
    u, v = [[p - q for p, q in zip(end, b)] for end in (a, c)]
    cosine = sum(p * q for p, q in zip(u, v)) / (math.hypot(*u) * math.hypot(*v))
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def measure(joints):
    """The truth of one posture from its true joints. README.md defines each."""
    angles = {}
    for side in ("left", "right"):
        at = {name: joints[f"{name}_{side}"] for name in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")}
        angles[f"knee_deg_{side}"] = interior_deg(at["hip"], at["knee"], at["ankle"])
        angles[f"hip_deg_{side}"] = interior_deg(at["shoulder"], at["hip"], at["knee"])
        angles[f"elbow_deg_{side}"] = interior_deg(at["shoulder"], at["elbow"], at["wrist"])
        angles[f"shoulder_deg_{side}"] = interior_deg(at["hip"], at["shoulder"], at["elbow"])
    hips, shoulders = [[(p + q) / 2 for p, q in zip(joints[f"{name}_left"], joints[f"{name}_right"])] for name in ("hip", "shoulder")]
    angles["torso_tilt_deg"] = interior_deg(shoulders, hips, [hips[0], hips[1], hips[2] + 1])
    knees, ankles = [math.dist(joints[f"{name}_left"], joints[f"{name}_right"]) for name in ("knee", "ankle")]
    return {k: round(v, 1) for k, v in angles.items()} | {"knee_gap_ratio": round(knees / ankles, 3)}


def truth(clip, timeline, angles):
    """angles: one measure() a frame."""
    times = [t for t, _ in timeline.frames()]
    reps, rejected = [], []
    for when, item in timeline.movements():
        side = item.get("side", "both")
        if "rejected" in item:
            rejected.append({"start_ms": when["start_ms"], "end_ms": when["end_ms"], "reason": item["rejected"]})
            continue
        joint = "knee" if clip["posture"] == "squat" else "elbow"
        sides = ("left", "right") if side == "both" else (side,)
        during = [sum(a[f"{joint}_deg_{s}"] for s in sides) / len(sides)
                  for t, a in zip(times, angles) if when["start_ms"] <= t <= when["end_ms"]]
        reps.append({"side": side, **when, "range_deg": round(max(during) - min(during), 1), "faults": item.get("faults", [])})
    return {"format": 1, "exercise": clip["exercise"], "view": clip["view"], "fps": clip["fps"], "frames": len(times),
            "count": len(reps), "reps": reps, "rejected": rejected,
            "angles": {"t_ms": times} | {name: [a[name] for a in angles] for name in angles[0]}}


def mirrored(told):
    """The truth of the picture seen in a mirror: left is right."""
    swap = {"left": "right", "right": "left"}

    def other(name):
        head, _, tail = name.rpartition("_")
        return (head and head + "_") + swap.get(tail, tail)

    return told | {"view": other(told["view"]), "reps": [r | {"side": other(r["side"])} for r in told["reps"]],
                   "angles": {other(name): values for name, values in told["angles"].items()}}


def shot_dir(build, scene):
    return os.path.join(build, "postures", key([scene, SAMPLES]))


def plan(build, clips):
    shots = {}
    for clip in clips:
        directory = shot_dir(build, clip["scene"])
        shot = shots.setdefault(directory, {"dir": directory, "scene": clip["scene"], "postures": {}})
        shot["postures"].update({key(p): p for _, p in Timeline(clip).frames()})
    os.makedirs(build, exist_ok=True)
    with open(os.path.join(build, "plan.json"), "w", encoding="utf-8") as file:
        json.dump({"threads": THREADS, "samples": SAMPLES, "shots": list(shots.values())}, file)
    for shot in shots.values():
        missing = sum(not os.path.exists(os.path.join(shot["dir"], k + ".png")) for k in shot["postures"])
        print(f"{shot['dir']}: {len(shot['postures'])} postures, {missing} to render")


def encode(clip, frames_dir, path):
    """The camera sways by a pixel or two, the light breathes and the sensor has noise, so no two frames are quite the same."""
    width, height = (n - 2 * MARGIN for n in clip["scene"]["size"])
    mirror = "hflip," if clip.get("mirror") else ""
    filters = (f"{mirror}crop={width}:{height}:x='{MARGIN}+1.6*sin(2*PI*t/5.3)':y='{MARGIN}+1.2*sin(2*PI*t/3.7)',"
               "eq=brightness='0.012*sin(2*PI*t/2.9)':eval=frame,noise=c0s=5:c0f=t:c0_seed=7,format=yuv420p")
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-framerate", str(clip["fps"]), "-i", os.path.join(frames_dir, "%05d.png"),
                    "-vf", filters, "-c:v", "libx264", "-preset", "medium", "-crf", "28", "-threads", "1",
                    "-movflags", "+faststart", "-map_metadata", "-1", "-fflags", "+bitexact", path], check=True)


def compose(build, out, clips):
    os.makedirs(out, exist_ok=True)
    for clip in clips:
        timeline = Timeline(clip)
        frames_dir = os.path.join(build, "frames")
        shutil.rmtree(frames_dir, ignore_errors=True)
        os.makedirs(frames_dir)
        angles = []
        for i, (_, posture) in enumerate(timeline.frames()):
            source = os.path.abspath(os.path.join(shot_dir(build, clip["scene"]), key(posture)))
            os.symlink(source + ".png", os.path.join(frames_dir, f"{i:05d}.png"))
            with open(source + ".json", encoding="utf-8") as file:
                angles.append(measure(json.load(file)))
        path = os.path.join(out, clip["name"])
        encode(clip, frames_dir, path + ".mp4")
        with open(path + ".json", "w", encoding="utf-8") as file:
            told = truth(clip, timeline, angles)
            json.dump(mirrored(told) if clip.get("mirror") else told, file, separators=(",", ":"))
            file.write("\n")
        print(f"{clip['name']}: {len(angles)} frames, {os.path.getsize(path + '.mp4') // 1024} KB")


def main():
    command, arguments = sys.argv[1], sys.argv[2:]
    directories = 1 if command == "plan" else 2
    names = arguments[directories:]
    clips = [c for c in load() if not names or c["name"] in names]
    unknown = set(names) - {c["name"] for c in clips}
    if unknown:
        sys.exit(f"no such clip in scenarios.json: {', '.join(sorted(unknown))}")
    {"plan": plan, "compose": compose}[command](*arguments[:directories], clips)


if __name__ == "__main__":
    main()
