/** The rung of the sandbox ladder as a person reads it: without a sandbox that is said, and never looks like a name of one. */
export function sandboxName(kind: string, unused = 'not opened yet') {
  if (kind === 'none') return 'none: commands run as you'
  if (kind === 'unavailable') return 'none works here'
  return kind || unused
}
