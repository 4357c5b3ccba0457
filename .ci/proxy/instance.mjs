// A stand-in for one instance of Gatefold: it answers what the rules of a proxy are about, and remembers what it got.

import { createServer } from 'node:http';

const PAGES = {
  '/wall': { 'cache-control': 'public, max-age=0, s-maxage=60', vary: 'Cookie, Accept-Encoding', etag: '"wall"' },
  '/file': { 'cache-control': 'public, max-age=300' },
  '/private': { 'cache-control': 'private, no-store' },
  '/says-nothing': {},
  '/unmarked': { 'cache-control': 'max-age=60' },
  '/cookie': { 'cache-control': 'public, max-age=60', 'set-cookie': 'gatefold-free=1; Path=/' },
  '/large-head': { 'cache-control': 'no-store', 'set-cookie': [1, 2, 3].map((n) => `gatefold-with-${n}=${'x'.repeat(2000)}`) },
};

const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export class Instance {
  constructor(name) {
    this.name = name;
    this.port = 0;
    this.seen = [];
    this.isReady = true;
    this.sockets = new Set();
    // Connections that the proxy ended, by itself, before we did.
    this.leftByProxy = 0;
  }

  async start() {
    this.server = createServer((request, response) => this.answer(request, response));
    // As Gatefold does.
    this.server.keepAliveTimeout = 10_000;
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('end', () => (this.leftByProxy += 1));
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => {});
    });
    await new Promise((done) => this.server.listen(this.port, '127.0.0.1', done));
    this.port = this.server.address().port;
  }

  /** Takes no more connections, finishes what is under way, ends. */
  async stop() {
    await new Promise((done) => {
      this.server.close(done);
      this.server.closeIdleConnections();
    });
  }

  /** What "kill -9" does. */
  kill() {
    this.server.close();
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  asked(path, method = 'GET') {
    return this.seen.filter((request) => request.url === path && request.method === method);
  }

  async answer(request, response) {
    const { method, url, headers, httpVersion } = request;
    if (url === '/-/ready' || url === '/-/live') {
      response.writeHead(url === '/-/live' || this.isReady ? 200 : 503, { 'cache-control': 'no-store' }).end();
      return;
    }
    let length = 0;
    try {
      for await (const part of request) length += part.length;
    } catch {
      // The proxy gave up in the middle of the body.
      return;
    }
    this.seen.push({ method, url, headers, httpVersion, length });
    // Of two instances the one that is asked first dies over it.
    if (url.includes('DIES') || url.startsWith('/dies-form') || (url === '/dies-once' && !Instance.hasDied)) {
      Instance.hasDied ||= url === '/dies-once';
      request.socket.resetAndDestroy();
      return;
    }
    const path = url.split('?')[0];
    if (path === '/load') await wait(20);
    if (path === '/error') {
      response.writeHead(503, { 'cache-control': 'public, max-age=60', 'retry-after': '7' }).end('a page of Gatefold’s');
      return;
    }
    const reader = /(^|; ?)(__Host-)?gatefold/.test(headers.cookie ?? '') ? 'member' : 'stranger';
    const isForAll = reader === 'stranger' || path === '/cookie' || path === '/file';
    const marked = isForAll ? (PAGES[path] ?? { 'cache-control': 'no-store' }) : { 'cache-control': 'private, no-store' };
    if (marked.etag && headers['if-none-match'] === marked.etag) {
      response.writeHead(304, marked).end();
      return;
    }
    response.writeHead(200, { ...marked, 'content-type': 'text/plain', 'content-encoding': headers['accept-encoding'] || 'identity' });
    response.end(JSON.stringify({ by: this.name, reader, coding: headers['accept-encoding'] ?? '' }));
  }
}
