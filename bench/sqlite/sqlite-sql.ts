/** The SQL of the bench's peers on SQLite. */

const LEGACY_COLUMNS = 'channelID, chatID, chatDate, userId, isAlert, content';
const CURRENT_COLUMNS = 'channelId, chatId, chatDate, userId, isAlert, content';

/** As gc2pc opens the files that it writes: a peer must not be quicker by being careless. */
export const CAREFUL = 'PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA cache_spill = OFF';

export const ATTACH_SOURCE = 'ATTACH ? AS source';

export const COPY_INSIDE = `INSERT INTO tblChat (${CURRENT_COLUMNS}) SELECT ${LEGACY_COLUMNS} FROM source.tblChat`;

export const READ_CHAT = `SELECT ${LEGACY_COLUMNS} FROM tblChat ORDER BY channelID, chatID`;

export const INSERT_CHAT = `INSERT INTO tblChat (${CURRENT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`;

export const COUNT_CHAT = 'SELECT COUNT(*) AS n FROM tblChat';

export const VERSION = 'SELECT sqlite_version() AS version';
