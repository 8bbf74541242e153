/**
 * List prices on demand in us-east-1, in USD, as of November 2026, without free tiers. Elsewhere they differ by up to half.
 * https://aws.amazon.com/dynamodb/pricing/on-demand/ https://aws.amazon.com/sqs/pricing/
 * https://aws.amazon.com/lambda/pricing/ https://aws.amazon.com/api-gateway/pricing/
 */
export const PRICES = {
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  fifoRequest: 0.5 / 1e6,
  functionGbSecond: 0.000_013_333_4,
  functionRequest: 0.2 / 1e6,
  apiRequest: 1 / 1e6,
} as const;
