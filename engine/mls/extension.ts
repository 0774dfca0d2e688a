import { bounds } from './bounds.ts';
import type { Reader, Writer } from './codec.ts';
import { invalid } from './refusal.ts';

/** A typed piece of data that a profile adds to a structure (RFC 9420 §13.4). */
export interface Extension {
  readonly type: number;
  readonly data: Uint8Array;
}

/** The extension types that this profile itself reads or writes (RFC 9420 §17.3). */
export const extensionType = { ratchetTree: 2, requiredCapabilities: 3, externalPub: 4 } as const;

/** The types that no capability needs to list (RFC 9420 §7.2). */
export const isDefaultExtension = (type: number): boolean => type >= 1 && type <= 5;

/** Reads `Extension extensions<V>`. Throws mls-invalid where a type comes twice. */
export function readExtensions(from: Reader): Extension[] {
  const extensions = from.vector(bounds.extensionsMax, () => ({ type: from.u16(), data: from.opaque() }));
  if (new Set(extensions.map(({ type }) => type)).size !== extensions.length) {
    throw invalid('extension twice');
  }
  return extensions;
}

/** Writes `Extension extensions<V>`. */
export function writeExtensions(to: Writer, extensions: readonly Extension[]): void {
  to.vector(extensions, (inner, { type, data }) => inner.u16(type).opaque(data));
}

/** The data of the extension of a type, or null. */
export const extensionOf = (extensions: readonly Extension[], type: number): Uint8Array | null =>
  extensions.find((extension) => extension.type === type)?.data ?? null;
