// A process that says hello and then answers each line with one of JSON.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export async function startAsked(command, args) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command} has ended`);
    return JSON.parse(value);
  };
  const hello = await answer();
  const ask = (line) => {
    child.stdin.write(`${line}\n`);
    return answer();
  };
  return { hello, ask, end: () => child.stdin.end() };
}
