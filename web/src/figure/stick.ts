/** A man of sticks, posed by angles as the clips of exercise files pose him (docs/exercise-format.md), as the joints of a
 *  drawing. Where tests/trainer/skeleton.c and this differ, that one is right. */

type Sided = number | [left: number, right: number];

/** Degrees; zero is standing straight, arms hanging. What a key leaves out stays as it was. */
interface Angles {
  torso?: number;
  thigh?: Sided;
  shin?: Sided;
  upper_arm?: Sided;
  elbow?: Sided;
}

/** Poses in time: milliseconds, what changes. The first is also where the movement begins anew. */
export type Movement = [t_ms: number, pose: Angles][];

/** Angles of the torso; then left and right of each limb. */
type Pose = number[];
const LIMBS = { thigh: 1, shin: 3, upper_arm: 5, elbow: 7 } as const; // where its left stands in a pose
type Limb = keyof typeof LIMBS;

/** Metres, x to the right of the drawing, y up from the ground. */
export interface Point {
  x: number;
  y: number;
}

export interface Figure {
  head: Point;
  /** From foot to foot through the hip, each a line of joints; the far side first. */
  lines: Point[][];
}

const LENGTH_M = { shin: 0.43, thigh: 0.43, torso: 0.5, upperArm: 0.29, forearm: 0.26, neck: 0.2, foot: 0.15 };
const HALF_WIDTH_M = { hip: 0.1, shoulder: 0.18, foot: 0.14 };

function keyPoses(movement: Movement): { t_ms: number; pose: Pose }[] {
  const limbs = Object.entries(LIMBS) as [Limb, number][];
  let pose: Pose = Array<number>(1 + 2 * limbs.length).fill(0);
  return movement.map(([t_ms, key]) => {
    pose = [...pose];
    if (key.torso !== undefined) pose[0] = key.torso;
    for (const [limb, left] of limbs) {
      const angle = key[limb];
      if (angle !== undefined) [pose[left], pose[left + 1]] = typeof angle === 'number' ? [angle, angle] : angle;
    }
    return { t_ms, pose };
  });
}

/** The pose at a time, which may be any: the movement goes round. */
export function poseAt(movement: Movement, t_ms: number): Pose {
  const keys = keyPoses(movement);
  const turn_ms = t_ms % keys.at(-1)!.t_ms;
  const next = Math.max(1, keys.findIndex((key) => key.t_ms > turn_ms));
  const [from, to] = [keys[next - 1]!, keys[next]!];
  const eased = (1 - Math.cos((Math.PI * (turn_ms - from.t_ms)) / (to.t_ms - from.t_ms))) / 2;
  return from.pose.map((angle, i) => angle + (to.pose[i]! - angle) * eased);
}

/** When the body is furthest from where it began: the pose that shows what the exercise is. */
export function turnTime(movement: Movement): number {
  const keys = keyPoses(movement);
  const distance = (pose: Pose) => pose.reduce((sum, angle, i) => sum + Math.abs(angle - keys[0]!.pose[i]!), 0);
  return keys.reduce((best, key) => (distance(key.pose) > distance(best.pose) ? key : best)).t_ms;
}

interface BodyPoint {
  forward: number;
  left: number;
  up: number;
}

function along({ forward, left, up }: BodyPoint, length_m: number, forward_deg: number): BodyPoint {
  const angle = (forward_deg * Math.PI) / 180;
  return { forward: forward + length_m * Math.sin(angle), left, up: up - length_m * Math.cos(angle) };
}

/** view_deg: 0 faces the reader, 90 the right edge. */
export function build(pose: Pose, view_deg: number): Figure {
  const torso = pose[0]!;
  const angle = (left: number, side: number) => pose[left + side]!;
  const [cos, sin] = [Math.cos((view_deg * Math.PI) / 180), Math.sin((view_deg * Math.PI) / 180)];
  const flat = ({ forward, left, up }: BodyPoint): Point => ({ x: left * cos + forward * sin, y: up });

  // Hips at the origin first; then the body is put where its feet stand on the ground, below itself.
  const origin: BodyPoint = { forward: 0, left: 0, up: 0 };
  const legs = [0, 1].map((side) => along(along(origin, LENGTH_M.thigh, angle(LIMBS.thigh, side)), LENGTH_M.shin, -angle(LIMBS.shin, side)));
  const hips = { forward: -(legs[0]!.forward + legs[1]!.forward) / 2, left: 0, up: -Math.min(legs[0]!.up, legs[1]!.up) };
  const neck = along(hips, -LENGTH_M.torso, -torso);
  const sideways = (point: BodyPoint, side: number, half_m: number) => ({ ...point, left: side === 0 ? half_m : -half_m });

  const leg = (side: number) => {
    const hip = sideways(hips, side, HALF_WIDTH_M.hip);
    const knee = sideways(along(hip, LENGTH_M.thigh, angle(LIMBS.thigh, side)), side, (HALF_WIDTH_M.hip + HALF_WIDTH_M.foot) / 2);
    const ankle = sideways(along(knee, LENGTH_M.shin, -angle(LIMBS.shin, side)), side, HALF_WIDTH_M.foot);
    return [hip, knee, ankle, { ...ankle, forward: ankle.forward + LENGTH_M.foot }].map(flat);
  };
  const arm = (side: number) => {
    const shoulder = sideways(neck, side, HALF_WIDTH_M.shoulder);
    const elbow = along(shoulder, LENGTH_M.upperArm, angle(LIMBS.upper_arm, side));
    return [shoulder, elbow, along(elbow, LENGTH_M.forearm, angle(LIMBS.upper_arm, side) + angle(LIMBS.elbow, side))].map(flat);
  };
  const trunk = [
    sideways(neck, 0, HALF_WIDTH_M.shoulder), sideways(neck, 1, HALF_WIDTH_M.shoulder),
    sideways(hips, 1, HALF_WIDTH_M.hip), sideways(hips, 0, HALF_WIDTH_M.hip), sideways(neck, 0, HALF_WIDTH_M.shoulder),
  ].map(flat);
  return { head: flat(along(neck, -LENGTH_M.neck, -torso)), lines: [leg(0), arm(0), trunk, leg(1), arm(1)] };
}
