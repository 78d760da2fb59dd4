import type { DoctorCheck } from '~/api/wire'

/** How a thing stands: missing; there, but at a cost that can be mended; well. `polpo doctor` says the same. */
export function standing(check: DoctorCheck) {
  if (!check.ok) return 'missing'
  return check.cost ? 'weaker' : 'well'
}

const order = ['missing', 'weaker', 'well']

/** What is wrong first. */
export const sorted = (checks: DoctorCheck[]) =>
  checks.toSorted((one, other) => order.indexOf(standing(one)) - order.indexOf(standing(other)))

/** In a few words. */
export function verdict(checks: DoctorCheck[]) {
  const count = (wanted: string) => checks.filter((check) => standing(check) === wanted).length
  const missing = count('missing')
  const weaker = count('weaker')
  if (missing > 0) return missing === 1 ? 'One thing is missing' : `${missing} things are missing`
  if (weaker === 0) return 'Everything that agents need is there'
  return `Everything that agents need is there; ${weaker === 1 ? 'one thing' : `${weaker} things`} could be better`
}
