const GROUPED = new Intl.NumberFormat('en');
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** `1,234,567` */
export function count(number: number): string {
  return GROUPED.format(number);
}

/** At most five characters: `9,999`, `12.3K`, `1.23M`. */
export function shortCount(number: number): string {
  return number < 10_000 ? count(number) : COMPACT.format(number);
}

/** `1 record`, `2 records` */
export function counted(number: number, one: string): string {
  return `${count(number)} ${one}${number === 1 ? '' : one.endsWith('ch') ? 'es' : 's'}`;
}

/** `4.2 s`, `5m 03s`, `2h 05m` */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0');
  return minutes < 60
    ? `${minutes}m ${two(seconds % 60)}s`
    : `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
}

const AGES = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
] as const;

/** In one unit: `5s`, `3m`, `2h`, `40d`; what is yet to come, by another clock, is `0s`. */
export function age(seconds: number): string {
  const [size, unit] = AGES.find(([one]) => seconds >= one) ?? [1, 's'];
  return `${Math.max(0, Math.floor(seconds / size))}${unit}`;
}
