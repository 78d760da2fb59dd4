export interface DiffLine {
  kind: 'add' | 'del' | 'same' | 'note'
  text: string
  before?: number
  after?: number
}

export interface Hunk {
  heading: string
  lines: DiffLine[]
}

export interface FileDiff {
  path: string
  /** The former path of a file that was moved. */
  from?: string
  kind: 'added' | 'deleted' | 'renamed' | 'changed'
  binary: boolean
  added: number
  removed: number
  hunks: Hunk[]
}

/** Reads what git writes for a unified diff. What it does not know it leaves out: a diff is for reading, never applied. */
export function parseDiff(text: string): FileDiff[] {
  const files: FileDiff[] = []
  let file: FileDiff | undefined
  let left: Hunk['lines'] | undefined
  let before = 0
  let after = 0
  let due = { before: 0, after: 0 }
  for (const line of text.split('\n')) {
    if (left && (due.before > 0 || due.after > 0 || line.startsWith('\\'))) {
      const read = lineOf(line, before, after)
      left.push(read)
      if (read.kind === 'del' || read.kind === 'same') before++
      if (read.kind === 'add' || read.kind === 'same') after++
      if (read.kind !== 'note')
        due = { before: due.before - (read.kind === 'add' ? 0 : 1), after: due.after - (read.kind === 'del' ? 0 : 1) }
      if (file && read.kind === 'add') file.added++
      if (file && read.kind === 'del') file.removed++
      continue
    }
    if (line.startsWith('diff --git ')) {
      file = { path: headerPath(line), kind: 'changed', binary: false, added: 0, removed: 0, hunks: [] }
      left = undefined
      files.push(file)
      continue
    }
    if (!file) continue
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/.exec(line)
    if (!hunk) {
      describe(file, line)
      continue
    }
    before = Number(hunk[1])
    after = Number(hunk[3])
    due = { before: Number(hunk[2] ?? 1), after: Number(hunk[4] ?? 1) }
    left = []
    file.hunks.push({ heading: hunk[5] ?? '', lines: left })
  }
  return files
}

function lineOf(line: string, before: number, after: number): DiffLine {
  const text = line.slice(1)
  if (line.startsWith('+')) return { kind: 'add', text, after }
  if (line.startsWith('-')) return { kind: 'del', text, before }
  if (line.startsWith('\\')) return { kind: 'note', text: text.trim() }
  return { kind: 'same', text, before, after }
}

function describe(file: FileDiff, line: string): void {
  if (line.startsWith('new file')) file.kind = 'added'
  else if (line.startsWith('deleted file')) file.kind = 'deleted'
  else if (line.startsWith('rename from ')) {
    file.kind = 'renamed'
    file.from = unquoted(line.slice(12))
  } else if (line.startsWith('rename to ')) file.path = unquoted(line.slice(10))
  else if (line.startsWith('Binary files ') || line.startsWith('GIT binary patch')) file.binary = true
  else if (line.startsWith('+++ ') && line !== '+++ /dev/null') file.path = side(line)
  else if (line.startsWith('--- ') && line !== '--- /dev/null' && file.kind === 'deleted') file.path = side(line)
}

/** `--- a/x` or `+++ "b/x"`, perhaps with a tab after a name that holds spaces. */
const side = (line: string): string => unquoted(line.slice(4).replace(/\t$/, '')).replace(/^[ab]\//, '')

/** The last resort, for files without lines to compare: both halves of the header are the same path. */
function headerPath(line: string): string {
  const rest = line.slice('diff --git '.length)
  const quoted = /^"a\/(.*)" "b\/\1"$/.exec(rest)
  if (quoted) return unquoted(`"${quoted[1]}"`)
  const half = (rest.length - 1) / 2
  return Number.isInteger(half) ? rest.slice(half + 1).replace(/^b\//, '') : rest
}

const plain: Record<string, string> = { n: '\n', t: '\t', '"': '"', '\\': '\\' }

/** Git quotes names with bytes outside of ASCII as octal, in UTF-8 where they are. */
export function unquoted(name: string): string {
  if (!name.startsWith('"') || !name.endsWith('"')) return name
  const bytes: number[] = []
  const inner = name.slice(1, -1)
  for (let at = 0; at < inner.length; at++) {
    const octal = /^\\([0-7]{3})/.exec(inner.slice(at, at + 4))
    if (octal?.[1]) {
      bytes.push(Number.parseInt(octal[1], 8))
      at += 3
    } else if (inner[at] === '\\') bytes.push(...new TextEncoder().encode(plain[inner[++at] ?? ''] ?? inner[at]))
    else bytes.push(...new TextEncoder().encode(inner[at]))
  }
  return new TextDecoder().decode(new Uint8Array(bytes))
}
