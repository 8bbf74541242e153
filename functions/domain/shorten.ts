/** Cuts the middle out of a text that is longer than `max` UTF-16 units: where it begins and how it ends say most. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const half = Math.floor(max / 2);
  return `${text.slice(0, half)} ... ${text.slice(-half)}`.toWellFormed();
}
