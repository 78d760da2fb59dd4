import assert from "node:assert/strict";
import { test } from "node:test";
import { split } from "../src/split.js";

const sum = (parts) => parts.reduce((total, part) => total + part.amount, 0);

test("an even amount is divided evenly", () => {
  assert.deepEqual(split(900, ["Ada", "Bo", "Cy"]), [
    { person: "Ada", amount: 300 },
    { person: "Bo", amount: 300 },
    { person: "Cy", amount: 300 },
  ]);
});

test("no cent is lost or made up", () => {
  for (const amount of [1000, 1001, 1, 0, -1000, -1])
    for (let count = 1; count <= 7; count++)
      assert.equal(sum(split(amount, Array(count).fill("Ada"))), amount, `${amount} among ${count}`);
});

test("nobody pays more than one cent above another", () => {
  const amounts = split(1001, ["Ada", "Bo", "Cy", "Di", "Ed"]).map((part) => part.amount);
  assert.ok(Math.max(...amounts) - Math.min(...amounts) <= 1);
});

test("half cents and empty groups are refused", () => {
  assert.throws(() => split(10.5, ["Ada"]), /whole number/);
  assert.throws(() => split(10, []), /nobody/);
});
