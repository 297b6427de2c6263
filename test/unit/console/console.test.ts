import { describe, expect, it } from 'vitest';
import { Meter, readingText } from '#src/console/meter.ts';
import { bytes, duration, grouped } from '#src/console/numbers.ts';
import { ProgressDisplay } from '#src/console/progress-display.ts';
import { scrubber } from '#src/console/scrub.ts';
import { table } from '#src/console/table.ts';

describe('numbers for people', () => {
  it('groups digits, and gives times and sizes a unit that fits', () => {
    expect([grouped(1234567), grouped(999n)]).toEqual(['1,234,567', '999']);
    expect([950, 83_000, 3_723_000, 90_061_000].map(duration)).toEqual(['0.9 s', '1 min 23 s', '1 h 2 min', '1 d 1 h']);
    expect([212_000_000, 1_400_000_000].map(bytes)).toEqual(['212 MB', '1.4 GB']);
  });
});

describe('the meter', () => {
  it('hides the remainder until it means something', () => {
    let now = 0;
    const meter = new Meter(() => now);
    meter.take({ event: 'phase:started', phase: 'messages', rowsExpected: 1000 });
    meter.take({ event: 'rows:moved', phase: 'messages', rows: 500, subject: 'room:1' });
    now = 1_000;
    expect(meter.reading()?.etaMs).toBeNull();
    now = 10_000;
    meter.take({ event: 'unit:finished', phase: 'messages', subject: 'room:1' });
    expect(meter.reading()).toMatchObject({ waiting: null, etaMs: 10_000, rowsPerSecond: 50, rooms: 1 });
    // Parts of a room are told, too, and counted once: when the last one is done, with the room's own name.
    meter.take({ event: 'unit:finished', phase: 'messages', subject: 'room:2/1..40' });
    expect(meter.reading()?.rooms).toBe(1);
    meter.take({ event: 'unit:finished', phase: 'messages', subject: 'room:2' });
    expect(meter.reading()?.rooms).toBe(2);
  });

  it('says phase, rooms, rows, rate, remainder and memory in one line', () => {
    const reading = {
      phase: 'messages',
      rows: 1_204_000,
      rowsExpected: 5_000_000,
      rooms: 412,
      elapsedMs: 20_000,
      rowsPerSecond: 60_200,
      etaMs: 63_000,
      waiting: null,
    };
    expect(readingText(reading, 212_000_000)).toBe(
      'messages: 412 rooms, 1,204,000 of 5,000,000 rows, 60,200/s, 1 min 3 s left, peak 212 MB',
    );
    expect(readingText({ ...reading, waiting: 'the pause file halt exists' }, 212_000_000)).toContain(
      ', waiting: the pause file halt exists',
    );
  });
});

describe('the progress display', () => {
  function shown(isTerminal: boolean): string {
    let now = 0;
    const parts: string[] = [];
    const screen = {
      isTerminal,
      columns: () => 60,
      write: (part: string) => {
        parts.push(part);
      },
    };
    const display = new ProgressDisplay(
      screen,
      () => now,
      () => 1_000_000,
    );
    display.progress({ event: 'phase:started', phase: 'messages', rowsExpected: null });
    for (const at of [100, 6_000, 6_100]) {
      now = at;
      display.progress({ event: 'rows:moved', phase: 'messages', rows: 10, subject: 'room:1' });
    }
    display.progress({ event: 'note:given', text: 'two\nlines \u001b[31m' });
    display.close();
    return parts.join('');
  }

  it('rewrites one line on a terminal', () => {
    expect(shown(true)).toContain('\r\u001b[2Kmessages');
  });

  it('writes plain lines now and then elsewhere, without control characters', () => {
    expect(shown(false)).toBe('messages: 20 rows, 3/s, peak 1 MB\ntwo·lines ·[31m\n');
  });
});

describe('tables', () => {
  it('align numbers to the right, cut long cells, and let no name move the cursor', () => {
    const text = table(
      [
        { title: 'name', max: 6 },
        { title: 'rows', align: 'right' },
      ],
      [
        ['much too long', '5'],
        ['a\u001b[2J', '12345'],
      ],
    );
    expect(text).toBe('name    rows\n-----  -----\nmuch…      5\na·[2J  12345');
  });
});

describe('the scrubber', () => {
  it('removes a secret in every spelling, the longest first', () => {
    const scrub = scrubber(['pa"ss@word', 'pa"ss@word-and-more', 'abc']);
    expect(scrub('x pa"ss@word-and-more y pa%22ss%40word z {"p":"pa\\"ss@word"} abc')).toBe(
      'x [secret] y [secret] z {"p":"[secret]"} abc',
    );
  });
});
