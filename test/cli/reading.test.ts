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
    ['i-1,1', '3 cells were expected, as in the first row; it has 2'],
    ['i-1,"1"0,1', 'has text after a closing quote; a quote within quotes is written twice'],
  ])('reports the row %j as it stands, and goes on after it', async (row, problem) => {
    const reads = await readRows(`id,price,stock\n${row}\r\ni-2,2,2\n`);
    expect(reads[0]).toEqual({ kind: 'bad-line', line: 2, problem, text: row });
    expect(jsonOf(reads.at(-1))).toBe('{"id":"i-2","price":2,"stock":2}');
  });

  it.each([
    ['i-1,cheap,1,2', 'price: a number was expected, not "cheap"', '{"id":"i-1","price":"cheap","stock":1,'],
    ['i-1,1,1.5,2', 'stock: a whole number was expected, not "1.5"', '{"id":"i-1","price":1,"stock":"1.5",'],
    ['i-1,1,007,2', 'stock: a whole number was expected, not "007"', '{"id":"i-1","price":1,"stock":"007",'],
    [',1,1,2', 'id: the id of the resource was expected, not ""', '{"id":"","price":1,"stock":1,'],
  ])('tells what is wrong with a cell of %j, and what it reads of the row', async (row, problem, patch) => {
    const reads = await readRows(`id,price,stock,place.floor\n${row}\ni-2,2,2,1\n`);
    expect(reads[0]).toEqual({
      ...{ kind: 'bad-line', line: 2, problem, errors: [`/${problem}`] },
      patch: `${patch}"place":{"floor":2}}`,
    });
    expect(jsonOf(reads[1])).toBe('{"id":"i-2","price":2,"stock":2,"place":{"floor":1}}');
  });

  it('tells of every bad cell of a row, each by its field and shortened', async () => {
    const long = 'x'.repeat(1000);
    const reads = await readRows(`id,price,place.floor\nNULL,${long},"a ""b""\n"\n`, { nullToken: 'NULL' });
    expect(reads).toEqual([
      {
        kind: 'bad-line',
        line: 2,
        problem: 'id: the id of the resource was expected, not "NULL", and 2 more cells of the row',
        errors: [
          '/id: the id of the resource was expected, not "NULL"',
          `/price: a number was expected, not "${'x'.repeat(40)}..."`,
          '/place/floor: a number was expected, not "a \\"b\\"\\n"',
        ],
        patch: JSON.stringify({ id: 'NULL', price: long, place: { floor: 'a "b"\n' } }),
      },
    ]);
  });

  it('reports all lines that a stray quote takes in', async () => {
    const reads = await readRows('id,price\ni-1,1\ni-2,2"\ni-3,3\ni-4,"4"\n');
    expect(jsonOf(reads[0])).toBe('{"id":"i-1","price":1}');
    expect(reads.slice(1)).toEqual([
      {
        kind: 'bad-line',
        line: 3,
        problem: 'has a quote within a cell that does not begin with one; it takes in the lines up to 5',
        text: 'i-2,2"\ni-3,3\ni-4,"4"',
      },
    ]);
  });

  it.each([
    ['', 'the first row must name the fields'],
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
  });

  it('is kept as it is when it failed before and has no patch yet', () => {
    const text = '{"line":3,"errors":["is not JSON"],"text":"{"}';
    expect(read(`${text}\n`, { isWrapped: true })).toMatchObject({
      problem: expect.stringContaining('write what it should be into "patch"'),
      uncorrected: text,
    });
    expect(read('[]', { isWrapped: true })).toMatchObject({ text: '[]' });
  });

  it('is shown by its beginning alone when it is long and cannot be read', () => {
    expect(read(`[${'1'.repeat(2999)}`)).toMatchObject({
      text: `[${'1'.repeat(1999)}... (the first 2000 of 3000 characters)`,
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
  ])('is reported with its place and its text: %j', (text, line, column, problem) => {
    expect(read(text)).toEqual({ kind: 'bad-line', line, problem, column, text });
  });

  it.each(['{"id": 5}', '{}'])('is kept to be corrected when it does not name its resource: %j', (patch) => {
    const problem = 'must have a string "id", which names the resource';
    expect(read(patch)).toEqual({ kind: 'bad-line', line: 17, problem, patch });
  });

  it('must be UTF-8', () => {
    expect(read(Buffer.from('{"id": "\xe9"}', 'latin1'))).toMatchObject({ problem: 'is not UTF-8' });
  });
});
