import * as v from 'valibot'
import type { Sheet } from '../check/sheet.js'
import { CODES } from '../codes.js'
import { didYouMean } from '../nearest.js'
import type { Path, Scalar } from '../yaml/tree.js'
import { doc, positive, slug } from './shapes.js'

const value = v.union([v.string(), v.number(), v.boolean()])
const cell = v.record(v.string(), value)

export const matrixShape = v.strictObject({
  axes: doc(
    v.pipe(
      v.record(v.string(), v.pipe(v.array(value), v.minLength(1, 'expected at least one value'))),
      v.minEntries(1, 'expected at least one axis'),
    ),
    'The values of each axis: there is a run for each combination of them, which says ${matrix.axis}.',
  ),
  exclude: doc(
    v.optional(v.array(cell), []),
    'Combinations that are left out; one that names some axes stands for all such.',
  ),
  include: doc(v.optional(v.array(cell), []), 'Combinations besides; each names every axis.'),
  maxParallel: doc(v.optional(positive, 1), 'How many runs at the same time.'),
  stopOnFirstFailure: doc(v.optional(v.boolean(), false), 'Whether the rest is not run after one that did not pass.'),
})

/** The value of each axis; undefined where it could not be known, which is reported. */
export type Cell = ReadonlyMap<string, Scalar | undefined>

export interface Matrix {
  /** At least one. */
  readonly cells: readonly Cell[]
  readonly maxParallel: number
  readonly stopOnFirstFailure: boolean
}

/** The cells of a file, in the order of its axes; null where it has no matrix. */
export const readMatrix = (sheet: Sheet, maxCells: number): Matrix | null => {
  if (!sheet.has(['matrix'])) return null
  const read = sheet.read(matrixShape, ['matrix'])
  const axes = sheet.keysOf(['matrix', 'axes'])
  const unknown: Matrix = {
    cells: [new Map(axes.map(axis => [axis, undefined]))],
    maxParallel: 1,
    stopOnFirstFailure: false,
  }
  if (read === null) return unknown
  const { maxParallel, stopOnFirstFailure, exclude, include } = read
  const whole = Object.values(read.axes).reduce((product, { length }) => product * length, 1)
  const checked = [
    checkAxes(sheet, axes),
    checkCells(sheet, 'exclude', exclude, axes),
    checkInclude(sheet, include, axes),
  ]
  if (checked.includes(false)) return unknown
  if (whole + include.length > maxCells)
    return refuse(sheet, unknown, `the matrix has ${whole + include.length} cells, more than ${maxCells}`, [
      `allow more: --max-cells ${whole + include.length}`,
    ])
  const cells = [...product(read.axes).filter(cell => !exclude.some(part => fits(cell, part))), ...include]
  if (cells.length === 0)
    return refuse(sheet, unknown, 'the matrix has no cell left: exclude leaves all of them out', [])
  return { cells: cells.map(cell => new Map(axes.map(axis => [axis, cell[axis]]))), maxParallel, stopOnFirstFailure }
}

/** `delay=300ms share=10%`. */
export const labelOf = (cell: Cell): string => [...cell].map(([axis, value]) => `${axis}=${value}`).join(' ')

type Written = v.InferOutput<typeof cell>

const product = (axes: v.InferOutput<typeof matrixShape>['axes']): readonly Written[] =>
  Object.entries(axes).reduce<readonly Written[]>(
    (cells, [axis, values]) => cells.flatMap(cell => values.map(value => ({ ...cell, [axis]: value }))),
    [{}],
  )

const fits = (cell: Written, part: Written): boolean =>
  Object.entries(part).every(([axis, value]) => cell[axis] === value)

const refuse = (sheet: Sheet, matrix: Matrix, message: string, hints: readonly string[]): Matrix => {
  sheet.report({ code: CODES.matrix, path: ['matrix'], on: 'key', message, hints })
  return matrix
}

const checkAxes = (sheet: Sheet, axes: readonly string[]): boolean => {
  const wrong = axes.filter(axis => !v.is(slug, axis.toLowerCase()))
  for (const axis of wrong)
    sheet.report({
      code: CODES.wrong,
      path: ['matrix', 'axes', axis],
      on: 'key',
      message: `expected letters, digits and dashes, found "${axis}"`,
    })
  return wrong.length === 0
}

const checkCells = (
  sheet: Sheet,
  key: 'exclude' | 'include',
  cells: readonly Written[],
  axes: readonly string[],
): boolean => {
  const wrong = cells.flatMap((cell, index) =>
    Object.keys(cell)
      .filter(axis => !axes.includes(axis))
      .map(axis => ({ index, axis })),
  )
  for (const { index, axis } of wrong) {
    const path: Path = ['matrix', key, index, axis]
    sheet.report({
      code: CODES.matrix,
      path,
      on: 'key',
      message: `${key} names unknown axis "${axis}"${didYouMean(axis, axes)}`,
    })
  }
  return wrong.length === 0
}

const checkInclude = (sheet: Sheet, cells: readonly Written[], axes: readonly string[]): boolean => {
  const lacking = cells.flatMap((cell, index) =>
    axes.filter(axis => !Object.hasOwn(cell, axis)).map(axis => ({ index, axis })),
  )
  for (const { index, axis } of lacking)
    sheet.report({
      code: CODES.missing,
      path: ['matrix', 'include', index],
      message: `a cell to include names every axis: "${axis}" is missing`,
    })
  return checkCells(sheet, 'include', cells, axes) && lacking.length === 0
}
