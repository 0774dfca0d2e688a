/** Seeds that once broke something, by the name of what they broke. They are run for ever. */
export const keptSeeds: readonly { readonly seed: number; readonly name: string }[] = [
  { seed: 4, name: 'a key whose records are gone counts from 1 again: id-conflict' },
  { seed: 5, name: 'the same, with the commit of the earlier life just taken' },
  { seed: 104, name: 'a lost join that caught up counted epochs twice: group-diverged' },
  { seed: 106, name: 'a removal put read marks back to stored' },
  { seed: 118, name: 'a commit that lost its epoch had zeroed the group it was built on: mls-invalid' },
  { seed: 123, name: 'two join, one is refused, and takes every GroupInfo for another epoch’s' },
  { seed: 124, name: 'a rekey that lost its epoch to another rekey: mls-invalid' },
  { seed: 140, name: 'a link refused with slow-down was not written again' },
  { seed: 154, name: 'a removal that lost its epoch to a join: mls-invalid' },
  { seed: 213, name: 'a link refused with slow-down, then owed by a page that died' },
  { seed: 317, name: 'a slow job spoke on the next socket before its hello: frame-out-of-order' },
  { seed: 435, name: 'the same, after a reload' },
  { seed: 522, name: 'two links were written while a device was away, the lower one first' },
];
