import { BedsideError, type ErrorCode } from '../shared/errors.ts';

interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(thrown: BedsideError): void;
}

/** Questions to the relay that are not answered yet. A socket gives the answers of one kind in the order of the questions. */
export class Asking<Answer> {
  #waiting: Waiting<Answer>[] = [];

  /** Settles with the relay's word for what `send` sends now. */
  ask(send: () => void): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      send();
    });
  }

  answered(answer: Answer): void {
    this.#waiting.shift()?.resolve(answer);
  }

  /** The relay would not. */
  refused(code: ErrorCode): void {
    this.#waiting.shift()?.reject(new BedsideError(code));
  }

  /** The socket is gone, and with it whatever it would have said. */
  restart(): void {
    for (const { reject } of this.#waiting.splice(0)) reject(new BedsideError('relay-unreachable'));
  }
}
