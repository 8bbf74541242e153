/** What stands between commas; a comma in quotes is none. */
const LIST_ITEM = /(?:[^",]|"[^"]*")+/g;

/**
 * How many seconds the header `Prefer` asks to wait, at most `most`; undefined when it does not, or in a way that
 * nobody understands: a preference is passed over then, never refused.
 * https://www.rfc-editor.org/rfc/rfc7240#section-4.3
 */
export function parseWait(prefer: string | undefined, most: number): number | undefined {
  for (const item of prefer?.match(LIST_ITEM) ?? []) {
    // What follows a semicolon are parameters, of which `wait` has none.
    const [preference = ''] = item.split(';');
    const [name = '', ...values] = preference.split('=').map((part) => part.trim());
    if (name.toLowerCase() !== 'wait') continue;
    const [, plain, quoted] = /^(?:(\d+)|"(\d+)")$/.exec(values.join('=')) ?? [];
    const seconds = Number(plain ?? quoted ?? 0);
    // Of several with one name the first counts: section 2.
    return seconds < 1 ? undefined : Math.min(seconds, most);
  }
  return undefined;
}
