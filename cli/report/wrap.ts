/**
 * Breaks a line into lines of at most so many columns: at spaces where it can, within words where it must. Nothing but spaces at
 * their ends is left out.
 */
export function wrap(text: string, columns: number): string {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const end = () => {
    lines.push(line.trimEnd());
    line = '';
    used = 0;
  };
  for (const word of text.match(/\S+ ?| /g) ?? []) {
    if (used > 0 && used + widthOf(word.trimEnd()) > columns) end();
    for (const char of word) {
      if (used + widthOf(char) > columns && char !== ' ') end();
      line += char;
      used += widthOf(char);
    }
  }
  end();
  return lines.join('\n');
}

/** From here on are the scripts whose characters take two columns; for others, the line just ends earlier. */
const WIDE_FROM = 0x1100;

function widthOf(text: string): number {
  return Array.from(text, (char) => ((char.codePointAt(0) ?? 0) < WIDE_FROM ? 1 : 2)).reduce(
    (sum: number, width) => sum + width,
    0,
  );
}
