import { ChevronRight } from 'lucide-react'
import { memo, useMemo, useState } from 'react'
import { highlightLines, type Span } from './highlight'
import type { DiffLine, FileDiff, Hunk } from './unified'

/** Files with more changed lines than this start folded. */
const LONG = 400

const words = { added: 'new', deleted: 'deleted', renamed: 'renamed', changed: '' }

export const FileChange = memo(function FileChange({ file }: { file: FileDiff }) {
  const [open, setOpen] = useState(file.added + file.removed <= LONG)
  return (
    <details
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="group overflow-clip rounded-lg border border-line"
    >
      <summary className="sticky top-0 z-10 flex items-center gap-2 bg-sunken px-2.5 py-1.5 text-xs group-open:border-b group-open:border-line">
        <ChevronRight size={14} className="shrink-0 text-faint transition-transform group-open:rotate-90" aria-hidden />
        <code className="min-w-0 flex-1 break-all">
          {file.from && <span className="text-faint">{file.from} → </span>}
          {file.path}
        </code>
        {words[file.kind] && <span className="shrink-0 text-soft">{words[file.kind]}</span>}
        <span className="tabular shrink-0">
          <span className="text-ok">+{file.added}</span> <span className="text-bad">−{file.removed}</span>
        </span>
      </summary>
      {open && <Hunks file={file} />}
    </details>
  )
})

function Hunks({ file }: { file: FileDiff }) {
  if (file.binary) return <p className="px-3 py-2 text-sm text-soft">A binary file: there are no lines to show.</p>
  if (file.hunks.length === 0) return <p className="px-3 py-2 text-sm text-soft">No line changed.</p>
  return (
    // Wide code scrolls here, not the page.
    <div tabIndex={0} role="region" aria-label={`Changes in ${file.path}`} className="overflow-x-auto bg-surface">
      <table className="w-full border-collapse font-mono text-xs leading-5">
        <tbody>
          {file.hunks.map((hunk, index) => (
            <HunkLines key={index} hunk={hunk} path={file.path} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function HunkLines({ hunk, path }: { hunk: Hunk; path: string }) {
  const spans = useMemo(() => colours(hunk.lines, path), [hunk, path])
  return (
    <>
      <tr>
        <td colSpan={3} className="border-y border-line bg-canvas px-3 py-0.5 text-faint first:border-t-0">
          ⋯ {hunk.heading}
        </td>
      </tr>
      {hunk.lines.map((line, index) => (
        <Line key={index} line={line} spans={spans[index] ?? [{ text: line.text }]} />
      ))}
    </>
  )
}

const looks = { add: 'bg-ok-wash', del: 'bg-bad-wash', same: '', note: 'text-faint' }
const signs = { add: '+', del: '−', same: ' ', note: ' ' }
const spoken = { add: 'added', del: 'removed', same: undefined, note: undefined }

function Line({ line, spans }: { line: DiffLine; spans: Span[] }) {
  return (
    <tr className={looks[line.kind]}>
      <td className="tabular w-px px-2 text-right text-faint select-none">{line.before}</td>
      <td className="tabular w-px px-2 text-right text-faint select-none">{line.after}</td>
      <td className="pr-4 whitespace-pre">
        <span
          className="mr-1.5 text-soft select-none"
          role={spoken[line.kind] ? 'img' : undefined}
          aria-label={spoken[line.kind]}
        >
          {signs[line.kind]}
        </span>
        {spans.map((span, index) => (
          <span key={index} className={span.className}>
            {span.text}
          </span>
        ))}
      </td>
    </tr>
  )
}

/** Each side of a hunk is coloured as the text that it is; a common line takes the newer side's colours. */
function colours(lines: DiffLine[], path: string): Span[][] {
  const of = (skip: DiffLine['kind']) =>
    highlightLines(
      lines.filter((line) => line.kind !== skip && line.kind !== 'note').map((line) => line.text),
      path,
    )
  const older = of('add')
  const newer = of('del')
  let before = 0
  let after = 0
  return lines.map((line) => {
    if (line.kind === 'note') return [{ text: line.text }]
    if (line.kind === 'del') return older[before++] ?? []
    if (line.kind === 'same') before++
    return newer[after++] ?? []
  })
}
