import { useQuery } from '@tanstack/react-query'
import { FileDiff as FileIcon } from 'lucide-react'
import type { SessionView } from '~/api/wire'
import { diffQuery } from '~/features/sessions/api'
import { Empty, Failure, Loading } from '~/ui/States'
import { count } from '~/ui/words'
import { FileChange } from './FileChange'
import { parseDiff, type FileDiff } from './unified'

/** What the session changed since its base, file by file. */
export default function Changes({ session }: { session: SessionView }) {
  const diff = useQuery(diffQuery(session.id))
  if (diff.error) return <Failure error={diff.error} onRetry={() => void diff.refetch()} />
  if (!diff.data) return <Loading />
  const files = parseDiff(diff.data.diff)
  if (files.length === 0)
    return (
      <Empty icon={FileIcon} title="Nothing has changed">
        The agent has changed no file so far. Changes show up here with each checkpoint.
      </Empty>
    )
  const lines = total(files)
  return (
    <div className="px-3 py-3 md:px-4">
      <p className="mb-3 text-sm text-soft">
        {count(files.length, 'file')}, <span className="text-ok">+{lines.added}</span>{' '}
        <span className="text-bad">−{lines.removed}</span> since{' '}
        <code className="text-xs">{diff.data.base.slice(0, 8)}</code>
      </p>
      {diff.data.truncated && (
        <p className="mb-3 rounded-md bg-wait-wash px-3 py-2 text-sm text-wait">
          This is not all: the diff is longer than a page can show. <code className="text-xs">git diff</code> on the
          branch has the rest.
        </p>
      )}
      <div className="space-y-3">
        {files.map((file) => (
          <FileChange key={file.path} file={file} />
        ))}
      </div>
    </div>
  )
}

const total = (files: FileDiff[]) => ({
  added: files.reduce((sum, file) => sum + file.added, 0),
  removed: files.reduce((sum, file) => sum + file.removed, 0),
})
