// Starts the proxies with the files that are shipped: only addresses, ports, paths and the certificate are put in.

import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { join } from 'node:path';
import { HOST } from './reader.mjs';

const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Each of the changes must find its text: a file that changed under them is not what would be tried. */
function changed(file, changes) {
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of changes) {
    const before = text;
    text = text.replaceAll(from, to);
    if (text === before) throw new Error(`${file} has no ${from} any more`);
  }
  return text;
}

async function listening(port, child) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the proxy ended with ${child.exitCode}`);
    const is = await new Promise((done) => {
      const socket = connect(port, '127.0.0.1', () => (socket.destroy(), done(true)));
      socket.on('error', () => done(false));
    });
    if (is) return;
    await wait(50);
  }
  throw new Error('the proxy does not listen');
}

class Proxy {
  constructor(scratch, ports) {
    Object.assign(this, { scratch, ...ports });
  }

  run(program, args, environment = {}) {
    const output = openSync(join(this.scratch, 'output.log'), 'a');
    this.child = spawn(program, args, { stdio: ['ignore', output, output], env: { ...process.env, ...environment } });
    this.ended = new Promise((done) => this.child.on('exit', done));
    return listening(this.https, this.child);
  }

  async stop() {
    this.child?.kill('SIGTERM');
    const force = setTimeout(() => this.child?.kill('SIGKILL'), 5000);
    await this.ended;
    clearTimeout(force);
  }

  /** Everything that was written to any log. */
  logs() {
    const files = this.logFiles.map((name) => join(this.scratch, name)).filter((file) => existsSync(file));
    return files.map((file) => readFileSync(file, 'utf8')).join('');
  }
}

export class Nginx extends Proxy {
  name = 'nginx';
  logFiles = ['output.log', 'nginx/gatefold.log', 'nginx/gatefold.error.log', 'nginx/error.log'];

  async start(instances, certificate) {
    mkdirSync(join(this.scratch, 'nginx'), { recursive: true });
    this.file = join(this.scratch, 'gatefold.conf');
    const own = changed('deploy/nginx/gatefold.conf', [
      ['127.0.0.1:8080', `127.0.0.1:${instances[0].port}`],
      ['127.0.0.1:8081', `127.0.0.1:${instances[1].port}`],
      ['listen 80;', `listen 127.0.0.1:${this.http};`],
      ['listen 443 ssl', `listen 127.0.0.1:${this.https} ssl`],
      // Not every machine has IPv6.
      [/^ *listen \[::\].*\n/gm, ''],
      [/\/etc\/letsencrypt\/live\/[^;]*fullchain\.pem/g, certificate.chain],
      [/\/etc\/letsencrypt\/live\/[^;]*privkey\.pem/g, certificate.key],
      ['/var/cache/nginx/gatefold', join(this.scratch, 'cache')],
      ['/var/log/nginx/', join(this.scratch, 'nginx/')],
    ]);
    writeFileSync(this.file, own);
    const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${join(this.scratch, name)};`)
      .join('\n  ');
    writeFileSync(
      join(this.scratch, 'nginx.conf'),
      `${process.getuid() === 0 ? 'user root;' : ''}
worker_processes 2;
pid ${this.scratch}/pid;
error_log ${this.scratch}/nginx/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  ${folders}
  include ${this.file};
}
`,
    );
    const args = ['-e', join(this.scratch, 'nginx/error.log'), '-p', this.scratch, '-c', join(this.scratch, 'nginx.conf')];
    await this.run(process.env.NGINX_PROGRAM, [...args, '-g', 'daemon off;']);
  }

  /** What docs/deploying.md tells the operator to do before an instance is stopped, and after it is back. */
  async markDown(instance, isDown) {
    const line = `server 127.0.0.1:${instance.port}`;
    writeFileSync(this.file, changed(this.file, [isDown ? [line, `${line} down`] : [`${line} down`, line]]));
    this.child.kill('SIGHUP');
    await wait(1000);
  }
}

export class Caddy extends Proxy {
  name = 'Caddy';
  logFiles = ['output.log'];

  async start(instances, certificate) {
    for (const name of ['gatefold.caddy', 'instances.caddy']) {
      cpSync(`deploy/caddy/${name}`, join(this.scratch, name));
    }
    const file = join(this.scratch, 'Caddyfile');
    const global = `{\n\tadmin off\n\thttp_port ${this.http}\n\thttps_port ${this.https}\n\tdefault_bind 127.0.0.1\n\tservers {`;
    writeFileSync(
      file,
      changed('deploy/caddy/Caddyfile', [
        ['{\n\tservers {', global],
        [`${HOST} {\n`, `${HOST} {\n\ttls ${certificate.chain} ${certificate.key}\n`],
      ]),
    );
    await this.run(process.env.CADDY_PROGRAM, ['run', '--config', file, '--adapter', 'caddyfile'], {
      GATEFOLD_INSTANCES: instances.map((instance) => `127.0.0.1:${instance.port}`).join(' '),
      XDG_DATA_HOME: this.scratch,
      XDG_CONFIG_HOME: this.scratch,
    });
    // The first look at each instance.
    await wait(1500);
  }
}
