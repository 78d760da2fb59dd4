import assert from "node:assert/strict";
import { test } from "node:test";
import { Ledger } from "../src/ledger.js";

test("what is paid is owed by the others", () => {
  const trip = new Ledger(["Ada", "Bo"]);
  trip.pay("Ada", 500, "fuel");
  assert.deepEqual(trip.balances(), { Ada: 250, Bo: -250 });
  assert.deepEqual(trip.settle(), [{ from: "Bo", to: "Ada", amount: 250 }]);
});

test("a payment may be for a part of the group", () => {
  const trip = new Ledger(["Ada", "Bo", "Cy"]);
  trip.pay("Ada", 400, "museum", ["Bo", "Cy"]);
  assert.deepEqual(trip.balances(), { Ada: 400, Bo: -200, Cy: -200 });
});

test("everybody is even after the transfers", () => {
  const trip = new Ledger(["Ada", "Bo", "Cy"]);
  trip.pay("Ada", 9000, "cabin");
  trip.pay("Bo", 1000, "bread and cheese");
  const even = trip.balances();
  for (const { from, to, amount } of trip.settle()) {
    even[from] += amount;
    even[to] -= amount;
  }
  assert.deepEqual(even, { Ada: 0, Bo: 0, Cy: 0 });
});

test("strangers are refused and change nothing", () => {
  const trip = new Ledger(["Ada"]);
  assert.throws(() => trip.pay("Eve", 100, "nothing"), /not in this group/);
  assert.deepEqual(trip.balances(), { Ada: 0 });
});
