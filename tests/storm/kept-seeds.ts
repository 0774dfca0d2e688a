/** Seeds that once broke something, by the name of what they broke. They are run for ever. */
export const keptSeeds: readonly { readonly seed: number; readonly name: string }[] = [
  { seed: 4, name: 'a key whose records are gone counts from 1 again: id-conflict' },
  { seed: 5, name: 'the same, with the commit of the earlier life just taken' },
  { seed: 13, name: 'a lost join that caught up counted epochs twice: group-diverged' },
  { seed: 24, name: 'the same, and another' },
  { seed: 36, name: 'the past stayed withheld from who was away when its link was written' },
  { seed: 38, name: 'a key whose records are gone, seen by the others: envelope-gap' },
  { seed: 46, name: 'a slow job spoke on the next socket before its hello: frame-out-of-order' },
  { seed: 56, name: 'a commit that lost its epoch had zeroed the group it was built on: mls-invalid' },
  { seed: 80, name: 'the same, and another' },
  { seed: 101, name: 'the same, and a third' },
  { seed: 140, name: 'a link refused with slow-down was not written again' },
  { seed: 164, name: 'the past stayed withheld, with three devices' },
  { seed: 204, name: 'the past stayed withheld, with four' },
  {
    seed: 20095,
    name: 'a closed page’s late upgrade takes the place of the next page’s socket: session-replaced, failed for good',
  },
  { seed: 30038, name: 'a device astray paid a link that it owed in an epoch that was voided: link-invalid' },
  { seed: 30067, name: 'whose voided commit another one followed did not look for a way back' },
  { seed: 30068, name: 'who voided every way in kept another out for good' },
  {
    seed: 30153,
    name: 'what was not opened before a reload looked like a replay after it: envelope-replayed',
  },
  { seed: 30358, name: 'a link was laid to a voided commit of the same epoch: link-invalid' },
  { seed: 30612, name: 'a void that came while a device joined was not read over: group-diverged' },
  { seed: 30628, name: 'the late answer to earlier bytes held back what was sealed again: never sent' },
  { seed: 30690, name: 'words said upon a commit that was voided and put back stayed unread' },
  {
    seed: 30838,
    name: 'a message sealed in a voided epoch was stored when another commit had taken that epoch’s number: envelope-forged',
  },
  {
    seed: 30933,
    name: 'a vault’s root of a voided epoch opened another of its number: envelope-forged',
  },
  { seed: 30764, name: 'the same, over a commit: record-invalid' },
  {
    seed: 31291,
    name: 'the earlier bytes of what was sealed again were stored after a void: shown twice',
  },
  {
    seed: 31439,
    name: 'a void that was read from within what it took back was not seen from outside: group-diverged',
  },
  {
    seed: 31608,
    name: 'the GroupInfo of a spoilt device led another astray for hours: nobody brought a better one',
  },
  { seed: 32103, name: 'the same, with three persons' },
  { seed: 32667, name: 'what a person sent again went out before what stood in its way: never sent' },
  {
    seed: 7523,
    name: 'a clock that was set back while the room asked to slow down held words back for hours',
  },
  {
    seed: 15867,
    name: 'a founding commit that was tried again on the next socket, before its hello was answered, came second: commit-foreign',
  },
  { seed: 50324, name: 'who read in history that somebody had left did not take out whom it could' },
  {
    seed: 90435,
    name: 'each question about deposits that a busy room refused was followed by as many as there were: ever more',
  },
  { seed: 90551, name: 'the same, and another' },
  { seed: 90779, name: 'all that waited went out again each time that a busy room took one of it' },
  {
    seed: 110206,
    name: 'a person’s own deposit of a voided epoch counted before the one of the epoch that took its number: record-invalid',
  },
  {
    seed: 33116,
    name: 'who had removed a device of their own by a commit that was voided could not come back beside it: locked out',
  },
  {
    seed: 51011,
    name: 'who left while another’s commit was on its way stayed in the group until somebody spoke',
  },
  {
    seed: 36528,
    name: 'of two voids, one below the other, the upper counted: a root of the lower one’s epoch opened another of its number',
  },
  {
    seed: 37543,
    name: 'whoever reloaded between a void and the way back was never told that their words in between were gone',
  },
  {
    seed: 39471,
    name: 'who came back after a void read on, for a moment, in the epoch that was voided: shown twice',
  },
];
