import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { MissionReport, MissionRun } from '~/api/wire'
import { Copy } from '~/ui/Copy'
import { Failure, Loading } from '~/ui/States'
import { missionWords, Status } from '~/ui/Status'
import { commit, duration, money } from '~/ui/words'
import { reportQuery } from './api'
import { score } from './progress'

/** What a run came to, once it has ended. */
export function Report({ mission, run }: { mission: string; run: MissionRun }) {
  const report = useQuery(reportQuery(mission))
  if (report.error) return <Failure error={report.error} onRetry={() => void report.refetch()} />
  if (!report.data) return <Loading rows={3} />
  return <Told report={report.data} run={run} />
}

function Told({ report, run }: { report: MissionReport; run: MissionRun }) {
  return (
    <section aria-label="Report" className="space-y-3 px-4 py-3.5">
      <h2 className="flex items-center gap-2 text-sm font-semibold">
        Report of run {run.number}
        <Status of={missionWords[run.outcome]} />
      </h2>
      {run.reason && <p className="text-sm break-words text-soft">{run.reason}</p>}
      <dl className="tabular grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-sm">
        <Line name="Score">
          {report.avgScore === undefined ? 'Nothing was scored' : `${score(report.avgScore)} of 5`}
        </Line>
        <Line name="Cost">{money(report.costUsd)}</Line>
        {report.totalDuration !== undefined && <Line name="Took">{duration(report.totalDuration)}</Line>}
        <Line name="Tasks">{report.allPassed ? 'All passed' : 'Not all passed'}</Line>
        {report.branch && (
          <Line name="Branch">
            <span className="flex items-center gap-1">
              <code className="min-w-0 truncate text-xs">{report.branch}</code>
              <Copy text={report.branch} label="Copy the branch" />
            </span>
            {report.commit && <span className="text-xs text-soft">at {commit(report.commit)}</span>}
            {run.merged && <span className="text-xs text-ok"> · merged</span>}
          </Line>
        )}
      </dl>
      <Files word="created" paths={report.filesCreated} />
      <Files word="edited" paths={report.filesEdited} />
    </section>
  )
}

function Files({ word, paths }: { word: string; paths: readonly string[] }) {
  if (paths.length === 0) return null
  return (
    <details className="text-sm">
      <summary className="w-fit text-soft hover:text-ink">
        {paths.length === 1 ? '1 file' : `${paths.length} files`} {word}
      </summary>
      <ul className="mt-1 max-h-64 space-y-0.5 overflow-y-auto" tabIndex={0}>
        {paths.map((path) => (
          <li key={path}>
            <code className="text-xs break-all">{path}</code>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}
