import { split } from "./split.js";

/** Keeps who paid what for a group, and says how they get even. */
export class Ledger {
  #balances;
  #payments = [];

  constructor(people) {
    this.#balances = new Map(people.map((person) => [person, 0]));
  }

  /** Somebody paid an amount for a part of the group, by default for all of it. */
  pay(payer, amount, what, people = [...this.#balances.keys()]) {
    for (const person of [payer, ...people])
      if (!this.#balances.has(person)) throw new RangeError(`${person} is not in this group.`);
    this.#add(payer, amount);
    for (const part of split(amount, people)) this.#add(part.person, -part.amount);
    this.#payments.push({ payer, amount, what });
  }

  get payments() {
    return [...this.#payments];
  }

  /** What each person is owed; negative for what they owe. */
  balances() {
    return Object.fromEntries(this.#balances);
  }

  /** The transfers that make everybody even: the largest debt goes to the largest credit first. */
  settle() {
    const open = [...this.#balances].map(([person, amount]) => ({ person, amount }));
    const transfers = [];
    for (;;) {
      open.sort((left, right) => left.amount - right.amount);
      const debtor = open[0];
      const creditor = open[open.length - 1];
      const amount = Math.min(-debtor.amount, creditor.amount);
      if (amount <= 0) return transfers;
      transfers.push({ from: debtor.person, to: creditor.person, amount });
      debtor.amount += amount;
      creditor.amount -= amount;
    }
  }

  #add(person, amount) {
    this.#balances.set(person, this.#balances.get(person) + amount);
  }
}
