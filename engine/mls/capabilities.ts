import { bounds } from './bounds.ts';
import { type Reader, readWhole, type Writer, written } from './codec.ts';
import { type Extension, extensionOf, extensionType, isDefaultExtension } from './extension.ts';
import { suiteIds } from './suite.ts';

/** What a client says it supports (RFC 9420 §7.2). Entries that nobody here knows are kept and mean nothing. */
export interface Capabilities {
  readonly versions: readonly number[];
  readonly suites: readonly number[];
  readonly extensions: readonly number[];
  readonly proposals: readonly number[];
  readonly credentials: readonly number[];
}

/** The one credential type of the profile (RFC 9420 §5.3). */
export const basicCredential = 1;

/** Protocol version mls10 (RFC 9420 §6). */
export const mls10 = 1;

/** The product's own types: the group's context, and what stands in each leaf (PROTOCOL.md). */
const productExtensions: readonly number[] = [0xf0b1, 0xf0b2, 0xf0b3];

/** True for a context extension that this client understands (RFC 9420 §13.4: it may join no group with another). */
export const isUnderstood = ({ type }: Extension): boolean =>
  type === extensionType.requiredCapabilities || productExtensions.includes(type);

/** What a leaf of ours says of itself: the profile, and the extensions that it carries. */
export function capabilitiesFor(leafExtensions: readonly Extension[]): Capabilities {
  const carried = leafExtensions.map(({ type }) => type).filter((type) => !isDefaultExtension(type));
  return {
    versions: [mls10],
    suites: suiteIds,
    extensions: [...new Set([...productExtensions, ...carried])],
    proposals: [],
    credentials: [basicCredential],
  };
}

const readNumbers = (from: Reader) => from.vector(bounds.capabilitiesMax, () => from.u16());
const writeNumbers = (to: Writer, numbers: readonly number[]) =>
  to.vector(numbers, (inner, number) => inner.u16(number));

/** Reads a Capabilities struct. */
export const readCapabilities = (from: Reader): Capabilities => ({
  versions: readNumbers(from),
  suites: readNumbers(from),
  extensions: readNumbers(from),
  proposals: readNumbers(from),
  credentials: readNumbers(from),
});

/** Writes a Capabilities struct. */
export function writeCapabilities(to: Writer, capabilities: Capabilities): void {
  writeNumbers(to, capabilities.versions);
  writeNumbers(to, capabilities.suites);
  writeNumbers(to, capabilities.extensions);
  writeNumbers(to, capabilities.proposals);
  writeNumbers(to, capabilities.credentials);
}

/**
 * The required_capabilities extension that asks for these extension types and the basic credential (RFC 9420 §11.1).
 */
export function requiredCapabilities(types: readonly number[]): Extension {
  const data = written((to) => {
    writeNumbers(to, types);
    writeNumbers(to, []);
    writeNumbers(to, [basicCredential]);
  });
  return { type: extensionType.requiredCapabilities, data };
}

const includesAll = (list: readonly number[], wanted: readonly number[]) =>
  wanted.every((item) => list.includes(item));

/**
 * True where the capabilities satisfy the context's extensions, required_capabilities among them (RFC 9420 §7.3,
 * §13.4).
 */
export function satisfies(capabilities: Capabilities, context: readonly Extension[]): boolean {
  const types = context.map(({ type }) => type).filter((type) => !isDefaultExtension(type));
  if (!includesAll(capabilities.extensions, types)) return false;
  const required = extensionOf(context, extensionType.requiredCapabilities);
  if (!required) return true;
  const [extensions, proposals, credentials] = readWhole(required, (from) => [
    readNumbers(from),
    readNumbers(from),
    readNumbers(from),
  ]);
  return (
    includesAll(
      capabilities.extensions,
      (extensions ?? []).filter((type) => !isDefaultExtension(type)),
    ) &&
    includesAll(
      capabilities.proposals,
      (proposals ?? []).filter((type) => type === 0 || type > 7),
    ) &&
    includesAll(capabilities.credentials, credentials ?? [])
  );
}
