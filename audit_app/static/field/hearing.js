// Who waits for the server's answer to a request that is made from now on.
const waiting = new Set();

/** Resolves when such an answer came, when none comes through, or after `limit` milliseconds. */
export const wait = (limit) => new Promise((done) => {
  waiting.add(done);
  setTimeout(done, limit);
});

/** Those who wait at this moment: to be asked for before the request leaves. */
export const listeners = () => [...waiting];

export const answered = (some = listeners()) => some.forEach((done) => { waiting.delete(done); done(); });
