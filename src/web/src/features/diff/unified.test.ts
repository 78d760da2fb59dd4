import { describe, expect, it } from 'vitest'
import { parseDiff, unquoted } from './unified'

const header = (path: string) => `diff --git a/${path} b/${path}\nindex 1..2 100644\n--- a/${path}\n+++ b/${path}\n`

describe('parseDiff', () => {
  it('numbers both sides and counts what came and went', () => {
    const [file] = parseDiff(`${header('src/a.js')}@@ -3,3 +3,4 @@ function a\n one\n-two\n+zwei\n+drei\n four\n`)
    expect(file).toMatchObject({ path: 'src/a.js', kind: 'changed', added: 2, removed: 1 })
    expect(file?.hunks[0]?.lines.map(({ before, after }) => [before, after])).toEqual([
      [3, 3],
      [4, undefined],
      [undefined, 4],
      [undefined, 5],
      [5, 6],
    ])
  })

  it('takes lines that look like headers for the content that they are', () => {
    const [file, ...others] = parseDiff(
      `${header('a.sql')}@@ -1,2 +1,2 @@\n--- a comment\n+++ another\n diff --git a/x b/x\n`,
    )
    expect(others).toEqual([])
    expect(file?.path).toBe('a.sql')
    expect(file?.hunks[0]?.lines.map(({ text }) => text)).toEqual(['-- a comment', '++ another', 'diff --git a/x b/x'])
  })

  it('knows new, deleted, moved and binary files', () => {
    const files = parseDiff(
      [
        'diff --git a/new.txt b/new.txt\nnew file mode 100644\n--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1 @@\n+hello',
        'diff --git a/old.txt b/old.txt\ndeleted file mode 100644\n--- a/old.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-bye',
        'diff --git a/a.txt b/b c.txt\nsimilarity index 100%\nrename from a.txt\nrename to b c.txt',
        'diff --git a/logo.png b/logo.png\nBinary files a/logo.png and b/logo.png differ',
      ].join('\n'),
    )
    expect(files.map(({ path, kind, from, binary }) => ({ path, kind, from, binary }))).toEqual([
      { path: 'new.txt', kind: 'added', from: undefined, binary: false },
      { path: 'old.txt', kind: 'deleted', from: undefined, binary: false },
      { path: 'b c.txt', kind: 'renamed', from: 'a.txt', binary: false },
      { path: 'logo.png', kind: 'changed', from: undefined, binary: true },
    ])
  })

  it('keeps the note on a missing end of line out of the numbers', () => {
    const [file] = parseDiff(
      `${header('a')}@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+y\n\\ No newline at end of file\n`,
    )
    expect(file?.hunks[0]?.lines.map(({ kind }) => kind)).toEqual(['del', 'note', 'add', 'note'])
  })

  it('survives a diff that was cut off', () => {
    const [file] = parseDiff(`${header('a')}@@ -1,9 +1,9 @@\n one\n-tw`)
    expect(file?.hunks[0]?.lines).toHaveLength(2)
  })
})

describe('unquoted', () => {
  it('reads the octal bytes of a name as UTF-8', () => {
    expect(unquoted('"gr\\303\\266\\303\\237e \\"x\\".txt"')).toBe('größe "x".txt')
  })
})
