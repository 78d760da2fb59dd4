// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { Problems } from './Problems'

afterEach(cleanup)

describe('the problems of a document', () => {
  it('stand with their line, their place and what is so, as text', () => {
    const hostile = '<img src=x onerror=alert(1)> is no agent.'
    const problems = [{ path: 'tasks[1].assignTo', line: 7, message: hostile }]
    const { container } = render(<Problems found={{ valid: false, order: [], problems, more: 3, notes: [] }} />)
    expect(screen.getByText('tasks[1].assignTo')).toBeTruthy()
    expect(container.textContent).toContain('Line 7')
    expect(container.textContent).toContain(hostile)
    expect(container.querySelector('img')).toBeNull()
    expect(container.textContent).toContain('4 problems')
  })
})
