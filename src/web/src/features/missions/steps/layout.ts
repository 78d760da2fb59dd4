import { graphlib, layout } from '@dagrejs/dagre'
import type { Step } from './graph'

export const nodeSize = { width: 236, height: 112 }

export interface Place {
  x: number
  y: number
}

/** Where each step stands, from left to right, so that few lines cross. */
export function placesOf(steps: readonly Pick<Step, 'id' | 'after'>[]): Map<string, Place> {
  const graph = new graphlib.Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 20, ranksep: 48 })
  graph.setDefaultEdgeLabel(() => ({}))
  // Numbers as names: a title may be any text.
  const number = new Map(steps.map((step, index) => [step.id, String(index)]))
  for (const name of number.values()) graph.setNode(name, { ...nodeSize })
  for (const { id, after } of steps)
    for (const before of after) {
      const [from, to] = [number.get(before), number.get(id)]
      if (from !== undefined && to !== undefined) graph.setEdge(from, to)
    }
  layout(graph)
  return new Map(
    [...number].map(([id, name]) => {
      const { x, y } = graph.node(name) as Place
      return [id, { x: x - nodeSize.width / 2, y: y - nodeSize.height / 2 }]
    }),
  )
}

/** How much room the steps take; the first of them stand at zero. */
export function boundsOf(places: Iterable<Place>): { width: number; height: number } {
  let [width, height] = [0, 0]
  for (const { x, y } of places) {
    width = Math.max(width, x + nodeSize.width)
    height = Math.max(height, y + nodeSize.height)
  }
  return { width, height }
}
