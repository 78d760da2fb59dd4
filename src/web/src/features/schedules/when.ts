import type { ScheduleView } from '~/api/wire'

/** An instant on the wall clock of a zone, with the zone's name; the machine's own clock where the zone is unknown here. */
export function onTheClock(at: string, zone: string | undefined): string {
  const form: Intl.DateTimeFormatOptions = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }
  try {
    return new Intl.DateTimeFormat('en-GB', { ...form, timeZone: zone }).format(new Date(at))
  } catch {
    return new Intl.DateTimeFormat('en-GB', form).format(new Date(at))
  }
}

/** When it fires, as it was written. */
export const timing = ({ timing: { expression, at, timezone } }: ScheduleView): string =>
  `${expression ?? at ?? ''} · ${timezone ?? 'UTC'}`

/** What it starts, in one line. */
export function starts(schedule: ScheduleView): string {
  const { kind, task, mission, prompt, webhook } = schedule.invocation
  const what = task?.title ?? mission ?? prompt ?? webhook
  return what ? `${kind}: ${what.split('\n')[0]}` : kind
}

export const titleOf = (schedule: ScheduleView): string => schedule.name ?? starts(schedule)
