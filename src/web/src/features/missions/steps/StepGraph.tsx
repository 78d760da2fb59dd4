import {
  Background,
  Handle,
  MarkerType,
  Panel,
  Position,
  ReactFlow,
  useReactFlow,
  type Edge,
  type Node,
  type NodeProps,
  type Viewport,
} from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { Maximize, ZoomIn, ZoomOut } from 'lucide-react'
import { useMemo, useRef } from 'react'
import { holdWords, taskWords } from '~/ui/Status'
import type { Step } from './graph'
import { boundsOf, nodeSize, placesOf } from './layout'
import { StepCard } from './StepCard'
import { holdKinds, whyHold, whyTask } from './why'

type StepNode = Node<{ step: Step }, 'step'>

/** Below this the words cannot be read: rather than shrink all of it, the graph then begins at its first steps. */
const readable = 0.8

const margin = 32

const nodeTypes = { step: OneStep }

/** The steps in layers by what each waits for. The list says the same for those who cannot see it. */
export default function StepGraph({ steps }: { steps: readonly Step[] }) {
  // Places change only when the steps or their lines do, not with every state.
  const shape = JSON.stringify(steps.map(({ id, after }) => [id, after]))
  const places = useMemo(
    () => placesOf((JSON.parse(shape) as [string, string[]][]).map(([id, after]) => ({ id, after }))),
    [shape],
  )
  const bounds = boundsOf(places.values())
  const frame = useRef<HTMLDivElement>(null)
  const nodes = steps.map((step): StepNode => ({
    id: step.id,
    type: 'step',
    position: places.get(step.id) ?? { x: 0, y: 0 },
    data: { step },
    ...nodeSize,
    ariaLabel: spoken(step),
  }))
  const edges = steps.flatMap((step) =>
    step.after.map((from): Edge => ({
      id: JSON.stringify([from, step.id]),
      source: from,
      target: step.id,
      focusable: false,
      markerEnd: { type: MarkerType.ArrowClosed, color: 'var(--line-strong)' },
    })),
  )
  return (
    <div
      ref={frame}
      className="max-h-[70dvh] min-h-60 bg-canvas"
      style={{ height: bounds.height + 2 * margin }}
      aria-label="Graph of the steps"
      role="region"
    >
      <ReactFlow<StepNode>
        key={shape}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        onInit={({ setViewport }) => {
          const { clientWidth, clientHeight } = frame.current ?? { clientWidth: 0, clientHeight: 0 }
          void setViewport(firstView(bounds, clientWidth, clientHeight))
        }}
        minZoom={0.1}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        deleteKeyCode={null}
        zoomOnScroll={false}
        zoomOnDoubleClick={false}
        preventScrolling={false}
        ariaLabelConfig={{ 'node.a11yDescription.default': 'Tab goes to the links of the step and to the next step.' }}
        proOptions={{ hideAttribution: true }}
      >
        <Background color="var(--line)" />
        <Zoom />
      </ReactFlow>
    </div>
  )
}

/** All of it in the middle if it can be read so; else its beginning. */
function firstView(bounds: { width: number; height: number }, width: number, height: number): Viewport {
  const fitting = Math.min((width - 2 * margin) / bounds.width, (height - 2 * margin) / bounds.height, 1)
  const zoom = Math.max(fitting, readable)
  const start = (room: number, size: number) => Math.max(margin, (room - size * zoom) / 2)
  return { x: start(width, bounds.width), y: start(height, bounds.height), zoom }
}

function OneStep({ data: { step } }: NodeProps<StepNode>) {
  const look = step.hold ? 'border-dashed border-line-strong bg-canvas' : 'border-line bg-surface'
  return (
    <div className={`nopan h-full cursor-default overflow-hidden rounded-lg border px-3 py-2 ${look}`}>
      <Handle type="target" position={Position.Left} isConnectable={false} className="invisible" />
      <StepCard step={step} short />
      <Handle type="source" position={Position.Right} isConnectable={false} className="invisible" />
    </div>
  )
}

function Zoom() {
  const { zoomIn, zoomOut, fitView } = useReactFlow()
  const actions = [
    { word: 'Nearer', icon: ZoomIn, act: () => void zoomIn() },
    { word: 'Farther', icon: ZoomOut, act: () => void zoomOut() },
    { word: 'Show all', icon: Maximize, act: () => void fitView({ maxZoom: 1 }) },
  ]
  return (
    <Panel position="bottom-left" className="flex overflow-hidden rounded-md border border-line bg-surface">
      {actions.map(({ word, icon: Icon, act }) => (
        <button
          key={word}
          type="button"
          aria-label={word}
          title={word}
          onClick={act}
          className="grid size-8 place-items-center text-soft hover:bg-sunken hover:text-ink focus-visible:-outline-offset-2"
        >
          <Icon size={15} aria-hidden />
        </button>
      ))}
    </Panel>
  )
}

function spoken(step: Step): string {
  if (step.hold)
    return `${holdKinds[step.hold.kind]} ${step.hold.name}: ${holdWords[step.hold.status].word}. ${whyHold(step.hold)}`
  return `${step.task.title}: ${taskWords[step.task.status].word}. ${whyTask(step.task) ?? ''}`
}
