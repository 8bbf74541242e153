import { defineCommand, positionalsOf } from '../command.ts';
import type { Check } from '../doctor/check.ts';
import { examine } from '../doctor/examine.ts';
import { EXIT, type Output } from '../io.ts';
import { printable, printableJson } from '../report/printable.ts';
import { wrap } from '../report/wrap.ts';

export const doctorCommand = defineCommand({
  name: 'doctor',
  args: '',
  summary: 'check settings, URL, token, tenant, clock and limits',
  about: `Each check is a line: ok, warn or FAIL, and what to do. Exit code 1 means that
one failed. The token is read, not verified, and goes nowhere but to the API.`,
  options: {},
  examples: ['doctor', 'doctor --profile staging', 'doctor --json'],
  run: async (call) => {
    positionalsOf(call);
    const { io, values } = call;
    const checks: Check[] = [];
    for await (const check of examine(call)) {
      checks.push(check);
      const isShown = !values.json && !(values.quiet && check.state === 'ok');
      if (isShown) io.stdout.write(`${lineOf(check, io.stdout)}\n`);
    }
    const isGood = checks.every(({ state }) => state !== 'fail');
    if (values.json) io.stdout.write(`${printableJson({ ok: isGood, checks })}\n`);
    return isGood ? EXIT.ok : EXIT.failed;
  },
});

/** Where the findings begin. */
const INDENT = 16;

/** One line; on a terminal it is wrapped at words. */
function lineOf(
  { name, state, finding, advice }: Check,
  { columns = Number.POSITIVE_INFINITY }: Output,
): string {
  const word = state === 'fail' ? 'FAIL' : state;
  const text = printable(`${finding}${advice === null ? '' : ` ${advice}`}`);
  const lines = wrap(text, columns - 1 - INDENT).replaceAll('\n', `\n${' '.repeat(INDENT)}`);
  return `${word.padEnd(5)} ${name.padEnd(9)} ${lines}`;
}
