/** One text per value: equal values have equal texts. The order of a document's fields is kept, because it tells in which order patches came. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, held: unknown) => {
      if (held instanceof Set) return { set: [...held].sort((a, b) => Number(a) - Number(b)) };
      if (held instanceof Map) return { map: [...held].sort(([a], [b]) => Number(a) - Number(b)) };
      return held;
    }) ?? 'undefined'
  );
}

/** Numbers for values, so that a state of the whole is a few numbers. */
export function createInterner<T>(textOf: (value: T) => string = canonical) {
  const numbers = new Map<string, number>();
  const values: T[] = [];
  return {
    numberOf(value: T): number {
      const text = textOf(value);
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, values.length);
      return values.push(value) - 1;
    },
    valueOf(number: number): T {
      const value = values[number];
      if (value === undefined) throw new RangeError(`nothing has the number ${number}`);
      return value;
    },
  };
}
