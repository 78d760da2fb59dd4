import { afterEach, describe, expect, it, vi } from 'vitest'
import { ApiError, address, get, post } from './http'

const answer = (status: number, body: string) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(body, { status })),
  )

describe('get and post', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('hands on the sentence of the server', async () => {
    answer(409, '{"title":"Conflict","detail":"The task is done; it cannot be queued."}')
    await expect(post('/tasks/1/queue')).rejects.toEqual(new ApiError(409, 'The task is done; it cannot be queued.'))
  })

  it('says that something else answered when it was not the server', async () => {
    answer(502, '<html>Bad gateway</html>')
    await expect(get('/status')).rejects.toThrow('The server answered 502')
  })

  it('says what to do when nobody answered', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => {
        throw new TypeError('Failed to fetch')
      }),
    )
    await expect(get('/status')).rejects.toThrow('polpo serve')
  })
})

describe('address', () => {
  it('leaves out what has no value and keeps names from becoming parameters', () => {
    expect(address('/tasks', { workspace: 'a&b=c', status: undefined })).toBe('/api/v1/tasks?workspace=a%26b%3Dc')
  })
})
