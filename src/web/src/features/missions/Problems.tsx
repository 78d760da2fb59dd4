import type { MissionValidation } from '~/api/wire'
import { count } from '~/ui/words'

/** Everything that is wrong with a document, each with its line and its place. */
export function Problems({ found }: { found: MissionValidation }) {
  const all = found.problems.length + found.more
  return (
    <div role="alert" className="rounded-md border border-line bg-bad-wash px-3 py-2.5">
      <p className="text-sm font-semibold text-bad">{count(all, 'problem')}: nothing was stored.</p>
      <ul className="mt-1.5 space-y-1.5">
        {found.problems.map(({ path, line, message }, index) => (
          <li key={index} className="text-sm break-words">
            <span className="tabular text-xs text-soft">
              Line {line}
              {path && (
                <>
                  {', '}
                  <code className="break-all">{path}</code>
                </>
              )}
            </span>{' '}
            {message}
          </li>
        ))}
      </ul>
      {found.more > 0 && (
        <p className="mt-1.5 text-xs text-soft">{count(found.more, 'more problem')} not listed here.</p>
      )}
    </div>
  )
}
