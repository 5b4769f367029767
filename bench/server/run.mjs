#!/usr/bin/env node
// The application beside its peer, on SQLite and on PostgreSQL: usage: bench/server/run.mjs [--rounds N] [--seconds N]
// Adds what it measures to build/bench.json. `make bench` runs it as its last part.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { startPostgres } from '../../tests/server/postgres.mjs';
import { root } from '../../tools/reference/browser.mjs';
import { median } from '../median.mjs';
import { CONNECTIONS, p99AtRate, saturate } from './load.mjs';
import { Member } from './member.mjs';
import * as ours from './ours.mjs';
import * as peer from './peer.mjs';
import { cpu_us } from './process.mjs';
import { REPETITIONS, TODAY, todaysBatch, TRAINEES, VETERAN } from './training.mjs';

const STARTS = 10;

// Databases as both applications will find them: the same training in each.
async function fillAll(folder, postgres) {
  const sqlite = { ours: { folder, state: join(folder, 'ours'), database: `sqlite:${folder}/ours.db` }, peer: { PEER_SQLITE: join(folder, 'peer.db') } };
  const [database, peers] = [postgres.newDatabase(), new URL(postgres.newDatabase().replace('@/', '@host/'))];
  const postgresql = {
    ours: { folder, state: join(folder, 'ours'), database },
    peer: { PEER_POSTGRES_HOST: peers.searchParams.get('host'), PEER_POSTGRES_NAME: peers.pathname.slice(1), PEER_POSTGRES_USER: peers.username },
  };
  await ours.makeBackup(folder);
  for (const site of [sqlite, postgresql]) {
    ours.restore(site.ours);
    peer.fill(site.peer);
  }
  postgres.query(database, 'ANALYZE');
  return { sqlite, postgres: postgresql };
}

async function serveBoth(sites) {
  const both = [await ours.serve(sites.ours), await peer.serve(sites.peer)];
  for (const application of both) {
    application.veteran = await new Member(application).logIn(VETERAN);
    application.trainees = [];
    for (const email of TRAINEES) application.trainees.push(await new Member(application).logIn(email));
    application.home = `${application.paths.home}?today=${TODAY}`;
    application.races = {
      home: { path: application.home, members: [application.veteran] },
      batch: { path: application.paths.workouts, members: application.trainees, body: todaysBatch },
    };
  }
  return both;
}

async function repetitionsToday(application) {
  let sum = 0;
  for (const member of application.trainees)
    for (const total of (await member.send('GET', application.home)).totals) sum += total.repetitions + total.rejected;
  return sum;
}

// What was answered is stored; what was still under way when wrk stopped may be.
async function checkUploads(application, uploads) {
  const stored = (await repetitionsToday(application)) / REPETITIONS;
  if (stored < uploads) throw new Error(`${application.name} acknowledged ${uploads} uploads and has ${stored}`);
}

// Requests a second; and the processor time of one, which neighbours on the machine disturb less.
async function race(both, name, rounds, seconds) {
  const runs = new Map(both.map((application) => [application, []]));
  for (let round = -1; round < rounds; round++) // the first warms up and does not count
    for (const application of round % 2 ? [...both].reverse() : both) {
      const before = cpu_us(application.pid);
      const { requests, rps } = await saturate(application, application.races[name], round < 0 ? 1 : seconds);
      if (name === 'batch') application.uploads = (application.uploads ?? 0) + requests;
      if (round >= 0) runs.get(application).push({ rps, cpu_us: (cpu_us(application.pid) - before) / requests });
    }
  const [mine, theirs] = both.map((application) => runs.get(application));
  const of = (list, key) => median(list.map((run) => run[key]));
  return {
    rps: of(mine, 'rps'), django_rps: of(theirs, 'rps'), vs_django: median(mine.map((run, i) => run.rps / theirs[i].rps)),
    cpu_us: of(mine, 'cpu_us'), django_cpu_us: of(theirs, 'cpu_us'),
  };
}

async function measureStart(site) {
  const starts = [];
  for (let i = 0; i < STARTS; i++) {
    const application = await ours.serve(site);
    starts.push({ ready_ms: application.ready_ms, idle_mb: ours.resident_mb(application) });
    await application.stop();
  }
  return { 'server.ready_ms': median(starts.map((s) => s.ready_ms)), 'server.idle_mb': median(starts.map((s) => s.idle_mb)) };
}

async function raceOn(kind, sites, report, { rounds, seconds }) {
  const both = await serveBoth(sites);
  try {
    const [mine, theirs] = await Promise.all(both.map((application) => application.veteran.send('GET', application.home)));
    if (mine.totals.length !== 2 * 182 || !isDeepStrictEqual(mine, theirs)) throw new Error(`on ${kind} the two do not answer alike`);
    for (const name of ['home', 'batch']) {
      const result = await race(both, name, rounds, seconds);
      for (const [key, value] of Object.entries(result)) report[`server.${name}.${kind}.${key}`] = value;
      const cells = [result.rps, result.django_rps, result.vs_django, result.cpu_us, result.django_cpu_us].map((value) => value.toFixed(value < 100 ? 1 : 0));
      console.log(`${name.padEnd(6)}${kind.padEnd(9)}${cells.map((text) => text.padStart(9)).join('')}`);
    }
    for (const application of both) await checkUploads(application, application.uploads);
    if (kind !== 'sqlite') return;
    for (const name of ['home', 'batch']) {
      const rate = report[`server.${name}.sqlite.rps`] / 2;
      const { p99_ms, rps } = await p99AtRate(both[0], both[0].races[name], rate, 3 * seconds);
      report[`server.${name}.p99_ms`] = p99_ms;
      console.log(`${name.padEnd(6)} p99 ${p99_ms} ms at ${rps.toFixed(0)} requests a second (asked: ${rate.toFixed(0)})`);
    }
  } finally {
    for (const application of both) await application.stop();
  }
}

export async function raceServers({ rounds = 5, seconds = 4 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'aifit-bench-'));
  const postgres = await startPostgres([]);
  const report = {};
  try {
    const sites = await fillAll(folder, postgres);
    Object.assign(report, await measureStart(sites.sqlite.ours));
    console.log(`Requests a second with ${CONNECTIONS} connections; microseconds of the processor a request\n               ${['ours', 'Django', 'ratio', 'ours', 'Django'].map((text) => text.padStart(9)).join('')}`);
    for (const kind of ['sqlite', 'postgres']) await raceOn(kind, sites[kind], report, { rounds, seconds });
    console.log(`ready after ${report['server.ready_ms'].toFixed(0)} ms, idle ${report['server.idle_mb'].toFixed(1)} MB`);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true });
  }
  return report;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { rounds: { type: 'string' }, seconds: { type: 'string' } } });
  const report = await raceServers(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)])));
  const path = join(root, 'build/bench.json');
  const before = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const round = (_, value) => (typeof value === 'number' ? Number(value.toFixed(3)) : value);
  writeFileSync(path, `${JSON.stringify({ ...before, ...report }, round, 2)}\n`);
}
