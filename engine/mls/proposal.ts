import type { Writer } from './codec.ts';
import type { KeyPackage } from './key-package.ts';

/** The proposals of the profile (RFC 9420 §12.1). */
export type Proposal =
  | { readonly kind: 'add'; readonly keyPackage: KeyPackage }
  | { readonly kind: 'remove'; readonly leaf: number }
  | { readonly kind: 'external-init'; readonly kemOutput: Uint8Array };

/** Writes a Proposal. */
export function writeProposal(to: Writer, proposal: Proposal): void {
  if (proposal.kind === 'add') to.u16(1).fixed(proposal.keyPackage.encoded);
  else if (proposal.kind === 'remove') to.u16(3).u32(proposal.leaf);
  else to.u16(6).opaque(proposal.kemOutput);
}
