import type { Airport } from './airports.ts';

/** https://www2.census.gov/geo/pdfs/maps-data/maps/reference/us_regdiv.pdf */
const STATES = {
  Northeast: 'CT MA ME NH NJ NY PA RI VT',
  Midwest: 'IA IL IN KS MI MN MO ND NE OH SD WI',
  South: 'AL AR DC DE FL GA KY LA MD MS NC OK SC TN TX VA WV',
  West: 'AK AZ CA CO HI ID MT NM NV OR UT WA WY',
};

const REGION_OF = new Map(
  Object.entries(STATES).flatMap(([region, states]) =>
    states.split(' ').map((state): [string, string] => [state, region]),
  ),
);

export interface Region {
  /** The Census Bureau's, else `Overseas`. */
  readonly name: string;
  /** Hours, of the nautical time zone. */
  readonly utcOffset: number;
}

export function regionOf({ state, longitude }: Airport): Region {
  return { name: REGION_OF.get(state ?? '') ?? 'Overseas', utcOffset: whole(longitude / 15) };
}

/** To 0.01 degrees, about a kilometre. */
export function roundedCoordinates({ latitude, longitude }: Airport) {
  return { latitude: round(latitude), longitude: round(longitude) };
}

function round(degrees: number): number {
  return whole(degrees * 100) / 100;
}

/** Never -0, which JSON does not know. */
function whole(value: number): number {
  return Math.round(value) + 0;
}
