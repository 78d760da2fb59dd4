import { useQuery } from '@tanstack/react-query'
import { Check, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DoctorCheck } from '~/api/wire'
import { ThemeSwitch } from '~/shell/ThemeSwitch'
import { Ago } from '~/ui/Ago'
import { Button } from '~/ui/Button'
import { Card, Page } from '~/ui/Page'
import { Failure, Loading } from '~/ui/States'
import { doctorQuery, statusQuery } from './api'
import { sandboxName } from './sandboxName'
import { sorted, standing, verdict } from './verdict'

/** What this installation is made of, and what is missing. */
export function StatusPage() {
  const status = useQuery(statusQuery)
  const doctor = useQuery(doctorQuery)
  return (
    <Page
      title="Status"
      about="This installation at a glance"
      actions={
        <Button busy={doctor.isFetching} onClick={() => void Promise.all([status.refetch(), doctor.refetch()])}>
          Check again
        </Button>
      }
    >
      <Card>
        {status.error && <Failure error={status.error} onRetry={() => void status.refetch()} />}
        {status.isPending && <Loading rows={2} />}
        {status.data && (
          <dl className="grid grid-cols-2 gap-px bg-line sm:grid-cols-3">
            <Fact name="Sandbox">{sandboxName(status.data.sandbox)}</Fact>
            <Fact name="Model">{status.data.model ?? 'none found'}</Fact>
            <Fact name="Database">{status.data.database}</Fact>
            <Fact name="At work">{status.data.runningSessions}</Fact>
            <Fact name="Waiting tasks">{status.data.waitingTasks}</Fact>
            <Fact name="Running since">
              <Ago at={status.data.startedAt} />
            </Fact>
          </dl>
        )}
      </Card>
      <h2 className="px-4 pt-6 pb-2 text-sm font-semibold md:px-0">
        {doctor.data ? verdict(doctor.data.checks) : 'What agents need'}
      </h2>
      <Card>
        {doctor.error && <Failure error={doctor.error} onRetry={() => void doctor.refetch()} />}
        {doctor.isPending && <Loading />}
        <ul className="divide-y divide-line">
          {doctor.data && sorted(doctor.data.checks).map((check) => <CheckRow key={check.name} check={check} />)}
        </ul>
      </Card>
      <div className="flex items-center justify-between px-4 pt-4 text-xs text-faint md:px-0">
        <span>{status.data && `Polpo ${status.data.version}`}</span>
        <div className="md:hidden">
          <ThemeSwitch />
        </div>
      </div>
    </Page>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0 bg-surface px-4 py-3">
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="tabular mt-0.5 font-medium break-words">{children}</dd>
    </div>
  )
}

const looks = {
  missing: { Icon: TriangleAlert, color: 'text-wait', label: 'Missing' },
  weaker: { Icon: Info, color: 'text-soft', label: 'Could be better' },
  well: { Icon: Check, color: 'text-ok', label: 'There' },
}

function CheckRow({ check }: { check: DoctorCheck }) {
  const { Icon, color, label } = looks[standing(check)]
  return (
    <li className="flex items-start gap-3 px-4 py-2.5">
      <Icon size={16} strokeWidth={2.4} className={`mt-0.5 shrink-0 ${color}`} aria-label={label} />
      <div className="min-w-0">
        <p className="text-sm">
          <span className="font-medium">{check.name}</span>{' '}
          <span className="break-words text-soft">{check.detail}</span>
        </p>
        {check.cost && <p className="mt-0.5 text-sm break-words text-soft">{check.cost}</p>}
        {standing(check) !== 'well' && check.remedy && <p className="mt-0.5 text-sm break-words">{check.remedy}</p>}
      </div>
    </li>
  )
}
