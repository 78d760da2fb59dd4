import { said, type Tally } from './progress'

/** How far it is: a bar for the eye, and the same in words beside it. */
export function ProgressBar({ tally }: { tally: Tally }) {
  const part = (value: number) => ({ width: `${tally.all > 0 ? (value / tally.all) * 100 : 0}%` })
  return (
    <div>
      <div className="flex h-1.5 overflow-hidden rounded-full bg-line" aria-hidden>
        <div className="bg-ok" style={part(tally.done)} />
        <div className="bg-bad" style={part(tally.failed)} />
        <div className="bg-accent" style={part(tally.running)} />
      </div>
      <p className="tabular mt-1 text-xs text-soft">{said(tally)}</p>
    </div>
  )
}
