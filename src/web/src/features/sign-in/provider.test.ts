import { describe, expect, it } from 'vitest'
import { mayAskByItself, providerAddress, refusal } from './provider'

describe('the way to the provider', () => {
  it('leads back to the page where one was', () => {
    const address = providerAddress(true, { pathname: '/tasks', search: '?status=done&a=1' })
    const query = new URL(address, 'http://polpo').searchParams
    expect(query.get('return')).toBe('/tasks?status=done&a=1')
    expect(query.get('silent')).toBe('true')
    expect(providerAddress(false, { pathname: '/sign-in', search: '?refused=used' })).toBe(
      '/sign-in/provider?return=%2F',
    )
  })

  it('is not taken by itself by who was sent back or has signed out', () => {
    const storage = (value: string | null) => ({ getItem: () => value })
    expect(mayAskByItself('', storage(null))).toBe(true)
    expect(mayAskByItself('?refused=silent', storage(null))).toBe(false)
    expect(mayAskByItself('', storage('yes'))).toBe(false)
  })

  it('has a sentence for why one was sent back, and nothing of what an address says', () => {
    expect(refusal('?refused=nobody')).toContain('Ask an Admin')
    expect(refusal('?refused=silent')).toBeUndefined()
    expect(refusal('?refused=%3Cscript%3E')).toBeUndefined()
  })
})
