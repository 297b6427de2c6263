/**
 * Every key of gc2pc.yaml: its form, its default, what it means. The JSON Schema, docs/configuration.md and the file
 * that `init` writes are all made from this.
 */
import { z } from 'zod';
import { DEFAULT_POLICIES } from '#src/model/policies.ts';
import { SECRET_REFERENCE } from './secret-reference.ts';

const databaseUrl = z.string().min(1);
const secret = z.string().regex(SECRET_REFERENCE, {
  error: 'must be env:NAME or file:PATH; a secret itself does not belong in this file',
});
const names = z.array(z.string().min(1));
/** IPv4, or IPv6 in brackets where a port follows. */
const NAME_SERVER = /^(\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?|\[[\da-f:.]+\]:\d{1,5}|[\da-f]*:[\da-f:.]+)$/i;
const ISO_UTC = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/;

/** The runtime reads 31 February as 2 March. */
function isOfTheCalendar(text: string): boolean {
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10));
}

const moment = z
  .string()
  .regex(ISO_UTC, { error: 'must be an ISO date such as 2012-01-31, or 2012-01-31T18:00Z (UTC)' })
  .refine(isOfTheCalendar, { error: 'is no date of the calendar' });

function answer(description: string, example: string) {
  return z
    .string()
    .min(1)
    .optional()
    .meta({ description, examples: [example] });
}

export const configurationSchema = z.strictObject({
  source: z
    .strictObject({
      url: databaseUrl.optional().meta({
        description:
          'The Group Chat database of Lync 2010 or OCS 2007 R2: mssql://USER@HOST:PORT/DATABASE?encrypt=true or sqlite:FILE. It is only ever read.',
        examples: ['mssql://gc2pc_reader@oldsql.contoso.com:1433/mgc?trustServerCertificate=true'],
      }),
      password: secret.optional().meta({ description: 'Where the password is kept: env:NAME or file:PATH.' }),
    })
    .prefault({})
    .meta({ description: 'Where the rooms come from.' }),
  target: z
    .strictObject({
      url: databaseUrl.optional().meta({
        description: 'The Persistent Chat database (mgc) of Lync Server 2013, in the same form.',
        examples: ['mssql://gc2pc_writer@newsql.contoso.com:1433/mgc'],
      }),
      password: secret.optional().meta({ description: 'Where the password is kept: env:NAME or file:PATH.' }),
    })
    .prefault({})
    .meta({ description: 'Where the rooms go.' }),
  journal: z
    .strictObject({
      database: z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, { error: 'must be letters, digits and underscores' })
        .default('gc2pc_journal')
        .meta({
          description:
            "Database on the target's instance in which gc2pc remembers what is done; for SQLite the name of a file beside the target.",
        }),
    })
    .prefault({})
    .meta({ description: 'The memory of the migration. Nothing is ever added to mgc itself.' }),
  directory: z
    .strictObject({
      url: z
        .string()
        .regex(/^(ldaps?:\/\/.+|file:.+)$/, { error: 'must begin with ldaps://, ldap:// (StartTLS) or file:' })
        .optional()
        .meta({
          description:
            'One domain controller that does all reads and writes of a cut-over: ldaps://HOST[:PORT], ldap://HOST for StartTLS, or file:STATE.json for rehearsals.',
          examples: ['ldaps://dc1.contoso.com'],
        }),
      bindDn: z
        .string()
        .min(1)
        .optional()
        .meta({ description: 'Who binds: a DN, user@domain or DOMAIN\\user.', examples: ['CONTOSO\\gc2pc'] }),
      password: secret.optional().meta({ description: 'Where the password is kept: env:NAME or file:PATH.' }),
      caFile: z
        .string()
        .min(1)
        .optional()
        .meta({ description: 'PEM file of the authority that signed the controllers’ certificates.' }),
      domainControllers: names.default([]).meta({
        description: 'Every domain controller that must agree before a step counts as done.',
        examples: [['ldaps://dc1.contoso.com', 'ldaps://dc2.contoso.com']],
      }),
    })
    .prefault({})
    .meta({ description: 'Active Directory; needed for the cut-over alone.' }),
  lookup: z
    .strictObject({
      sipUri: z
        .string()
        .regex(/^sip:[^@\s]+@[^@\s]+$/i, { error: 'must have the form sip:name@domain' })
        .optional()
        .meta({
          description: 'SIP URI of the well-known user of the old Lookup server. It has no default on purpose.',
          examples: ['sip:ocschat@contoso.com'],
        }),
      removal: z
        .enum(['delete', 'disable'])
        .default('delete')
        .meta({ description: 'What becomes of that user: deleted, or stripped of its SIP attributes and disabled.' }),
    })
    .prefault({})
    .meta({ description: 'The user by which old clients find their server.' }),
  pool: z
    .strictObject({
      fqdn: z
        .string()
        .min(1)
        .optional()
        .meta({ description: 'The Persistent Chat pool that takes over.', examples: ['pcpool.contoso.com'] }),
    })
    .prefault({})
    .meta({ description: 'The new pool.' }),
  endpoint: z
    .strictObject({
      via: z.enum(['powershell', 'ldap', 'manual']).default('powershell').meta({
        description:
          'How the legacy endpoint is made: by the supported cmdlet, by LDAP (outside Microsoft’s support), or by you.',
      }),
      powershell: z
        .strictObject({
          computerName: z
            .string()
            .min(1)
            .optional()
            .meta({ description: 'A Front End to run the cmdlet on; without it the cmdlet runs here.' }),
          executable: z.string().min(1).default('powershell.exe').meta({ description: 'The PowerShell to start.' }),
        })
        .prefault({})
        .meta({ description: 'For endpoint.via: powershell.' }),
    })
    .prefault({})
    .meta({ description: 'The contact that takes the place of the well-known user.' }),
  cutover: z
    .strictObject({
      quietIntervalSeconds: z
        .number()
        .min(0)
        .max(3600)
        .default(60)
        .meta({ description: 'Seconds between the two readings that prove the 2010 services silent.' }),
      rehearsalMaxAgeDays: z
        .number()
        .min(0)
        .default(7)
        .meta({ description: 'Days for which a finished rehearsal counts.' }),
      onFailure: z.enum(['ask', 'restore']).default('ask').meta({
        description: 'When the endpoint cannot be made for good: ask, or bring the well-known user back at once.',
      }),
      backup: z.enum(['msdb', 'manual']).default('msdb').meta({
        description: 'How the backups are proved: from the server’s own records, or by your acknowledgement.',
      }),
    })
    .prefault({})
    .meta({ description: 'The switch itself.' }),
  preflight: z
    .strictObject({
      maxAgeHours: z
        .number()
        .min(0)
        .default(24)
        .meta({ description: 'Hours after which the cut-over runs the checks again.' }),
      topologyFile: z
        .string()
        .min(1)
        .optional()
        .meta({
          description: 'The output of Get-CsTopology -AsXml, for what only the Central Management Store knows.',
          examples: ['topology.xml'],
        }),
      fileStore: z
        .string()
        .min(1)
        .optional()
        .meta({
          description: 'The file store of the Persistent Chat pool; without it, the one of the topology.',
          examples: ['\\\\files\\chat'],
        }),
      fileStoreMount: z
        .string()
        .min(1)
        .optional()
        .meta({ description: 'Where that store is mounted on this computer.', examples: ['/mnt/chat'] }),
      repositoryMount: z
        .string()
        .min(1)
        .optional()
        .meta({
          description: 'Where the file repository of the 2010 web service is mounted on this computer.',
          examples: ['/mnt/groupchat'],
        }),
      nameServers: z
        .array(
          z
            .string()
            .regex(NAME_SERVER, { error: 'must be the IP address of a name server, with :PORT if it is not 53' }),
        )
        .default([])
        .meta({
          description:
            'Name servers of the domain, where this computer asks others: names are looked up there before connecting.',
          examples: [['10.0.0.10', '10.0.0.11']],
        }),
      operator: z
        .string()
        .min(1)
        .optional()
        .meta({
          description: 'Whose groups are looked at: a DN, user@domain or DOMAIN\\user.',
          examples: ['CONTOSO\\operator'],
        }),
      answers: z
        .strictObject({
          users: answer('How many users are provisioned.', '20,000'),
          concurrent: answer('How many of them chat at the same time.', '8,000'),
          compliance: answer('Whether compliance is required: yes or no.', 'no'),
          ethicalWalls: answer('Which departments must not meet.', 'none'),
          creators: answer('Who may make rooms.', 'managers'),
          addIns: answer('Which add-ins are needed.', 'none'),
          availability: answer('What must survive which failure.', 'one server'),
          dataResidency: answer('Where the data must lie.', 'in one site'),
        })
        .prefault({})
        .meta({ description: 'Answers to the planning questions, in your words.' }),
    })
    .prefault({})
    .meta({ description: 'Checks before the weekend.' }),
  compliance: z
    .strictObject({
      url: databaseUrl.optional().meta({
        description:
          'The compliance database (mgccomp), where it is on another server; pre-flight looks whether it is there.',
        examples: ['mssql://gc2pc_reader@compsql.contoso.com:1433/mgccomp'],
      }),
      password: secret.optional().meta({ description: 'Where the password is kept: env:NAME or file:PATH.' }),
    })
    .prefault({})
    .meta({ description: 'Where compliance records go.' }),
  window: z
    .strictObject({
      from: moment.optional().meta({ description: 'When the cut-over begins (UTC).', examples: ['2014-03-01T18:00Z'] }),
      to: moment.optional().meta({
        description: 'When it is over: certificates must be valid until then.',
        examples: ['2014-03-03T06:00Z'],
      }),
      hours: z
        .number()
        .positive()
        .max(10_000)
        .optional()
        .meta({
          description: 'Hours that the migration may take; without it, those from window.from to window.to.',
          examples: [36],
        }),
    })
    .prefault({})
    .refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to), {
      error: 'must have from before to',
    })
    .meta({ description: 'The weekend.' }),
  filter: z
    .strictObject({
      since: z
        .string()
        .regex(ISO_UTC, { error: 'must be an ISO date such as 2012-01-31, or 2012-01-31T18:00Z (UTC)' })
        .refine(isOfTheCalendar, { error: 'is no date of the calendar' })
        .optional()
        .meta({ description: 'ISO date, UTC: older messages are left out.', examples: ['2012-01-31'] }),
      categories: names.default([]).meta({ description: 'Only rooms below these categories (path or name).' }),
      rooms: names.default([]).meta({ description: 'Only rooms of these names.' }),
    })
    .prefault({})
    .meta({ description: 'What to leave behind on purpose.' }),
  policies: z
    .strictObject({
      categorySeparator: z.string().min(1).max(20).default(DEFAULT_POLICIES.categorySeparator).meta({
        description: 'Between the names of a category path that is flattened. Microsoft’s own is not documented.',
      }),
      longNames: z.enum(['fail', 'shorten']).default(DEFAULT_POLICIES.longNames).meta({
        description: 'A name of more than 256 UTF-16 units once its path is put before it.',
      }),
      nameConflict: z.enum(['fail', 'suffix', 'overwrite']).default(DEFAULT_POLICIES.nameConflict).meta({
        description:
          'Two names that the target would hold for one; overwrite replaces what the target has, as Microsoft’s import does.',
      }),
      rootRoomsCategory: z
        .string()
        .min(1)
        .max(256)
        .optional()
        .meta({ description: 'Category for rooms directly under the root; without it, the root’s own name.' }),
      topic: z
        .enum(['append', 'drop'])
        .default(DEFAULT_POLICIES.topic)
        .meta({ description: 'The topic, which 2013 does not have: appended to the description where it fits.' }),
      creators: z
        .enum(['managers', 'members', 'none'])
        .default(DEFAULT_POLICIES.creators)
        .meta({ description: 'Who may make rooms in a category afterwards.' }),
      orphanAuthor: z
        .enum(['placeholder', 'reject'])
        .default(DEFAULT_POLICIES.orphanAuthor)
        .meta({ description: 'A message whose author has no row.' }),
      disabledRooms: z
        .enum(['skip', 'keep'])
        .default(DEFAULT_POLICIES.disabledRooms)
        .meta({ description: 'Rooms that are disabled in 2010.' }),
      invites: z
        .enum(['migrate', 'skip'])
        .default(DEFAULT_POLICIES.invites)
        .meta({ description: 'Open invitations to rooms.' }),
    })
    .prefault({})
    .meta({ description: 'One decision per lossy case; docs/mapping.md tells what each means.' }),
  load: z
    .strictObject({
      concurrency: z.int().min(1).max(32).default(4).meta({
        description:
          'Rooms, or parts of large rooms, that are loaded at the same time. May be changed while a run goes on: see control.yaml.',
      }),
      batchRows: z
        .int()
        .min(1)
        .max(1_000_000)
        .default(10_000)
        .meta({ description: 'The most rows of a batch; one batch is one transaction.' }),
      batchBytes: z
        .int()
        .min(1_024)
        .max(268_435_456)
        .default(8_388_608)
        .meta({ description: 'The most bytes of message content of a batch, whichever is reached first.' }),
      targetBatchMs: z
        .int()
        .min(50)
        .max(60_000)
        .default(1_000)
        .meta({ description: 'Milliseconds that a batch shall take: batches shrink and grow towards it.' }),
      maxRowsPerSecond: z
        .int()
        .min(1)
        .max(1_000_000_000)
        .optional()
        .meta({
          description:
            'The most rows a second, all streams together; without it, as fast as it goes. See control.yaml.',
          examples: [20_000],
        }),
      pauseFile: z
        .string()
        .min(1)
        .optional()
        .meta({ description: 'While this file exists no new batch begins.', examples: ['pause'] }),
      probe: z
        .strictObject({
          query: z
            .string()
            .min(1)
            .optional()
            .meta({
              description:
                'One SELECT on the source that returns one number, asked every five seconds: how busy a source that is still in use is.',
              examples: ['SELECT COUNT(*) FROM sys.dm_exec_requests WHERE wait_time > 5000'],
            }),
          above: z
            .number()
            .optional()
            .meta({ description: 'While the number is above this, no new batch begins.', examples: [20] }),
        })
        .prefault({})
        .refine(({ query, above }) => (query === undefined) === (above === undefined), {
          error: 'needs query and above, or neither',
        })
        .meta({ description: 'Leaves a source alone while it is busy.' }),
      path: z.enum(['auto', 'wire', 'server']).default('auto').meta({
        description:
          'How messages travel: over the wire, or, where both databases stand on one instance, inside the server; auto takes the server where it can, and says so.',
      }),
    })
    .prefault({})
    .meta({ description: 'How hard to load.' }),
  follow: z
    .strictObject({
      intervalSeconds: z
        .number()
        .min(1)
        .max(86_400)
        .default(60)
        .meta({ description: 'Seconds from the end of one pass to the beginning of the next.' }),
    })
    .prefault({})
    .meta({ description: 'For migrate --follow, which carries over what changes until it is told to stop.' }),
  workDir: z.string().min(1).default('.gc2pc').meta({
    description: 'Logs, rejects, reports, before-images. Created with mode 0700.',
  }),
});

export type ConfigurationValues = z.output<typeof configurationSchema>;
