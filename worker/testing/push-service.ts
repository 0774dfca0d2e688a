/** What the push service of vitest.config.ts was sent. */
export interface Ringing {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An endpoint of its own at a push service that answers with this status; `hang`: not at all. */
export const makeEndpoint = (answer: number | 'hang' = 201): string =>
  `https://push.test/${answer}/${crypto.randomUUID()}`;

/** What came to an endpoint so far. */
export async function ringsAt(endpoint: string): Promise<Ringing[]> {
  const response = await fetch(`http://network.test/push${new URL(endpoint).pathname}`);
  return response.json();
}
