"""Poses and photographs the rigged man. Runs inside Blender:

    blender -b human_rig.blend -P man.py -- PLAN.json

PLAN.json (written by clips.py) lists shots: a scene (camera, light, room), a folder and the postures to picture in it. A posture's
picture DIR/KEY.png and its true joints DIR/KEY.json are made once; what is already there is left alone, so a broken run continues.

The man faces +x, his left is +y, the floor is z = 0, units are metres and degrees. README.md defines a posture's numbers.
"""
import json
import math
import os
import sys

import bpy
from mathutils import Matrix, Vector

SIDES = {"left": ("L", 1.0), "right": ("R", -1.0)}
FORWARD = Vector((1, 0, 0))
UP = Vector((0, 0, 1))

# Joint = head of the bone that turns there. The glenohumeral joint is shoulder02, the hip joint upperleg01.
JOINTS = {"shoulder": "shoulder02", "elbow": "lowerarm01", "wrist": "wrist",
          "hip": "upperleg01", "knee": "lowerleg01", "ankle": "foot"}

TEXTURES = {"classic_shoes": "classicshoes_texture_diffuse.png", "eyes": "brown_eye.png",
            "jeans": "jeans_basic_diffuse.png", "male1591": "young_lightskinned_male_diffuse.png",
            "mhair": "male02_diffuse_black.png", "tshirt": "tshirt02_texture.png"}

# The man is some 400 pixels tall: the packed 2048x2048 textures only cost time.
TEXTURE_SIZE = 512

# Bends of the three phalanges of a hand closed around a handle, and of a relaxed one.
GRIP_DEG = (55, 115, 150)
RELAXED_DEG = (12, 30, 42)


def about(axis, deg):
    return Matrix.Rotation(math.radians(deg), 3, axis)


def across(vector, axis):
    """The unit part of vector that is perpendicular to the unit axis."""
    return (vector - axis * vector.dot(axis)).normalized()


def frame(direction, pole):
    """Rotation whose columns are direction, pole made perpendicular to it, and their cross product."""
    x = direction.normalized()
    y = across(pole, x)
    return Matrix((x, y, x.cross(y))).transposed()


class Man:
    def __init__(self):
        self.rig = bpy.data.objects["HumanSkeleton"]
        for obj in list(bpy.data.objects):
            if obj.name.startswith("_") or obj.name.endswith("_bb"):
                bpy.data.objects.remove(obj)
        self.rig.animation_data_clear()
        self.rig.parent = None
        for bone in self.rig.pose.bones:
            for constraint in list(bone.constraints):
                bone.constraints.remove(constraint)
            bone.matrix_basis = Matrix()
        self.meshes = [o for o in bpy.data.objects if o.type == "MESH"]
        for mesh in self.meshes:
            for modifier in mesh.modifiers:
                modifier.use_deform_preserve_volume = True
            self.bind_strays(mesh)
            for name, image in TEXTURES.items():
                if name in mesh.name:
                    self.paint(mesh, bpy.data.images[image], transparent=name == "mhair")
        self.rig.matrix_world = Matrix()
        bpy.context.view_layer.update()
        soles = [o for o in self.meshes if "shoes" in o.name][0]
        lowest = min((soles.matrix_world @ v.co).z for v in soles.data.vertices)
        self.rig.matrix_world = Matrix.Translation((0, 0, -lowest))
        bpy.context.view_layer.update()
        self.rest = {b.name: self.rig.matrix_world @ b.matrix_local for b in self.rig.data.bones}
        self.dumbbells = {side: dumbbell(side) for side in SIDES}

    def bind_strays(self, mesh):
        """A few vertices of the clothes hang on no bone and would stay behind: they follow their nearest neighbour."""
        bones = {g.index for g in mesh.vertex_groups if g.name in self.rig.data.bones}
        held = {v.index: [(g.group, g.weight) for g in v.groups if g.group in bones and g.weight > 0]
                for v in mesh.data.vertices}
        bound = [v for v in mesh.data.vertices if held[v.index]]
        for stray in (v for v in mesh.data.vertices if not held[v.index]):
            near = min(bound, key=lambda v: (v.co - stray.co).length_squared)
            for group, weight in held[near.index]:
                mesh.vertex_groups[group].add([stray.index], weight, "REPLACE")

    @staticmethod
    def paint(mesh, image, transparent):
        material = bpy.data.materials.new(mesh.name)
        material.use_nodes = True
        nodes, links = material.node_tree.nodes, material.node_tree.links
        shader = nodes["Principled BSDF"]
        shader.inputs["Roughness"].default_value = 0.8
        shader.inputs["Specular"].default_value = 0.2
        texture = nodes.new("ShaderNodeTexImage")
        texture.image = image
        links.new(texture.outputs["Color"], shader.inputs["Base Color"])
        if transparent:
            links.new(texture.outputs["Alpha"], shader.inputs["Alpha"])
        mesh.data.materials.clear()
        mesh.data.materials.append(material)

    def at(self, bone):
        """Where the bone's head rests."""
        return self.rest[bone].translation

    def joint(self, name, side):
        return self.at(f"{JOINTS[name]}_{SIDES[side][0]}")

    def turns(self, posture):
        """(bone -> its turn in the world from rest, where the middle of the hips shall be)."""
        turn = {}
        spine = ("spine05", "spine04", "spine03", "spine02", "spine01")
        pelvis, chest = posture["pelvis_pitch"], posture["chest_pitch"]
        turn["root"] = about((0, 1, 0), pelvis)
        for i, bone in enumerate(spine, 1):
            turn[bone] = about((0, 1, 0), pelvis + (chest - pelvis) * i / len(spine))
        for i, bone in enumerate(("neck01", "neck02", "neck03", "head"), 1):
            turn[bone] = about((0, 1, 0), chest + (posture["head_pitch"] - chest) * i / 4)
        middle = self.stand(posture, turn["root"])
        for side, (letter, sign) in SIDES.items():
            self.turn_leg(turn, posture, side, letter, sign, middle)
            self.turn_arm(turn, posture, side, letter, sign)
        return turn, middle

    def leg_lengths(self, side):
        hip, knee, ankle = (self.joint(j, side) for j in ("hip", "knee", "ankle"))
        return (knee - hip).length, (ankle - knee).length

    def hip_from_middle(self, side, pelvis_turn):
        middle = (self.joint("hip", "left") + self.joint("hip", "right")) / 2
        return pelvis_turn @ (self.joint("hip", side) - middle)

    def stand(self, posture, pelvis_turn):
        """The middle of the hips at the height where the straighter knee has the angle wanted."""
        x, y = posture["pelvis_xy"]
        heights = []
        for side in SIDES:
            thigh, shin = self.leg_lengths(side)
            reach2 = thigh**2 + shin**2 - 2 * thigh * shin * math.cos(math.radians(posture["knee_deg"]))
            ankle = self.ankle(posture, side)
            offset = self.hip_from_middle(side, pelvis_turn)
            flat = Vector((x, y, 0)) + offset - ankle
            heights.append(ankle.z - offset.z + math.sqrt(reach2 - flat.x**2 - flat.y**2))
        return Vector((x, y, min(heights)))

    def ankle(self, posture, side):
        """feet: x, half stance width and lift of the ankle over where it stands flat."""
        foot = posture["feet"][side]
        return Vector((foot["x"], SIDES[side][1] * foot["out"], self.joint("ankle", side).z + foot["lift"]))

    def turn_leg(self, turn, posture, side, letter, sign, middle):
        foot = posture["feet"][side]
        hip = middle + self.hip_from_middle(side, turn["root"])
        ankle = self.ankle(posture, side)
        thigh, shin = self.leg_lengths(side)
        axis = ankle - hip
        reach = axis.length
        axis.normalize()
        toes = about(UP, sign * foot["toe_out_deg"]) @ FORWARD
        pole = about(axis, sign * posture["knees_in_deg"]) @ across(toes, axis)
        along = (thigh**2 - shin**2 + reach**2) / (2 * reach)
        knee = hip + axis * along + pole * math.sqrt(max(thigh**2 - along**2, 0))
        rest = [self.joint(j, side) for j in ("hip", "knee", "ankle")]
        turn[f"upperleg01_{letter}"] = frame(knee - hip, pole) @ frame(rest[1] - rest[0], FORWARD).transposed()
        turn[f"lowerleg01_{letter}"] = frame(ankle - knee, pole) @ frame(rest[2] - rest[1], FORWARD).transposed()
        turn[f"foot_{letter}"] = about(UP, sign * foot["toe_out_deg"]) @ about((0, 1, 0), foot["pitch_deg"])

    def turn_arm(self, turn, posture, side, letter, sign):
        arm = posture["arms"][side]
        lift = about((0, 1, 0), -arm["flex_deg"]) @ about((1, 0, 0), sign * arm["abduct_deg"])
        upper = lift @ -UP
        # Elbow at 180: the forearm goes on along the upper arm; else it turns towards pole, by default forward.
        pole = about(upper, sign * arm["roll_in_deg"]) @ (lift @ FORWARD)
        bend = math.radians(180 - arm["elbow_deg"])
        fore = upper * math.cos(bend) + pole * math.sin(bend)
        fore_pole = pole * math.cos(bend) - upper * math.sin(bend)
        shoulder, elbow, wrist = (self.joint(j, side) for j in ("shoulder", "elbow", "wrist"))
        rest_upper, rest_fore = (elbow - shoulder).normalized(), (wrist - elbow).normalized()
        rest_pole = across(rest_fore, rest_upper)
        rest_fore_pole = across(rest_pole, rest_fore)
        turn[f"shoulder02_{letter}"] = frame(upper, pole) @ frame(rest_upper, rest_pole).transposed()
        forearm = frame(fore, fore_pole) @ frame(rest_fore, rest_fore_pole).transposed()
        turn[f"lowerarm01_{letter}"] = forearm
        turn[f"lowerarm02_{letter}"] = about(fore, sign * arm["supinate_deg"] / 2) @ forearm
        hand = about(fore, sign * arm["supinate_deg"]) @ forearm
        turn[f"wrist_{letter}"] = hand
        index, little = self.at(f"finger2-1_{letter}"), self.at(f"finger5-1_{letter}")
        knuckles = hand @ (little - index)
        bends = GRIP_DEG if posture["dumbbells"] else RELAXED_DEG
        for finger in range(2, 6):
            for part, deg in enumerate(bends, 1):
                turn[f"finger{finger}-{part}_{letter}"] = about(knuckles, sign * deg) @ hand
        for part, deg in enumerate(bends, 1):
            turn[f"finger1-{part}_{letter}"] = about(fore, -sign * deg / 3) @ hand

    def pose(self, posture):
        turn, middle = self.turns(posture)
        hips = (self.joint("hip", "left") + self.joint("hip", "right")) / 2
        placed = {}
        for bone in self.rig.data.bones:  # parents come before their children
            head = bone.head_local
            if bone.parent:
                base, base_turn = placed[bone.parent.name]
                here = base + base_turn @ (self.at(bone.name) - self.at(bone.parent.name))
            else:
                base_turn = turn["root"]
                here = middle + base_turn @ (self.at(bone.name) - hips)
            placed[bone.name] = (here, turn.get(bone.name, base_turn))
        to_rig = self.rig.matrix_world.inverted()
        for bone in self.rig.pose.bones:
            pose = self.placed_matrix(bone.name, placed, to_rig)
            rest = bone.bone.matrix_local
            if bone.parent:
                rest = self.placed_matrix(bone.parent.name, placed, to_rig) @ (
                    bone.parent.bone.matrix_local.inverted() @ rest)
            bone.matrix_basis = rest.inverted() @ pose
        for side, (letter, _) in SIDES.items():
            self.dumbbells[side].hide_render = not posture["dumbbells"]
            knuckles = [placed[f"finger{f}-1_{letter}"][0] for f in (2, 5)]
            palm = sum((placed[f"finger{f}-2_{letter}"][0] for f in range(2, 6)), Vector()) / 4
            axis = (knuckles[1] - knuckles[0]).normalized()
            turn_z = UP.rotation_difference(axis).to_matrix().to_4x4()
            self.dumbbells[side].matrix_world = Matrix.Translation(palm) @ turn_z
        bpy.context.view_layer.update()

    def placed_matrix(self, name, placed, to_rig):
        here, turn = placed[name]
        return to_rig @ Matrix.Translation(here) @ (turn @ self.rest[name].to_3x3()).to_4x4()

    def true_joints(self):
        """What the truth files measure: bone heads of the evaluated rig, metres."""
        rig = self.rig.evaluated_get(bpy.context.evaluated_depsgraph_get())
        heads = {}
        for joint, bone in JOINTS.items():
            for side, (letter, _) in SIDES.items():
                head = rig.matrix_world @ rig.pose.bones[f"{bone}_{letter}"].head
                heads[f"{joint}_{side}"] = [round(c, 5) for c in head]
        return heads


def plain(name, colour, roughness=0.9):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*colour, 1)
    shader.inputs["Roughness"].default_value = roughness
    return material


def dumbbell(side):
    """A bar along z through the origin with a weight at both ends, one object."""
    parts = []
    for radius, length, z in ((0.014, 0.2, 0.0), (0.045, 0.05, 0.085), (0.045, 0.05, -0.085)):
        bpy.ops.mesh.primitive_cylinder_add(vertices=20, radius=radius, depth=length, location=(0, 0, z))
        parts.append(bpy.context.object)
    with bpy.context.temp_override(active_object=parts[0], object=parts[0], selected_editable_objects=parts):
        bpy.ops.object.join()
    parts[0].name = f"dumbbell_{side}"
    parts[0].data.materials.append(plain("iron", (0.03, 0.03, 0.035), 0.5))
    return parts[0]


def box(name, corner, opposite, material, turn):
    corner, opposite = Vector(corner), Vector(opposite)
    bpy.ops.mesh.primitive_cube_add(size=1)
    obj = bpy.context.object
    obj.name = name
    obj.data.materials.append(material)
    obj.matrix_world = turn @ Matrix.Translation((corner + opposite) / 2) @ Matrix.Diagonal((*(opposite - corner), 1))
    return obj


class Studio:
    """Camera, light and a plain room, made anew for each scene."""

    def __init__(self):
        self.things = []
        scene = bpy.context.scene
        scene.render.engine = "BLENDER_EEVEE"
        scene.eevee.use_soft_shadows = False
        scene.view_settings.view_transform = "Standard"
        scene.render.image_settings.file_format = "PNG"
        scene.render.image_settings.color_mode = "RGB"

    def set_up(self, numbers, samples):
        for thing in self.things:
            bpy.data.objects.remove(thing)
        scene = bpy.context.scene
        scene.render.resolution_x, scene.render.resolution_y = numbers["size"]
        scene.render.resolution_percentage = 100
        scene.eevee.taa_render_samples = samples
        # The room is built for a camera on +x and turned with it: x is the depth of the picture, y runs to its right.
        turn = Matrix.Rotation(math.radians(numbers["azimuth_deg"]), 4, "Z")
        back = -numbers["wall_m"]
        wall, floor = plain("wall", numbers["wall_rgb"]), plain("floor", numbers["floor_rgb"], 0.7)
        trim = plain("trim", [c * 0.55 for c in numbers["wall_rgb"]])
        self.things = [box("floor", (back - 1, -6, -0.1), (7, 6, 0), floor, turn),
                       box("wall", (back - 0.1, -6, 0), (back, 6, 5), wall, turn),
                       box("skirting", (back, -6, 0), (back + 0.02, 6, 0.12), trim, turn),
                       box("board", (back, 0.75, 0.9), (back + 0.03, 1.45, 1.9), trim, turn)]
        self.things += [self.sun(numbers, turn), self.camera(numbers, turn)]
        world = scene.world or bpy.data.worlds.new("World")
        scene.world = world
        world.use_nodes = True
        world.node_tree.nodes["Background"].inputs["Color"].default_value = (1, 1, 1, 1)
        world.node_tree.nodes["Background"].inputs["Strength"].default_value = numbers["ambient"]

    @staticmethod
    def sun(numbers, turn):
        data = bpy.data.lights.new("sun", "SUN")
        data.energy = numbers["sun"]
        obj = bpy.data.objects.new("sun", data)
        bpy.context.collection.objects.link(obj)
        high = Matrix.Rotation(math.radians(numbers["sun_azimuth_deg"]), 4, "Z") @ Matrix.Rotation(
            math.radians(90 - numbers["sun_height_deg"]), 4, "Y")
        obj.matrix_world = turn @ high
        return obj

    @staticmethod
    def camera(numbers, turn):
        data = bpy.data.cameras.new("camera")
        data.sensor_fit = "VERTICAL"
        data.angle = math.radians(numbers["view_angle_deg"])
        obj = bpy.data.objects.new("camera", data)
        bpy.context.collection.objects.link(obj)
        place = Vector((numbers["distance_m"], numbers["aim_right_m"], numbers["camera_height_m"]))
        aim = Vector((0, numbers["aim_right_m"], numbers["aim_height_m"]))
        look = (aim - place).to_track_quat("-Z", "Y").to_matrix().to_4x4()
        obj.matrix_world = turn @ Matrix.Translation(place) @ look
        bpy.context.scene.camera = obj
        return obj


def main():
    with open(sys.argv[sys.argv.index("--") + 1], encoding="utf-8") as file:
        plan = json.load(file)
    man, studio = Man(), Studio()
    for image in bpy.data.images:
        if image.size[0] > TEXTURE_SIZE:
            image.scale(TEXTURE_SIZE, TEXTURE_SIZE)
    bpy.context.scene.render.threads_mode = "FIXED"
    bpy.context.scene.render.threads = plan["threads"]
    for shot in plan["shots"]:
        missing = {k: p for k, p in shot["postures"].items()
                   if not os.path.exists(os.path.join(shot["dir"], k + ".png"))}
        if not missing:
            continue
        os.makedirs(shot["dir"], exist_ok=True)
        studio.set_up(shot["scene"], plan["samples"])
        for key, posture in missing.items():
            man.pose(posture)
            path = os.path.join(shot["dir"], key)
            with open(path + ".json", "w", encoding="utf-8") as file:
                json.dump(man.true_joints(), file)
            bpy.context.scene.render.filepath = path + ".new.png"
            bpy.ops.render.render(write_still=True)
            os.rename(path + ".new.png", path + ".png")
        print(f"rendered {len(missing)} postures into {shot['dir']}", flush=True)


if __name__ == "__main__":
    main()
