/**
 * The list of our elements that editors and documentation tools read (Custom Elements Manifest, schema 1.0.0), from the sources:
 * decorators, types and doc comments.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type ParserOptions, parse } from '@babel/parser';
import type { ClassDeclaration, ClassMethod, ClassProperty, Decorator, Node } from '@babel/types';
import { type DocComment, readDoc } from './doc-comment.ts';
import { listFiles } from './files.ts';
import { ROOT } from './paths.ts';

const FOLDER = join(ROOT, 'viewer/elements');

/** The module of the package that defines every element. */
const MODULE = 'dist/floodlight-viewer.js';

/** Loaded beside it by pages that want the tool. */
const SEGMENTER_MODULE = 'dist/floodlight-segmenter.js';

const OPTIONS: ParserOptions = { sourceType: 'module', plugins: ['typescript', 'decorators-legacy'] };

interface SourceClass {
  readonly name: string;
  readonly superclass: string | undefined;
  readonly tag: string | undefined;
  readonly doc: DocComment;
  readonly members: readonly Member[];
}

interface Member {
  readonly kind: 'field' | 'method';
  readonly name: string;
  readonly [key: string]: unknown;
}

/** @returns the manifest as plain data. */
export async function elementsManifest(): Promise<object> {
  const files = (await listFiles(FOLDER)).filter((file) => file.endsWith('.ts'));
  const classes = new Map(files.flatMap(classesOf).map((each) => [each.name, each]));
  const barrel = readFileSync(join(FOLDER, 'index.ts'), 'utf8');
  // The others are loaded when they are first asked for, and no name of the package.
  const inViewer = ({ name, tag }: SourceClass) => tag !== undefined && barrel.includes(`{ ${name} }`);
  const all = [...classes.values()];
  const modules = [
    moduleOf(MODULE, all.filter(inViewer), classes),
    moduleOf(
      SEGMENTER_MODULE,
      all.filter(({ name }) => name === 'FloodlightSegmenter'),
      classes,
    ),
  ];
  return { schemaVersion: '1.0.0', readme: 'README.md', modules };
}

function moduleOf(
  path: string,
  elements: readonly SourceClass[],
  classes: ReadonlyMap<string, SourceClass>,
): object {
  const exports = elements.flatMap(({ name, tag }) => {
    const declaration = { name, module: path };
    return [
      { kind: 'js', name, declaration },
      { kind: 'custom-element-definition', name: tag, declaration },
    ];
  });
  const declarations = elements.map((element) => declarationOf(element, classes));
  return { kind: 'javascript-module', path, declarations, exports };
}

function declarationOf(element: SourceClass, classes: ReadonlyMap<string, SourceClass>): object {
  const members: Member[] = [];
  for (let at: SourceClass | undefined = element; at; at = classes.get(at.superclass ?? '')) {
    const inheritedFrom = at === element ? {} : { inheritedFrom: { name: at.name, module: MODULE } };
    const own = at.members.filter(({ name }) => !members.some((member) => member.name === name));
    members.push(...own.map((member) => ({ ...member, ...inheritedFrom })));
  }
  const attributes = members.flatMap(({ attribute, name, type, default: value, description }) =>
    attribute === undefined ? [] : [{ name: attribute, fieldName: name, type, default: value, description }],
  );
  const { summary, description, events, slots, cssParts, cssProperties } = element.doc;
  return {
    kind: 'class',
    customElement: true,
    name: element.name,
    tagName: element.tag,
    superclass: { name: 'LitElement', package: 'lit' },
    ...{ summary, description, attributes, members, events, slots, cssParts, cssProperties },
  };
}

function classesOf(file: string): SourceClass[] {
  const source = readFileSync(file, 'utf8');
  const text = (node: Node | null | undefined) => source.slice(node?.start ?? 0, node?.end ?? 0);
  return parse(source, OPTIONS).program.body.flatMap((statement): SourceClass[] => {
    if (statement.type !== 'ExportNamedDeclaration') return [];
    const { declaration } = statement;
    if (declaration?.type !== 'ClassDeclaration' || !declaration.id) return [];
    const { superClass, id } = declaration;
    return [
      {
        name: id.name,
        superclass: superClass?.type === 'Identifier' ? superClass.name : undefined,
        tag: tagOf(declaration, basename(file, '.ts')),
        doc: readDoc(statement, declaration),
        members: membersOf(declaration, text),
      },
    ];
  });
}

type TextOf = (node: Node | null | undefined) => string;

const call = (decorators: readonly Decorator[] | null | undefined, name: string) =>
  decorators
    ?.map(({ expression }) => expression)
    .find((each) => each.type === 'CallExpression' && 'name' in each.callee && each.callee.name === name);

function tagOf({ decorators }: ClassDeclaration, fileName: string): string | undefined {
  return call(decorators, 'customElement') ? fileName : undefined;
}

/** What a page may use: neither private nor internal, and not what Lit asks of every element. */
function membersOf({ body }: ClassDeclaration, text: TextOf): Member[] {
  const found = new Map<string, Member>();
  for (const node of body.body) {
    if (node.type !== 'ClassProperty' && node.type !== 'ClassMethod') continue;
    const isHidden = node.static || node.override || (node.accessibility ?? 'public') !== 'public';
    const doc = readDoc(node);
    if (isHidden || doc.isInternal || node.key.type !== 'Identifier' || node.key.name === 'constructor')
      continue;
    const { name } = node.key;
    const known = found.get(name);
    const member = node.type === 'ClassProperty' ? fieldOf(node, text) : methodOf(node, text);
    // The second of a pair of accessors: what can be read can be set too.
    if (known) found.set(name, { ...known, readonly: undefined });
    else if (member) found.set(name, { ...member, description: doc.description });
  }
  return [...found.values()];
}

/** Reactive properties, with their attributes. */
function fieldOf(
  { key, decorators, typeAnnotation, value }: ClassProperty,
  text: TextOf,
): Member | undefined {
  const property = call(decorators, 'property');
  if (!property || key.type !== 'Identifier') return undefined;
  const options = text(property);
  const named = /attribute: ('([^']+)'|false)/.exec(options);
  const type = typeAnnotation ? { text: text(typeAnnotation).replace(/^:\s*/, '') } : typeOf(text(value));
  return {
    kind: 'field',
    name: key.name,
    type,
    default: value ? text(value) : undefined,
    attribute: named ? named[2] : key.name.toLowerCase(),
    reflects: /reflect: true/.test(options) || undefined,
  };
}

const typeOf = (value: string) => ({ text: /^(true|false)$/.test(value) ? 'boolean' : 'string' });

function methodOf({ key, kind, params, returnType }: ClassMethod, text: TextOf): Member | undefined {
  if (key.type !== 'Identifier') return undefined;
  const type = { text: text(returnType).replace(/^:\s*/, '') };
  if (kind === 'get' || kind === 'set')
    return { kind: 'field', name: key.name, type, readonly: kind === 'get' };
  const parameters = params.map((param) => {
    const [name = '', type, value] = text(param).split(/\s*[:=]\s*/);
    const isOptional = name.endsWith('?') || value !== undefined || text(param).includes(' = ');
    return { name: name.replace('?', ''), optional: isOptional || undefined, type: { text: type } };
  });
  return { kind: 'method', name: key.name, parameters, return: { type } };
}
