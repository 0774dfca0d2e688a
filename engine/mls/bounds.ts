/** What the profile allows at most (INV-12): a whole message, the leaves of a tree, the entries of one list. */
export const bounds = {
  messageBytesMax: 1024 * 1024,
  leavesMax: 256,
  extensionsMax: 64,
  capabilitiesMax: 256,
  proposalsMax: 256,
} as const;
