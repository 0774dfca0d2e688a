/** True for http on the loopback: what may stand in for https on a developer's machine. */
export const isLoopback = (url: URL | null): boolean =>
  url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
