import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { Hand } from 'lucide-react'
import { useState } from 'react'
import { useWorkspace } from '~/features/workspaces/workspace'
import { Button } from '~/ui/Button'
import { Card, Page } from '~/ui/Page'
import { Empty, Failure, Loading } from '~/ui/States'
import { approvalsQuery, pausedQuery, withoutRequest, type Which } from './api'
import { ApprovalRow } from './ApprovalRow'
import { PausedMission } from './PausedMission'

const filters: { which: Which; word: string }[] = [
  { which: 'pending', word: 'Waiting for you' },
  { which: 'all', word: 'All' },
]

export function ApprovalsPage() {
  const workspace = useWorkspace()
  const { show } = useSearch({ from: '/approvals' })
  const which: Which = show ?? 'pending'
  const [take, setTake] = useState(50)
  const requests = useQuery({ ...approvalsQuery(workspace.id, which, take), placeholderData: (shown) => shown })
  const paused = useQuery({ ...pausedQuery(workspace.id), enabled: which === 'pending' })
  const error = requests.error ?? paused.error
  const rows = requests.data?.items
  const missions = rows && which === 'pending' ? withoutRequest(paused.data?.items ?? [], rows) : []
  const loading = requests.isPending || (which === 'pending' && paused.isPending)
  return (
    <Page title="Approvals" about="What a person has to look at before it goes on">
      <nav aria-label="Which approvals" className="mb-3 flex gap-1 overflow-x-auto px-4 md:px-0">
        {filters.map(({ which: one, word }) => (
          <Link
            key={one}
            to="/approvals"
            search={{ show: one === 'pending' ? undefined : one }}
            aria-current={one === which ? 'true' : undefined}
            className={`rounded-full px-3 py-1 text-xs font-medium whitespace-nowrap ${one === which ? 'bg-ink text-canvas' : 'text-soft hover:bg-sunken'}`}
          >
            {word}
          </Link>
        ))}
      </nav>
      <Card>
        {loading && !error && <Loading rows={3} />}
        {error && <Failure error={error} onRetry={() => void Promise.all([requests.refetch(), paused.refetch()])} />}
        {!loading && !error && rows?.length === 0 && missions.length === 0 && (
          <Empty icon={Hand} title={which === 'pending' ? 'Nothing waits for you' : 'Nothing was asked yet'}>
            Gates, results with side effects, escalations and checkpoints ask here before something goes on.
          </Empty>
        )}
        <ul className="divide-y divide-line">
          {missions.map((mission) => (
            <PausedMission key={mission.id} mission={mission} />
          ))}
          {!loading && rows?.map((request) => <ApprovalRow key={request.id} request={request} />)}
        </ul>
      </Card>
      {requests.data?.next && take < 200 && (
        <div className="mt-3 text-center">
          <Button onClick={() => setTake(200)} busy={requests.isFetching}>
            Show older requests
          </Button>
        </div>
      )}
    </Page>
  )
}
