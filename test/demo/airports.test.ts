import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AIRPORTS_FILE, readAirports } from '../../demo/airports.ts';
import { temporaryFolder } from '../support/folders.ts';

const HEAD = 'iata,name,city,state,country,latitude,longitude';

async function csv(...rows: readonly string[]): Promise<string> {
  const file = join(await temporaryFolder(), 'airports.csv');
  await writeFile(file, `${[HEAD, ...rows].join('\n')}\n`);
  return file;
}

describe('readAirports', () => {
  it('reads every airport of the file under a code of its own', async () => {
    const all = await readAirports(AIRPORTS_FILE);
    expect(all).toHaveLength(3376);
    expect(new Set(all.map(({ iata }) => iata)).size).toBe(3376);
    expect(all[0]).toEqual({
      iata: '00M',
      name: 'Thigpen',
      city: 'Bay Springs',
      state: 'MS',
      country: 'USA',
      latitude: 31.95376472,
      longitude: -89.23450472,
    });
  });

  it('finds no code longer than four characters, as the stray ones are', async () => {
    for (const { iata } of await readAirports(AIRPORTS_FILE)) expect(iata).toMatch(/^[0-9A-Z]{3,4}$/);
  });

  it('reads the first rows alone when it is told how many', async () => {
    const codes = (await readAirports(AIRPORTS_FILE, 3)).map(({ iata }) => iata);
    expect(codes).toEqual(['00M', '00R', '00V']);
  });

  it('leaves out a city or a state that the file does not know', async () => {
    const file = await csv('ROR,Babelthoup,NA,NA,Palau,7.367222,134.544167', 'X,NA,Y,NA,USA,1,2');
    expect(await readAirports(file)).toEqual([
      { iata: 'ROR', name: 'Babelthoup', country: 'Palau', latitude: 7.367222, longitude: 134.544167 },
      { iata: 'X', name: 'NA', city: 'Y', country: 'USA', latitude: 1, longitude: 2 },
    ]);
  });

  it('takes the poles and the date line', async () => {
    const file = await csv('A,a,a,a,a,90,180', 'B,b,b,b,b,-90,-180');
    expect(await readAirports(file)).toMatchObject([
      { latitude: 90, longitude: 180 },
      { latitude: -90, longitude: -180 },
    ]);
  });

  it.each([
    ['without a latitude', 'A,a,a,a,a,,1'],
    ['with a latitude that is no number', 'A,a,a,a,a,north,1'],
    ['with a latitude out of range', 'A,a,a,a,a,90.1,1'],
    ['with a longitude out of range', 'A,a,a,a,a,1,-180.1'],
    ['without a code', ',a,a,a,a,1,1'],
  ])('refuses a row %s', async (_, row) => {
    await expect(readAirports(await csv(row))).rejects.toThrow();
  });
});
