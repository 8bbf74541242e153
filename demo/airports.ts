import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';

/** The file's word for a city or state that it does not know. */
const UNKNOWN = 'NA';

const text = z.string().min(1);
const degrees = (limit: number) => text.transform(Number).pipe(z.number().min(-limit).max(limit));

const row = z
  .object({
    iata: text,
    name: text,
    city: text,
    state: text,
    country: text,
    latitude: degrees(90),
    longitude: degrees(180),
  })
  .transform(({ city, state, ...known }) => ({
    ...known,
    ...(city === UNKNOWN ? {} : { city }),
    ...(state === UNKNOWN ? {} : { state }),
  }));

/** One row of the file; a city or state that it does not know is absent. */
export type Airport = Readonly<z.infer<typeof row>>;

export const AIRPORTS_FILE = new URL('airports.csv', import.meta.url);

/** Reads the airports, the first `rows` of them; rejects when a row is not one. */
export async function readAirports(file: URL | string, rows = Number.POSITIVE_INFINITY): Promise<Airport[]> {
  const records: unknown = parse(await readFile(file), { columns: true });
  return z.array(row).parse(records).slice(0, rows);
}
