// Tries the rules that a gate needs of a proxy, with the files of deploy/ in the real nginx and the real Caddy before two
// stand-ins for Gatefold.
//
//     NGINX_PROGRAM=… CADDY_PROGRAM=… node .ci/proxy/rules.mjs SCRATCH CHAIN.pem KEY.pem [nginx|Caddy]

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Instance } from './instance.mjs';
import { Caddy, Nginx, freePort } from './proxies.mjs';
import { Browser, HOST, askOnce } from './reader.mjs';

const [scratch, chain, key, which] = process.argv.slice(2);
const certificate = { chain, key };
const ca = readFileSync(chain);
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const MEMBER = '__Host-gatefold=secret';

let instances;
let proxy;
let browser;

const asked = (path, method) => instances.reduce((sum, instance) => sum + instance.asked(path, method).length, 0);
const last = (path) => instances.flatMap((instance) => instance.seen).findLast((request) => request.url === path);
const ask = (path, options) => browser.ask(path, options);

const forBoth = {
  'the reader’s address and the host arrive, and nothing of what the reader made up': async () => {
    const made = { 'x-forwarded-for': '192.0.2.1', forwarded: 'for=192.0.2.1', 'x-real-ip': '192.0.2.1' };
    assert.equal((await ask('/says-nothing?a', { headers: made })).status, 200);
    const { headers, httpVersion } = last('/says-nothing?a');
    assert.equal(headers['x-forwarded-for'], '127.0.0.1');
    assert.equal(headers.forwarded, undefined);
    assert.equal(headers.host, HOST);
    assert.equal(httpVersion, '1.1');
    assert.notEqual(headers.connection, 'close');
  },
  'plain http is sent to https': async () => {
    const { status, headers } = await askOnce(proxy.http, '/wall?a=b');
    assert.equal(status, 308);
    assert.match(headers.location, /^https:\/\/news\.example(:\d+)?\/wall\?a=b$/);
  },
  'a body of 3 MiB is refused with 413 and reaches nobody': async () => {
    assert.equal((await ask('/large', { method: 'POST', body: Buffer.alloc(3 << 20) })).status, 413);
    assert.equal(asked('/large', 'POST'), 0);
  },
  'a body of 1 MiB arrives whole, with its length': async () => {
    assert.equal((await ask('/form', { method: 'POST', body: Buffer.alloc(1 << 20) })).status, 200);
    assert.equal(last('/form').length, 1 << 20);
    assert.equal(last('/form').headers['content-length'], String(1 << 20));
    assert.equal(last('/form').headers['transfer-encoding'], undefined);
  },
  'seven kilobytes of cookies pass, and as many back': async () => {
    const cookie = `__Host-gatefold-share-1=${'x'.repeat(7000)}`;
    const { status, headers } = await ask('/large-head', { headers: { cookie } });
    assert.equal(status, 200);
    assert.equal(last('/large-head').headers.cookie, cookie);
    const back = await ask('/large-head?stranger');
    assert.equal(back.status, 200);
    assert.equal(back.headers['set-cookie'].length, 3);
    assert.equal(headers['cache-control'], 'private, no-store');
  },
  'an error page of Gatefold’s own is shown as it is, and not tried again': async () => {
    const { status, text, headers } = await ask('/error?shown');
    assert.deepEqual([status, text, headers['retry-after']], [503, 'a page of Gatefold’s', '7']);
    assert.equal(asked('/error?shown'), 1);
  },
  'a page in the hand of an instance that dies comes with a second try': async () => {
    assert.equal((await ask('/dies-once')).status, 200);
    assert.equal(asked('/dies-once'), 2);
    await wait(3200);
  },
  'a form in the hand of an instance that dies is not sent again': async () => {
    const { status } = await ask('/dies-form', { method: 'POST', body: Buffer.from('a=b') });
    assert.equal(status, 502);
    assert.equal(asked('/dies-form', 'POST'), 1);
    await wait(3200);
    assert.equal((await ask('/dies-form-empty', { method: 'POST' })).status, 502);
    assert.equal(asked('/dies-form-empty', 'POST'), 1);
    await wait(3200);
  },
  'after a fault at each instance the next page comes all the same': async () => {
    assert.equal((await ask('/DIES')).status, 502);
    assert.equal((await ask('/says-nothing?after')).status, 200);
    await wait(3200);
  },
  'secrets of paths and queries stand in no log, that of faults included': async () => {
    const secret = 'SECRETSECRET';
    for (const path of [
      `/-/s/${secret}`, `/-/s/${secret}DIES`, `/-/sign-in/link/${secret}`, `/-/sign-in/link/${secret}DIES`,
      `/-/unsubscribe/${secret}`, `/-/account/address/undo/${secret}`, `/says-nothing?token=${secret}`,
      `/-/sign-in/with/google/callback?code=${secret}`, `/-/sign-in/with/google/callback?code=${secret}DIES`,
    ]) {
      await ask(path, { headers: { cookie: `__Host-gatefold=${secret}`, referer: `https://${HOST}/-/s/${secret}` } });
    }
    await wait(3200);
    const logs = proxy.logs();
    assert.match(logs, /\/-\/sign-in\/link\/\.\.\./);
    assert.equal(logs.split('\n').find((line) => line.includes(secret)), undefined);
  },
  'where no instance says that it is ready, walls and Gatefold’s own error pages still come': async () => {
    for (const instance of instances) instance.isReady = false;
    await wait(2500);
    assert.equal((await ask('/wall?unready')).status, 200);
    const since = Date.now();
    const { status, text } = await ask('/error?unready');
    console.log(`      answered after ${Date.now() - since} ms`);
    assert.deepEqual([status, text], [503, 'a page of Gatefold’s']);
    const body = Buffer.from('a=b');
    assert.equal((await ask('/unready-form', { method: 'POST', body })).status, 200);
    assert.equal(last('/unready-form').length, 3);
    assert.equal((await ask('/large-unready', { method: 'POST', body: Buffer.alloc(3 << 20) })).status, 413);
    for (const instance of instances) instance.isReady = true;
    await wait(1500);
  },
  'an idle connection is ended by the proxy before Gatefold would': async () => {
    await ask('/says-nothing');
    const before = instances.map((instance) => instance.leftByProxy);
    // Time for the proxy's own limit of 5 seconds, not for the 10 of the stand-in.
    await wait(8000);
    assert.equal((await ask('/says-nothing?later', { method: 'POST', body: Buffer.from('a') })).status, 200);
    const after = instances.map((instance) => instance.leftByProxy);
    assert.notDeepEqual(after, before);
  },
  'restarted one after the other under load, the instances lose no page and no form': async () => {
    let isOver = false;
    const sent = [];
    const lost = [];
    const readers = Array.from({ length: 8 }, async (_, reader) => {
      for (let turn = 0; !isOver; turn += 1) {
        const method = turn % 3 === 0 ? 'POST' : 'GET';
        const path = `/load?${reader}-${turn}`;
        const { status } = await askOnce(proxy.https, path, { method, ca, ...(method === 'POST' ? { body: 'a=b' } : {}) });
        sent.push({ method, path });
        if (status !== 200) lost.push(`${method} ${path}: ${status}`);
      }
    });
    for (const instance of instances) {
      await wait(500);
      if (proxy.markDown) await proxy.markDown(instance, true);
      instance.isReady = false;
      await wait(2500);
      await instance.stop();
      await wait(700);
      instance.isReady = true;
      await instance.start();
      if (proxy.markDown) await proxy.markDown(instance, false);
      await wait(2500);
    }
    isOver = true;
    await Promise.all(readers);
    const forms = sent.filter(({ method }) => method === 'POST');
    console.log(`      ${sent.length} requests, ${forms.length} of them forms, ${lost.length} lost`);
    assert.deepEqual(lost, []);
    assert.equal(forms.find(({ path }) => asked(path, 'POST') !== 1), undefined, 'each form arrived once');
  },
  'killed under load without a word, an instance costs no page, and no form arrives twice': async () => {
    let isOver = false;
    const lost = [];
    const forms = [];
    let pages = 0;
    const readers = Array.from({ length: 8 }, async (_, reader) => {
      for (let turn = 0; !isOver; turn += 1) {
        const path = `/load?killed-${reader}-${turn}`;
        if (turn % 3 === 0) {
          await askOnce(proxy.https, path, { method: 'POST', body: 'a=b', ca });
          forms.push(path);
        } else {
          pages += 1;
          if ((await askOnce(proxy.https, path, { ca })).status !== 200) lost.push(path);
        }
      }
    });
    await wait(500);
    instances[0].kill();
    await wait(1500);
    isOver = true;
    await Promise.all(readers);
    await instances[0].start();
    await wait(3500);
    console.log(`      ${pages} pages, ${lost.length} lost`);
    assert.deepEqual(lost, []);
    assert.equal(forms.find((path) => asked(path, 'POST') > 1), undefined);
  },
};

const forNginx = {
  'a stranger’s page is kept, whatever other cookies there are, and shown to strangers alone': async () => {
    const first = await ask('/wall');
    const second = await ask('/wall', { headers: { cookie: '_ga=1; theme=dark' } });
    assert.deepEqual([first.page.reader, second.page.reader, asked('/wall')], ['stranger', 'stranger', 1]);
    assert.equal(second.headers['set-cookie'], undefined);
    for (const cookie of [MEMBER, `_ga=1; ${MEMBER}`, 'gatefold-share-1=x', '_ga=1;gatefold-free=1']) {
      const { page, headers } = await ask('/wall', { headers: { cookie } });
      assert.deepEqual([page.reader, headers['cache-control']], ['member', 'private, no-store'], cookie);
    }
    assert.equal(asked('/wall'), 5, 'each of the four went by the cache');
    assert.equal((await ask('/wall')).page.reader, 'stranger');
    assert.equal(asked('/wall'), 5);
  },
  'a member who comes first leaves nothing for strangers': async () => {
    assert.equal((await ask('/wall?new', { headers: { cookie: MEMBER } })).page.reader, 'member');
    assert.equal((await ask('/wall?new')).page.reader, 'stranger');
    assert.equal(asked('/wall?new'), 2);
  },
  'what a member got is kept for nobody, though it says public': async () => {
    assert.equal((await ask('/file', { headers: { cookie: MEMBER } })).page.reader, 'member');
    assert.equal((await ask('/file')).page.reader, 'stranger');
    assert.equal((await ask('/file')).page.reader, 'stranger');
    assert.equal(asked('/file'), 2);
  },
  'what does not say public is never kept, nor an error, nor what sets a cookie': async () => {
    for (const path of ['/private', '/says-nothing', '/unmarked', '/error?kept', '/cookie']) {
      await ask(path);
      await ask(path);
      assert.equal(asked(path), 2, path);
    }
  },
  'each coding has a copy of its own, and who refuses one gets none': async () => {
    const codings = { br: 'gzip, deflate, br, zstd', zstd: 'gzip, zstd', gzip: 'gzip', '': 'br;q=0, gzip' };
    for (const [coding, wish] of Object.entries(codings)) {
      for (const _ of [1, 2]) {
        const { page } = await ask('/wall?coding', { headers: { 'accept-encoding': wish } });
        assert.equal(page.coding, coding);
      }
    }
    assert.equal(asked('/wall?coding'), 4);
  },
  'a reader who has the page gets 304 from the cache': async () => {
    await ask('/wall?etag');
    assert.equal((await ask('/wall?etag', { headers: { 'if-none-match': '"wall"' } })).status, 304);
    assert.equal(asked('/wall?etag'), 1);
  },
  'a body without a length is passed on with one': async () => {
    const body = Buffer.from('address=ana');
    assert.equal((await ask('/lengthless', { method: 'POST', body, isLengthTold: false })).status, 200);
    assert.equal(last('/lengthless').headers['content-length'], '11');
    assert.equal(last('/lengthless').headers['transfer-encoding'], undefined);
  },
};

const forCaddy = {
  'an instance that is not ready is left alone while another is': async () => {
    instances[0].isReady = false;
    await wait(2500);
    for (let turn = 0; turn < 10; turn += 1) assert.equal((await ask('/wall')).page.by, instances[1].name);
    instances[0].isReady = true;
    await wait(1500);
  },
  'where none listens for a moment, pages and forms wait': async () => {
    for (const instance of instances) await instance.stop();
    const back = wait(2000).then(() => Promise.all(instances.map((instance) => instance.start())));
    const form = { method: 'POST', body: Buffer.from('address=ana') };
    const answers = await Promise.all([ask('/waits'), ask('/waits-form', form), ask('/waits-form', form)]);
    assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200]);
    assert.deepEqual([asked('/waits'), asked('/waits-form', 'POST'), last('/waits-form').length], [1, 2, 11]);
    await back;
    await wait(1500);
  },
  'nothing is kept: each page is Gatefold’s own answer': async () => {
    const before = asked('/private');
    assert.equal((await ask('/private')).headers['cache-control'], 'private, no-store');
    await ask('/private');
    assert.equal(asked('/private'), before + 2);
  },
};

// Told to end, it leaves no proxy behind.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await proxy?.stop();
    process.exit(1);
  });
}

async function tryOut(Kind, own) {
  Instance.hasDied = false;
  instances = [new Instance('one'), new Instance('two')];
  for (const instance of instances) await instance.start();
  const folder = join(scratch, Kind.name);
  mkdirSync(folder, { recursive: true });
  proxy = new Kind(folder, { http: await freePort(), https: await freePort() });
  try {
    await proxy.start(instances, certificate);
    browser = new Browser(proxy.https, ca);
    for (const [rule, holds] of Object.entries({ ...own, ...forBoth })) {
      try {
        if (browser.session.closed || browser.session.destroyed) browser = new Browser(proxy.https, ca);
        await holds();
        console.log(`ok    ${proxy.name}: ${rule}`);
      } catch (error) {
        console.log(`FAULT ${proxy.name}: ${rule}`);
        throw error;
      }
    }
  } catch (error) {
    if (proxy.child) console.error(proxy.logs().split('\n').slice(-15).join('\n'));
    throw error;
  } finally {
    browser?.close();
    await proxy.stop();
    for (const instance of instances) instance.kill();
  }
}

if (which !== 'Caddy') await tryOut(Nginx, forNginx);
if (which !== 'nginx') await tryOut(Caddy, forCaddy);
