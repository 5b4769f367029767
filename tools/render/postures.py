"""What the man's body does, as numbers: one function a motion, each returning a posture for man.py. Pure: no Blender, no files.

A posture (README.md) is a dictionary of degrees and metres. Everything that is not the motion itself (how the arms are held in a
squat, how much the torso leans) is a style, taken from the scenario.
"""
import math

# Feet stand under this x when the hips are over the ankles (the rig's rest pose); hip to knee and knee to ankle, metres.
ANKLE_X = 0.017
THIGH_M, SHIN_M = 0.41, 0.43
STAND_KNEE_DEG = 175
REST_ELBOW_DEG = 165
GOOD_KNEE_DEG = 85
GOOD_ELBOW_DEG = 45
WALK_STEP_M, WALK_STEP_S, WALK_OUT_M = 0.6, 0.5, 0.11


def arm(flex=2, abduct=8, elbow=REST_ELBOW_DEG, roll_in=6, supinate=0):
    return {"flex_deg": flex, "abduct_deg": abduct, "elbow_deg": elbow, "roll_in_deg": roll_in, "supinate_deg": supinate}


def foot(x, out, lift=0.0, pitch=0.0):
    return {"x": x, "out": out, "lift": lift, "toe_out_deg": 12, "pitch_deg": pitch}


def body(pelvis_x, knee_deg, tilt_deg, left, right, half_stance, knees_in_deg=0.0, dumbbells=False):
    """Standing on both feet. The pelvis leans less than the chest; the head looks ahead."""
    return {"pelvis_xy": [pelvis_x, 0.0], "knee_deg": knee_deg, "knees_in_deg": knees_in_deg,
            "pelvis_pitch": 0.75 * tilt_deg, "chest_pitch": 1.2 * tilt_deg, "head_pitch": 0.3 * tilt_deg,
            "feet": {"left": foot(ANKLE_X, half_stance), "right": foot(ANKLE_X, half_stance)},
            "arms": {"left": left, "right": right}, "dumbbells": dumbbells}


def blend(a, b, share):
    """Between two arms."""
    return {k: a[k] + (b[k] - a[k]) * share for k in a}


def squat(knee_deg, style):
    """depth 0 standing .. 1 good depth. shin_share: how much of the knee's bend the shin's lean takes, which puts the hips over the feet."""
    depth = (STAND_KNEE_DEG - knee_deg) / (STAND_KNEE_DEG - GOOD_KNEE_DEG)
    bend = math.radians(180 - knee_deg)
    shin_share = style.get("shin_share", 0.32)
    hips_x = ANKLE_X + SHIN_M * math.sin(shin_share * bend) - THIGH_M * math.sin((1 - shin_share) * bend)
    held = {"forward": blend(arm(), arm(flex=80, abduct=4, elbow=168, roll_in=20), min(1.0, 1.6 * depth)),
            "chest": arm(flex=38, abduct=14, elbow=42, roll_in=55),
            "sides": arm(flex=2 + 10 * depth, abduct=10)}[style.get("arms", "forward")]
    return body(hips_x, knee_deg, 2 + style.get("tilt_deg", 36) * depth, held, held, style.get("half_stance_m", 0.18),
                knees_in_deg=style.get("knees_in_deg", 0) * depth)


def curl(elbows_deg, style):
    """elbows_deg: left and right. swing_deg: how far the upper arm goes forward on the way (a fault when large)."""
    arms, most = {}, 0.0
    for side, elbow in elbows_deg.items():
        raised = (REST_ELBOW_DEG - elbow) / (REST_ELBOW_DEG - GOOD_ELBOW_DEG)
        most = max(most, raised)
        arms[side] = arm(flex=1 + style.get("swing_deg", 5) * raised, abduct=9, elbow=elbow, roll_in=style.get("roll_in_deg", 5),
                         supinate=style.get("supinate_deg", 60))
    return body(0.0, STAND_KNEE_DEG, 2 - style.get("sway_deg", 0) * most, arms["left"], arms["right"], 0.14, dumbbells=True)


def wave(side, raised, swing):
    """raised 0 arm hanging .. 1 upper arm level, forearm up; swing -1 .. 1 moves the forearm from side to side."""
    high = blend(arm(), arm(flex=10, abduct=82, elbow=85, roll_in=-85), raised)
    high["elbow_deg"] += 25 * swing * raised
    arms = {"left": arm(), "right": arm(), side: high}
    return body(0.0, STAND_KNEE_DEG, 2, arms["left"], arms["right"], 0.14)


def bend_down(share, dumbbells):
    """A hip hinge to the floor: hands hang from the shoulders."""
    hang = arm(flex=2 + 8 * share, abduct=8, elbow=REST_ELBOW_DEG + 5 * share, supinate=0)
    return body(-0.12 * share, STAND_KNEE_DEG - 27 * share, 2 + 84 * share, hang, hang, 0.16, dumbbells=dumbbells)


def walk_duration_s(from_m, to_m):
    return (round(abs(to_m - from_m) / WALK_STEP_M) + 1) * WALK_STEP_S


def walk(t_s, from_m, to_m, half_stance, arms_after):
    """Forward from standing to standing: feet move in turn, the left first, each whole step while the other stands; no foot slips.
    During the last step the arms go where they are held afterwards."""
    steps = round(abs(to_m - from_m) / WALK_STEP_M)
    length = (to_m - from_m) / steps
    now = min(int(t_s / WALK_STEP_S), steps)
    share = min(t_s / WALK_STEP_S - now, 1.0)

    def landing(side, before):
        """Where the foot stands when `before` steps have been taken."""
        last = max((i for i in range(before) if i % 2 == (0 if side == "left" else 1)), default=None)
        if last is None:
            return from_m, half_stance
        return from_m + min(last + 1, steps) * length, half_stance if last >= steps - 1 else WALK_OUT_M

    feet, pelvis, swings = {}, 0.0, {}
    for side in ("left", "right"):
        (x0, out0), (x1, out1) = landing(side, now), landing(side, now + 1)
        u = share * share * (3 - 2 * share)
        moving = (now % 2 == 0) == (side == "left")
        feet[side] = foot(ANKLE_X + x0 + (x1 - x0) * u, out0 + (out1 - out0) * u,
                          lift=0.09 * math.sin(math.pi * share) if moving else 0.0,
                          pitch=35 * math.sin(math.pi * share) * (1 - 1.6 * share) if moving else 0.0)
        pelvis += (x0 + (x1 - x0) * share) / 2
    settled = share if now == steps else float(now > steps)
    for side, other in (("left", "right"), ("right", "left")):
        reach = feet[other]["x"] - feet[side]["x"]
        swings[side] = blend(arm(flex=2 + 35 * reach, abduct=9, elbow=158), arms_after[side], settled)
    posture = body(pelvis, STAND_KNEE_DEG, 3, swings["left"], swings["right"], half_stance)
    posture["pelvis_xy"][1] = 0.015 * math.sin(math.pi * share) * (-1 if now % 2 == 0 else 1)
    posture["feet"] = feet
    return posture
