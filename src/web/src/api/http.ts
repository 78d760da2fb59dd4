import { renew } from './renewal'

/** What the server refused, in its own words. `status` 0: it was not reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
    this.name = 'ApiError'
  }
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
type Query = Record<string, string | number | undefined>

/** A path under /api/v1 with the parameters that have a value. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  const text = search.toString()
  return `/api/v1${path}${text ? `?${text}` : ''}`
}

const send = <T>(method: Method, url: string, body?: unknown, signal?: AbortSignal) =>
  sendText<T>(method, url, body === undefined ? undefined : JSON.stringify(body), signal)

async function sendText<T>(method: Method, url: string, json?: string, signal?: AbortSignal): Promise<T> {
  let response = await ask(method, url, json, signal)
  // What this browser shows may just have run out.
  if (response.status === 401 && (await renew())) response = await ask(method, url, json, signal)
  if (!response.ok) throw await refusal(response)
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as T
}

async function ask(method: Method, url: string, json?: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      credentials: 'same-origin',
      headers: json === undefined ? {} : { 'Content-Type': 'application/json' },
      body: json ?? null,
      signal: signal ?? null,
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(0, 'The server cannot be reached. If you stopped it, start it again with `polpo serve`.')
  }
}

async function refusal(response: Response): Promise<ApiError> {
  const text = await response.text()
  try {
    const problem = JSON.parse(text) as { detail?: string; title?: string }
    const sentence = problem.detail ?? problem.title
    if (sentence) return new ApiError(response.status, sentence)
  } catch {
    // Not problem details: something between us and the server answered.
  }
  return new ApiError(
    response.status,
    `The server answered ${response.status} without saying why. Its log may tell more.`,
  )
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) =>
  send<T>('GET', address(path, query), undefined, signal)
export const post = <T>(path: string, body?: unknown, query?: Query) => send<T>('POST', address(path, query), body)

/** A document as it was written: its lines are those that the server's messages name. */
export const postText = <T>(path: string, json: string, query?: Query) =>
  sendText<T>('POST', address(path, query), json)

export const patch = <T>(path: string, body: unknown, query?: Query) => send<T>('PATCH', address(path, query), body)
export const remove = (path: string, query?: Query) => send<undefined>('DELETE', address(path, query))
