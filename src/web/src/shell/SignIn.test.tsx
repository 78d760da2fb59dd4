// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
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

  it('says what a link looks like when something else was pasted', async () => {
    render(<SignIn />)
    await userEvent.type(screen.getByLabelText('Sign-in link'), 'hello')
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
    expect(screen.getByRole('alert').textContent).toContain('/sign-in?code=')
  })
})
