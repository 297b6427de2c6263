/** Which way messages take: inside the server where both databases stand on one instance, else over the wire. */
import type { BesideAnswer, SourceBeside } from '#src/load/server-path/server-path-port.ts';
import { type ExitName, OperatorError } from '#src/model/errors.ts';
import type { VerbContext } from './verb.ts';

export interface MessageWay {
  readonly path: 'wire' | 'server';
  /** Why this one, as a clause. */
  readonly reason: string;
  /** Null over the wire. */
  readonly beside: SourceBeside | null;
}

/** `load.path: server`, and the databases do not allow it. */
class ServerPathImpossible extends OperatorError {
  readonly code = 'SERVER_PATH_IMPOSSIBLE';
  readonly exit: ExitName = 'usage';
  readonly hint =
    'Put both databases on one instance and grant what docs/permissions.md says for load.path: server; or set load.path to auto.';

  constructor(reason: string) {
    super(`messages cannot be copied inside the server: ${reason}`);
  }
}

/**
 * Tells which way it is.
 * @param asked whether they can be copied inside the server, where that has been asked already
 * @throws ServerPathImpossible
 */
export async function messageWay(
  { configuration, world, progress }: VerbContext,
  asked: Promise<BesideAnswer> | null = null,
): Promise<MessageWay> {
  const wanted = configuration.load.path;
  if (wanted === 'wire') return { path: 'wire', reason: 'load.path is wire', beside: null };
  const answer = await (asked ?? world.beside());
  if (!answer.possible && wanted === 'server') throw new ServerPathImpossible(answer.reason);
  const way: MessageWay = answer.possible
    ? { path: 'server', reason: 'both databases are on one instance', beside: answer.beside }
    : { path: 'wire', reason: answer.reason, beside: null };
  progress({ event: 'note:given', text: wayText(way) });
  return way;
}

export function wayText({ path, reason }: Pick<MessageWay, 'path' | 'reason'>): string {
  return path === 'server'
    ? `Messages are copied inside the server: ${reason}.`
    : `Messages go over the wire: ${reason}.`;
}
