import type { FactBodies, FactType } from '../src/api/facts'
import type { DiffView, EventView } from '../src/api/wire'

let seq = 0

export function fact<T extends FactType>(subject: string, type: T, body: FactBodies[T], secondsAgo = 0): EventView {
  seq += 1
  return {
    workspace: 'ws_1',
    seq,
    at: new Date(Date.now() - secondsAgo * 1000).toISOString(),
    subject,
    actor: 'dev-1',
    type,
    body,
  }
}

const used = { calls: [], input: 4210, output: 186, cachedInput: 3900, cost: 12_400 }

/** A session up to the point from which the player goes on. */
export const transcript = (subject: string): EventView[] => [
  fact(
    subject,
    'session.created',
    { agent: 'dev-1', model: 'scripted/demo', title: 'Make the tests pass', base: '9b2f41c7' },
    84,
  ),
  fact(
    subject,
    'turn.requested',
    {
      turn: 'turn_1',
      number: 1,
      phase: 'execution',
      prompt:
        'Make the tests pass\n\nThe unit tests in test/price.test.js fail since the currency change.\n\nAcceptance criteria:\n- `npm test` ends with exit code 0',
    },
    82,
  ),
  fact(
    subject,
    'model.replied',
    {
      ...used,
      turn: 'turn_1',
      step: 1,
      text: 'I’ll run the tests first to see what fails, and read the code they cover.',
      thinking:
        'The task names a failing test. Running it gives the exact assertion; the implementation is probably in src/price.js.',
      calls: [
        { id: 'c1', name: 'bash', arguments: '{"command":"npm test"}' },
        { id: 'c2', name: 'read', arguments: '{"path":"src/price.js"}' },
      ],
    },
    78,
  ),
  fact(subject, 'environment.ready', { key: 'npm-1', reused: false, durationMs: 8400 }, 70),
  fact(subject, 'tool.started', { turn: 'turn_1', call: 'c1', name: 'bash', arguments: '{}' }, 70),
  fact(subject, 'tool.started', { turn: 'turn_1', call: 'c2', name: 'read', arguments: '{}' }, 70),
  fact(
    subject,
    'tool.finished',
    {
      turn: 'turn_1',
      call: 'c2',
      name: 'read',
      error: false,
      text: '1\texport function total(items) {\n2\t  return items.reduce((sum, item) => sum + item.price, 0).toFixed(2)\n3\t}',
      durationMs: 4,
    },
    69,
  ),
  fact(
    subject,
    'tool.finished',
    {
      turn: 'turn_1',
      call: 'c1',
      name: 'bash',
      error: true,
      text: '> price-list@1.0.0 test\n> node --test\n\n✖ rounds half up\n  AssertionError: expected 2.67 to equal 2.68\n\nexit code 1',
      durationMs: 1834,
    },
    67,
  ),
  fact(
    subject,
    'model.replied',
    {
      ...used,
      turn: 'turn_1',
      step: 2,
      text: 'The cause is **binary drift**: `2.675` is stored as `2.67499…`, so `toFixed` rounds down. I’ll round in integer cents:\n\n```js\nMath.round((value + Number.EPSILON) * 100) / 100\n```\n\n| value | before | after |\n|---|---|---|\n| 2.675 | 2.67 | 2.68 |',
      calls: [
        {
          id: 'c3',
          name: 'edit',
          arguments: JSON.stringify({ path: 'src/price.js', old_text: '.toFixed(2)', new_text: '/* cents */' }),
        },
      ],
    },
    60,
  ),
  fact(subject, 'tool.started', { turn: 'turn_1', call: 'c3', name: 'edit', arguments: '{}' }, 60),
  fact(
    subject,
    'tool.finished',
    {
      turn: 'turn_1',
      call: 'c3',
      name: 'edit',
      error: false,
      text: 'Replaced 1 occurrence in src/price.js.',
      durationMs: 3,
    },
    60,
  ),
  fact(subject, 'checkpoint.made', { turn: 'turn_1', commit: '4fd1c09a8b7c' }, 58),
  fact(subject, 'turn.ended', { turn: 'turn_1', result: 'done', text: 'Done.' }, 57),
  fact(
    subject,
    'turn.requested',
    {
      turn: 'turn_2',
      number: 2,
      phase: 'fix',
      prompt: 'The work is on disk; do not start over. One check did not pass:\n\nnpm test: exit code 1',
    },
    50,
  ),
]

export const taskFacts = (subject: string): EventView[] => [
  fact(subject, 'task.created', { title: 'Make the tests pass', assignTo: 'dev-1' }, 84),
  fact(subject, 'task.moved', { from: 'pending', to: 'in_progress', move: 'start' }, 82),
  fact(subject, 'task.moved', { from: 'in_progress', to: 'review', move: 'finish' }, 57),
  fact(subject, 'task.assessed', { trigger: 'initial', passed: false, blob: 'x' }, 54),
  fact(subject, 'task.fix', { attempt: 1 }, 52),
]

export const diff: DiffView = {
  base: '9b2f41c7d0e8a1b2c3d4e5f60718293a4b5c6d7e',
  head: '4fd1c09a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e',
  truncated: false,
  diff: `diff --git a/src/price.js b/src/price.js
index 1f2e3d4..5a6b7c8 100644
--- a/src/price.js
+++ b/src/price.js
@@ -1,7 +1,12 @@ export function total
 /** The sum of a list of prices. */
 export function total(items) {
-  return items.reduce((sum, item) => sum + item.price, 0).toFixed(2)
+  const cents = items.reduce((sum, item) => sum + toCents(item.price), 0)
+  return (cents / 100).toFixed(2)
 }
 
+/* Prices are decimal: 2.675 has no binary form, so
+   rounding happens in cents. */
+const toCents = (price) => Math.round((price + Number.EPSILON) * 100)
+
 export const currency = 'EUR'
 
diff --git a/docs/rounding.md b/docs/rounding.md
new file mode 100644
index 0000000..7c8d9e0
--- /dev/null
+++ b/docs/rounding.md
@@ -0,0 +1,3 @@
+# Rounding
+
+Half up, in cents.
diff --git a/logo.png b/logo.png
index 1..2 100644
Binary files a/logo.png and b/logo.png differ
`,
}
