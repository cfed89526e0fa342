import { describe, expect, it } from "vitest";
import { metricsTable, parametersTable, scoresTable } from "./fit-tables";

const scores = { accuracy: 0.5, rmse: 0.25, logLoss: 0.75, brier: 0.0625, ece: 0.125, answers: 1234 };

describe("tables of metrics", () => {
  it("leave blank what does not apply", () => {
    const table = metricsTable({ folds: [{ name: "hold-out", seconds: 1, ...scores }], mean: {} });
    expect(table).not.toMatch(/NaN|undefined/);
    expect(table).toMatch(/hold-out +0\.5000 +0\.2500 +0\.7500 +0\.1250 +1,234/);
  });

  it("show the mean of several folds and its interval", () => {
    const fold = { name: "1", seconds: 1, auc: 0.75, ...scores };
    const mean = { auc: { value: 0.75, low: 0.7, high: 0.8 } };
    const table = metricsTable({ folds: [fold, { ...fold, name: "2" }], mean });
    expect(table).toMatch(/mean +0\.7500\n/);
    expect(table).toContain("0.7000–0.8000");
  });

  it("show one model's scores", () => {
    expect(scoresTable({ auc: 0.75, ...scores })).toMatch(/auc +0\.7500\n[\s\S]*answers +1,234\n$/);
  });
});

describe("parametersTable", () => {
  it("shows thirty rows and says how many there are more", () => {
    const rows = Array.from({ length: 32 }, (_, i) => ({ concept: `c${i}`, prior: 0.5 }));
    const lines = parametersTable(rows).trimEnd().split("\n");
    expect(lines).toHaveLength(2 + 30 + 1);
    expect(lines[2]).toBe("c0       0.5000");
    expect(lines.at(-1)).toBe("… and 2 more (--json shows all)");
    expect(parametersTable([])).toBe("");
  });
});
