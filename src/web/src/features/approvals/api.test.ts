import { describe, expect, it } from 'vitest'
import type { ApprovalView, MissionView } from '~/api/wire'
import { withoutRequest } from './api'

describe('withoutRequest', () => {
  it('leaves out a mission that a request is about, and no other', () => {
    const missions = [{ id: 'msn_1' }, { id: 'msn_2' }] as MissionView[]
    const requests = [{ ownerId: 'msn_1' }, { ownerId: 'task_2' }] as ApprovalView[]
    expect(withoutRequest(missions, requests).map(({ id }) => id)).toEqual(['msn_2'])
  })
})
