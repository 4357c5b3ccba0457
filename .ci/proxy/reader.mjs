// Readers: one request over HTTP/2, or over a connection of its own.

import { connect } from 'node:http2';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { connect as tlsConnect } from 'node:tls';

export const HOST = 'news.example';
const PATIENCE = 30_000;

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A browser: HTTP/2, one connection. */
export class Browser {
  constructor(port, ca) {
    // The proxy's certificate is for the host's name, and it stands on loopback.
    const socket = tlsConnect({ host: '127.0.0.1', port, ca, servername: HOST, ALPNProtocols: ['h2'] });
    this.session = connect(`https://${HOST}`, { createConnection: () => socket });
    this.session.on('error', () => {});
  }

  ask(path, { method = 'GET', headers = {}, body, isLengthTold = true } = {}) {
    return new Promise((resolve, reject) => {
      const length = body && isLengthTold ? { 'content-length': String(body.length) } : {};
      const stream = this.session.request({ ':authority': HOST, ':method': method, ':path': path, ...length, ...headers });
      let answer = {};
      let text = '';
      const impatience = setTimeout(() => stream.destroy(new Error(`no answer to ${method} ${path}`)), PATIENCE);
      const done = () => {
        clearTimeout(impatience);
        resolve({ status: answer[':status'], headers: answer, text, page: parsed(text) });
      };
      stream.on('response', (got) => (answer = got));
      stream.on('data', (part) => (text += part));
      stream.on('error', (error) => (clearTimeout(impatience), reject(error)));
      // A refused body may be on its way still.
      stream.on('end', done);
      stream.on('close', done);
      stream.end(body);
    });
  }

  close() {
    this.session.destroy();
  }
}

/** One request over a connection of its own, HTTP/1.1; status 0 where no answer came. */
export function askOnce(port, path, { method = 'GET', headers = {}, body, ca } = {}) {
  return new Promise((resolve) => {
    const make = ca ? tlsRequest : plainRequest;
    const options = { host: '127.0.0.1', port, path, method, ca, servername: HOST, agent: false };
    const request = make({ ...options, headers: { host: HOST, ...headers } }, (answer) => {
      let text = '';
      answer.on('data', (part) => (text += part));
      answer.on('close', () => resolve({ status: answer.statusCode, headers: answer.headers, text, page: parsed(text) }));
    });
    request.setTimeout(PATIENCE, () => request.destroy(new Error('no answer')));
    request.on('error', () => resolve({ status: 0, headers: {}, text: '' }));
    request.end(body);
  });
}
