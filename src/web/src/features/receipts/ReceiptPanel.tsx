import { useQuery } from '@tanstack/react-query'
import { BadgeCheck, Check, Download, FileCheck2, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { address } from '~/api/http'
import type { Receipt, TaskView } from '~/api/wire'
import { receiptQuery } from '~/features/tasks/api'
import { Command, Copy } from '~/ui/Copy'
import { Empty, Failure, Loading } from '~/ui/States'
import { money } from '~/ui/words'

/** The signed proof of a done task, and how anyone can check it without trusting this page. */
export function ReceiptPanel({ task }: { task: TaskView }) {
  const receipt = useQuery(receiptQuery(task.id))
  if (receipt.error) return <Failure error={receipt.error} onRetry={() => void receipt.refetch()} />
  if (receipt.isPending) return <Loading rows={4} />
  if (!receipt.data)
    return (
      <Empty icon={FileCheck2} title="No receipt yet">
        It is written and signed when the task is done: what was checked, on which commit, at what cost.
      </Empty>
    )
  return <Proof receipt={receipt.data} />
}

function Proof({ receipt }: { receipt: Receipt }) {
  const file = `receipt-${receipt.task}.json`
  return (
    <div className="space-y-5 px-4 py-4 md:px-5">
      <div className="flex flex-wrap items-center gap-3">
        <BadgeCheck size={22} className={receipt.signature ? 'text-ok' : 'text-faint'} aria-hidden />
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold">{receipt.signature ? 'Signed receipt' : 'Receipt without a signature'}</h2>
          <p className="text-sm text-soft">
            Finished {new Date(receipt.finishedAt).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' })}{' '}
            for {receipt.requester}
          </p>
        </div>
        {/* As the server wrote it: a number that is spelled anew would not be what was signed. */}
        <a
          href={address(`/tasks/${receipt.task}/receipt`)}
          download={file}
          className="inline-flex min-h-8 items-center gap-1.5 rounded-md border border-line bg-surface px-3 text-sm font-medium hover:border-line-strong"
        >
          <Download size={14} aria-hidden />
          Download
        </a>
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-sm">
        <Row name="Branch">
          <code className="text-xs">{receipt.branch}</code>
        </Row>
        <Row name="From">
          <Hash text={receipt.base} />
        </Row>
        <Row name="To">
          <Hash text={receipt.head} />
        </Row>
        <Row name="Tree">
          <Hash text={receipt.tree} />
        </Row>
        <Row name="Tree clean">{receipt.treeClean ? 'Yes: the checks ran on exactly this commit' : 'No'}</Row>
        <Row name="Agent">
          {receipt.agent} <span className="text-soft">on {receipt.model}</span>
        </Row>
        <Row name="Sandbox">{sandboxed(receipt.sandbox)}</Row>
        <Row name="Cost">
          {money(receipt.costUsd)} in {receipt.turns} model replies
        </Row>
        <Row name="Approved by">{receipt.approvedBy.join(', ') || 'nobody had to'}</Row>
      </dl>
      <Checked receipt={receipt} />
      <div>
        <h3 className="mb-1.5 text-sm font-semibold">Check it yourself</h3>
        <p className="mb-2 text-sm text-soft">
          Download it into your clone’s folder and check there, offline: the signature, the commits and the clean tree.
        </p>
        <Command text={`polpo verify ${file}`} />
      </div>
    </div>
  )
}

function Checked({ receipt }: { receipt: Receipt }) {
  return (
    <ul className="divide-y divide-line rounded-md border border-line">
      {receipt.checks.map((check, index) => (
        <li key={index} className="flex items-center gap-2 px-3 py-1.5 text-sm">
          <Verdict passed={check.passed} />
          <code className="min-w-0 flex-1 truncate text-xs">{check.command}</code>
          <span className="tabular text-xs text-soft">exit {check.exitCode}</span>
          <span className="hidden font-mono text-2xs text-faint sm:block" title={check.outputHash}>
            {check.outputHash.slice(0, 12)}
          </span>
        </li>
      ))}
      {receipt.verdicts.map((verdict) => (
        <li key={verdict.reviewer} className="px-3 py-1.5 text-sm">
          <div className="flex items-center gap-2">
            <Verdict passed={verdict.passed} />
            <span className="min-w-0 flex-1 truncate">{verdict.reviewer}</span>
            <span className="tabular text-xs text-soft">
              {verdict.score.toFixed(2)}, {verdict.threshold.toFixed(1)} needed
            </span>
          </div>
          {verdict.summary && <p className="pl-6 text-xs break-words text-soft">{verdict.summary}</p>}
        </li>
      ))}
      {receipt.checks.length + receipt.verdicts.length === 0 && (
        <li className="px-3 py-2 text-sm text-soft">Nothing was checked: the task had no checks.</li>
      )}
    </ul>
  )
}

function Verdict({ passed }: { passed: boolean }) {
  const Icon = passed ? Check : X
  return (
    <Icon
      size={15}
      strokeWidth={2.6}
      className={`shrink-0 ${passed ? 'text-ok' : 'text-bad'}`}
      aria-label={passed ? 'Passed' : 'Did not pass'}
    />
  )
}

function Hash({ text }: { text: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="min-w-0 truncate text-xs">{text}</code>
      <Copy text={text} label="Copy the hash" />
    </span>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}

function sandboxed(kind: string) {
  if (kind === 'none') return 'None: commands ran as the user, on the machine itself'
  return kind || 'None was opened: no command ran'
}
