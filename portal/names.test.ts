import { describe, expect, it } from 'vitest';
import { conversationId, generatePortalKeys, pairwiseSub } from './index.ts';

const { roomSecret, pairwiseSecret } = generatePortalKeys();
const visit = { roomSecret, patient: 'MRN-0042', encounter: 'enc-7', topic: 'clinical' };
const conversation = conversationId(visit);

describe('names', () => {
  it('are the same every time and differ in every field and under every secret', () => {
    expect(conversationId({ ...visit })).toBe(conversation);
    const others = [
      { ...visit, patient: 'MRN-0043' },
      { ...visit, encounter: 'enc-8' },
      { ...visit, topic: 'billing' },
      { ...visit, roomSecret: generatePortalKeys().roomSecret },
      { ...visit, patient: visit.encounter, encounter: visit.patient },
    ];
    expect(new Set([conversation, ...others.map(conversationId)]).size).toBe(6);
    expect(conversation).not.toContain('MRN');
  });
  it('do not run into each other: every field carries its length', () => {
    const ids = [
      ['ab', 'c', 'd'],
      ['a', 'bc', 'd'],
      ['a', 'b', 'cd'],
      ['a\u00a0b', 'c', 'd'],
      ['a|b', 'c', 'd'],
      ['a', 'b|c', 'd'],
    ].map(([patient, encounter, topic]) =>
      conversationId({ roomSecret, patient: patient!, encounter: encounter!, topic: topic! }),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
  it('are one name whether a letter is one code point or two', () => {
    const composed = conversationId({ ...visit, patient: 'Zoë' });
    expect(conversationId({ ...visit, patient: 'Zoe\u0308' })).toBe(composed);
    expect(conversationId({ ...visit, patient: 'zoë' })).not.toBe(composed);
  });
  it('empty, over-long, padded or broken are refused', () => {
    for (const patient of [
      '',
      ' ',
      ' x',
      'x\n',
      'a\u0000b',
      '\ud800',
      'x'.repeat(257),
      'é'.repeat(129),
      7,
      null,
    ])
      expect(() => conversationId({ ...visit, patient: patient as string })).toThrow('request-malformed');
    expect(() => conversationId({ ...visit, roomSecret: 'weak' })).toThrow('request-malformed');
  });
  it('keep their bytes from one release to the next (computed once by other code)', () => {
    const zero = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    const id = conversationId({ roomSecret: zero, patient: 'p', encounter: 'e', topic: 't' });
    expect(id).toBe('DHOCQYanyDNcBuQTaL6Nmngx5LWTpfVTchi7B-MoPYA');
    expect(pairwiseSub({ pairwiseSecret: zero, person: 'p', conversation: id })).toBe(
      '1CIQTnoockr-5mqdbZ2trcWB6B0y3qVgj5sMez7pl_0',
    );
  });
  it('of a person differ in every conversation and are stable in one', () => {
    const other = conversationId({ ...visit, topic: 'billing' });
    const sub = (person: string, where: string) =>
      pairwiseSub({ pairwiseSecret, person, conversation: where });
    expect(sub('maya', conversation)).toBe(sub('maya', conversation));
    expect(new Set([sub('maya', conversation), sub('maya', other), sub('elena', conversation)]).size).toBe(3);
    expect(sub('maya', conversation)).not.toContain('maya');
    expect(() => sub('', conversation)).toThrow('request-malformed');
    expect(() => sub('maya', 'room-1')).toThrow('request-malformed');
    // The two secrets may be the same by mistake: names still do not meet.
    expect(pairwiseSub({ pairwiseSecret: roomSecret, person: 'maya', conversation })).not.toBe(conversation);
  });
});
