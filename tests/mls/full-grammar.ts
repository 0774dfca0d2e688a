import type { Reader, Writer } from '../../engine/mls/codec.ts';
import { type Extension, readExtensions, writeExtensions } from '../../engine/mls/extension.ts';
import { type LeafNode, readLeafNode } from '../../engine/mls/leaf-node.ts';
import { type Proposal, writeProposal } from '../../engine/mls/proposal.ts';
import { readProposalOf } from '../../engine/mls/received-commit.ts';
import { readUpdatePath } from '../../engine/mls/received-path.ts';
import { type UpdatePath, writeUpdatePath } from '../../engine/mls/update-path.ts';

/** PreSharedKeyID (RFC 9420 §8.4): external by its id, resumption kept as bytes. */
export interface Psk {
  readonly type: number;
  readonly id: Uint8Array;
  readonly resumption: { usage: number; epoch: number } | null;
  readonly nonce: Uint8Array;
}

/** Every proposal of RFC 9420, of which the product reads three: vectors use them all. */
export type AnyProposal =
  | Proposal
  | { readonly kind: 'update'; readonly leaf: LeafNode }
  | { readonly kind: 'psk'; readonly psk: Psk }
  | {
      readonly kind: 'reinit';
      readonly groupId: Uint8Array;
      readonly version: number;
      readonly suite: number;
      readonly extensions: readonly Extension[];
    }
  | { readonly kind: 'context'; readonly extensions: readonly Extension[] };

export type ProposalOrRef = { readonly proposal: AnyProposal } | { readonly reference: Uint8Array };

export interface AnyCommit {
  readonly proposals: readonly ProposalOrRef[];
  readonly path: UpdatePath | null;
}

export function readPsk(from: Reader): Psk {
  const type = from.u8();
  if (type === 1) return { type, id: from.opaque(), resumption: null, nonce: from.opaque() };
  const usage = from.u8();
  const id = from.opaque();
  return { type, id, resumption: { usage, epoch: from.u64() }, nonce: from.opaque() };
}

export function writePsk(to: Writer, psk: Psk): void {
  to.u8(psk.type);
  if (psk.resumption) to.u8(psk.resumption.usage).opaque(psk.id).u64(psk.resumption.epoch);
  else to.opaque(psk.id);
  to.opaque(psk.nonce);
}

export const readUpdate = (from: Reader): AnyProposal => ({ kind: 'update', leaf: readLeafNode(from) });
export const readPskProposal = (from: Reader): AnyProposal => ({ kind: 'psk', psk: readPsk(from) });
export const readContextProposal = (from: Reader): AnyProposal => ({
  kind: 'context',
  extensions: readExtensions(from),
});
export const readReInit = (from: Reader): AnyProposal => ({
  kind: 'reinit',
  groupId: from.opaque(),
  version: from.u16(),
  suite: from.u16(),
  extensions: readExtensions(from),
});

/** Reads any Proposal; those of the profile by the product's own reader. */
export function readAnyProposal(from: Reader): AnyProposal {
  const type = from.u16();
  if (type === 2) return readUpdate(from);
  if (type === 4) return readPskProposal(from);
  if (type === 5) return readReInit(from);
  if (type === 7) return readContextProposal(from);
  return readProposalOf(type, from);
}

/** Writes what follows a proposal's type. */
export function writeProposalContent(to: Writer, proposal: AnyProposal): void {
  if (proposal.kind === 'update') to.fixed(proposal.leaf.encoded);
  else if (proposal.kind === 'psk') writePsk(to, proposal.psk);
  else if (proposal.kind === 'context') writeExtensions(to, proposal.extensions);
  else if (proposal.kind === 'reinit') {
    to.opaque(proposal.groupId).u16(proposal.version).u16(proposal.suite);
    writeExtensions(to, proposal.extensions);
  }
}

const numbers = { update: 2, psk: 4, reinit: 5, context: 7 } as const;

export function writeAnyProposal(to: Writer, proposal: AnyProposal): void {
  if (proposal.kind === 'add' || proposal.kind === 'remove' || proposal.kind === 'external-init') {
    writeProposal(to, proposal);
  } else {
    writeProposalContent(to.u16(numbers[proposal.kind]), proposal);
  }
}

export const readAnyCommit = (from: Reader): AnyCommit => ({
  proposals: from.vector(1000, (): ProposalOrRef => {
    if (from.u8() === 1) return { proposal: readAnyProposal(from) };
    return { reference: from.opaque() };
  }),
  path: from.optional(readUpdatePath),
});

export function writeAnyCommit(to: Writer, commit: AnyCommit): void {
  to.vector(commit.proposals, (inner, entry) => {
    if ('proposal' in entry) writeAnyProposal(inner.u8(1), entry.proposal);
    else inner.u8(2).opaque(entry.reference);
  });
  to.optional(commit.path, writeUpdatePath);
}
