import type { CDPSession, Page } from 'playwright-core';

/** Something that went over the network, by the browser's own account: headers, a body, or a frame. */
export interface Piece {
  readonly url: string;
  readonly what:
    | 'request'
    | 'request-body'
    | 'response'
    | 'response-body'
    | 'handshake'
    | 'frame-sent'
    | 'frame-received';
  readonly bytes: Buffer;
}

interface Noted extends Omit<Piece, 'url'> {
  readonly id: string;
}

const text = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const payload = ({ opcode, payloadData }: { opcode: number; payloadData: string }) =>
  Buffer.from(payloadData, opcode === 2 ? 'base64' : 'utf8');

/** Everything that a page sent and got, over HTTP and WebSocket, and what its console and errors said. */
export class Traffic {
  /** Errors and warnings on the console, uncaught errors, violations of the content security policy. */
  readonly problems: string[] = [];
  readonly #notes: Noted[] = [];
  readonly #urls = new Map<string, string>();
  readonly #bodies: Promise<unknown>[] = [];

  /** Listens to a page from before its first request. */
  async listen(page: Page): Promise<void> {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.problems.push(message.text());
    });
    page.on('pageerror', (thrown) => this.problems.push(`uncaught: ${thrown.message}`));
    await page.addInitScript(() =>
      addEventListener(
        'securitypolicyviolation',
        ({ violatedDirective, blockedURI }) => console.error('csp:', violatedDirective, blockedURI),
        true,
      ),
    );
    const cdp = await page.context().newCDPSession(page);
    this.#http(cdp);
    this.#sockets(cdp);
    await cdp.send('Network.enable', { maxPostDataSize: 1 << 20, maxResourceBufferSize: 1 << 24 });
  }

  #note(id: string, what: Piece['what'], bytes: Buffer): void {
    if (bytes.length > 0) this.#notes.push({ id, what, bytes });
  }

  #http(cdp: CDPSession): void {
    cdp.on('Network.requestWillBeSent', ({ requestId, request }) => {
      this.#urls.set(requestId, request.url);
      this.#note(requestId, 'request', text([request.method, request.url, request.headers]));
      this.#note(requestId, 'request-body', text(request.postData ?? ''));
    });
    cdp.on('Network.requestWillBeSentExtraInfo', ({ requestId, headers }) =>
      this.#note(requestId, 'request', text(headers)),
    );
    cdp.on('Network.responseReceived', ({ requestId, response }) =>
      this.#note(requestId, 'response', text([response.status, response.headers])),
    );
    cdp.on('Network.responseReceivedExtraInfo', ({ requestId, headers, headersText }) =>
      this.#note(requestId, 'response', text(headersText ?? headers)),
    );
    cdp.on('Network.loadingFinished', ({ requestId }) => {
      const body = cdp.send('Network.getResponseBody', { requestId }).then(
        ({ body, base64Encoded }) =>
          this.#note(requestId, 'response-body', Buffer.from(body, base64Encoded ? 'base64' : 'utf8')),
        // Preflights and redirects have none.
        () => {},
      );
      this.#bodies.push(body);
    });
  }

  #sockets(cdp: CDPSession): void {
    cdp.on('Network.webSocketCreated', ({ requestId, url }) => this.#urls.set(requestId, url));
    cdp.on('Network.webSocketWillSendHandshakeRequest', ({ requestId, request }) =>
      this.#note(requestId, 'handshake', text(request.headers)),
    );
    cdp.on('Network.webSocketHandshakeResponseReceived', ({ requestId, response }) =>
      this.#note(requestId, 'handshake', text([response.status, response.headers])),
    );
    cdp.on('Network.webSocketFrameSent', ({ requestId, response }) =>
      this.#note(requestId, 'frame-sent', payload(response)),
    );
    cdp.on('Network.webSocketFrameReceived', ({ requestId, response }) =>
      this.#note(requestId, 'frame-received', payload(response)),
    );
  }

  /** Every piece so far whose host is that of `origin`; all, without one. */
  async pieces(origin?: string): Promise<Piece[]> {
    await Promise.all(this.#bodies);
    const pieces = this.#notes.map(({ id, what, bytes }) => ({ url: this.#urls.get(id) ?? '', what, bytes }));
    return origin === undefined ? pieces : pieces.filter(({ url }) => hostOf(url) === new URL(origin).host);
  }

  /** The origins that were asked, by their hosts. */
  get hosts(): string[] {
    return [...new Set([...this.#urls.values()].map(hostOf))].sort();
  }
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);
