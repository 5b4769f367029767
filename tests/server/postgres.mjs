// A real PostgreSQL of Debian's package, in a folder of its own, on a socket; databases for the asking.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

const PACKAGES = '/usr/lib/postgresql';

function binaries() {
  const versions = existsSync(PACKAGES) ? readdirSync(PACKAGES).sort((a, b) => b - a) : [];
  if (versions.length === 0) throw new Error('PostgreSQL is not installed: apt-get install postgresql-15');
  return join(PACKAGES, versions[0], 'bin');
}

// It refuses to run as root.
const asOwner = userInfo().uid === 0 ? ['runuser', '-u', 'postgres', '--'] : ['env'];
const owner = userInfo().uid === 0 ? 'postgres' : userInfo().username;

// more: its settings, NAME=VALUE; nobody waits for the disk unless told otherwise.
export async function startPostgres(more = ['fsync=off']) {
  const bin = binaries();
  const folder = mkdtempSync(join(tmpdir(), 'aifit-pg-'));
  if (userInfo().uid === 0) {
    const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    chownSync(folder, id('-u'), id('-g'));
  }
  chmodSync(folder, 0o755);
  const run = (program, ...args) => execFileSync(asOwner[0], [...asOwner.slice(1), join(bin, program), ...args], { cwd: '/', stdio: 'pipe' });
  const data = join(folder, 'data');
  run('initdb', '-D', data, '-A', 'trust', '-U', owner, '-E', 'UTF8', '--no-locale', '-N');
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'max_connections=60', ...more].flatMap((s) => ['-c', s]);
  const child = spawn(asOwner[0], [...asOwner.slice(1), join(bin, 'postgres'), '-D', data, ...settings], { cwd: '/', stdio: 'ignore' });
  const psql = (database, sql) =>
    spawnSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', folder, '-U', owner, '-d', database, '-c', sql], { encoding: 'utf8' });
  for (let i = 0; psql('postgres', 'SELECT 1').status !== 0; i++) {
    if (i === 300) throw new Error('PostgreSQL does not start');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  let count = 0;
  return {
    newDatabase() {
      const name = `aifit_${++count}`;
      const made = psql('postgres', `CREATE DATABASE ${name}`);
      if (made.status !== 0) throw new Error(made.stderr);
      return `postgresql://${owner}@/${name}?host=${encodeURIComponent(folder)}`;
    },
    query(url, sql) {
      const result = psql(new URL(url.replace('@/', '@localhost/')).pathname.slice(1), sql);
      if (result.status !== 0) throw new Error(result.stderr);
      return result.stdout.trim();
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      run('pg_ctl', 'stop', '-D', data, '-m', 'immediate', '-s');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
