// The whole application, its pages included, and members who are already logged in.
import { join } from 'node:path';
import { administrator, serve, signUp } from '../../server/api.mjs';
import { repository } from '../../wasm/lib/core.mjs';
import { openPage, PATIENCE } from './browser.mjs';

/** The program with the pages that the build made; the rest as tests/server starts it. */
export function startSite({ args = [], ...options } = {}) {
  return serve({ ...options, args: ['--data', process.env.AIFIT_DATA ?? join(repository, 'build'), ...args] });
}

/** An administrator (the first member) and an ordinary one, as clients of the API. */
export async function settle(server) {
  return { admin: await administrator(server), member: await signUp(server, { nickname: '지민' }) };
}

/** The browser becomes the client: its cookies are the client's. */
export async function enterAs(context, server, client) {
  await context.clearCookies();
  if (client) await context.addCookies([...client.cookies].map(([name, value]) => ({ name, value, url: server.origin })));
}

/** A page whose content has come. */
export async function visit(context, server, path) {
  const opened = await openPage(context, server.origin + path);
  await settled(opened.page);
  return opened;
}

export async function settled(page) {
  await page.waitForSelector('h1');
  await page.waitForFunction(() => !document.querySelector('.skeleton'));
}

/** Until the server has everything. */
export const saved = (page) => page.waitForSelector('[data-sync=saved]', { timeout: PATIENCE });

/** The only workout of the member who is logged in, as the server has it. */
export function onlyWorkout(page) {
  return page.evaluate(async () => {
    const { workouts } = await (await fetch('/api/v1/workouts')).json();
    if (workouts.length !== 1) throw new Error(`${workouts.length} workouts`);
    return (await fetch(`/api/v1/workouts/${workouts[0].key}`)).json();
  });
}
