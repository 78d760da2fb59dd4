import { useQuery } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { warningsQuery } from './api'

/** What stands in the files and has no effect, so that nobody counts on it. */
export function FieldWarnings({ workspace }: { workspace: string }) {
  const { data: warnings = [] } = useQuery(warningsQuery(workspace))
  if (warnings.length === 0) return null
  return (
    <div
      role="alert"
      className="mb-4 border-y border-line bg-wait-wash px-4 py-2 text-sm text-wait md:rounded-lg md:border"
    >
      <p className="flex items-center gap-2 font-semibold">
        <TriangleAlert size={15} aria-hidden />
        Fields that have no effect
      </p>
      <ul className="mt-1 space-y-0.5">
        {warnings.map((warning) => (
          <li key={`${warning.file} ${warning.field}`} className="break-words">
            {warning.message}
          </li>
        ))}
      </ul>
    </div>
  )
}
