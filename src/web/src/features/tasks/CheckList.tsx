import { Plus, X } from 'lucide-react'
import { Button } from '~/ui/Button'
import { control } from '~/ui/Field'
import type { CheckType, DraftCheck } from './draft'

const kinds: { type: CheckType; word: string; example: string }[] = [
  { type: 'test', word: 'Test command', example: 'npm test' },
  { type: 'script', word: 'Script', example: 'npm run build' },
  { type: 'file_exists', word: 'File exists', example: 'docs/report.md' },
]

/** Checks that Polpo runs by itself when the agent has finished. */
export function CheckList({ checks, onChange }: { checks: DraftCheck[]; onChange: (checks: DraftCheck[]) => void }) {
  const change = (key: number, part: Partial<DraftCheck>) =>
    onChange(checks.map((check) => (check.key === key ? { ...check, ...part } : check)))
  const add = () =>
    onChange([...checks, { key: Math.max(0, ...checks.map((check) => check.key)) + 1, type: 'test', text: '' }])
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">How one can see that it is done</legend>
      <ul className="space-y-2">
        {checks.map((check, index) => (
          <li key={check.key} className="flex gap-2">
            <select
              aria-label={`Kind of check ${index + 1}`}
              value={check.type}
              onChange={(event) => change(check.key, { type: event.target.value as CheckType })}
              className={`${control} w-32! shrink-0`}
            >
              {kinds.map(({ type, word }) => (
                <option key={type} value={type}>
                  {word}
                </option>
              ))}
            </select>
            <input
              aria-label={`Check ${index + 1}`}
              value={check.text}
              placeholder={kinds.find(({ type }) => type === check.type)?.example}
              onChange={(event) => change(check.key, { text: event.target.value })}
              className={`${control} font-mono text-sm!`}
              spellCheck={false}
              autoFocus
            />
            <Button
              look="quiet"
              aria-label={`Remove check ${index + 1}`}
              onClick={() => onChange(checks.filter(({ key }) => key !== check.key))}
            >
              <X size={15} aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      <Button
        look={checks.length === 0 ? 'plain' : 'quiet'}
        className={checks.length === 0 ? '' : 'mt-1.5'}
        onClick={add}
      >
        <Plus size={14} aria-hidden />
        Add a check
      </Button>
    </fieldset>
  )
}
