"""Poses and photographs the rigged man's head close up. Runs inside Blender, like man.py:

    blender -b human_rig.blend -P head.py -- PLAN.json

PLAN.json (written by heads.py): {"threads", "samples", "shots": [{"scene", "person", "dir", "postures": {KEY: posture}}]}. The rig has no
bones in the face, so lids and jaw are moved here, vertex by vertex. README.md defines a posture's numbers.
"""
import json
import math
import os
import sys

import bpy
from mathutils import Matrix, Vector

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import man as body
import postures

# Metres in the man's rest, found on his mesh (male1591). The eye is the middle of the slit between the lids.
EYE = Vector((0.1245, 0.031, 1.6055))
SLIT_HALF_WIDTH, SLIT_HALF_HEIGHT, EYEBALL_RADIUS = 0.0135, 0.0085, 0.0145
HINGE = Vector((0.07, 0.0, 1.565))
LIPS_Z, MOUTH_HALF_WIDTH = 1.5371, 0.027
JAW_DEG = 20
NECK = (("neck01", 0.15), ("neck02", 0.35), ("neck03", 0.6), ("head", 1.0))


def lid_shift(at):
    """How a vertex of the man's left eye moves when the eye shuts: the upper lid comes down over the ball to the lower one."""
    across = (at.y - EYE.y) / SLIT_HALF_WIDTH
    up = (at.z - EYE.z) / SLIT_HALF_HEIGHT
    if abs(across) > 1 or not -0.1 < up < 1.6 or at.x < 0.13:
        return Vector()
    low = EYE.z - 0.32 * SLIT_HALF_HEIGHT * math.sqrt(1 - across**2)
    share = min(1.0, max(0.0, 1.6 - up) / 0.7)
    down = Vector((at.x, at.y, at.z + (low - at.z) * share))
    ball2 = EYEBALL_RADIUS**2 - (down.y - EYE.y) ** 2 - (down.z - EYE.z) ** 2
    down.x = max(down.x, EYE.x + math.sqrt(max(ball2, 0.0)) + 0.001)
    return down - at


def jaw_share(at):
    """0..1: how far a vertex goes with the jaw."""
    if at.x < 0.03 or at.z < 1.46:
        return 0.0
    side = min(1.0, abs(at.y) / MOUTH_HALF_WIDTH)
    lip = LIPS_Z - 0.0016 * side
    if at.z > lip and at.x > 0.13:
        return 0.0
    below = min(1.0, max(0.0, (lip + 0.002 - at.z) / (0.004 + 0.03 * side)))
    forward = min(1.0, max(0.0, (at.x - 0.03) / 0.07))
    return below * forward * min(1.0, (at.z - 1.46) / 0.03)


class Head(body.Man):
    def __init__(self, person):
        super().__init__()
        self.yaw_pitch_roll = (0, 0, 0)
        self.face = next(o for o in self.meshes if "male1591" in o.name)
        self.to_world = self.face.matrix_world.copy()
        at_rest = [self.to_world @ v.co for v in self.face.data.vertices]
        self.shut = [self.shut_shift(at) for at in at_rest]
        self.jaw = [jaw_share(at) for at in at_rest]
        self.between_lips = list(self.find_between_lips(at_rest))
        if person == "other":
            for mesh in self.meshes:
                self.reshape(mesh)
            next(o for o in self.meshes if "mhair" in o.name).hide_render = True
            self.colour(self.face, at_rest)
        self.rest_face = [self.to_world @ v.co for v in self.face.data.vertices]
        self.face.data.materials.append(body.plain("mouth", (0.05, 0.01, 0.01)))

    @staticmethod
    def shut_shift(at):
        mirror = Vector((1, math.copysign(1, at.y), 1))
        return lid_shift(at * mirror) * mirror

    def find_between_lips(self, at_rest):
        """The polygons between the lips, which an opening mouth stretches."""
        for polygon in self.face.data.polygons:
            corners = [at_rest[i] for i in polygon.vertices]
            shares = [self.jaw[i] for i in polygon.vertices]
            if max(shares) - min(shares) > 0.45 and all(abs(c.y) < MOUTH_HALF_WIDTH and abs(c.z - LIPS_Z) < 0.009 for c in corners):
                yield polygon

    def reshape(self, mesh):
        """Another skull: broader, longer below the eyes, a broad flat nose."""
        to_world, back = mesh.matrix_world, mesh.matrix_world.inverted()
        for vertex in mesh.data.vertices:
            at = to_world @ vertex.co
            if at.z < 1.45:
                continue
            fade = min(1.0, (at.z - 1.45) / 0.06)
            at.y += 0.16 * fade * (math.copysign(EYE.y, at.y) if "eyes" in mesh.name else at.y)
            if at.x > 0.145 and abs(at.y) < 0.03 and 1.555 < at.z < 1.6:
                at.x = 0.145 + (at.x - 0.145) * 0.55
                at.y *= 1.5
            if at.z < 1.6:
                at.z -= 0.16 * (1.6 - at.z) * fade
            vertex.co = back @ at

    def colour(self, mesh, at_rest):
        """Darker, with a black beard and thick brows."""
        tint = mesh.data.color_attributes.new("tint", "FLOAT_COLOR", "POINT")
        for data, at in zip(tint.data, at_rest):
            lips = abs(at.z - LIPS_Z) < 0.009 and abs(at.y) < 0.024
            beard = 1.46 < at.z < 1.556 and at.x > 0.04 and not lips
            brow = 1.618 < at.z < 1.628 and at.x > 0.12 and 0.012 < abs(at.y) < 0.05
            data.color = (0.06, 0.05, 0.05, 1) if beard or brow else (0.55, 0.43, 0.36, 1)
        nodes, links = mesh.data.materials[0].node_tree.nodes, mesh.data.materials[0].node_tree.links
        texture = next(n for n in nodes if n.type == "TEX_IMAGE")
        layer = nodes.new("ShaderNodeVertexColor")
        layer.layer_name = "tint"
        mix = nodes.new("ShaderNodeMixRGB")
        mix.blend_type = "MULTIPLY"
        mix.inputs["Fac"].default_value = 1.0
        links.new(texture.outputs["Color"], mix.inputs["Color1"])
        links.new(layer.outputs["Color"], mix.inputs["Color2"])
        links.new(mix.outputs["Color"], nodes["Principled BSDF"].inputs["Base Color"])

    def turns(self, posture):
        turn, middle = super().turns(posture)
        yaw, pitch, roll = self.yaw_pitch_roll
        for bone, share in NECK:
            turn[bone] = (body.about(body.UP, yaw * share) @ body.about((0, 1, 0), -pitch * share)
                          @ body.about((1, 0, 0), -roll * share))
        return turn, middle

    def show(self, posture):
        self.yaw_pitch_roll = (posture["yaw_deg"], posture["pitch_deg"], posture["roll_deg"])
        self.pose(postures.bend_down(0.0, False))
        self.rig.matrix_world.translation += Vector((posture["nearer_m"], posture["left_m"], 0))
        back = self.to_world.inverted()
        for vertex, at, shut, share in zip(self.face.data.vertices, self.rest_face, self.shut, self.jaw):
            at = at + shut * posture["lids"]
            if share > 0:
                turned = body.about((0, 1, 0), JAW_DEG * share * posture["jaw"]) @ (at - HINGE)
                at = HINGE + turned
            vertex.co = back @ at
        for polygon in self.between_lips:
            polygon.material_index = 1 if posture["jaw"] > 0.1 else 0
        bpy.context.view_layer.update()

    def pose(self, posture):
        # man.py poses where the rig stands at rest; show() moves it afterwards.
        if not hasattr(self, "lift"):
            self.lift = self.rig.matrix_world.translation.z
        self.rig.matrix_world = Matrix.Translation((0, 0, self.lift))
        super().pose(posture)


def main():
    with open(sys.argv[sys.argv.index("--") + 1], encoding="utf-8") as file:
        plan = json.load(file)
    blend = bpy.data.filepath
    for shot in plan["shots"]:
        missing = {k: p for k, p in shot["postures"].items() if not os.path.exists(os.path.join(shot["dir"], k + ".png"))}
        if not missing:
            continue
        os.makedirs(shot["dir"], exist_ok=True)
        bpy.ops.wm.open_mainfile(filepath=blend)  # a person is a change of the meshes
        head, studio = Head(shot["person"]), body.Studio()
        studio.set_up(shot["scene"], plan["samples"])
        bpy.context.scene.render.threads_mode = "FIXED"
        bpy.context.scene.render.threads = plan["threads"]
        for key, posture in missing.items():
            head.show(posture)
            path = os.path.join(shot["dir"], key)
            bpy.context.scene.render.filepath = path + ".new.png"
            bpy.ops.render.render(write_still=True)
            os.rename(path + ".new.png", path + ".png")
        print(f"rendered {len(missing)} heads into {shot['dir']}", flush=True)


if __name__ == "__main__":
    main()
