import { describe, expect, it } from 'vitest';
import { splitRows } from '../../cli/input/lines.ts';
import type { Read } from '../../cli/input/read.ts';
import { readCsv } from '../../cli/input/read-csv.ts';
import { type JsonReading, readJson } from '../../cli/input/read-json.ts';

const schema = {
  definitions: { size: { type: 'integer' } },
  type: 'object',
  properties: {
    id: { type: 'string' },
    name: { type: 'string' },
    price: { type: 'number' },
    stock: { $ref: '#/definitions/size' },
    sold: { type: ['boolean', 'null'] },
    tags: { type: 'array' },
    code: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    'a.b': { type: 'string' },
    place: { type: 'object', properties: { city: { type: 'string' }, floor: { enum: [1, 2] } } },
    open: { type: 'object' },
  },
};

async function* inOneChunk(text: string): AsyncGenerator<Buffer, void> {
  yield Buffer.from(text);
}

async function readRows(text: string, options: object = {}): Promise<readonly Read[]> {
  const reading = { empty: 'skip', ignoreUnknownFields: false, onlyExternalId: false, ...options } as const;
  const reads: Read[] = [];
  const rows = splitRows(inOneChunk(text), 10_000);
  const columns = { ...reading, externalIdField: 'id', schema, position: () => 0 };
  for await (const some of readCsv(rows, columns)) reads.push(...some);
  return reads;
}

const jsonOf = (read: Read | undefined) => (read?.kind === 'record' ? read.record.json : undefined);

describe('a CSV file', () => {
  it('gives every cell the type of its field, and numbers their digits', async () => {
    const [read] = await readRows(
      'id,name,price,stock,sold,tags,code,a.b,place.city,place.floor,open.x\n' +
        'i-1,007,0.10000000000000000001,12.0,TRUE,"[1,{""x"":2}]",12,dotted,Turin,2,y\n',
    );
    expect(jsonOf(read)).toBe(
      '{"id":"i-1","name":"007","price":0.10000000000000000001,"stock":12.0,"sold":true,"tags":[1,{"x":2}],' +
        '"code":"12","a.b":"dotted","place":{"city":"Turin","floor":2},"open":{"x":"y"}}',
    );
  });

  it('leaves empty cells out, and deletes with the null token', async () => {
    const text = 'id,name,place.city,price\ni-1,,,\ni-2,NULL,NULL,NULL\n';
    const reads = await readRows(text, { nullToken: 'NULL' });
    expect(reads.map(jsonOf)).toEqual([
      '{"id":"i-1"}',
      '{"id":"i-2","name":null,"place":{"city":null},"price":null}',
    ]);
    const [emptied] = await readRows('id,name\ni-1,\n', { empty: 'null' });
    expect(jsonOf(emptied)).toBe('{"id":"i-1","name":null}');
  });

  it.each([
    ['i-1,cheap,1', 2, 'a number was expected'],
    ['i-1,1,1.5', 3, 'a whole number was expected'],
    ['i-1,1,007', 3, 'a whole number was expected'],
    [',1,1', 1, 'must have "id", which names the resource'],
    ['i-1,1', undefined, '3 cells were expected, as in the first row; it has 2'],
    ['i-1,"1"0,1', undefined, 'has text after a closing quote; a quote within quotes is written twice'],
  ])('reports the row %j, and goes on after it', async (row, column, problem) => {
    const reads = await readRows(`id,price,stock\n${row}\ni-2,2,2\n`);
    expect(reads[0]).toEqual({ kind: 'bad-line', line: 2, problem, ...(column !== undefined && { column }) });
    expect(jsonOf(reads.at(-1))).toBe('{"id":"i-2","price":2,"stock":2}');
  });

  it('reports all lines that a stray quote takes in', async () => {
    const reads = await readRows('id,price\ni-1,1\ni-2,2"\ni-3,3\ni-4,"4"\n');
    expect(jsonOf(reads[0])).toBe('{"id":"i-1","price":1}');
    expect(reads.slice(1)).toEqual([
      {
        kind: 'bad-line',
        line: 3,
        problem: 'has a quote within a cell that does not begin with one; it takes in the lines up to 5',
      },
    ]);
  });

  it.each([
    ['name\n', 'must name the column "id"'],
    ['id,\n', 'Column 2 of the first row has no name'],
    ['id,name,name\n', 'names the column "name" twice'],
    ['id,nmae\n', 'Column 2 of the first row, "nmae", is not defined by the schema'],
    ['id,place.street\n', 'Column 2 of the first row, "place.street", is not defined by the schema'],
    ['id,place,place.city\n', 'Column 3 of the first row, "place.city", is within another column'],
    ['id,place.city,place\n', 'Column 3 of the first row, "place", holds another column'],
  ])('is refused for the first row %j', async (text, problem) => {
    await expect(readRows(text)).rejects.toThrow(problem);
  });

  it('may have columns that the schema does not define when they are to be ignored', async () => {
    const reads = await readRows('id,nmae\ni-1,x\n', { ignoreUnknownFields: true });
    expect(reads.map(jsonOf)).toEqual(['{"id":"i-1","nmae":"x"}']);
  });
});

describe('a record in JSON', () => {
  const read = (text: string | Buffer, options: Partial<JsonReading> = {}) =>
    readJson(
      { line: 17, column: 3, bytes: Buffer.from(text) },
      { externalIdField: 'id', takesIds: false, isWrapped: false, position: () => 5, ...options },
    );

  it('is sent as it is written', () => {
    const text = '{"id": "i-1", "n": 1.10000000000000000001}';
    expect(read(` ${text}\r\n`)).toEqual({
      kind: 'record',
      record: { json: text, externalId: 'i-1', line: 17, position: 5 },
    });
  });

  it('is unwrapped when it is of a file of records that failed', () => {
    const text = '{"line":3,"code":"validation_failed","patch":{"id":"i-1","n":1.10}}';
    expect(jsonOf(read(text, { isWrapped: true }))).toBe('{"id":"i-1","n":1.10}');
    expect(read('{"line":3}', { isWrapped: true })).toMatchObject({
      problem: 'has no "patch": {...} to send',
    });
  });

  it('may be the external id alone where resources are deleted', () => {
    expect(jsonOf(read('"i-1"', { takesIds: true }))).toBe('{"id":"i-1"}');
    expect(read('"i-1"')).toMatchObject({ problem: 'an object {...} was expected' });
  });

  it.each([
    ['{"id": x}', 17, 10, 'is not JSON: invalid symbol'],
    ['{"id": "i-1"', 17, 15, 'is not JSON: close brace expected'],
    ['{\n  "id" "i-1"}', 18, 8, 'is not JSON: colon expected'],
    ['[]', 17, 3, 'an object {...} was expected'],
    ['{"id": 5}', 17, undefined, 'must have a string "id", which names the resource'],
    ['{}', 17, undefined, 'must have a string "id", which names the resource'],
  ])('is reported with its place: %j', (text, line, column, problem) => {
    expect(read(text)).toEqual({ kind: 'bad-line', line, problem, ...(column !== undefined && { column }) });
  });

  it('must be UTF-8', () => {
    expect(read(Buffer.from('{"id": "\xe9"}', 'latin1'))).toMatchObject({ problem: 'is not UTF-8' });
  });
});
