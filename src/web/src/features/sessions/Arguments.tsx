import { Output } from '~/ui/Output'
import type { Call } from './transcript'

/** What went into a call: a command as a command, an edit as what went and what came, the rest by name. */
export function Arguments({ call }: { call: Call }) {
  const { old_text: before, new_text: after, command, content, ...rest } = call.arguments
  return (
    <div className="space-y-2">
      {typeof command === 'string' && <Output text={command} label="Command" />}
      <Rest values={typeof command === 'string' ? rest : { ...rest, ...(command === undefined ? {} : { command }) }} />
      {typeof before === 'string' && <Change text={before} sign="−" label="Replaced" />}
      {typeof after === 'string' && <Change text={after} sign="+" label="By" />}
      {typeof content === 'string' && <Output text={content} label="Content" />}
    </div>
  )
}

function Rest({ values }: { values: Record<string, unknown> }) {
  const entries = Object.entries(values)
  if (entries.length === 0) return null
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs">
      {entries.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-faint">{name}</dt>
          <dd className="font-mono break-words whitespace-pre-wrap">
            {typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Change({ text, sign, label }: { text: string; sign: '+' | '−'; label: string }) {
  return (
    <pre
      tabIndex={0}
      role="region"
      aria-label={label}
      className={`max-h-64 overflow-auto rounded-md px-3 py-1.5 text-xs leading-5 break-words whitespace-pre-wrap ${sign === '+' ? 'bg-ok-wash text-ok' : 'bg-bad-wash text-bad'}`}
    >
      {text
        .split('\n')
        .map((line) => `${sign} ${line}`)
        .join('\n')}
    </pre>
  )
}
