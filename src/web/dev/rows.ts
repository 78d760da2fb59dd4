import type {
  AgentView,
  AssessmentView,
  DoctorReport,
  Receipt,
  ServerStatus,
  SessionView,
  TaskView,
  TeamView,
  WorkspaceView,
} from '../src/api/wire'

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

export const workspace: WorkspaceView = {
  id: 'ws_1',
  name: 'price-list',
  path: '/home/me/price-list',
  createdAt: minutesAgo(900),
}

export const status: ServerStatus = {
  version: '0.1.0',
  database: 'sqlite',
  sandbox: 'bubblewrap',
  model: 'scripted/demo',
  runningSessions: 1,
  waitingTasks: 1,
  startedAt: minutesAgo(42),
}

export const doctor: DoctorReport = {
  sandbox: 'bubblewrap',
  checks: [
    { name: 'git', ok: true, detail: '2.39.5', remedy: '', cost: '' },
    {
      name: 'sandbox',
      ok: true,
      detail: 'bubblewrap 0.8.0 with user, pid, mount and network namespaces',
      remedy: '',
      cost: '',
    },
    { name: 'database', ok: true, detail: 'SQLite 3.40.1 at ~/.polpo/polpo.db', remedy: '', cost: '' },
    {
      name: 'model',
      ok: false,
      detail: 'no key and no local model server was found; the scripted demo model answers',
      remedy: 'Set ANTHROPIC_API_KEY or OPENAI_API_KEY, or start Ollama, and start Polpo again.',
      cost: 'Nothing but the bundled demo can be worked on.',
    },
  ],
}

const agent = (name: string, role: string, more: Partial<AgentView> = {}): AgentView => ({
  name,
  role,
  teamName: 'engineering',
  tools: ['bash', 'edit', 'glob', 'grep', 'ls', 'read', 'register_outcome', 'write'],
  extra: [],
  network: 'No network.',
  config: { name, role },
  ...more,
})

export const agents: AgentView[] = [
  agent('lead', 'Tech lead', {
    displayName: 'Alex Chen',
    title: 'Senior Backend Engineer',
    model: 'anthropic/claude-sonnet-4-5',
    extra: ['http'],
    network: 'No network.',
  }),
  agent('dev-1', 'developer', { reportsTo: 'lead' }),
  agent('dev-2', 'developer', { reportsTo: 'lead', model: 'openai/gpt-5-mini' }),
  agent('tester', 'Writes the missing tests', { reportsTo: 'dev-1' }),
  agent('alice', 'social media manager', {
    teamName: 'marketing',
    displayName: 'Alice Chen',
    title: 'Social Media Manager',
    extra: ['email'],
    network: 'No network.',
  }),
]

export const teams: TeamView[] = [
  { name: 'engineering', description: 'Builds it', agents: ['lead', 'dev-1', 'dev-2', 'tester'] },
  { name: 'marketing', description: 'Marketing department', agents: ['alice'] },
]

const session = (id: string, title: string, more: Partial<SessionView> = {}): SessionView => ({
  id,
  workspace: 'ws_1',
  agent: 'dev-1',
  model: 'scripted/demo',
  title,
  status: 'ended',
  taskId: id.replace('sess', 'task'),
  base: '9b2f41c7d0e8a1b2c3d4e5f60718293a4b5c6d7e',
  head: '4fd1c09a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e',
  sandbox: 'bubblewrap',
  network: 'Network: only api.example.com.',
  turns: 6,
  inputTokens: 18_423,
  outputTokens: 1_962,
  costUsd: 0.0841,
  createdAt: minutesAgo(65),
  updatedAt: minutesAgo(60),
  ...more,
})

export const sessions: SessionView[] = [
  session('sess_live', 'Make the tests pass', {
    status: 'running',
    createdAt: minutesAgo(1.4),
    turns: 3,
    costUsd: 0.0213,
  }),
  session('sess_done', 'Round prices half up, everywhere', { agent: 'dev-2', model: 'anthropic/claude-sonnet-4-5' }),
  session('sess_wait', 'Publish the price list to the shop', {
    status: 'idle',
    createdAt: minutesAgo(130),
    costUsd: 0.31,
  }),
  session('sess_fail', 'Read CSV files with a byte order mark', {
    status: 'ended',
    agent: 'lead',
    createdAt: minutesAgo(260),
    costUsd: 1.42,
    turns: 41,
  }),
  session(
    'sess_old',
    'A session that somebody canceled because its title went on for far longer than any list can show',
    {
      status: 'canceled',
      taskId: undefined,
      createdAt: minutesAgo(3000),
      costUsd: 0,
    },
  ),
]

const task = (id: string, title: string, more: Partial<TaskView> = {}): TaskView => ({
  id,
  workspace: 'ws_1',
  title,
  description:
    'The unit tests in test/price.test.js fail since the currency change. Find the cause and fix it; leave the tests as they are.',
  status: 'done',
  phase: 'execution',
  assignTo: 'dev-1',
  dependsOn: [],
  priority: 1,
  expectations: [
    { type: 'test', command: 'npm test' },
    { type: 'llm_review', criteria: 'The fix is minimal and names the cause', threshold: 3.5 },
  ],
  retries: 0,
  maxRetries: 3,
  fixAttempts: 0,
  questionRounds: 0,
  maxDuration: 1_800_000,
  expectedOutcomes: [],
  outcomes: [],
  sideEffects: false,
  sessionId: id.replace('task', 'sess'),
  merged: false,
  costUsd: 0.0841,
  turns: 6,
  createdAt: minutesAgo(65),
  updatedAt: minutesAgo(60),
  ...more,
})

export const tasks: TaskView[] = [
  task('task_live', 'Make the tests pass', {
    status: 'in_progress',
    fixAttempts: 1,
    phase: 'fix',
    retryPolicy: { escalateAfter: 1, fallbackAgent: 'lead' },
  }),
  task('task_done', 'Round prices half up, everywhere', {
    branch: 'polpo/round-prices-half-up',
    commit: '4fd1c09a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e',
  }),
  task('task_wait', 'Publish the price list to the shop', {
    status: 'awaiting_approval',
    sideEffects: true,
    reason: 'The agent is done and the checks passed. It counts as done when you approve.',
  }),
  task('task_fail', 'Read CSV files with a byte order mark', {
    status: 'failed',
    retries: 3,
    assignTo: 'lead',
    reason: 'The checks did not pass after 3 retries: npm test ended with exit code 1.',
  }),
]

const review = (reviewer: string, score: number) => ({
  reviewer,
  summary: 'The cause is found and the change is small. One more test for negative prices would make it safe.',
  filesRead: ['src/price.js', 'test/price.test.js'],
  scores: [
    {
      dimension: 'correctness',
      score,
      weight: 0.35,
      reasoning: 'All tests pass and the rounding rule is the one of the specification.',
      evidence: [{ file: 'src/price.js', line: 14, note: 'rounds half up, away from binary drift' }],
    },
    {
      dimension: 'edge_cases',
      score: score - 1,
      weight: 0.15,
      reasoning: 'Negative prices are not covered.',
      evidence: [],
    },
  ],
})

export const assessments: AssessmentView[] = [
  {
    passed: true,
    trigger: 'fix',
    globalScore: 4.2,
    at: minutesAgo(0.4),
    checks: [
      {
        type: 'test',
        label: 'npm test',
        passed: true,
        message: 'The command ended with exit code 0.',
        exitCode: 0,
        output: '\u001b[32m✔\u001b[0m rounds half up\n✔ keeps whole prices\n\n2 passing',
        outputHash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      },
      {
        type: 'llm_review',
        label: 'The fix is minimal and names the cause',
        passed: true,
        message: 'The judges agree on 4.20; 3.5 were needed.',
        score: 4.2,
        threshold: 3.5,
      },
    ],
    reviews: [review('reviewer 1', 4), review('reviewer 2', 5), review('reviewer 3', 4)],
  },
  {
    passed: false,
    trigger: 'initial',
    at: minutesAgo(0.9),
    checks: [
      {
        type: 'test',
        label: 'npm test',
        passed: false,
        message: 'The command ended with exit code 1; 0 was expected.',
        exitCode: 1,
        output:
          '1) rounds half up\n\n  AssertionError: expected 2.67 to equal 2.68\n      at test/price.test.js:9:12\n\n1 passing\n1 failing',
      },
    ],
    reviews: [],
  },
]

export const receipt: Receipt = {
  version: 1,
  task: 'task_done',
  session: 'sess_done',
  title: 'Round prices half up, everywhere',
  agent: 'dev-2',
  model: 'anthropic/claude-sonnet-4-5',
  requester: 'me',
  branch: 'polpo/round-prices-half-up',
  base: '9b2f41c7d0e8a1b2c3d4e5f60718293a4b5c6d7e',
  head: '4fd1c09a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e',
  tree: 'c2a7e0f1b3d4958677a8b9c0d1e2f3a4b5c6d7e8',
  treeClean: true,
  sandbox: 'bubblewrap',
  checks: [
    {
      type: 'test',
      command: 'npm test',
      exitCode: 0,
      outputHash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      passed: true,
    },
  ],
  verdicts: [{ reviewer: 'consensus', score: 4.2, threshold: 3.5, passed: true, summary: 'Small, named cause.' }],
  costUsd: 0.0841,
  turns: 6,
  approvedBy: [],
  finishedAt: minutesAgo(60),
  publicKey: 'MCowBQYDK2VwAyEA',
  signature: 'c2lnbmF0dXJl',
}
