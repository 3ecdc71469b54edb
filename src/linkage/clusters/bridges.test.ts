import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { weakPoints } from './bridges.ts'

/** 'ab bc' as edges between numbered nodes. */
function found(nodes: string, edges: string) {
  const pairs = edges.split(' ').filter(edge => edge !== '')
  const numbers = (end: number) => pairs.map(pair => nodes.indexOf(pair.charAt(end)))
  const { bridges, cutNodes } = weakPoints(nodes.length, numbers(0), numbers(1))
  return {
    bridges: bridges.map(({ edge, smaller }) => `${pairs[edge] ?? ''} ${smaller}`),
    cutNodes: cutNodes.map(node => nodes.charAt(node)).join(''),
  }
}

describe('weakPoints', () => {
  it.each([
    ['nothing', 'abc', '', [], ''],
    ['one pair', 'ab', 'ab', ['ab 1'], ''],
    ['a chain', 'abcd', 'ab bc cd', ['ab 1', 'bc 2', 'cd 1'], 'bc'],
    ['a ring', 'abcd', 'ab bc cd da', [], ''],
    ['a star', 'abcd', 'ab ac ad', ['ab 1', 'ac 1', 'ad 1'], 'a'],
    ['two triangles that an edge joins', 'abcxyz', 'ab bc ca cx xy yz zx', ['cx 3'], 'cx'],
    ['two triangles that share a record', 'abcxy', 'ab bc ca cx xy yc', [], 'c'],
    ['two parts', 'abcxy', 'ab bc xy', ['ab 1', 'bc 1', 'xy 1'], 'b'],
    ['the same edge twice', 'abc', 'ab ba bc', ['bc 1'], 'b'],
    ['an edge from a record to itself', 'ab', 'aa ab', ['ab 1'], ''],
  ])('finds what %s hangs by', (_, nodes, edges, bridges, cutNodes) => {
    expect(found(nodes, edges)).toEqual({ bridges, cutNodes })
  })

  it('is not stopped by a chain of 200,000 records', () => {
    const left = Int32Array.from({ length: 200_000 }, (_, at) => at)
    const { bridges } = weakPoints(
      200_001,
      left,
      left.map(at => at + 1),
    )
    expect(bridges).toHaveLength(200_000)
  })

  const NODES = 7
  const anyEdges = fc.array(fc.tuple(fc.nat(NODES - 1), fc.nat(NODES - 1)), { maxLength: 14 })

  /** How many parts a graph falls into, by flooding; one node may be left out. */
  function parts(edges: readonly (readonly [number, number])[], without = -1): number {
    const partOf = Array.from({ length: NODES }, (_, node) => node)
    for (let round = 0; round < NODES; round++) {
      for (const [a, b] of edges) {
        if (a === without || b === without) continue
        const low = Math.min(partOf[a] ?? 0, partOf[b] ?? 0)
        partOf[a] = low
        partOf[b] = low
      }
    }
    return new Set(partOf.filter((_, node) => node !== without)).size
  }

  it('finds exactly the edges and nodes without which there are more parts', () => {
    fc.assert(
      fc.property(anyEdges, edges => {
        const { bridges, cutNodes } = weakPoints(
          NODES,
          edges.map(([a]) => a),
          edges.map(([, b]) => b),
        )
        const whole = parts(edges)
        const expected = edges.flatMap((_, at) => (parts(edges.toSpliced(at, 1)) > whole ? [at] : []))
        expect(bridges.map(({ edge }) => edge)).toEqual(expected)
        const alone = (node: number) => edges.every(([a, b]) => a === b || (a !== node && b !== node))
        const cuts = Array.from({ length: NODES }, (_, node) => node).filter(
          node => !alone(node) && parts(edges, node) > whole,
        )
        expect(cutNodes).toEqual(cuts)
      }),
    )
  })
})
