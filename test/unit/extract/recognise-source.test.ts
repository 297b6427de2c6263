import { describe, expect, it } from 'vitest';
import { recogniseSource } from '#src/extract/recognise-source.ts';
import { SourceEmpty, SourceIsCurrent, SourceNotRecognised, SourceSchemaDiffers } from '#src/extract/source-errors.ts';
import type { Catalogue, CatalogueColumn } from '#src/model/catalogue.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import type { TableSpec } from '#src/model/schema/types.ts';

function catalogueOf(specs: readonly TableSpec[]): Catalogue {
  const tables = specs.map((spec) => ({
    name: spec.name,
    primaryKey: spec.primaryKey,
    columns: spec.columns.map(
      ({ name, type, nullable }): CatalogueColumn => ({ name, type, nullable, identity: false, collation: null }),
    ),
  }));
  return { engine: 'sqlserver', version: '9.0', collation: 'X', ticksFunction: null, tables };
}

/** The documented 2010 schema with one table's columns changed. */
function changed(table: string, change: (columns: TableSpec['columns']) => TableSpec['columns']): Catalogue {
  return catalogueOf(
    LEGACY_TABLES.map((spec) => (spec.name === table ? { ...spec, columns: change(spec.columns) } : spec)),
  );
}

const version = (description: string | null) => [{ versionId: 1, description }];

describe('recognising a source', () => {
  it('takes the version from what tblVersion says of itself', () => {
    const documented = catalogueOf(LEGACY_TABLES);
    expect(recogniseSource(documented, version('Lync Server 2010')).version).toBe('lync-2010');
    expect(recogniseSource(documented, version('Office Communications Server 2007 R2')).version).toBe('ocs-2007-r2');
    expect(recogniseSource(documented, version('5.1')).version).toBe('unknown');
    expect(recogniseSource(documented, []).findings.map((one) => one.id)).toContain('X01-version-unknown');
  });

  it('names an empty database, a 2013 database and that of another product as what they are', () => {
    expect(() => recogniseSource(catalogueOf([]), [])).toThrow(SourceEmpty);
    expect(() => recogniseSource(catalogueOf(CURRENT_TABLES), [])).toThrow(SourceIsCurrent);
    const other = catalogueOf([{ ...(LEGACY_TABLES[0] as TableSpec), name: 'Orders' }]);
    expect(() => recogniseSource(other, [])).toThrow(SourceNotRecognised);
  });

  it('names every missing core table and column, and every one of another type', () => {
    const damaged = catalogueOf(
      LEGACY_TABLES.filter((spec) => spec.name !== 'tblScopePrincipal').map((spec) => {
        if (spec.name === 'tblNode') return { ...spec, columns: spec.columns.filter(({ name }) => name !== 'topic') };
        if (spec.name !== 'tblChat') return spec;
        return {
          ...spec,
          columns: spec.columns.map((one) => (one.name === 'chatDate' ? { ...one, type: 'datetime' } : one)),
        };
      }),
    );
    const refused = () => recogniseSource(damaged, version('Lync Server 2010'));
    expect(refused).toThrow(SourceSchemaDiffers);
    for (const name of [
      'table tblScopePrincipal is missing',
      'column tblNode.topic is missing',
      'tblChat.chatDate is datetime, documented is bigint',
    ]) {
      expect(refused).toThrow(name);
    }
  });

  it('tolerates what the documents do not name, and reports it', () => {
    const extra = changed('tblNode', (columns) => [
      ...columns,
      { name: 'zz', type: 'int', nullable: true, core: true },
    ]);
    const { findings } = recogniseSource(extra, version('Lync Server 2010'));
    expect(findings.find((one) => one.id === 'X06-column-extra')).toMatchObject({
      severity: 'info',
      subject: 'tblNode.zz',
    });
  });

  it('tolerates missing columns that are only inferred, and text of another length', () => {
    const without = changed('tblNode', (columns) => columns.filter((column) => column.core));
    const ids = recogniseSource(without, version('Lync Server 2010')).findings.map((one) => `${one.id} ${one.subject}`);
    expect(ids).toContain('X03-column-missing tblNode.nodeAddedBy');
    const wide = changed('tblSiopWhiteList', (columns) =>
      columns.map((column) => (column.name === 'siopName' ? { ...column, type: 'nvarchar(100)' as const } : column)),
    );
    expect(recogniseSource(wide, version('Lync Server 2010')).findings.map((one) => one.id)).toContain(
      'X04-length-differs',
    );
  });

  it('takes no offence at names that a server reports in lower case', () => {
    const lower = catalogueOf(LEGACY_TABLES.map((spec) => ({ ...spec, name: spec.name.toLowerCase() })));
    expect(recogniseSource(lower, version('Lync Server 2010')).version).toBe('lync-2010');
  });
});
