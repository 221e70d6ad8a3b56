// The list that every client reads: transaction history of a sandbox, page by page.
export const [URL, JWT, SECRET] = process.argv.slice(2, 5);
const ROWS = Number(process.argv[5]);
export const PAGE = 100;

/** A list that ends early must not pass for a fast one. The sandbox counts amounts from 100 on, 9,901 of them. */
export function check(rows, amount) {
  let expected = 0;
  for (let at = 0; at < ROWS; at += 1) expected += 100 + (at % 9901);
  if (rows !== ROWS || amount !== expected) throw new Error(`${rows} rows of ${amount}`);
}
