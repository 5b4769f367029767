/** What travels between page and server: the schemas of docs/openapi.yaml. */
import type { Language } from '../engine/aifit';

export type SignUp = 'open' | 'invitation' | 'closed';
export type Role = 'member' | 'administrator';
export type Side = 'both' | 'left' | 'right';

/** The page's own, kept with the member; what belongs to a device stays on the device (settings.ts). */
export interface MemberSettings {
  theme?: string;
  [key: string]: unknown;
}

export interface Member {
  id: number;
  nickname: string;
  language: Language;
  role: Role;
  settings: MemberSettings;
  photo: string | null;
}

export interface Session {
  csrf: string;
  version: string;
  sign_up: SignUp;
  mail: boolean;
  /** login: whether a face can be registered and used here. */
  face: { login: boolean };
  member: Member | null;
}

export interface OwnSession {
  id: number;
  here: boolean;
  created_at: string;
  used_at: string;
  address: string;
  user_agent: string;
}

export interface Goals {
  days_a_week: number;
  repetitions_a_week: Record<string, number>;
}

export interface Profile extends Member {
  email: string;
  born_on: string;
  goals: Goals;
  created_at: string;
}

export interface CodeSent {
  valid_s: number;
}

export interface Total {
  day: string;
  exercise: string;
  repetitions: number;
  clean: number;
  rejected: number;
  active_s: number;
}

export interface FaultTotal {
  day: string;
  exercise: string;
  fault: string;
  amount: number;
}

export interface Home {
  today: string;
  first_day: string;
  totals: Total[];
  faults: FaultTotal[];
  goals: Goals;
}

export interface Best {
  day: string;
  repetitions: number;
}

export interface Records {
  streak: { current_days: number; longest_days: number; longest_last_day: string | null; trained_days: number };
  exercises: { exercise: string; total: number; best_day: Best; best_set: Best }[];
}

export interface Plan {
  sets: number;
  repetitions: number;
  rest_s: number;
}

export interface WorkoutSet {
  number: number;
  started_at: string;
  ended_at?: string | null;
}

export interface Repetition {
  sequence: number;
  set: number;
  at: string;
  side: Side;
  counted: boolean;
  reason?: string;
  down_ms: number;
  up_ms: number;
  range_deg: number;
  faults: string[];
}

export interface Batch {
  exercise: string;
  started_at: string;
  finished_at?: string | null;
  plan: Plan;
  sets: WorkoutSet[];
  repetitions: Repetition[];
}

export interface WorkoutRecord extends Batch {
  key: string;
  finished_at: string | null;
  day: string;
}

export interface WorkoutSummary {
  key: string;
  exercise: string;
  started_at: string;
  finished_at: string | null;
  day: string;
  sets: number;
  repetitions: number;
  clean: number;
  rejected: number;
}

export interface AdminMember {
  id: number;
  email: string;
  nickname: string;
  role: Role;
  disabled: boolean;
  created_at: string;
}

export interface Invitation {
  id: number;
  note: string;
  role: Role;
  created_at: string;
  expires_at: string;
  used_at: string | null;
}

export interface NewInvitation {
  id: number;
  code: string;
  url: string;
  expires_at: string;
}

export interface ResetCode {
  code: string;
  expires_at: string;
}

export interface Status {
  version: string;
  database: 'sqlite' | 'postgresql';
  uptime_s: number;
  members: number;
  administrators: number;
  disabled: number;
  active_7_days: number;
  sign_up: SignUp;
  mail: { configured: boolean; waiting: number; failing: number };
}

export interface MailTest {
  sent: boolean;
  answer: string;
}

export type FaceStep = 'turn_left' | 'turn_right' | 'look_up' | 'blink' | 'open_mouth' | 'move_closer';
export type FaceHint =
  | 'no_face' | 'several_faces' | 'move_closer' | 'move_back' | 'move_to_centre' | 'more_light' | 'less_light' | 'hold_still'
  | 'look_straight' | 'open_eyes' | 'move_slowly';
export type FaceRefusal = 'late' | 'interrupted' | 'wrong_movement' | 'several_faces' | 'not_live' | 'unclear' | 'face_unknown';

/** A log-in by face under way. look: the first pictures are taken; move: the step is asked for. */
export interface FaceAttempt {
  state: 'look' | 'move' | 'accepted' | 'refused';
  step: FaceStep | null;
  steps_done: number;
  steps_total: number;
  progress: number;
  /** The colour that the screen is to light the face with, "#rrggbb". */
  light: string | null;
  hint: FaceHint | null;
  reason: FaceRefusal | null;
}

export interface FaceChallenge {
  key: string;
  expires_at: string;
  frames_max: number;
  state: FaceAttempt;
}

export type FaceAsk = 'straight' | 'left' | 'right';

export interface FaceEnrolment {
  state: 'running' | 'done' | 'refused';
  taken: number;
  wanted: number;
  ask: FaceAsk | null;
  hint: FaceHint | null;
  reason: 'several_people' | 'unlike' | null;
}

export interface StartedEnrolment {
  key: string;
  expires_at: string;
  state: FaceEnrolment;
}

export type FaceMode = 'face' | 'email_face' | 'face_password';

export interface FaceTemplate {
  id: number;
  made_at: string;
  used_at: string | null;
  /** Made by the model that the server uses now. */
  current: boolean;
}

export interface OwnFace {
  enabled: boolean;
  consented_at: string | null;
  mode: FaceMode;
  model: string | null;
  templates: FaceTemplate[];
  uses: { at: string; address: string; user_agent: string }[];
}

export interface FaceDay {
  day: string;
  accepted: number;
  rejected: number;
  not_live: number;
}

interface FaceTwin {
  id: number;
  email: string;
}

export interface FaceStatus {
  enabled: boolean;
  ready: boolean;
  model: string | null;
  templates: number;
  /** How alike a face has to be for that many templates, at most 1. */
  threshold: number | null;
  days: FaceDay[];
  duplicates: { member: FaceTwin; other: FaceTwin; found_at: string }[];
}
