import { useQuery } from '@tanstack/react-query'
import * as Tabs from '@radix-ui/react-tabs'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ArrowDown } from 'lucide-react'
import { lazy, Suspense, type ReactNode } from 'react'
import type { SessionView, TaskView } from '~/api/wire'
import { Evidence } from '~/features/tasks/Evidence'
import { taskQuery } from '~/features/tasks/api'
import { ReceiptPanel } from '~/features/receipts/ReceiptPanel'
import { sessionViews, type SessionViewName } from '~/router'
import { Button } from '~/ui/Button'
import { Failure, Loading } from '~/ui/States'
import { useFollow } from '~/ui/useFollow'
import { useWide } from '~/ui/useWide'
import { sessionQuery } from './api'
import { SessionHeader } from './SessionHeader'
import { Transcript } from './Transcript'
import { useTranscript } from './useTranscript'

const Changes = lazy(() => import('~/features/diff/Changes'))

export function SessionPage() {
  const { id } = useParams({ from: '/sessions/$id' })
  const session = useQuery(sessionQuery(id))
  const task = useQuery({ ...taskQuery(session.data?.taskId ?? ''), enabled: session.data?.taskId !== undefined })
  if (session.error) return <Failure error={session.error} onRetry={() => void session.refetch()} />
  if (!session.data) return <Loading />
  return <OneSession key={id} session={session.data} task={task.data} />
}

const words: Record<SessionViewName, string> = {
  transcript: 'Transcript',
  changes: 'Changes',
  evidence: 'Evidence',
  receipt: 'Receipt',
}

function OneSession({ session, task }: { session: SessionView; task?: TaskView }) {
  const { view: asked = 'transcript' } = useSearch({ from: '/sessions/$id' })
  // A wide page shows the evidence beside the others, and has no tab for it.
  const view = useWide() && asked === 'evidence' ? 'transcript' : asked
  const navigate = useNavigate({ from: '/sessions/$id' })
  const transcript = useTranscript(session.id)
  const show = (name: string) =>
    void navigate({
      search: { view: sessionViews.find((one) => one === name && one !== 'transcript') },
      replace: true,
      resetScroll: false,
    })
  const views = sessionViews.filter((name) => task || (name !== 'evidence' && name !== 'receipt'))
  return (
    <>
      <title>{`${session.title || session.agent} · Polpo`}</title>
      <SessionHeader session={session} task={task} />
      <div className="xl:grid xl:grid-cols-[minmax(0,1fr)_23rem] xl:gap-5 xl:px-6">
        <Tabs.Root value={view} onValueChange={show} className="min-w-0 pb-8 md:px-6 xl:px-0">
          <Tabs.List
            aria-label="Views of the session"
            className="flex gap-4 overflow-x-auto overflow-y-hidden border-b border-line px-4 md:px-1"
          >
            {views.map((name) => (
              <Tabs.Trigger
                key={name}
                value={name}
                className={`-mb-px border-b-2 border-transparent py-2 -outline-offset-2 text-sm font-medium whitespace-nowrap text-soft hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink ${name === 'evidence' ? 'xl:hidden' : ''}`}
              >
                {words[name]}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <View name="transcript">
            <TranscriptView session={session} transcript={transcript} />
          </View>
          <View name="changes">
            <Suspense fallback={<Loading />}>
              <Changes session={session} />
            </Suspense>
          </View>
          {task && (
            <View name="evidence">
              <Evidence task={task} />
            </View>
          )}
          {task && (
            <View name="receipt">
              <ReceiptPanel task={task} />
            </View>
          )}
        </Tabs.Root>
        {task && (
          <aside aria-label="Evidence" className="hidden xl:block">
            <div className="sticky top-4 max-h-[calc(100dvh-2rem)] overflow-y-auto rounded-xl border border-line bg-surface">
              <Evidence task={task} />
            </div>
          </aside>
        )}
      </div>
    </>
  )
}

function View({ name, children }: { name: SessionViewName; children: ReactNode }) {
  return (
    <Tabs.Content
      value={name}
      className="mt-3 border-y border-line bg-surface outline-offset-4 md:rounded-xl md:border"
    >
      {children}
    </Tabs.Content>
  )
}

function TranscriptView({
  session,
  transcript,
}: {
  session: SessionView
  transcript: ReturnType<typeof useTranscript>
}) {
  if (transcript.error && !transcript.loaded) return <Failure error={transcript.error} />
  if (!transcript.loaded) return <Loading />
  return <Following session={session} transcript={transcript} />
}

/** Only once there is content: what is followed is its size. */
function Following({ session, transcript }: { session: SessionView; transcript: ReturnType<typeof useTranscript> }) {
  const { content, away, jump } = useFollow(session.status === 'running')
  return (
    <div ref={content}>
      <Transcript events={transcript.events} live={transcript.live} />
      {away && (
        <Button
          look="primary"
          onClick={jump}
          className="fixed bottom-20 left-1/2 z-30 -translate-x-1/2 rounded-full shadow-raised md:bottom-6"
        >
          <ArrowDown size={14} aria-hidden />
          Latest
        </Button>
      )}
    </div>
  )
}
