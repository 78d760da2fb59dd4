import {
  Ban,
  CalendarClock,
  Check,
  CircleDashed,
  CirclePause,
  Hand,
  Hourglass,
  Loader,
  LoaderCircle,
  Moon,
  Repeat,
  ScanEye,
  SkipForward,
  Undo2,
  X,
  type LucideIcon,
} from 'lucide-react'
import type {
  ApprovalStatus,
  HoldStatus,
  MissionStatus,
  ScheduleRunStatus,
  ScheduleStatus,
  SessionStatus,
  TaskStatus,
} from '~/api/wire'

type Tone = 'run' | 'ok' | 'bad' | 'wait' | 'still'

export interface StatusWord {
  word: string
  tone: Tone
  icon: LucideIcon
}

const tones: Record<Tone, string> = {
  run: 'text-accent bg-accent-wash',
  ok: 'text-ok bg-ok-wash',
  bad: 'text-bad bg-bad-wash',
  wait: 'text-wait bg-wait-wash',
  still: 'text-soft bg-sunken',
}

export const taskWords: Record<TaskStatus, StatusWord> = {
  draft: { word: 'Draft', tone: 'still', icon: CircleDashed },
  pending: { word: 'Queued', tone: 'still', icon: CirclePause },
  assigned: { word: 'Starting', tone: 'run', icon: Loader },
  in_progress: { word: 'Running', tone: 'run', icon: LoaderCircle },
  review: { word: 'Being checked', tone: 'run', icon: ScanEye },
  awaiting_approval: { word: 'Waiting for you', tone: 'wait', icon: Hand },
  done: { word: 'Done', tone: 'ok', icon: Check },
  failed: { word: 'Failed', tone: 'bad', icon: X },
}

export const sessionWords: Record<SessionStatus, StatusWord> = {
  idle: { word: 'Idle', tone: 'still', icon: Moon },
  running: { word: 'Running', tone: 'run', icon: LoaderCircle },
  ended: { word: 'Ended', tone: 'still', icon: Check },
  canceled: { word: 'Canceled', tone: 'still', icon: Ban },
  failed: { word: 'Failed', tone: 'bad', icon: X },
}

export const missionWords: Record<MissionStatus, StatusWord> = {
  draft: { word: 'Draft', tone: 'still', icon: CircleDashed },
  scheduled: { word: 'Scheduled', tone: 'still', icon: CalendarClock },
  recurring: { word: 'Recurring', tone: 'still', icon: Repeat },
  active: { word: 'Running', tone: 'run', icon: LoaderCircle },
  paused: { word: 'Paused', tone: 'wait', icon: CirclePause },
  completed: { word: 'Completed', tone: 'ok', icon: Check },
  failed: { word: 'Failed', tone: 'bad', icon: X },
  cancelled: { word: 'Aborted', tone: 'still', icon: Ban },
}

export const holdWords: Record<HoldStatus, StatusWord> = {
  waiting: { word: 'Not reached', tone: 'still', icon: CircleDashed },
  reached: { word: 'Holds', tone: 'wait', icon: Hand },
  open: { word: 'Open', tone: 'ok', icon: Check },
  shut: { word: 'Shut', tone: 'bad', icon: X },
}

export const approvalWords: Record<ApprovalStatus, StatusWord> = {
  pending: { word: 'Waiting for you', tone: 'wait', icon: Hand },
  approved: { word: 'Approved', tone: 'ok', icon: Check },
  rejected: { word: 'Rejected', tone: 'bad', icon: X },
  revised: { word: 'Sent back', tone: 'still', icon: Undo2 },
  timeout: { word: 'Nobody decided', tone: 'still', icon: Hourglass },
  withdrawn: { word: 'Withdrawn', tone: 'still', icon: Ban },
}

export const scheduleWords: Record<ScheduleStatus, StatusWord> = {
  active: { word: 'Active', tone: 'ok', icon: CalendarClock },
  paused: { word: 'Paused', tone: 'wait', icon: CirclePause },
  completed: { word: 'Completed', tone: 'still', icon: Check },
  deleted: { word: 'Deleted', tone: 'still', icon: Ban },
}

export const runWords: Record<ScheduleRunStatus, StatusWord> = {
  pending: { word: 'Due', tone: 'still', icon: CircleDashed },
  claimed: { word: 'Starting', tone: 'run', icon: Loader },
  running: { word: 'Running', tone: 'run', icon: LoaderCircle },
  succeeded: { word: 'Succeeded', tone: 'ok', icon: Check },
  failed: { word: 'Failed', tone: 'bad', icon: X },
  skipped: { word: 'Skipped', tone: 'still', icon: SkipForward },
  cancelled: { word: 'Cancelled', tone: 'still', icon: Ban },
}

/** A state as a shape, a word and a colour; the colour alone never says it. */
export function Status({ of, since }: { of: StatusWord; since?: string }) {
  const Icon = of.icon
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap ${tones[of.tone]}`}
    >
      <Icon size={12} strokeWidth={2.4} aria-hidden className={of.tone === 'run' ? 'breathing' : ''} />
      {of.word}
      {since && <span className="tabular font-normal">{since}</span>}
    </span>
  )
}
