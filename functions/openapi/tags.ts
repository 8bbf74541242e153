/** The parts that the document sorts operations into, in the order in which a reader needs them. */
export const TAGS = {
  Batches: 'Up to 1000 merge patches in one call, applied in the background. **202 means durable.**',
  Resources: 'One resource at a time, answered when it is done.',
  'Schema definitions': 'The kinds of resources that a partner has.',
  Service: 'What the API is and what it takes.',
} as const;

export type Tag = keyof typeof TAGS;
