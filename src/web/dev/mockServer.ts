import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import type { EventView } from '../src/api/wire'
import { diff, taskFacts, transcript } from './facts.ts'
import { play } from './player.ts'
import * as rows from './rows.ts'

const sessionEvents = transcript('sess_live')
const taskEvents = taskFacts('task_live')

type Answer = (match: RegExpMatchArray, query: URLSearchParams) => unknown

const page = (items: unknown[]) => ({ items })
const find = (items: readonly { id: string }[], id: string | undefined) => items.find((item) => item.id === id)
const after = (events: EventView[], query: URLSearchParams) =>
  page(events.filter((event) => event.seq > Number(query.get('after') ?? 0)))

const answers: [RegExp, Answer][] = [
  [/^\/workspaces$/, () => page([rows.workspace])],
  [/^\/status$/, () => rows.status],
  [/^\/doctor$/, () => rows.doctor],
  [/^\/agents$/, () => page(rows.agents)],
  [/^\/teams$/, () => page(rows.teams)],
  [/^\/sessions$/, () => page(rows.sessions)],
  [/^\/sessions\/(\w+)$/, (match) => find(rows.sessions, match[1])],
  [/^\/sessions\/\w+\/events$/, (_, query) => after(sessionEvents, query)],
  [/^\/sessions\/(\w+)\/diff$/, (match) => (match[1] === 'sess_old' ? { ...diff, diff: '' } : diff)],
  [
    /^\/tasks$/,
    (_, query) => page(rows.tasks.filter((task) => !query.has('status') || task.status === query.get('status'))),
  ],
  [/^\/tasks\/(\w+)$/, (match) => find(rows.tasks, match[1])],
  [/^\/tasks\/(\w+)\/assessments$/, () => page(rows.assessments)],
  [/^\/tasks\/(\w+)\/receipt$/, (match) => (match[1] === 'task_done' ? rows.receipt : undefined)],
  [/^\/tasks\/\w+\/events$/, (_, query) => after(taskEvents, query)],
]

/** Answers the API from recorded rows and plays a session, for work on the pages without a server. Development only. */
export function mockServer(): Plugin {
  return {
    name: 'polpo-recorded-server',
    apply: 'serve',
    configureServer: (server) => {
      server.middlewares.use('/api/v1', answer)
    },
  }
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (url.pathname === '/events') return follow(response)
  if (request.method !== 'GET')
    return refuse(response, 409, 'This is a recording: nothing can be changed. Start a server and set POLPO_URL.')
  for (const [pattern, read] of answers) {
    const match = pattern.exec(url.pathname)
    const found = match && read(match, url.searchParams)
    if (!found) continue
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(found))
    return
  }
  refuse(response, 404, `There is no ${url.pathname}.`)
}

function refuse(response: ServerResponse, status: number, detail: string): void {
  response.writeHead(status, { 'Content-Type': 'application/problem+json' })
  response.end(JSON.stringify({ status, detail }))
}

function follow(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  response.write(': hello\n\n')
  const send = (kind: string, data: unknown) =>
    response.write(
      `event: ${kind}\n${kind === 'fact' ? `id: ${(data as EventView).seq}\n` : ''}data: ${JSON.stringify(data)}\n\n`,
    )
  const stop = play('sess_live', send, (event) => sessionEvents.push(event))
  response.on('close', stop)
}
