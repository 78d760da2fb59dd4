/** Text of a terminal: its own lines, its own scrolling, reachable by keyboard. */
export function Output({ text, label, tone = 'still' }: { text: string; label: string; tone?: 'still' | 'bad' }) {
  return (
    <pre
      tabIndex={0}
      role="region"
      aria-label={label}
      className={`max-h-96 overflow-auto rounded-md border border-line bg-sunken px-3 py-2 text-xs leading-5 break-words whitespace-pre-wrap ${tone === 'bad' ? 'border-l-2 border-l-bad' : ''}`}
    >
      {withoutEscapes(text)}
    </pre>
  )
}

/** Colours and cursor moves of a terminal say nothing here. */
// eslint-disable-next-line no-control-regex
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g
export const withoutEscapes = (text: string): string => text.replace(escapes, '')
