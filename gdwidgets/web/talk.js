// @ts-check
// Asking the kernel for something, one thing at a time and the newest first.

import { createPatience, send } from "./kit.js";

let count = 0; // of all that was asked on this page, so that each answer finds its question

/**
 * A line to the kernel. While it has not answered, what is asked meanwhile waits, and only the
 * newest of it is asked next: a drag sends as many places as can be answered.
 * @param {any} model
 * @param {() => void} late called when an answer is overdue
 */
export function createTalk(model, late) {
  const patience = createPatience(late);
  let pending = 0;
  let next = null;

  function ask(content) {
    if (pending) {
      next = content;
      return;
    }
    count += 1;
    pending = count;
    patience.asked();
    send(model, { ...content, count });
  }

  return {
    ask,
    get busy() { return pending > 0; },

    /** An answer has come; whether it was to this line, and nothing else waits. */
    heard(answer) {
      if (answer !== pending) return false;
      patience.answered();
      pending = 0;
      if (next === null) return true;
      const content = next;
      next = null;
      ask(content);
      return false;
    },

    end: patience.answered,
  };
}
