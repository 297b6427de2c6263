/** The configuration schema as a list of keys, for documents and suggestions. */
import { z } from 'zod';
import { configurationSchema } from './schema.ts';

export interface Key {
  /** `load.batchRows` */
  readonly path: string;
  /** True for a section, which holds keys. */
  readonly section: boolean;
  readonly description: string;
  /** `text`, `list of text`, `whole number 1 to 32`, `fail | shorten` */
  readonly form: string;
  /** Undefined where there is none. */
  readonly default: unknown;
  readonly example: unknown;
}

interface JsonSchemaNode {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchemaNode;
  readonly properties?: Readonly<Record<string, JsonSchemaNode>>;
}

/** JSON Schema of the file as a person writes it, for editors. */
export function configurationJsonSchema(): Record<string, unknown> {
  return { title: 'gc2pc.yaml', ...z.toJSONSchema(configurationSchema, { io: 'input' }) };
}

/** Every section and key, in the order of the schema. */
export function configurationKeys(): readonly Key[] {
  return [...keysOf(configurationJsonSchema() as JsonSchemaNode, '')];
}

function* keysOf(node: JsonSchemaNode, prefix: string): Iterable<Key> {
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const section = child.properties !== undefined;
    yield {
      path,
      section,
      description: child.description ?? '',
      form: section ? 'section' : formOf(child),
      default: section ? undefined : child.default,
      example: child.examples?.[0],
    };
    if (section) yield* keysOf(child, path);
  }
}

function formOf(node: JsonSchemaNode): string {
  if (node.enum !== undefined) return node.enum.join(' | ');
  if (node.type === 'array') return `list of ${formOf(node.items ?? {})}`;
  if (node.type === 'integer' || node.type === 'number') {
    const kind = node.type === 'integer' ? 'whole number' : 'number';
    if (node.minimum === undefined) return kind;
    return node.maximum === undefined ? `${kind} from ${node.minimum}` : `${kind} ${node.minimum} to ${node.maximum}`;
  }
  return 'text';
}
