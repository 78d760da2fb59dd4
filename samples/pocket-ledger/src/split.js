/** Divides an amount in cents among people. The parts add up to the amount. */
export function split(amount, people) {
  if (!Number.isInteger(amount)) throw new RangeError("The amount must be a whole number of cents.");
  if (people.length === 0) throw new RangeError("There is nobody to divide the amount among.");
  const share = Math.round(amount / people.length);
  return people.map((person) => ({ person, amount: share }));
}
