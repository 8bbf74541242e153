import jsep from 'jsep';
import { TemplateError } from '../errors.ts';
import type { Series } from './store.ts';

/** What an expression may refer to. */
export interface ExpressionContext {
  /** The data of a metric or of another expression by its id. */
  readonly series: (id: string) => Series;
  /** Seconds. */
  readonly period: number;
  /** How many data points a series has. */
  readonly count: number;
}

type Value = number | Series | readonly Series[];

/**
 * Evaluates an expression of CloudWatch's metric math, as far as Patchlane's dashboard and alarms use it; a TemplateError
 * for anything else. Data points are calculated with one by one: where one is missing there is none, and where the
 * result is no number, as after a division by zero, neither.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function evaluateExpression(text: string, context: ExpressionContext): Series {
  const result = asSeries(evaluate(parse(text), context), context);
  if (result === undefined) throw new TemplateError(`The expression ${text} gives more than one line.`);
  return result;
}

function parse(text: string): jsep.CoreExpression {
  try {
    // What jsep gives is one of the expressions that it knows.
    return jsep(text) as jsep.CoreExpression;
  } catch (error) {
    throw new TemplateError(`The expression ${text} cannot be read: ${String(error)}.`, { cause: error });
  }
}

function evaluate(node: jsep.Expression, context: ExpressionContext): Value {
  const of = node as jsep.CoreExpression;
  switch (of.type) {
    case 'Literal':
      return typeof of.value === 'number' ? of.value : unknownPart(of.raw);
    case 'Identifier':
      return context.series(of.name);
    case 'ArrayExpression':
      return of.elements.map((element) => seriesOf(element ?? unknownPart('[,]'), context));
    case 'UnaryExpression':
      return of.operator === '-'
        ? pointwise([evaluate(of.argument, context)], context, (value = 0) => -value)
        : unknownPart(of.operator);
    case 'BinaryExpression': {
      const operate = OPERATORS.get(of.operator) ?? unknownPart(of.operator);
      const operands = [evaluate(of.left, context), evaluate(of.right, context)];
      return pointwise(operands, context, (left = 0, right = 0) => Number(operate(left, right)));
    }
    case 'CallExpression': {
      const name = of.callee.type === 'Identifier' ? String(of.callee['name']) : '';
      const call = FUNCTIONS.get(name) ?? unknownPart(`${name}()`);
      return call(
        of.arguments.map((argument) => evaluate(argument, context)),
        context,
      );
    }
    default:
      return unknownPart(of.type);
  }
}

type Operator = (left: number, right: number) => number | boolean;
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['+', (left, right) => left + right],
  ['-', (left, right) => left - right],
  ['*', (left, right) => left * right],
  ['/', (left, right) => left / right],
  ['<', (left, right) => left < right],
  ['<=', (left, right) => left <= right],
  ['>', (left, right) => left > right],
  ['>=', (left, right) => left >= right],
  ['==', (left, right) => left === right],
  ['!=', (left, right) => left !== right],
  ['&&', (left, right) => left !== 0 && right !== 0],
  ['||', (left, right) => left !== 0 || right !== 0],
]);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions */
type Call = (values: readonly Value[], context: ExpressionContext) => Value;
const FUNCTIONS: ReadonlyMap<string, Call> = new Map<string, Call>(
  Object.entries<Call>({
    PERIOD: (_, { period }) => period,
    FILL: ([metric = [], filler = 0], context) =>
      each([metric, filler], context, ([value = null, other = null]) => value ?? other),
    IF: ([condition = 0, then = 0, otherwise], context) =>
      each([condition, then, otherwise ?? NOTHING], context, ([test, yes = null, no = null]) =>
        test === null ? null : test === 0 ? no : yes,
      ),
    SUM: ([lines = []], context) => across(lines, context, (values) => values.reduce((a, b) => a + b, 0)),
    AVG: ([lines = []], context) =>
      across(lines, context, (values) => values.reduce((a, b) => a + b, 0) / values.length),
    MAX: ([lines = []], context) => across(lines, context, (values) => Math.max(...values)),
    MIN: ([lines = []], context) => across(lines, context, (values) => Math.min(...values)),
  }),
);

const NOTHING: Series = [];

/** Of several lines, what each moment has; missing points are passed over there. */
function across(
  lines: Value,
  context: ExpressionContext,
  reduce: (values: readonly number[]) => number,
): Value {
  if (!isLines(lines)) return unknownPart('a function of several metrics over one');
  return each(lines, context, (points) => {
    const there = points.filter((point) => point !== null);
    return there.length === 0 ? null : reduce(there);
  });
}

/** Calculates where all operands have a point. */
function pointwise(
  operands: readonly Value[],
  context: ExpressionContext,
  calculate: (...values: readonly number[]) => number,
): Value {
  if (operands.every((operand) => typeof operand === 'number')) return calculate(...operands);
  return each(operands, context, (points) => {
    const there = points.filter((point) => point !== null);
    return there.length < points.length ? null : calculate(...there);
  });
}

function each(
  operands: readonly Value[],
  context: ExpressionContext,
  calculate: (points: Series) => number | null,
): Series {
  const all = operands.map(
    (operand) => asSeries(operand, context) ?? unknownPart('several metrics in one place'),
  );
  return Array.from({ length: context.count }, (_, at) => {
    const point = calculate(all.map((series) => series[at] ?? null));
    return point !== null && Number.isFinite(point) ? point : null;
  });
}

function seriesOf(node: jsep.Expression, context: ExpressionContext): Series {
  return asSeries(evaluate(node, context), context) ?? unknownPart('an array in an array');
}

function asSeries(value: Value, { count }: ExpressionContext): Series | undefined {
  if (typeof value === 'number') return new Array<number>(count).fill(value);
  return isLines(value) ? undefined : value;
}

function isLines(value: Value): value is readonly Series[] {
  return typeof value !== 'number' && value.length > 0 && Array.isArray(value[0]);
}

function unknownPart(what: string): never {
  throw new TemplateError(`The local run does not know ${what} in an expression of metrics.`);
}
