import type { Output } from '../io.ts';
import { wrap } from './wrap.ts';

/** Text as a terminal is wide, wrapped at words. What is indented is to be copied and stays as it is, as all does elsewhere. */
export function fitted(text: string, { columns }: Pick<Output, 'columns'>): string {
  if (columns === undefined) return text;
  // One column is left free: a full line would wrap on some terminals.
  const fit = (line: string) => (line.startsWith('  ') ? line : wrap(line, columns - 1));
  return text.split('\n').map(fit).join('\n');
}
