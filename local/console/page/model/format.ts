// Numbers as a person reads them: at most four digits, then a unit.

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const THREE_DIGITS = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const SHORT_CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

export const NOTHING = '–';

/** Counts up to a million in full. */
export function formatCount(value: number): string {
  if (Math.abs(value) >= 1e9) return `${THREE_DIGITS.format(value / 1e9)} G`;
  if (Math.abs(value) >= 1e6) return `${THREE_DIGITS.format(value / 1e6)} M`;
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return WHOLE.format(value);
  return THREE_DIGITS.format(value);
}

export function formatMilliseconds(ms: number): string {
  if (Math.abs(ms) < 1) return ms === 0 ? '0 ms' : `${THREE_DIGITS.format(ms)} ms`;
  // 999.6 ms would round to a thousand of them.
  if (Math.round(Math.abs(ms)) < 1000) return `${WHOLE.format(ms)} ms`;
  return formatSeconds(ms / 1000);
}

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0) return `-${formatSeconds(-seconds)}`;
  if (seconds < 9.95) return `${THREE_DIGITS.format(Math.round(seconds * 10) / 10)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(whole, 60, 'min', 1, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return pair(minutes, 60, 'h', 1, 'min');
  return pair(Math.round(seconds / 3600), 24, 'd', 1, 'h');
}

function pair(value: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((value % big) / small);
  const whole = `${Math.floor(value / big)} ${bigUnit}`;
  return rest === 0 ? whole : `${whole} ${rest} ${smallUnit}`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${THREE_DIGITS.format(bytes)} B`;
  if (bytes < 1024 ** 2) return `${THREE_DIGITS.format(bytes / 1024)} KiB`;
  return `${THREE_DIGITS.format(bytes / 1024 ** 2)} MiB`;
}

/** 0.123 as `12.3 %`. Only the whole is 100 %, and only nothing is 0 %. */
export function formatShare(share: number): string {
  const percent = Math.round(share * 1000) / 10;
  if (percent >= 100 && share < 1) return '99.9 %';
  if (percent <= 0 && share > 0) return '< 0.1 %';
  return `${percent} %`;
}

/** @param unit a unit of CloudWatch, or `USD`; any other is left out */
export function formatValue(value: number | null | undefined, unit?: string): string {
  if (value === null || value === undefined) return NOTHING;
  switch (unit) {
    case 'Milliseconds':
      return formatMilliseconds(value);
    case 'Microseconds':
      return formatMilliseconds(value / 1000);
    case 'Seconds':
      return formatSeconds(value);
    case 'Bytes':
      return formatBytes(value);
    case 'Percent':
      return `${formatCount(value)} %`;
    case 'USD':
      return `$${value !== 0 && Math.abs(value) < 0.01 ? THREE_DIGITS.format(value) : value.toFixed(2)}`;
    default:
      return formatCount(value);
  }
}

/** Local time of day; with the day when it is not that of `now`. */
export function formatTime(ms: number, now = Date.now()): string {
  const clock = CLOCK.format(ms);
  return DAY.format(ms) === DAY.format(now) ? clock : `${DAY.format(ms)}, ${clock}`;
}

/** Under an axis: seconds only where the steps are finer than minutes. */
export function formatTick(ms: number, stepMs: number): string {
  return stepMs < 60_000 ? CLOCK.format(ms) : SHORT_CLOCK.format(ms);
}

/** `from` to `to`, or to now. */
export function formatSpan(from: string | null, to: string | null, now = Date.now()): string {
  if (from === null) return NOTHING;
  const end = to === null ? now : Date.parse(to);
  return formatMilliseconds(Math.max(0, end - Date.parse(from)));
}
