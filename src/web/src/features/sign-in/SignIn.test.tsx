// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { waysQuery } from './api'
import { SignIn, codeIn } from './SignIn'

describe('SignIn', () => {
  afterEach(cleanup)

  it('finds the code in a pasted link and takes nothing else', () => {
    const code = 'q9Zx-_abcdefghijklmnop'
    expect(codeIn(` http://127.0.0.1:3890/sign-in?code=${code} `)).toBe(code)
    expect(codeIn(code)).toBe(code)
    expect(codeIn('javascript:alert(1)//?code=')).toBeUndefined()
    expect(codeIn('hello')).toBeUndefined()
  })

  it('offers the provider where there is one, and leads back here', async () => {
    const queries = new QueryClient()
    queries.setQueryData(waysQuery.queryKey, { provider: { name: 'Okta', seamless: false } })
    render(
      <QueryClientProvider client={queries}>
        <SignIn />
      </QueryClientProvider>,
    )
    const way = screen.getByRole('link', { name: 'Continue with Okta' })
    expect(way.getAttribute('href')).toMatch(/^\/sign-in\/provider\?return=%2F/)
    expect(screen.getByText('I was given a link')).toBeTruthy()
  })

  it('says what a link looks like when something else was pasted', async () => {
    const queries = new QueryClient()
    queries.setQueryData(waysQuery.queryKey, {})
    render(
      <QueryClientProvider client={queries}>
        <SignIn />
      </QueryClientProvider>,
    )
    await userEvent.type(screen.getByLabelText('Sign-in link'), 'hello')
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
    expect(screen.getByRole('alert').textContent).toContain('/sign-in?code=')
  })
})
