/**
 * A connection that breaks fails its statement once, and only its statement. Where an answer has arrived in whole and is
 * not read to its end yet (its rows are waited for), the driver takes the statement away at the break and then still ends
 * the answer, for a statement that is not there any more: an exception in nobody's hands, which ended the process.
 */
import type { EventEmitter } from 'node:events';

/** What is used of the driver's insides. */
export interface Answering {
  /** The statement under way; none once it has been answered, or has failed with its connection. */
  readonly request?: unknown;
  createTokenStreamParser(message: AsyncIterable<Buffer>, handler: never): EventEmitter;
}

/** For every answer from now on. */
export function guardAnswers(session: object): void {
  const driver = session as Answering;
  const create = driver.createTokenStreamParser;
  driver.createTokenStreamParser = (message, handler) =>
    unlessLost(driver, create.call(driver, message, handler) as EventEmitter);
}

/** The same answer; when its statement has gone with the connection, its end is told to nobody. */
export function unlessLost<Answer extends EventEmitter>(driver: Answering, answer: Answer): Answer {
  // Answers while the session signs in belong to no statement.
  if (driver.request === undefined) return answer;
  const emit = answer.emit.bind(answer) as (event: string | symbol, ...told: unknown[]) => boolean;
  answer.emit = ((event: string | symbol, ...told: unknown[]) =>
    event === 'end' && driver.request === undefined ? false : emit(event, ...told)) as Answer['emit'];
  return answer;
}
