import type { Reader, Writer } from './codec.ts';
import { type KeyPackage, readKeyPackage, writeKeyPackage } from './key-package.ts';
import { malformed, unsupported } from './refusal.ts';

/** The proposals of the profile (RFC 9420 §12.1). */
export type Proposal =
  | { readonly kind: 'add'; readonly keyPackage: KeyPackage }
  | { readonly kind: 'remove'; readonly leaf: number }
  | { readonly kind: 'external-init'; readonly kemOutput: Uint8Array };

/** Reads what follows a proposal's type. Throws mls-unsupported for one outside the profile. */
export function readProposalOf(type: number, from: Reader): Proposal {
  if (type === 1) return { kind: 'add', keyPackage: readKeyPackage(from) };
  if (type === 3) return { kind: 'remove', leaf: from.u32() };
  if (type === 6) return { kind: 'external-init', kemOutput: from.opaque() };
  throw type === 0 ? malformed('proposal type') : unsupported('proposal type');
}

/** Reads a Proposal. Throws mls-unsupported for one outside the profile. */
export const readProposal = (from: Reader): Proposal => readProposalOf(from.u16(), from);

/** Writes a Proposal. */
export function writeProposal(to: Writer, proposal: Proposal): void {
  if (proposal.kind === 'add') writeKeyPackage(to.u16(1), proposal.keyPackage);
  else if (proposal.kind === 'remove') to.u16(3).u32(proposal.leaf);
  else to.u16(6).opaque(proposal.kemOutput);
}
